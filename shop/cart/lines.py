"""A line of a cart with everything that pages and checkout say about it, as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from shop.artisans.policy import Vacation, is_away, vacations_of
from shop.cart.policy import LineState, line_state, most_of
from shop.heritage.policy import technique_label

__all__ = ["LineState", "PricedLine", "by_artisan", "goods_minor"]


@dataclass(frozen=True)
class PricedLine:
    """A variant in a cart at today's price. Amounts are minor units of IDR."""

    line_public_id: str
    cart_id: int
    cart_public_id: str
    quantity: int
    price_seen_minor: int
    variant_id: int
    variant_public_id: str
    size: str
    colour: str
    serial: str
    price_minor: int
    is_unique: bool
    is_stocked: bool
    #: Pieces on hand that nobody else holds; counts only when ``is_stocked``.
    free: int
    is_offered: bool
    listing_id: int
    listing_slug: str
    title_id: str
    title_en: str
    sold_as: str
    lead_days: int
    is_batik: bool
    has_prada: bool
    is_demo: bool
    technique_id: str
    technique_name_id: str
    technique_name_en: str
    weight_grams: int
    packed_length_cm: int
    packed_width_cm: int
    packed_height_cm: int
    artisan_id: int
    artisan_slug: str
    artisan_name: str
    region_code: str
    place: str
    vacation_from: dt.date | None
    vacation_until: dt.date | None
    vacation_note_id: str
    vacation_note_en: str
    allows_pick_up: bool
    ships_abroad: bool
    has_eu_contact: bool
    #: What the buyer tells the artisan; empty without a note.
    note: str
    #: ``None``: the listing has no picture yet. The other picture fields are then empty too.
    picture_id: int | None
    picture_public_id: str | None
    picture_width: int | None
    picture_height: int | None
    picture_tint: str | None
    picture_is_illustration: bool | None
    picture_alt_id: str | None
    picture_alt_en: str | None

    @property
    def available(self) -> int | None:
        """Pieces that can be taken now; ``None`` when it is made to order."""
        return max(0, self.free) if self.is_stocked else None

    @property
    def state(self) -> LineState:
        """Whether the line can be ordered as it stands, and if not, why."""
        return line_state(
            is_offered=self.is_offered,
            available=self.available,
            quantity=self.quantity,
            price_minor=self.price_minor,
            seen_minor=self.price_seen_minor,
        )

    @property
    def is_buyable(self) -> bool:
        """Tell whether the line can be ordered as it stands."""
        return self.state is LineState.OK

    @property
    def is_there(self) -> bool:
        """Tell whether the line counts in totals: it is for sale, if perhaps at a new price."""
        return self.state not in (LineState.GONE, LineState.UNPUBLISHED)

    @property
    def most(self) -> int:
        """How many pieces the line may hold at most."""
        return most_of(is_unique=self.is_unique, available=self.available)

    @property
    def technique(self) -> str:
        """The technique in the current language; what is not batik says so."""
        return technique_label(
            self.technique_id,
            name_id=self.technique_name_id,
            name_en=self.technique_name_en,
            is_batik=self.is_batik,
            has_prada=self.has_prada,
        )

    @property
    def total_minor(self) -> int:
        """Today's price for all pieces of the line."""
        return self.price_minor * self.quantity

    @property
    def vacations(self) -> tuple[Vacation, ...]:
        """The artisan's days away. They block no order; the promised day moves behind them."""
        return vacations_of(self.vacation_from, self.vacation_until)

    def is_away(self, today: dt.date) -> bool:
        """Tell whether the artisan is on vacation on ``today``."""
        return is_away(today, self.vacations)


def goods_minor(lines: tuple[PricedLine, ...] | list[PricedLine]) -> int:
    """Add up today's prices of the lines that are for sale."""
    return sum(line.total_minor for line in lines if line.is_there)


def by_artisan(
    lines: tuple[PricedLine, ...] | list[PricedLine],
) -> dict[int, tuple[PricedLine, ...]]:
    """Group lines by artisan, in the order in which artisans first appear."""
    groups: dict[int, tuple[PricedLine, ...]] = {}
    for line in lines:
        groups[line.artisan_id] = (*groups.get(line.artisan_id, ()), line)
    return groups
