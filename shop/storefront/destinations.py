"""Where an estimate may go before there is an address, and in which currency it is shown."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from babel import Locale
from flask import request
from sqlalchemy.orm import Session

from shop.core import http
from shop.core.i18n import get_locale, pick
from shop.core.money import CHARGED
from shop.core.runtime import runtime
from shop.heritage.models import Region, RegionLevel
from shop.shipping import exchange, queries
from shop.shipping.exchange import DatedRate
from shop.shipping.places import EAST_KALIMANTAN, Place, parse
from shop.storefront.account_places import country_name

#: Remembers the destination of the last estimate: a place, no address.
COOKIE = "shop_destination"

#: Most buyers live there; dearer than the neighbourhood, so an estimate rarely promises too much.
USUAL = "31"


@dataclass(frozen=True)
class Destinations:
    """What the estimate's select offers, in groups of (code, name), and what is chosen."""

    regencies: tuple[tuple[str, str], ...]
    provinces: tuple[tuple[str, str], ...]
    countries: tuple[tuple[str, str], ...]
    chosen: str

    @property
    def chosen_name(self) -> str:
        """The name of the chosen destination."""
        for group in (self.regencies, self.provinces, self.countries):
            for code, name in group:
                if code == self.chosen:
                    return name
        return self.chosen

    @property
    def place(self) -> Place:
        """The chosen destination as rates know it."""
        return parse(self.chosen) or Place()


@dataclass(frozen=True)
class Destination:
    """Where an estimate goes that nobody is asked about."""

    code: str
    name: str

    @property
    def place(self) -> Place:
        """The destination as rates know it."""
        return parse(self.code) or Place()


def destination(db: Session) -> Destination:
    """Return where the last estimate of this browser went, or the usual place: one statement."""
    wanted = _remembered()
    place = parse(wanted)
    if place is not None and place.is_abroad and queries.is_open(db, place.country):
        return Destination(wanted, country_name(place.country))
    rows = db.execute(
        sa.select(Region.code, Region.name_id, Region.name_en).where(
            Region.code.in_([wanted, USUAL]), Region.level != RegionLevel.DISTRICT
        )
    )
    names = {code: pick(id=name_id, en=name_en)[0] for code, name_id, name_en in rows}
    code = wanted if wanted in names else USUAL
    return Destination(code, names.get(code, code))


def destinations(db: Session, *, wanted: str = "") -> Destinations:
    """Return what may be chosen, in two statements.

    :param wanted: A destination's code; an unknown one is passed over for the usual one.
    """
    regencies, provinces = _at_home(db)
    countries = _abroad(db)
    codes = {code for group in (regencies, provinces, countries) for code, _ in group}
    chosen = next((code for code in (wanted, _remembered(), USUAL) if code in codes), USUAL)
    return Destinations(regencies, provinces, countries, chosen)


def shown_currency() -> str:
    """Return the currency in which this browser wants to see estimates; IDR unless it chose."""
    wanted = request.cookies.get(http.CURRENCY_COOKIE, CHARGED)
    return wanted if wanted in runtime().settings.currencies else CHARGED


def shown_rate(db: Session) -> DatedRate | None:
    """Return the dated rate for estimates of this browser; ``None`` when it sees rupiah."""
    return exchange.latest(db, shown_currency())


def _remembered() -> str:
    return request.cookies.get(COOKIE, "")


def _at_home(db: Session) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    rows = db.execute(
        sa.select(Region.code, Region.level, Region.name_id, Region.name_en)
        .where(Region.level != RegionLevel.DISTRICT)
        .order_by(Region.name_id)
    )
    regencies: list[tuple[str, str]] = []
    provinces: list[tuple[str, str]] = []
    for code, level, name_id, name_en in rows:
        entry = (code, pick(id=name_id, en=name_en)[0])
        if level != RegionLevel.PROVINCE:
            regencies.append(entry)
        elif code != EAST_KALIMANTAN:
            provinces.append(entry)
    return tuple(regencies), tuple(provinces)


def _abroad(db: Session) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(get_locale()).territories
    pairs = ((code, str(names.get(code, code))) for code in queries.open_countries(db))
    return tuple(sorted(pairs, key=lambda pair: pair[1]))
