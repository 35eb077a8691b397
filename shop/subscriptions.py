"""One table: which event is heard by whom. Names are stable: they are stored with deliveries."""

from __future__ import annotations

from shop.core.relay import Subscriptions

SUBSCRIPTIONS: Subscriptions = {}
