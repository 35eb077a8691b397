"""Sets of listings as bits of one integer: bit 7 is set when the listing with id 7 is in the set.

Ids count up without large gaps, so a set of a million listings is 125 kB, the intersection of two
takes microseconds, and its size is ``int.bit_count()``. Integers do not change: whoever holds
one may read it while another thread makes the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SOMETHING = re.compile(rb"[^\x00]")


def of(listing_ids: Iterable[int]) -> int:
    """Return the set of these listings."""
    ids = list(listing_ids)
    if not ids:
        return 0
    buffer = bytearray(max(ids) // 8 + 1)
    for listing_id in ids:
        buffer[listing_id >> 3] |= 1 << (listing_id & 7)
    return int.from_bytes(buffer, "little")


def members(bits: int) -> Iterator[int]:
    """Yield the listings of a set in order of id. Empty stretches are skipped at C speed."""
    buffer = to_bytes(bits)
    for match in _SOMETHING.finditer(buffer):
        at = match.start()
        byte = buffer[at]
        for bit in range(8):
            if byte >> bit & 1:
                yield at * 8 + bit


def to_bytes(bits: int) -> bytes:
    """Return a set as bytes, in which :func:`has` looks up a listing in no time."""
    return bits.to_bytes(bits.bit_length() // 8 + 1, "little")


def has(buffer: bytes, listing_id: int) -> bool:
    """Tell whether a listing is in a set that was turned into bytes."""
    at = listing_id >> 3
    return at < len(buffer) and bool(buffer[at] >> (listing_id & 7) & 1)


class Builder:
    """Collects sets by key, one listing after the other, without copying them each time."""

    def __init__(self) -> None:
        self._buffers: dict[str, bytearray] = {}

    def add(self, key: str, listing_id: int) -> None:
        """Put a listing into the set of ``key``."""
        buffer = self._buffers.get(key)
        if buffer is None:
            buffer = self._buffers[key] = bytearray()
        at = listing_id >> 3
        if at >= len(buffer):
            buffer.extend(bytes(at + 1 - len(buffer)))
        buffer[at] |= 1 << (listing_id & 7)

    def sets(self) -> dict[str, int]:
        """Return what was collected."""
        return {key: int.from_bytes(buffer, "little") for key, buffer in self._buffers.items()}
