"""An order before it is one: amounts, split and commission. Pure; knows no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shop.core.money import share_bps


def commission(price_minor: int, quantity: int, commission_bps: int) -> int:
    """Return our fee on a line, in minor units of IDR: the one formula of studio and order.

    Rounded once per line and not per piece, so that a refund of a line needs no new rounding.
    """
    return share_bps(price_minor * quantity, commission_bps)


@dataclass(frozen=True)
class DraftLine:
    """A variant as it will be frozen. Amounts are minor units of IDR."""

    variant_id: int
    artisan_id: int
    quantity: int
    price_minor: int
    snapshot: dict[str, Any]

    @property
    def goods_minor(self) -> int:
        """Price times quantity."""
        return self.price_minor * self.quantity


@dataclass(frozen=True)
class DraftPart:
    """One artisan's part as it will be frozen."""

    artisan_id: int
    artisan_name: str
    lines: tuple[DraftLine, ...]
    shipping_minor: int
    shipping: dict[str, Any]
    note: str
    ship_by: dt.date
    commission_bps: int

    @property
    def goods_minor(self) -> int:
        """Goods of all lines."""
        return sum(line.goods_minor for line in self.lines)

    @property
    def commission_minor(self) -> int:
        """Our fee on all lines."""
        return sum(self.commission_of(line) for line in self.lines)

    def commission_of(self, line: DraftLine) -> int:
        """Return our fee on one line."""
        return commission(line.price_minor, line.quantity, self.commission_bps)


@dataclass(frozen=True)
class Draft:
    """An order ready to be written down."""

    parts: tuple[DraftPart, ...]
    #: Makes the amount of a bank transfer recognisable; 0 with every other way to pay.
    transfer_code_minor: int = 0

    @property
    def goods_minor(self) -> int:
        """Goods of all parts."""
        return sum(part.goods_minor for part in self.parts)

    @property
    def shipping_minor(self) -> int:
        """Carriage of all parts."""
        return sum(part.shipping_minor for part in self.parts)

    @property
    def total_minor(self) -> int:
        """What the buyer pays."""
        return self.goods_minor + self.shipping_minor + self.transfer_code_minor


@dataclass(frozen=True)
class Carriage:
    """The way one artisan's part travels, as it was chosen and quoted."""

    amount_minor: int
    frozen: dict[str, Any]


def build(
    lines: Sequence[DraftLine],
    *,
    names: Mapping[int, str],
    carriage: Mapping[int, Carriage],
    notes: Mapping[int, str],
    ship_by: Mapping[int, dt.date],
    commission_bps: int,
) -> Draft:
    """Split lines into one part per artisan, in order of artisan.

    All mappings are keyed by artisan and hold every artisan of ``lines``, except ``notes``.
    """
    artisans = sorted({line.artisan_id for line in lines})
    return Draft(
        tuple(
            DraftPart(
                artisan_id=artisan,
                artisan_name=names[artisan],
                lines=tuple(line for line in lines if line.artisan_id == artisan),
                shipping_minor=carriage[artisan].amount_minor,
                shipping=carriage[artisan].frozen,
                note=notes.get(artisan, ""),
                ship_by=ship_by[artisan],
                commission_bps=commission_bps,
            )
            for artisan in artisans
        )
    )
