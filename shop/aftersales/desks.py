"""Orders as artisans and staff see them: lists for their desks. Owners are always named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.address import HOME, lines, stored
from shop.aftersales.queries import LineView
from shop.orders.models import ArtisanOrder, Order, OrderLine, PartState
from shop.shipping.queries import ParcelView, parcels
from shop.shipping.quotes import service_name

#: What still asks something of the artisan.
OPEN_STATES = (PartState.TO_PACK, PartState.PACKED)


@dataclass(frozen=True)
class PartRow:
    """An artisan order on an artisan's desk. Amounts are minor units of IDR."""

    public_id: str
    number: str
    artisan_name: str
    state: str
    placed_at: dt.datetime
    ship_by: dt.date
    goods_minor: int
    shipping_minor: int
    commission_minor: int
    note: str
    shipping: dict[str, Any]
    address: tuple[str, ...]
    #: Where the parcel goes; Indonesia once the address was erased.
    country: str
    lines: tuple[LineView, ...]
    parcel: ParcelView | None

    @property
    def received_minor(self) -> int:
        """What the artisan gets: goods and carriage less our commission."""
        return self.goods_minor + self.shipping_minor - self.commission_minor

    @property
    def shipping_name(self) -> str:
        """Courier and service, in the reader's language."""
        return service_name(self.shipping)

    def is_late(self, today: dt.date) -> bool:
        """Tell whether it should be on its way by now."""
        return self.state in OPEN_STATES and self.ship_by < today


def parts(
    db: Session,
    *,
    artisan_ids: Collection[int],
    states: Collection[str] | None = None,
    public_id: str | None = None,
    limit: int = 100,
) -> list[PartRow]:
    """List the paid parts of these artisans: what is due first comes first. Three statements.

    Unpaid orders are left out: nothing is to be made or packed for them.
    """
    conditions: list[Any] = [ArtisanOrder.artisan_id.in_(artisan_ids)]
    conditions.append(ArtisanOrder.state.not_in([PartState.WAITING, PartState.CANCELLED]))
    if states is not None:
        conditions.append(ArtisanOrder.state.in_(states))
    if public_id is not None:
        conditions.append(ArtisanOrder.public_id == public_id)
    rows = db.execute(
        sa.select(ArtisanOrder, Order)
        .join(Order, Order.id == ArtisanOrder.order_id)
        .where(*conditions)
        .order_by(
            sa.case((ArtisanOrder.state.in_(OPEN_STATES), 0), else_=1),
            sa.case((ArtisanOrder.state.in_(OPEN_STATES), ArtisanOrder.ship_by)),
            ArtisanOrder.id.desc(),
        )
        .limit(limit)
    ).all()
    ids = [part.id for part, _ in rows]
    pieces, sent = _lines(db, ids), parcels(db, ids)
    return [_row(part, order, pieces.get(part.id, []), sent.get(part.id)) for part, order in rows]


def _row(
    part: ArtisanOrder, order: Order, pieces: Sequence[LineView], parcel: ParcelView | None
) -> PartRow:
    return PartRow(
        public_id=part.public_id,
        number=order.number,
        artisan_name=part.artisan_name,
        state=part.state,
        placed_at=order.placed_at,
        ship_by=part.ship_by,
        goods_minor=part.goods_minor,
        shipping_minor=part.shipping_minor,
        commission_minor=part.commission_minor,
        note=part.note,
        shipping=part.shipping,
        address=tuple(lines(stored(order.address))) if order.address else (),
        country=str(order.address.get("country", HOME)) if order.address else HOME,
        lines=tuple(pieces),
        parcel=parcel,
    )


def _lines(db: Session, part_ids: Collection[int]) -> dict[int, list[LineView]]:
    found: dict[int, list[LineView]] = {}
    rows = db.scalars(
        sa.select(OrderLine).where(OrderLine.part_id.in_(part_ids)).order_by(OrderLine.id)
    )
    for row in rows:
        view = LineView(row.snapshot, row.quantity, row.price_minor)
        found.setdefault(row.part_id, []).append(view)
    return found


def counts(db: Session, *, artisan_ids: Collection[int]) -> dict[str, int]:
    """Count the parts of these artisans by state."""
    rows = db.execute(
        sa.select(ArtisanOrder.state, sa.func.count())
        .where(ArtisanOrder.artisan_id.in_(artisan_ids))
        .group_by(ArtisanOrder.state)
    )
    return dict(rows.all())
