"""Facets for people: names and counts of their values, remembered until something changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shop.catalog.index import names
from shop.catalog.index.page import MOST_OPTIONS, Facet, Option
from shop.catalog.index.search import Results
from shop.catalog.index.snapshot import Snapshot


def facets(
    snapshot: Snapshot, chosen: Mapping[str, tuple[str, ...]], found: Results | None
) -> list[Facet]:
    """Return the facets with counts; a question narrows them to its results."""
    key = ("counts", tuple(sorted(chosen.items())), found.members if found else None)
    counts = snapshot.memory.get(key)
    if counts is None:
        counts = snapshot.remember(key, snapshot.counts(chosen, found.members if found else None))
    listed = (
        Facet(facet, str(title), _options(snapshot, facet, counts[facet], chosen.get(facet, ())))
        for facet, title in names.TITLES.items()
    )
    return [facet for facet in listed if facet.options]


def _options(
    snapshot: Snapshot, facet: str, counts: Mapping[str, int], chosen: Sequence[str]
) -> tuple[Option, ...]:
    rank = snapshot.names.rank(facet)
    frequent = sorted(counts, key=lambda value: (-counts[value], value))[:MOST_OPTIONS]
    listed = {*frequent, *chosen}
    options = [
        Option(value, snapshot.names.of(facet, value), counts.get(value, 0), value in chosen)
        for value in listed
    ]
    if rank is not None:
        return tuple(sorted(options, key=lambda option: (rank.get(option.value, 99), option.value)))
    return tuple(sorted(options, key=lambda o: (not o.is_chosen, -o.count, o.name, o.value)))
