"""Facets for people: names and counts of their values, remembered until something changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shop.catalog.index import names
from shop.catalog.index.page import MOST_OPTIONS, Facet, Option
from shop.catalog.index.search import Results
from shop.catalog.index.snapshot import Snapshot
from shop.core.i18n import get_locale


def facets(
    snapshot: Snapshot, chosen: Mapping[str, tuple[str, ...]], found: Results | None
) -> tuple[Facet, ...]:
    """Return the facets with names and counts; a question narrows them to its results."""
    among = found.members if found else None
    key = ("facets", get_locale(), tuple(sorted(chosen.items())), among)
    return snapshot.recall(key, lambda: tuple(_facets(snapshot, chosen, among)))


def _facets(
    snapshot: Snapshot, chosen: Mapping[str, tuple[str, ...]], among: int | None
) -> Iterator[Facet]:
    counts = snapshot.counts(chosen, among)
    for facet, title in names.TITLES.items():
        options = _options(snapshot, facet, counts[facet], chosen.get(facet, ()))
        if options:
            yield Facet(facet, str(title), options)


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
