"""Putting things into a cart and taking them out. Every cart is reached through its owner.

A cart holds nothing back from others: stock is only held when an order is placed. The row of the
cart is locked by every writer, so two tabs of one person follow each other.
"""

from __future__ import annotations

from shop.cart.services.life import Refilled, Wanted, close, forget, refill, tidy
from shop.cart.services.lines import add_line, change_quantity, confirm_prices, remove, remove_lines
from shop.cart.services.merging import merge
from shop.cart.services.notes import set_note

__all__ = [
    "Refilled",
    "Wanted",
    "add_line",
    "change_quantity",
    "close",
    "confirm_prices",
    "forget",
    "merge",
    "refill",
    "remove",
    "remove_lines",
    "set_note",
    "tidy",
]
