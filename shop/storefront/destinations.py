"""Where an estimate may go before there is an address, and in which currency it is shown."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session

from shop.core import http
from shop.core.i18n import pick
from shop.core.money import CHARGED
from shop.core.runtime import runtime
from shop.heritage.models import Region, RegionLevel
from shop.shipping import exchange, queries
from shop.shipping.exchange import DatedRate
from shop.shipping.places import EAST_KALIMANTAN, HOME, Place, code_of, parse
from shop.storefront.account_places import countries, country_name

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
    #: Nothing was chosen yet: the usual place stands in for it, and pages say so.
    is_assumed: bool

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
    """Where an estimate goes while there is no address."""

    code: str
    name: str
    #: Nothing was chosen yet: the usual place stands in for it, and pages say so.
    is_assumed: bool = False

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
    return Destination(code, names.get(code, code), is_assumed=wanted not in names)


def in_country(db: Session, country: str) -> Destination:
    """Return where an estimate goes for the form of a country.

    At home the place of the last estimate, if it was at home, else the usual place.
    """
    if country != HOME:
        return Destination(country, country_name(country))
    chosen = destination(db)
    if not chosen.place.is_abroad:
        return chosen
    return Destination(USUAL, _name_of(db, USUAL), is_assumed=True)


def chosen_country() -> str:
    """Return the country that this browser chose last; empty when it chose none."""
    if _remembered() == HOME:
        return HOME
    place = parse(_remembered())
    return place.country if place else ""


def chosen_province() -> str:
    """Return the province of the last estimate; empty abroad and where none was chosen.

    Empty too in East Kalimantan, where the kecamatan decides.
    """
    place = parse(_remembered())
    code = place.province_code if place else ""
    return "" if code == EAST_KALIMANTAN else code


def remember_country(response: Response, country: str) -> Response:
    """Keep the country whose address form is shown; a place at home that was chosen stays."""
    return response if country == chosen_country() else remember(response, country)


def remember(response: Response, place: Place | str) -> Response:
    """Keep where the next estimate of this browser goes: a place, no address.

    :param place: A place, its code, or ``ID`` for a place at home that is not known yet.
    """
    response.set_cookie(
        COOKIE,
        place if isinstance(place, str) else code_of(place),
        max_age=90 * 86400,
        httponly=True,
        samesite="Lax",
        secure=runtime().settings.public_url.startswith("https://"),
    )
    return response


def destinations(db: Session, *, wanted: str = "") -> Destinations:
    """Return what may be chosen, in two statements.

    :param wanted: A destination's code; an unknown one is passed over for the usual one.
    """
    regencies, provinces = _at_home(db)
    abroad = tuple(pair for pair in countries(queries.open_countries(db)) if pair[0] != HOME)
    codes = {code for group in (regencies, provinces, abroad) for code, _ in group}
    chosen = next((code for code in (wanted, _remembered()) if code in codes), "")
    return Destinations(regencies, provinces, abroad, chosen or USUAL, is_assumed=not chosen)


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


def _name_of(db: Session, code: str) -> str:
    row = db.execute(
        sa.select(Region.name_id, Region.name_en).where(Region.code == code)
    ).one_or_none()
    return pick(id=row.name_id, en=row.name_en)[0] if row else code
