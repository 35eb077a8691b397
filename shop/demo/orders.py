"""The demo's orders, in every state: made by the shop's own services, at instants in the past."""

from __future__ import annotations

from typing import Any

from shop.core.runtime import Runtime


def load(shop: Runtime, people: dict[str, Any]) -> None:
    """Place the orders and move them along."""
