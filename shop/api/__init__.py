"""What machines meet: callbacks of providers, health."""

from __future__ import annotations

from shop.core.http import Face

FACES: tuple[Face, ...] = ()
