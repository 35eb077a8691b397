"""The ``after`` of the next page: a place in an order, in a form that nobody is tempted to edit."""

from __future__ import annotations

import base64
import binascii
import struct

from shop.catalog.index.page import BEST, CHEAPEST, DEAREST, NEWEST

_TOKEN = struct.Struct(">BQ")
_SORT_NUMBERS = {NEWEST: 1, CHEAPEST: 2, DEAREST: 3, BEST: 4}


def write(place: int, sort: str) -> str:
    """Return the token of a place in an order."""
    return base64.urlsafe_b64encode(_TOKEN.pack(_SORT_NUMBERS[sort], place)).decode().rstrip("=")


def read(token: str, sort: str) -> int | None:
    """Return the place that a token names; ``None`` when it is broken or of another order."""
    try:
        number, place = _TOKEN.unpack(
            base64.b64decode(token + "===", altchars=b"-_", validate=False)
        )
    except (struct.error, binascii.Error, ValueError):
        return None
    return int(place) if number == _SORT_NUMBERS[sort] else None
