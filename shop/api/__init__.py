"""What machines meet: callbacks of providers, health."""

from __future__ import annotations

from shop.api import health, webhook
from shop.core.http import Face

FACES: tuple[Face, ...] = (health.FACE, webhook.FACE)
