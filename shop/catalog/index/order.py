"""Orders to browse in: every listing's key and id in one sorted array, for paging by key.

A page starts where the last one ended, however deep that is: at a key, not at a number of rows,
so nothing is skipped or shown twice when listings come and go.
"""

from __future__ import annotations

import bisect
import heapq
from array import array
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from shop.catalog.index import bits

#: A packed entry: 34 bits of key (a time in seconds, whole rupiah), then 30 bits of id.
_ID_BITS = 30
_ID_MASK = (1 << _ID_BITS) - 1
_MOST_KEY = (1 << 34) - 1
#: From this many changes on, sorting anew costs less than moving the array each time.
_MANY = 64


class Entry(NamedTuple):
    """A listing and its place in an order, as one number that fits a token."""

    place: int
    listing_id: int


def pack(key: int, listing_id: int) -> int:
    """Return key and id as one number that sorts by key, then by id."""
    return min(max(key, 0), _MOST_KEY) << _ID_BITS | listing_id


@dataclass(frozen=True)
class Order:
    """All listings in the order of one key. Never changes; :meth:`changed` makes the next."""

    places: array[int]
    #: Place of each listing, by id; 0 where there is none.
    place_of: array[int]

    @classmethod
    def of(cls, keys: Mapping[int, int]) -> Order:
        """Build the order of ``listing id -> key``."""
        places = array("Q", sorted(pack(key, listing_id) for listing_id, key in keys.items()))
        return cls(places, _by_id(places))

    def changed(self, gone: Collection[int], keys: Mapping[int, int]) -> Order:
        """Return the order without ``gone``, and with ``keys`` in their new places."""
        if len(gone) + len(keys) > _MANY:
            kept = {p & _ID_MASK: p >> _ID_BITS for p in self.places if p & _ID_MASK not in gone}
            return Order.of({**kept, **keys})
        places, place_of = self.places[:], self.place_of[:]
        for listing_id in {*gone, *keys}:
            _take_out(places, place_of, listing_id)
        for listing_id, key in keys.items():
            _put_in(places, place_of, pack(key, listing_id))
        return Order(places, place_of)

    def page(
        self, among: int, *, size: int, after: int | None = None, backwards: bool = False
    ) -> list[Entry]:
        """Return the next ``size`` listings of a set.

        Walking the order meets a large set's next members soon; a small set is sorted by itself
        instead. Either way the cost does not depend on how deep the page is.

        :param after: The place at which the last page ended.
        :param backwards: From the largest key to the smallest.
        """
        count = among.bit_count()
        if count * count <= size * len(self.places):
            return self._sort(among, size=size, after=after, backwards=backwards)
        return self._walk(bits.to_bytes(among), size=size, after=after, backwards=backwards)

    def _walk(self, among: bytes, *, size: int, after: int | None, backwards: bool) -> list[Entry]:
        places = self.places
        steps: Iterable[int]
        if backwards:
            end = len(places) if after is None else bisect.bisect_left(places, after)
            steps = range(end - 1, -1, -1)
        else:
            steps = range(0 if after is None else bisect.bisect_right(places, after), len(places))
        found: list[Entry] = []
        for at in steps:
            place = places[at]
            if bits.has(among, place & _ID_MASK):
                found.append(Entry(place, place & _ID_MASK))
                if len(found) == size:
                    break
        return found

    def _sort(self, among: int, *, size: int, after: int | None, backwards: bool) -> list[Entry]:
        candidates = (self.place_of[listing_id] for listing_id in bits.members(among))
        if after is not None:
            candidates = (p for p in candidates if (p < after if backwards else p > after))
        pick = heapq.nlargest if backwards else heapq.nsmallest
        return [Entry(place, place & _ID_MASK) for place in pick(size, candidates)]


def _by_id(places: array[int]) -> array[int]:
    most = max((place & _ID_MASK for place in places), default=0)
    place_of = array("Q", bytes(8 * (most + 1)))
    for place in places:
        place_of[place & _ID_MASK] = place
    return place_of


def _take_out(places: array[int], place_of: array[int], listing_id: int) -> None:
    place = place_of[listing_id] if listing_id < len(place_of) else 0
    if place:
        del places[bisect.bisect_left(places, place)]
        place_of[listing_id] = 0


def _put_in(places: array[int], place_of: array[int], place: int) -> None:
    listing_id = place & _ID_MASK
    if listing_id >= len(place_of):
        place_of.extend(array("Q", bytes(8 * (listing_id + 1 - len(place_of)))))
    place_of[listing_id] = place
    bisect.insort(places, place)
