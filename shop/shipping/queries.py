"""Reading rates, destinations and parcels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.cart.lines import PricedLine, by_artisan
from shop.core import clock
from shop.core.errors import ShopError
from shop.heritage.models import Region
from shop.shipping import live
from shop.shipping.calendar import ship_by
from shop.shipping.carrier import ANYWHERE, Carrier, TableCarrier, newest
from shop.shipping.errors import (
    CannotBeServed,
    CountryClosed,
    NoEuContact,
    NoRate,
    NotAbroad,
    ServiceNotOffered,
)
from shop.shipping.live import Carriers, Enquiry
from shop.shipping.models import Courier, CourierService, Destination, Parcel, Rate
from shop.shipping.places import HOME, Place, home_zone, is_near
from shop.shipping.quotes import Quote, ShippingOptions, pick_up
from shop.shipping.weight import Packed, ParcelPlan, plan

NO_CARRIERS = Carriers()


@dataclass(frozen=True)
class DestinationFacts:
    """What holds for everybody's parcels to one destination."""

    #: Zone at home, group of countries abroad; empty: we do not go there.
    zone: str
    is_open: bool = True
    needs_eu_contact: bool = False
    remark_id: str = ""
    remark_en: str = ""
    incoterm: str = ""
    services_off: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ParcelView:
    """A parcel as buyers and artisans see it."""

    public_id: str
    part_id: int
    courier_name: str
    tracking_number: str
    tracking_url: str
    shipped_at: dt.datetime


@dataclass(frozen=True)
class CourierView:
    """A courier to choose when a parcel is handed over."""

    id: str
    name: str


def quotes_for_cart(
    db: Session, lines: Sequence[PricedLine], place: Place, *, carriers: Carriers = NO_CARRIERS
) -> dict[int, ShippingOptions]:
    """Return how each artisan's parcel can reach ``place``, by artisan id.

    Two statements, and one for live prices; nobody is asked here. Lines that are not for sale any
    more travel nowhere and are left out.

    :param carriers: Services whose stored answers count, see ``live.ask``.
    """
    there = [line for line in lines if line.is_there]
    if not there:
        return {}
    facts = destination(db, place)
    carrier = table_carrier(db, {line.region_code for line in there}, place, facts)
    today = local_today(db)
    answered = live.answers(db, enquiries(there, place)) if carriers else {}
    return {
        artisan_id: _options(
            artisan_lines,
            place,
            facts=facts,
            carrier=carrier,
            answered=answered.get(artisan_id, []),
            today=today,
        )
        for artisan_id, artisan_lines in by_artisan(there).items()
    }


def enquiries(lines: Sequence[PricedLine], place: Place) -> dict[int, Enquiry]:
    """Return what live services are asked for a cart, by artisan id."""
    there = [line for line in lines if line.is_there]
    return {
        artisan_id: Enquiry(packed(own), own[0].region_code, place)
        for artisan_id, own in by_artisan(there).items()
    }


def chosen(options: Mapping[int, ShippingOptions], choices: Mapping[int, str]) -> dict[int, Quote]:
    """Return the quote that was chosen for each artisan's parcel.

    :raises CannotBeServed: nothing of an artisan can be sent there.
    :raises ServiceNotOffered: a choice is missing, foreign, or not offered any more.
    """
    if set(choices) - set(options):
        raise ServiceNotOffered
    found: dict[int, Quote] = {}
    for artisan_id, offered in options.items():
        if not offered.quotes:
            raise CannotBeServed(artisan=offered.artisan_name)
        quote = offered.quote(choices.get(artisan_id, ""))
        if quote is None:
            raise ServiceNotOffered
        found[artisan_id] = quote
    return found


def destination(db: Session, place: Place) -> DestinationFacts:
    """Return what holds for parcels to ``place``, in one statement."""
    if not place.is_abroad:
        zone = db.scalar(sa.select(Region.shipping_zone).where(Region.code == place.province_code))
        return DestinationFacts(zone=zone or "")
    row = db.execute(
        sa.select(
            Destination.group,
            Destination.is_open,
            Destination.needs_eu_contact,
            Destination.remark_id,
            Destination.remark_en,
            Destination.incoterm,
            Destination.services_off,
        ).where(Destination.country == place.country)
    ).one_or_none()
    if row is None:
        return DestinationFacts(zone="", is_open=False)
    return DestinationFacts(*row[:-1], services_off=frozenset(row.services_off))


def table_carrier(
    db: Session, origins: Iterable[str], place: Place, facts: DestinationFacts
) -> TableCarrier:
    """Return our tables as a carrier for parcels from ``origins`` to ``place``: one statement."""
    home = set(origins)
    origin_codes = {ANYWHERE} if place.is_abroad else home
    zones = {facts.zone} if place.is_abroad else {home_zone(o, place, facts.zone) for o in home}
    found = db.connection().execute(
        _RATES, {"origins": sorted(origin_codes), "zones": sorted(zones), "today": local_today(db)}
    )
    return TableCarrier(
        rows=newest(found.mappings()),
        zone=facts.zone,
        services_off=facts.services_off,
        incoterm=facts.incoterm,
    )


def parcels(db: Session, part_ids: Iterable[int]) -> dict[int, ParcelView]:
    """Return the parcels of artisan orders, by part; what is not handed over yet is missing."""
    rows = db.execute(
        sa.select(
            Parcel.public_id,
            Parcel.part_id,
            Parcel.courier_name,
            Parcel.tracking_number,
            Parcel.tracking_url,
            Parcel.shipped_at,
        ).where(Parcel.part_id.in_(list(part_ids)))
    )
    return {row.part_id: ParcelView(*row) for row in rows}


def couriers(db: Session, country: str) -> list[CourierView]:
    """Return the couriers whose services go to a country, for the form that hands a parcel over.

    By name. A courier that works at home and abroad has a row for each; only one of them goes.
    """
    rows = db.execute(
        sa.select(Courier.id, Courier.name)
        .where(Courier.is_international == (country != HOME))
        .order_by(Courier.name, Courier.id)
    )
    return [CourierView(*row) for row in rows]


def open_countries(db: Session) -> list[str]:
    """Return the codes of the countries that we send to."""
    return list(
        db.scalars(
            sa.select(Destination.country).where(Destination.is_open).order_by(Destination.country)
        )
    )


def is_open(db: Session, country: str) -> bool:
    """Tell whether we send to a country."""
    return bool(db.scalar(sa.select(Destination.is_open).where(Destination.country == country)))


def local_today(db: Session) -> dt.date:
    """Return the day in East Kalimantan."""
    return clock.now(db).astimezone(ZoneInfo(clock.WITA)).date()


def packed(lines: Iterable[PricedLine]) -> ParcelPlan:
    """Pack one artisan's lines into one parcel."""
    return plan(
        Packed(
            pieces=line.quantity,
            weight_grams=line.weight_grams,
            length_cm=line.packed_length_cm,
            width_cm=line.packed_width_cm,
            height_cm=line.packed_height_cm,
        )
        for line in lines
    )


def _options(
    lines: Sequence[PricedLine],
    place: Place,
    *,
    facts: DestinationFacts,
    carrier: Carrier,
    answered: Sequence[Quote],
    today: dt.date,
) -> ShippingOptions:
    artisan = lines[0]
    parcel = packed(lines)
    refusal = _refusal(artisan, place, facts)
    quotes: list[Quote] = []
    if refusal is None:
        table = carrier.quotes(parcel, artisan.region_code, place)
        quotes = live.instead_of_tables(table, answered)
    if not quotes and refusal is None:
        refusal = NoRate()
    if artisan.allows_pick_up and is_near(artisan.region_code, place):
        quotes.append(pick_up(parcel.pieces))
    return ShippingOptions(
        artisan_id=artisan.artisan_id,
        artisan_name=artisan.artisan_name,
        quotes=tuple(quotes),
        refusal=refusal,
        remark_id=facts.remark_id,
        remark_en=facts.remark_en,
        weight_grams=parcel.weight_grams,
        ship_by=ship_by(today, max(line.lead_days for line in lines), artisan.vacations),
    )


def _refusal(artisan: PricedLine, place: Place, facts: DestinationFacts) -> ShopError | None:
    if not facts.is_open:
        return CountryClosed(reason_id=facts.remark_id, reason_en=facts.remark_en)
    if place.is_abroad and not artisan.ships_abroad:
        return NotAbroad()
    if facts.needs_eu_contact and not artisan.has_eu_contact:
        return NoEuContact()
    return None


_RATE_COLUMNS = (
    Rate.service_id,
    Courier.id.label("courier_id"),
    Courier.name.label("courier_name"),
    CourierService.code,
    CourierService.name_id,
    CourierService.name_en,
    CourierService.kind,
    CourierService.days_min,
    CourierService.days_max,
    Rate.extra_days,
    Courier.divisor,
    Courier.tolerance_grams,
    Courier.tolerance_inclusive,
    Courier.minimum_grams.label("courier_minimum_grams"),
    CourierService.minimum_grams,
    CourierService.maximum_grams,
    Rate.origin_code,
    Rate.zone,
    Rate.first_grams,
    Rate.next_grams,
    Rate.first_minor,
    Rate.next_minor,
    Rate.is_illustrative,
)

_TODAY: sa.BindParameter[dt.date] = sa.bindparam("today", type_=sa.Date)

#: Put together once: every step of a checkout asks for it.
_RATES = (
    sa.select(*_RATE_COLUMNS)
    .join(CourierService, CourierService.id == Rate.service_id)
    .join(Courier, Courier.id == CourierService.courier_id)
    .where(
        Rate.origin_code.in_(sa.bindparam("origins", expanding=True)),
        Rate.zone.in_(sa.bindparam("zones", expanding=True)),
        CourierService.is_active,
        Rate.valid_from <= _TODAY,
        sa.or_(Rate.valid_until.is_(None), Rate.valid_until >= _TODAY),
    )
    .order_by(Rate.valid_from, Rate.id)
)
