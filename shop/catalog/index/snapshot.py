"""One state of the index: who is in the window, in which facets, in which orders.

A snapshot never changes. Changes make the next one, which shares everything that stayed the same,
so requests read without locks; what was computed from a snapshot is forgotten together with it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeVar

from shop.catalog.index import bits
from shop.catalog.index.facts import ListingFacts
from shop.catalog.index.names import Names
from shop.catalog.index.order import Order
from shop.core.memo import Memo

T = TypeVar("T")

#: What a visitor has chosen: facet -> values. Within a facet any value will do.
Chosen = Mapping[str, tuple[str, ...]]

#: Facets with few values, each a set of its own.
DENSE = (
    "technique", "motif", "place", "form", "fabric", "colour", "dye", "price", "ready", "only",
    "batik",
)  # fmt: skip
#: The one facet whose values grow with the shop: kept as lists of ids, and only its largest
#: values are counted.
SPARSE = "artisan"
FACETS = (*DENSE, SPARSE)

#: Shown unless somebody asks for sold pieces.
READY = ("now", "order")

#: Values of a facet that are counted at most.
MOST_COUNTED = 100

#: What makes listings kin, how much, and how many values of it count.
_KINSHIP = (("motif", 4, 3), ("form", 2, 1), ("technique", 1, 1), ("place", 1, 1))

#: Of each kind of thing that is computed.
_REMEMBERED = 300
#: Listings of which something is kept while others change: their cards, above all.
_KEPT = 5_000


@dataclass(frozen=True)
class Snapshot:
    """The index at one position of the feed."""

    position: int
    window: int
    sets: Mapping[str, Mapping[str, int]]
    artisans: Mapping[str, array[int]]
    by_time: Order
    by_price: Order
    names: Names
    #: What was computed from this snapshot, by kind; bounded, and gone with it.
    memory: dict[Hashable, Memo] = field(default_factory=dict, compare=False, repr=False)
    #: What was made of single listings, such as their cards; outlives changes of others.
    kept: dict[int, dict[Any, Any]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, facts: Iterable[ListingFacts], *, position: int, names: Names) -> Snapshot:
        """Build the index from everything in the window."""
        collected = _collect(facts)
        return cls(
            position=position,
            window=collected.sets.pop("", {}).get("", 0),
            sets=collected.sets,
            artisans={slug: array("I", ids) for slug, ids in collected.artisans.items()},
            by_time=Order.of(collected.times),
            by_price=Order.of(collected.prices),
            names=names,
        )

    def changed(
        self,
        listing_ids: Sequence[int],
        facts: Iterable[ListingFacts],
        *,
        position: int,
        names: Names,
    ) -> Snapshot:
        """Return the next state, in which these listings are as ``facts`` say or gone."""
        facts = list(facts)
        collected = _collect(facts)
        gone = bits.of(listing_ids)
        ids = set(listing_ids)
        fresh = collected.sets.pop("", {}).get("", 0)
        return Snapshot(
            position=position,
            window=self.window & ~gone | fresh,
            sets={
                facet: _merge(self.sets.get(facet, {}), gone, collected.sets.get(facet, {}))
                for facet in {*self.sets, *collected.sets}
            },
            artisans={
                **self.artisans,
                **{
                    slug: _members(
                        self.artisans.get(slug, ()), ids, collected.artisans.get(slug, ())
                    )
                    for slug in {listing.artisan for listing in facts}
                },
            },
            by_time=self.by_time.changed(ids, collected.times),
            by_price=self.by_price.changed(ids, collected.prices),
            names=names,
            kept=_without(self.kept, ids) if names is self.names else {},
        )

    def select(self, chosen: Chosen, *, but: str = "") -> int:
        """Return the listings that match every facet, apart from the one named by ``but``."""
        found = self.window
        for facet in FACETS:
            wanted = chosen.get(facet) or (READY if facet == "ready" else ())
            if wanted and facet != but:
                found &= self._any_of(facet, wanted)
        return found

    def counts(self, chosen: Chosen, among: int | None = None) -> dict[str, dict[str, int]]:
        """Count the listings behind each value of each facet.

        A facet is counted as if nothing were chosen in it, so that its other values say what
        choosing them would add.

        :param among: Only within this set, as the results of a search.
        """
        everything = self.select(chosen)
        counted = {}
        for facet in FACETS:
            mine = (
                self.select(chosen, but=facet)
                if chosen.get(facet) or facet == "ready"
                else everything
            )
            if among is not None:
                mine &= among
            counted[facet] = {
                value: count
                for value, members in self._countable(facet).items()
                if (count := (members & mine).bit_count())
            }
        return counted

    def newest(self, *, size: int, **chosen: str) -> list[int]:
        """Return the newest listings that can be had, such as those of one artisan or motif."""
        members = self.select({facet: (value,) for facet, value in chosen.items()})
        return [e.listing_id for e in self.by_time.page(members, size=size, backwards=True)]

    def similar(self, listing_id: int, *, size: int) -> list[int]:
        """Return listings that share most with this one, newest first among equals.

        From everything in common downwards, so the first few combinations usually suffice.
        """
        left = self.select({}) & ~(1 << listing_id)
        found: list[int] = []
        for kin in self._kin(listing_id):
            if members := kin & left:
                wanted = size - len(found)
                page = self.by_time.page(members, size=wanted, backwards=True)
                found += [entry.listing_id for entry in page]
                if len(found) == size:
                    break
                left &= ~members
        return found

    def _kin(self, listing_id: int) -> Iterator[int]:
        """Yield the sets of listings that share traits with one: most points first."""
        traits = [
            (points, members)
            for facet, points, most in _KINSHIP
            for members in islice(self._sets_with(facet, listing_id), most)
        ]
        combinations: dict[int, list[int]] = {}
        for choice in range(1, 1 << len(traits)):
            points = sum(trait[0] for at, trait in enumerate(traits) if choice >> at & 1)
            combinations.setdefault(points, []).append(choice)
        for points in sorted(combinations, reverse=True):
            kin = 0
            for choice in combinations[points]:
                shared = self.window
                for at, (_points, members) in enumerate(traits):
                    if choice >> at & 1:
                        shared &= members
                kin |= shared
            yield kin

    def _sets_with(self, facet: str, listing_id: int) -> Iterator[int]:
        for members in self.sets.get(facet, {}).values():
            if members >> listing_id & 1:
                yield members

    def recall(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """Return what was made for ``key`` before, or make it now and keep it. Once for all threads.

        Nothing kept can be stale: the next change begins a new snapshot with an empty memory.

        :param key: Begins with the kind of thing; each kind has a room of its own.
        """
        room = self.memory.get(key[0]) or self.memory.setdefault(key[0], Memo(_REMEMBERED))
        made: T = room.recall(key, make)
        return made

    def kept_of(self, listing_id: int) -> dict[Any, Any]:
        """Return the place for what is made of one listing; emptied when the listing changes.

        Whoever still works with an older snapshot writes into that one's place, so what was read
        before a change is never found after it. Another thread may empty all places at any time:
        what was written is not found again for certain.
        """
        found = self.kept.get(listing_id)
        if found is None:
            if len(self.kept) >= _KEPT:
                self.kept.clear()
            found = self.kept.setdefault(listing_id, {})
        return found

    def unshared(self) -> Snapshot:
        """Return the same state with nothing kept, for a session that sees an older database."""
        return replace(self, memory={}, kept={})

    def _any_of(self, facet: str, wanted: Iterable[str]) -> int:
        if facet == SPARSE:
            return bits.of(i for slug in wanted for i in self.artisans.get(slug, ()))
        found = 0
        for value in wanted:
            found |= self.sets.get(facet, {}).get(value, 0)
        return found

    def _countable(self, facet: str) -> Mapping[str, int]:
        if facet != SPARSE:
            return self.sets.get(facet, {})
        return self.recall((SPARSE,), self._largest)

    def _largest(self) -> Mapping[str, int]:
        slugs = sorted(self.artisans, key=lambda slug: (-len(self.artisans[slug]), slug))
        return {slug: bits.of(self.artisans[slug]) for slug in slugs[:MOST_COUNTED]}


@dataclass(frozen=True)
class _Collected:
    """Facts of listings in the window, turned on their side: by facet and value."""

    sets: dict[str, dict[str, int]]
    artisans: dict[str, list[int]]
    times: dict[int, int]
    prices: dict[int, int]


def _collect(facts: Iterable[ListingFacts]) -> _Collected:
    """Turn facts on their side; the set of all listings comes under the empty facet."""
    builder = {facet: bits.Builder() for facet in ("", *DENSE)}
    artisans: dict[str, list[int]] = {}
    times: dict[int, int] = {}
    prices: dict[int, int] = {}
    for listing in facts:
        if not listing.in_window:
            continue
        builder[""].add("", listing.listing_id)
        for facet, value in listing.values:
            builder[facet].add(value, listing.listing_id)
        artisans.setdefault(listing.artisan, []).append(listing.listing_id)
        times[listing.listing_id] = listing.published
        prices[listing.listing_id] = listing.price
    sets = {facet: collected for facet, b in builder.items() if (collected := b.sets())}
    return _Collected(sets, artisans, times, prices)


def _merge(old: Mapping[str, int], gone: int, fresh: Mapping[str, int]) -> dict[str, int]:
    merged = {}
    for value in {*old, *fresh}:
        members = old.get(value, 0) & ~gone | fresh.get(value, 0)
        if members:
            merged[value] = members
    return merged


def _without(kept: dict[int, dict[Any, Any]], gone: set[int]) -> dict[int, dict[Any, Any]]:
    rest = kept.copy()
    for listing_id in gone:
        rest.pop(listing_id, None)
    return rest


def _members(old: Iterable[int], gone: set[int], fresh: Iterable[int]) -> array[int]:
    return array("I", [*(listing_id for listing_id in old if listing_id not in gone), *fresh])
