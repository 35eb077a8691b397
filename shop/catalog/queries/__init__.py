"""Reads of the catalogue: chosen columns into plain data, few statements."""

from __future__ import annotations

from shop.catalog.queries.cards import Card, cards, in_window

__all__ = ["Card", "cards", "in_window"]
