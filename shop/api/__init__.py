"""What machines meet: callbacks of providers, health."""

from __future__ import annotations

from shop.api import health
from shop.core.http import Face

FACES: tuple[Face, ...] = (health.FACE,)
