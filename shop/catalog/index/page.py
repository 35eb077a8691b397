"""What a visitor asks the index for, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

PAGE_SIZE = 24
#: Values that are listed for one facet; chosen ones always are.
MOST_OPTIONS = 30
MOST_CHOSEN = 20
MOST_LETTERS = 100
#: Of each kind.
MOST_SUGGESTED = 4

NEWEST, CHEAPEST, DEAREST, BEST = "newest", "price", "-price", "relevance"
SORTS = (NEWEST, CHEAPEST, DEAREST)


@dataclass(frozen=True)
class Wish:
    """What a visitor asks for: words, chosen facet values, an order, and where to go on.

    Anything unknown in it finds nothing or is left out; nothing in it can be wrong.
    """

    question: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    after: str = ""


@dataclass(frozen=True)
class Option:
    """A value of a facet, with the number of listings that choosing it would show."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """A way to narrow down, and its values; empty ones are left out."""

    name: str
    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Page:
    """One page of listings, and what surrounds it.

    ``after`` leads to the next page, empty on the last one. ``corrected`` is what was searched for
    in place of a question with typing errors. ``recall`` keeps what a face makes of it until
    something changes: ``Snapshot.recall``.
    """

    listing_ids: tuple[int, ...]
    total: int
    sort: str
    after: str
    corrected: str
    facets: tuple[Facet, ...]
    recall: Callable[[tuple[Hashable, ...], Callable[[], Any]], Any] = field(
        compare=False, repr=False
    )


@dataclass(frozen=True)
class Suggestions:
    """What somebody who is typing may mean: ``(value, name)`` pairs, listings, words."""

    motifs: tuple[tuple[str, str], ...] = ()
    artisans: tuple[tuple[str, str], ...] = ()
    listing_ids: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
