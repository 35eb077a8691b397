"""What a parcel costs and how long it travels, as plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from statistics import mode
from typing import Any

from shop.core.errors import ShopError
from shop.core.i18n import pick

#: The buyer fetches the pieces from the workshop.
PICK_UP = "pick_up"


@dataclass(frozen=True)
class Quote:
    """One way to send one parcel. ``amount_minor`` is IDR, the whole parcel, nothing to add."""

    service_id: str
    courier_id: str
    courier_name: str
    code: str
    name_id: str
    name_en: str
    kind: str
    days_min: int
    days_max: int
    amount_minor: int
    #: What the courier charges for, after its minimum and rounding; 0 for pick-up.
    chargeable_grams: int
    #: Pieces like these that go for the same price.
    fits_pieces: int
    is_illustrative: bool
    #: Who pays duties, abroad only: ``DAP`` is the buyer.
    incoterm: str = ""

    @property
    def is_pick_up(self) -> bool:
        """Tell whether nothing is sent."""
        return self.service_id == PICK_UP

    @property
    def name(self) -> str:
        """Courier and service, in the reader's language."""
        return service_name(asdict(self))


def pick_up(pieces: int) -> Quote:
    """Return the offer to fetch the pieces from the workshop."""
    return Quote(
        service_id=PICK_UP,
        courier_id="",
        courier_name="",
        code="",
        name_id="Ambil sendiri di tempat pengrajin",
        name_en="Pick up at the workshop",
        kind="pick_up",
        days_min=0,
        days_max=0,
        amount_minor=0,
        chargeable_grams=0,
        fits_pieces=pieces,
        is_illustrative=False,
    )


def service_name(shipping: Mapping[str, Any]) -> str:
    """Return courier and service of a quote, also of one that an order keeps.

    Some services repeat a word of their courier's name; it is said once: ``Pos Indonesia`` and
    ``Pos Reguler`` make ``Pos Indonesia Reguler``.
    """
    service = pick(id=shipping["name_id"], en=shipping["name_en"])[0]
    courier = str(shipping["courier_name"])
    if courier in service:
        return service
    first, _space, rest = service.partition(" ")
    return f"{courier} {rest if first in courier.split() else service}"


def frozen(quote: Quote) -> dict[str, Any]:
    """Return the quote as an order keeps it: later edits of the tables change nothing (I20)."""
    return asdict(quote)


@dataclass(frozen=True)
class ShippingOptions:
    """How one artisan's parcel can reach a destination.

    ``quotes`` are the ways, cheapest first, pick-up last; ``refusal`` says why no courier takes
    it. A parcel without any quote cannot be ordered. Pick-up may be offered beside a refusal where
    no courier goes. ``remark_...`` is said about the destination: duties, customs.
    """

    artisan_id: int
    artisan_name: str
    quotes: tuple[Quote, ...]
    refusal: ShopError | None
    remark_id: str
    remark_en: str
    weight_grams: int
    ship_by: dt.date

    @property
    def is_served(self) -> bool:
        """Tell whether the parcel can reach the buyer in any way."""
        return bool(self.quotes)

    @property
    def cheapest(self) -> Quote | None:
        """The cheapest parcel that is really sent; ``None`` when nothing can be."""
        return next((quote for quote in self.quotes if not quote.is_pick_up), None)

    @property
    def usual(self) -> Quote | None:
        """A parcel that is charged for the weight that most services charge for."""
        sent = [quote for quote in self.quotes if not quote.is_pick_up]
        most = mode(quote.chargeable_grams for quote in sent) if sent else 0
        return next((quote for quote in sent if quote.chargeable_grams == most), None)

    def quote(self, service_id: str) -> Quote | None:
        """Return the quote of a service, ``None`` when it is not offered."""
        return next((quote for quote in self.quotes if quote.service_id == service_id), None)
