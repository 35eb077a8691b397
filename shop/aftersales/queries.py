"""One order with everything that belongs to it, as plain data for pages, letters and receipts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.core import clock
from shop.core.i18n import get_locale
from shop.heritage import policy as heritage
from shop.heritage.models import Region
from shop.orders import queries as orders
from shop.orders.models import (
    ArtisanOrder,
    Order,
    OrderLine,
    OrderMove,
    OrderState,
    PartState,
)
from shop.orders.policy import may_cancel, may_pay
from shop.payments import queries as payments
from shop.shipping import queries as shipping
from shop.shipping.queries import ParcelView
from shop.shipping.quotes import service_name


@dataclass(frozen=True)
class LineView:
    """A line as it was agreed. Amounts are minor units of IDR."""

    snapshot: dict[str, Any]
    quantity: int
    price_minor: int

    @property
    def title(self) -> str:
        """The title in the reader's language, as it was on the day."""
        other = str(self.snapshot["title_id"] or self.snapshot["title_en"])
        return str(self.snapshot["title_en"] or other) if get_locale() == "en" else other

    @property
    def technique(self) -> str:
        """The technique's label in the reader's language, as it was on the day.

        The same words as on card, page, search and cart; what is not batik says so. Orders placed
        before the label was kept get it from the facts that were.
        """
        kept = self.snapshot
        label = kept.get("technique_label") or heritage.frozen_label(
            kept["technique_id"],
            name_id=kept["technique_name_id"],
            name_en=kept["technique_name_en"],
            is_batik=kept["is_batik"],
            has_prada=kept["has_prada"],
        )
        return str(label["en" if get_locale() == "en" else "id"])

    @property
    def total_minor(self) -> int:
        """Price times quantity."""
        return self.price_minor * self.quantity


@dataclass(frozen=True)
class StepView:
    """One entry of the history that people see."""

    state: str
    at: dt.datetime


@dataclass(frozen=True)
class PartView:
    """One artisan's part: its lines, its way, its parcel."""

    public_id: str
    artisan_slug: str
    artisan_name: str
    #: Where the workshop is, as people write it: ``Balikpapan``.
    artisan_place: str
    state: str
    goods_minor: int
    shipping_minor: int
    refunded_minor: int
    commission_minor: int
    note: str
    shipping: dict[str, Any]
    ship_by: dt.date
    lines: tuple[LineView, ...]
    parcel: ParcelView | None
    steps: tuple[StepView, ...]

    @property
    def total_minor(self) -> int:
        """Goods and carriage."""
        return self.goods_minor + self.shipping_minor

    @property
    def is_on_its_way(self) -> bool:
        """Tell whether the buyer may say that it arrived."""
        return self.state == PartState.SHIPPED

    @property
    def shipping_name(self) -> str:
        """Courier and service, in the reader's language."""
        return service_name(self.shipping)


@dataclass(frozen=True)
class OrderView:
    """The buyer's order."""

    id: int
    number: str
    account_id: int | None
    state: str
    email: str
    phone: str
    locale: str
    address: dict[str, Any]
    goods_minor: int
    shipping_minor: int
    #: A line of the platform: makes a bank transfer recognisable; 0 with every other way to pay.
    transfer_code_minor: int
    total_minor: int
    #: How much of the transfer code went back.
    code_refunded_minor: int
    currency: str
    provider: str
    placed_at: dt.datetime
    expires_at: dt.datetime
    paid_at: dt.datetime | None
    terms_version: int
    parts: tuple[PartView, ...]
    is_payable: bool
    is_cancellable: bool

    @property
    def agreed_minor(self) -> int:
        """Goods and shipping: what is due whichever way to pay is chosen."""
        return self.goods_minor + self.shipping_minor

    @property
    def refunded_minor(self) -> int:
        """What went back of all parts, and of the transfer code."""
        return sum(part.refunded_minor for part in self.parts) + self.code_refunded_minor

    @property
    def is_over_unpaid(self) -> bool:
        """Tell whether it ended without money, so that "buy again" is offered."""
        return self.state in {OrderState.EXPIRED, OrderState.CANCELLED}


@dataclass(frozen=True)
class OrderHead:
    """An order in a list."""

    number: str
    state: str
    total_minor: int
    placed_at: dt.datetime
    pieces: int
    artisans: str
    picture: str | None


def view(db: Session, order: Order, *, with_progress: bool = True) -> OrderView:
    """Read everything that belongs to an order that the caller may see: four statements.

    :param with_progress: History and parcels too; without them it takes two.
    """
    rows = db.execute(
        sa.select(ArtisanOrder, Artisan.slug, Region.short_name)
        .join(Artisan, Artisan.id == ArtisanOrder.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
        .where(ArtisanOrder.order_id == order.id)
        .order_by(ArtisanOrder.id)
    ).all()
    lines = _lines(db, order.id)
    moves = orders.history(db, order.id) if with_progress else ()
    parcels = shipping.parcels(db, [part.id for part, _, _ in rows]) if with_progress else {}
    now = clock.now(db)
    return OrderView(
        id=order.id,
        number=order.number,
        account_id=order.account_id,
        state=order.state,
        email=order.email,
        phone=order.phone,
        locale=order.locale,
        address=order.address,
        goods_minor=order.goods_minor,
        shipping_minor=order.shipping_minor,
        transfer_code_minor=order.transfer_code_minor,
        total_minor=order.total_minor,
        code_refunded_minor=payments.code_refunded_minor(db, order),
        currency=order.currency,
        provider=order.provider,
        placed_at=order.placed_at,
        expires_at=order.expires_at,
        paid_at=order.paid_at,
        terms_version=order.terms_version,
        parts=tuple(
            _part(part, (slug, place), lines.get(part.id, []), parcels.get(part.id), moves)
            for part, slug, place in rows
        ),
        is_payable=may_pay(order.state) and order.expires_at > now,
        is_cancellable=may_cancel(order.state),
    )


def _lines(db: Session, order_id: int) -> dict[int, list[LineView]]:
    found: dict[int, list[LineView]] = {}
    for line in orders.lines_of(db, order_id):
        view = LineView(line.snapshot, line.quantity, line.price_minor)
        found.setdefault(line.part_id, []).append(view)
    return found


def _part(
    part: ArtisanOrder,
    artisan: tuple[str, str],
    lines: Sequence[LineView],
    parcel: ParcelView | None,
    moves: Sequence[OrderMove],
) -> PartView:
    slug, place = artisan
    return PartView(
        public_id=part.public_id,
        artisan_slug=slug,
        artisan_name=part.artisan_name,
        artisan_place=place,
        state=part.state,
        goods_minor=part.goods_minor,
        shipping_minor=part.shipping_minor,
        refunded_minor=part.refunded_minor,
        commission_minor=part.commission_minor,
        note=part.note,
        shipping=part.shipping,
        ship_by=part.ship_by,
        lines=tuple(lines),
        parcel=parcel,
        steps=tuple(StepView(m.to_state, m.at) for m in moves if m.part_id == part.id),
    )


def heads(
    db: Session, condition: sa.ColumnElement[bool], *, limit: int = 50, before: int | None = None
) -> list[OrderHead]:
    """List orders, newest first: one statement and one for the lines.

    :param condition: Names the owner, such as ``Order.account_id == 7``.
    :param before: Only orders older than this internal id: the next page.
    """
    query = sa.select(Order).where(condition).order_by(Order.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Order.id < before)
    found = db.scalars(query).all()
    lines = _lines_by_order(db, [order.id for order in found])
    return [_head(order, lines.get(order.id, [])) for order in found]


def _lines_by_order(
    db: Session, order_ids: Sequence[int]
) -> dict[int, list[tuple[str, int, dict[str, Any]]]]:
    from_lines = sa.select(
        ArtisanOrder.order_id,
        ArtisanOrder.artisan_name,
        OrderLine.quantity,
        OrderLine.snapshot,
    ).join(OrderLine, OrderLine.part_id == ArtisanOrder.id)
    found: dict[int, list[tuple[str, int, dict[str, Any]]]] = {}
    for order_id, name, quantity, snapshot in db.execute(
        from_lines.where(ArtisanOrder.order_id.in_(order_ids)).order_by(OrderLine.id)
    ):
        found.setdefault(order_id, []).append((name, quantity, snapshot))
    return found


def _head(order: Order, lines: Sequence[tuple[str, int, dict[str, Any]]]) -> OrderHead:
    names = dict.fromkeys(name for name, _, _ in lines)
    return OrderHead(
        number=order.number,
        state=order.state,
        total_minor=order.total_minor,
        placed_at=order.placed_at,
        pieces=sum(quantity for _, quantity, _ in lines),
        artisans=", ".join(names),
        picture=next((s["picture"] for _, _, s in lines if s["picture"]), None),
    )


def of_account(db: Session, account_id: int, *, before: int | None = None) -> list[OrderHead]:
    """List an account's own orders, newest first."""
    return heads(db, Order.account_id == account_id, before=before)
