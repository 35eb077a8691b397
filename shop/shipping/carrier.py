"""The port to couriers' prices, and its offline twin over our own tables.

The twin answers from rows that were read in one statement; ``live`` is for services that are
asked over the network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shop.shipping.places import Place, home_zone
from shop.shipping.quotes import Quote
from shop.shipping.weight import (
    ParcelPlan,
    Scale,
    further_steps,
    pieces_that_fit,
    weighed_grams,
)

#: Origin of rows that hold for the whole of East Kalimantan: international tables.
ANYWHERE = "*"


class Carrier(Protocol):
    """Tells what parcels cost. Amounts are minor units of IDR."""

    def quotes(self, parcel: ParcelPlan, origin_code: str, place: Place) -> list[Quote]:
        """Return the ways to send a parcel, cheapest first; empty when there is none.

        :param origin_code: Kemendagri code of the artisan's regency.
        """


@dataclass(frozen=True)
class RateRow:
    """A rate with its service and courier, as the tables have them today."""

    service_id: str
    courier_id: str
    courier_name: str
    code: str
    name_id: str
    name_en: str
    kind: str
    days_min: int
    days_max: int
    extra_days: int
    divisor: int | None
    tolerance_grams: int
    tolerance_inclusive: bool
    courier_minimum_grams: int
    minimum_grams: int
    maximum_grams: int | None
    origin_code: str
    zone: str
    first_grams: int
    next_grams: int
    first_minor: int
    next_minor: int
    is_illustrative: bool


@dataclass(frozen=True)
class TableCarrier:
    """Quotes from table rates.

    :param rows: The rates in force, one per service, origin and zone.
    :param zone: At home the zone of the destination's province, abroad the country's group;
        empty: we do not go there.
    :param services_off: Services that do not go to the destination for now.
    :param incoterm: Who pays duties abroad.
    """

    rows: Sequence[RateRow]
    zone: str
    services_off: frozenset[str] = frozenset()
    incoterm: str = ""

    def quotes(self, parcel: ParcelPlan, origin_code: str, place: Place) -> list[Quote]:
        """Return the ways to send a parcel, cheapest first; empty when there is none."""
        origin, zone = self._lane(origin_code, place)
        found = [
            self._quote(row, parcel)
            for row in self.rows
            if (row.origin_code, row.zone) == (origin, zone)
            and row.service_id not in self.services_off
            and _takes(row, parcel)
        ]
        return sorted(found, key=lambda quote: (quote.amount_minor, quote.service_id))

    def _lane(self, origin_code: str, place: Place) -> tuple[str, str]:
        if place.is_abroad:
            return ANYWHERE, self.zone
        return origin_code, home_zone(origin_code, place, self.zone)

    def _quote(self, row: RateRow, parcel: ParcelPlan) -> Quote:
        scale = _scale(row)
        steps = further_steps(
            weighed_grams(parcel, scale),
            first_grams=row.first_grams,
            next_grams=row.next_grams,
            tolerance_grams=row.tolerance_grams,
            inclusive=row.tolerance_inclusive,
        )
        charged = row.first_grams + steps * row.next_grams
        return Quote(
            service_id=row.service_id,
            courier_id=row.courier_id,
            courier_name=row.courier_name,
            code=row.code,
            name_id=row.name_id,
            name_en=row.name_en,
            kind=row.kind,
            days_min=row.days_min + row.extra_days,
            days_max=row.days_max + row.extra_days,
            amount_minor=row.first_minor + steps * row.next_minor,
            chargeable_grams=charged,
            fits_pieces=pieces_that_fit(parcel, scale, charged_grams=charged + row.tolerance_grams),
            is_illustrative=row.is_illustrative,
            incoterm=self.incoterm,
        )


def newest(rows: Iterable[Mapping[Any, Any]]) -> list[RateRow]:
    """Keep of each service, origin and zone the row that came into force last.

    :param rows: As :class:`RateRow`, ordered by the day from which they hold.
    """
    by_lane = {(row["service_id"], row["origin_code"], row["zone"]): row for row in rows}
    return [RateRow(**row) for row in by_lane.values()]


def _scale(row: RateRow) -> Scale:
    return Scale(
        divisor=row.divisor,
        tolerance_grams=row.tolerance_grams,
        tolerance_inclusive=row.tolerance_inclusive,
        minimum_grams=row.courier_minimum_grams,
    )


def _takes(row: RateRow, parcel: ParcelPlan) -> bool:
    grams = weighed_grams(parcel, _scale(row))
    return row.minimum_grams <= grams and (row.maximum_grams is None or grams <= row.maximum_grams)
