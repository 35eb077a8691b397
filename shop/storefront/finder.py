"""What a visitor asks the grid for, read from the address and written back into addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from shop.catalog.index import CatalogueIndex, Page, Wish
from shop.catalog.index.page import MOST_CHOSEN, MOST_LETTERS
from shop.catalog.index.snapshot import FACETS
from shop.core import http
from shop.core.i18n import get_locale
from shop.core.i18n import gettext as _
from shop.core.runtime import runtime

MOST_VALUE_LETTERS = 80


def index() -> CatalogueIndex:
    """Return the index of this process."""
    return runtime().port(CatalogueIndex)


@dataclass(frozen=True)
class Asked:
    """Words, chosen values, order and place, as the address has them."""

    wish: Wish = field(default_factory=Wish)

    @classmethod
    def read(cls, arguments: Any) -> Asked:
        """Read an address. What is too long is cut, what is unknown finds nothing or is ignored.

        :param arguments: ``request.args``.
        """
        chosen = {}
        for facet in FACETS:
            values = [
                v[:MOST_VALUE_LETTERS].strip() for v in arguments.getlist(facet)[:MOST_CHOSEN]
            ]
            if wanted := tuple(dict.fromkeys(v for v in values if v)):
                chosen[facet] = wanted
        return cls(
            Wish(
                question=" ".join(arguments.get("q", "")[:MOST_LETTERS].split()),
                chosen=chosen,
                sort=arguments.get("sort", "")[:20],
                after=arguments.get("after", "")[:40],
            )
        )

    @property
    def is_narrow(self) -> bool:
        """Tell whether this is one of the countless combinations that search engines may skip."""
        values = sum(len(values) for values in self.wish.chosen.values())
        return bool(self.wish.question or self.wish.sort or values > 1)

    def pairs(self, *, without: tuple[str, str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield words and chosen values as fields of a form, apart from one of them."""
        if self.wish.question and without != ("q", self.wish.question):
            yield "q", self.wish.question
        for facet, values in self.wish.chosen.items():
            for value in values:
                if (facet, value) != without:
                    yield facet, value

    def address(
        self, *, without: tuple[str, str] | None = None, sort: str | None = None, after: str = ""
    ) -> str:
        """Return the address of the same grid: from the start, or from ``after`` on."""
        fields = list(self.pairs(without=without))
        if wanted := self.wish.sort if sort is None else sort:
            fields.append(("sort", wanted))
        if after:
            fields.append(("after", after))
        query = urlencode(fields)
        return http.url("catalog.grid") + (f"?{query}" if query else "")


@dataclass(frozen=True)
class Chip:
    """Something that is chosen, and the address without it."""

    name: str
    address: str


def chips(asked: Asked, found: Page) -> list[Chip]:
    """Return what is chosen, each with the way to let go of it."""
    names = {(f.name, o.value): o.name for f in found.facets for o in f.options}
    words = [("q", asked.wish.question)] if asked.wish.question else []
    chosen = [(facet, value) for facet, values in asked.wish.chosen.items() for value in values]
    return [
        Chip(names.get(pair, f"“{pair[1]}”"), asked.address(without=pair))
        for pair in (*words, *chosen)
    ]


def fieldsets(asked: Asked, found: Page) -> Markup:
    """Return the facets as fields of a form: a third of the page, made anew when something changed."""
    key = ("fieldsets", get_locale(), asked.wish.question, tuple(asked.wish.chosen.items()))
    made: Markup = found.recall(
        key,
        lambda: Markup(http.render("storefront/_facets.html", facets=found.facets)),  # noqa: S704
    )
    return made


def sorts(asked: Asked) -> list[tuple[str, str]]:
    """Return the orders on offer with their names."""
    by_match = [("", _("Best match"))] if asked.wish.question else []
    return [
        *by_match,
        ("newest", _("Newest first")),
        ("price", _("Lowest price first")),
        ("-price", _("Highest price first")),
    ]


def heading(asked: Asked, found: Page) -> str:
    """Say in a few words what the grid shows."""
    if asked.wish.question:
        return _("Pieces for “%(question)s”", question=asked.wish.question)
    chosen = [option.name for facet in found.facets for option in facet.options if option.is_chosen]
    if len(chosen) == 1:
        return chosen[0]
    return _("Batik from East Kalimantan")
