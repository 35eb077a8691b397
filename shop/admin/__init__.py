"""What staff and coaches meet."""

from __future__ import annotations

from shop.core.http import Face

FACES: tuple[Face, ...] = ()
