"""What facet values are called, in both languages: small tables, held by every process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.index import words
from shop.catalog.index.facts import PRICE_BANDS
from shop.catalog.words import COLOURS
from shop.core import money
from shop.core.i18n import Lazy, gettext, lazy_gettext, pick
from shop.heritage import policy as heritage
from shop.heritage.models import Fabric, Form, Motif, Region, Technique

#: Facets in the order of the page, and their headings.
TITLES: dict[str, Lazy] = {
    "ready": lazy_gettext("Availability"),
    "only": lazy_gettext("One of a kind"),
    "technique": lazy_gettext("Technique"),
    "batik": lazy_gettext("Batik or not"),
    "motif": lazy_gettext("Motif"),
    "form": lazy_gettext("Form"),
    "colour": lazy_gettext("Colour"),
    "price": lazy_gettext("Price"),
    "place": lazy_gettext("Place"),
    "artisan": lazy_gettext("Artisan"),
    "fabric": lazy_gettext("Fabric"),
    "dye": lazy_gettext("Dyes"),
}

_FIXED: dict[str, dict[str, Lazy]] = {
    "ready": {
        "now": lazy_gettext("Ready to ship"),
        "order": lazy_gettext("Made to order"),
        "sold": lazy_gettext("Sold or on hold"),
    },
    "only": {"unique": lazy_gettext("One of a kind only")},
    "batik": {"yes": lazy_gettext("Batik only")},
    "dye": {"natural": lazy_gettext("Natural dyes")},
    "colour": COLOURS,
}

#: Tables that name the values of a facet: key column, then the order they are listed in.
_NAMED = {
    "technique": (Technique.id, Technique.name_id, Technique.name_en, Technique.position),
    "form": (Form.id, Form.name_id, Form.name_en, Form.position),
    "fabric": (Fabric.id, Fabric.name_id, Fabric.name_en, Fabric.position),
    "motif": (Motif.id, Motif.name_id, Motif.name_en, Motif.name_id),
}


@dataclass(frozen=True)
class Names:
    """Facet -> value -> its name in Indonesian and in English."""

    given: Mapping[str, Mapping[str, tuple[str, str]]]

    def of(self, facet: str, value: str) -> str:
        """Return the name of a value in the reader's language; the value itself if it has none."""
        if facet in _FIXED:
            return str(_FIXED[facet].get(value, value))
        if facet == "price":
            return _price_band(value)
        names = self.given.get(facet, {}).get(value)
        if names is None:
            return value
        if facet == "technique" and value in heritage.NOT_BATIK and value != "batik-lukis":
            return str(heritage.NOT_BATIK[value])
        return pick(id=names[0], en=names[1])[0]

    def beginning(self, facet: str, asked: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return ``(value, name)`` of the values whose names have words that begin like these."""
        found = []
        for value in self.given.get(facet, {}):
            name = self.of(facet, value)
            parts = words.split(name)
            if all(any(part.startswith(word) for part in parts) for word in asked):
                found.append((value, name))
        return tuple(sorted(found, key=lambda pair: pair[1]))

    def rank(self, facet: str) -> Mapping[str, int] | None:
        """Return the place of each value where values have an order of their own."""
        if facet in _FIXED:
            return {value: at for at, value in enumerate(_FIXED[facet])}
        if facet == "price":
            return {str(bound // 1000): at for at, bound in enumerate((0, *PRICE_BANDS))}
        return None


def load(db: Session) -> Names:
    """Read the names: one statement for each kind of thing."""
    given: dict[str, Mapping[str, tuple[str, str]]] = {}
    for facet, columns in _NAMED.items():
        given[facet] = _read(db, sa.select(*columns[:3]).order_by(columns[3]))
    regions = sa.select(Region.slug, Region.short_name, Region.short_name.label("name_en")).where(
        Region.code.in_(sa.select(Artisan.region_code))
    )
    artisans = sa.select(Artisan.slug, Artisan.name, Artisan.name.label("name_en")).where(
        Artisan.status == "active"
    )
    given["artisan"] = _read(db, artisans)
    given["place"] = _read(db, regions)
    return Names(given)


def _read(db: Session, statement: sa.Select[*tuple[Any, ...]]) -> dict[str, tuple[str, str]]:
    return {key: (name_id, name_en) for key, name_id, name_en in db.execute(statement)}


def _price_band(value: str) -> str:
    bounds = [0, *PRICE_BANDS]
    lower = int(value) * 1000 if value.isascii() and value.isdigit() else -1
    if lower not in bounds:
        return value
    at = bounds.index(lower)
    low = money.format_money(money.from_rupiah(lower))
    if at == len(PRICE_BANDS):
        return gettext("%(price)s and more", price=low)
    high = money.format_money(money.from_rupiah(bounds[at + 1]))
    if not lower:
        return gettext("Under %(price)s", price=high)
    return gettext("%(low)s to %(high)s", low=low, high=high)
