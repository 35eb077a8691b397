"""Small choices of how things are shown that several pages share."""

from __future__ import annotations

import zlib

from shop.core.pictures import WIDTHS

#: Tints that are named after a natural dye.
DYE_TINTS = ("kunyit", "tegeran", "jolawe", "indigo", "soga", "tingi", "secang", "ulin")


def dye_tint(motif_id: str) -> str:
    """Return the tint of a dye for a motif that nobody has drawn; the same one every time."""
    return DYE_TINTS[zlib.crc32(motif_id.encode()) % len(DYE_TINTS)]


def largest(width: int) -> int:
    """Return the width of the largest file there is of a picture ``width`` pixels wide."""
    return max((made for made in WIDTHS if made <= width), default=WIDTHS[0])


def shortened(text: str, limit: int = 155) -> str:
    """Return the beginning of a text for a description, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    return flat[: limit - 1].rpartition(" ")[0] + "…"
