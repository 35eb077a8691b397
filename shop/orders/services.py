"""Writing orders down and moving them along. One writer per state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from shop.core import clock, ids, outbox
from shop.core.db import changed_rows
from shop.core.permissions import SYSTEM, Principal
from shop.orders import events, queries
from shop.orders.draft import Draft, DraftPart
from shop.orders.errors import IllegalMove
from shop.orders.models import (
    ArtisanOrder,
    Order,
    OrderLine,
    OrderMove,
    OrderState,
    PartState,
)
from shop.orders.policy import MOVES, PAID_STATES, PART_MOVES


@dataclass(frozen=True)
class Buyer:
    """Who buys, how to reach them, and what they agreed to."""

    account_id: int | None
    email: str
    phone: str
    locale: str
    address: dict[str, Any]
    terms_version: int
    provider: str


def create(
    db: Session,
    draft: Draft,
    *,
    cart_id: int,
    buyer: Buyer,
    expires_at: dt.datetime,
    number: str,
) -> Order:
    """Write an order with its parts and lines, all of it copied and frozen.

    :param number: From :func:`free_number`; reservations already carry it.
    :returns: The order, flushed; ``orders.placed`` is in the outbox.
    """
    order = _order(draft, cart_id=cart_id, buyer=buyer, number=number)
    order.placed_at, order.expires_at = clock.now(db), expires_at
    db.add(order)
    db.flush()
    parts = [_part(order, part) for part in draft.parts]
    db.add_all(parts)
    db.flush()
    lines = [_lines(part, agreed) for part, agreed in zip(parts, draft.parts, strict=True)]
    db.execute(sa.insert(OrderLine), list(chain.from_iterable(lines)))
    outbox.emit(db, events.OrderPlaced(number=order.number))
    return order


def free_number(db: Session) -> str:
    """Return an order number that nobody has."""
    while True:
        number = ids.order_number(clock.now(db).year)
        if db.scalar(sa.select(Order.id).where(Order.number == number)) is None:
            return number


def _order(draft: Draft, *, cart_id: int, buyer: Buyer, number: str) -> Order:
    return Order(
        number=number,
        cart_id=cart_id,
        account_id=buyer.account_id,
        email=buyer.email,
        phone=buyer.phone,
        locale=buyer.locale,
        currency="IDR",
        goods_minor=draft.goods_minor,
        shipping_minor=draft.shipping_minor,
        transfer_code_minor=draft.transfer_code_minor,
        total_minor=draft.total_minor,
        address=buyer.address,
        terms_version=buyer.terms_version,
        provider=buyer.provider,
    )


def _part(order: Order, draft: DraftPart) -> ArtisanOrder:
    return ArtisanOrder(
        public_id=ids.public_id("part"),
        order_id=order.id,
        artisan_id=draft.artisan_id,
        artisan_name=draft.artisan_name,
        goods_minor=draft.goods_minor,
        shipping_minor=draft.shipping_minor,
        commission_minor=draft.commission_minor,
        note=draft.note,
        shipping=draft.shipping,
        ship_by=draft.ship_by,
    )


def _lines(part: ArtisanOrder, draft: DraftPart) -> Iterator[dict[str, Any]]:
    for line in draft.lines:
        yield {
            "part_id": part.id,
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "price_minor": line.price_minor,
            "commission_bps": draft.commission_bps,
            "commission_minor": draft.commission_of(line),
            "snapshot": line.snapshot,
        }


def set_transfer_code(db: Session, order: Order, code_minor: int) -> None:
    """Make the transfer code a line of an order whose money is not there yet, or remove it with 0.

    The caller has locked the order.

    :param code_minor: Minor units.
    :raises IllegalMove: the order is paid; what was paid stays as it is.
    """
    if order.transfer_code_minor == code_minor:
        return
    if order.state in PAID_STATES:
        raise IllegalMove
    order.transfer_code_minor = code_minor
    order.total_minor = order.agreed_minor + code_minor
    db.flush()


def mark_paid(db: Session, order: Order) -> bool:
    """Move an order and its parts to paid; a late payment revives an expired one.

    :returns: Whether this call did it; ``False`` when it was paid before.
    """
    if order.state in PAID_STATES:
        return False
    _move(db, order, OrderState.PAID, paid_at=clock.now(db))
    for part in queries.parts_of(db, order.id):
        _move_part(db, order, part, PartState.TO_PACK)
    outbox.emit(db, events.OrderPaid(number=order.number))
    return True


def expire(db: Session, order: Order) -> None:
    """End an order that nobody paid in time. The caller frees the stock."""
    _end_unpaid(db, order, OrderState.EXPIRED, actor=SYSTEM, reason="not paid in time")
    outbox.emit(db, events.OrderExpired(number=order.number))


def cancel(db: Session, order: Order, *, actor: Principal) -> None:
    """Call an unpaid order off. The caller frees the stock.

    :raises IllegalMove: it is paid, or already over.
    """
    _end_unpaid(db, order, OrderState.CANCELLED, actor=actor, reason="called off by the buyer")
    outbox.emit(db, events.OrderCancelled(number=order.number))


def _end_unpaid(
    db: Session, order: Order, state: OrderState, *, actor: Principal, reason: str
) -> None:
    _move(db, order, state, actor=actor, reason=reason)
    for part in queries.parts_of(db, order.id):
        _move_part(db, order, part, PartState.CANCELLED, actor=actor)


def mark_packed(db: Session, order: Order, part: ArtisanOrder, *, actor: Principal) -> None:
    """Note that a part is packed."""
    _move_part(db, order, part, PartState.PACKED, actor=actor)


def mark_shipped(db: Session, order: Order, part: ArtisanOrder, *, actor: Principal) -> None:
    """Note that a part is on its way; the parcel itself is shipping's."""
    _move_part(db, order, part, PartState.SHIPPED, actor=actor)
    part.shipped_at = clock.now(db)
    outbox.emit(db, events.PartShipped(number=order.number, part=part.public_id))


def mark_delivered(
    db: Session, order: Order, part: ArtisanOrder, *, actor: Principal = SYSTEM, reason: str = ""
) -> None:
    """Note that a part arrived."""
    _move_part(db, order, part, PartState.DELIVERED, actor=actor, reason=reason)
    part.delivered_at = clock.now(db)
    outbox.emit(db, events.PartDelivered(number=order.number, part=part.public_id))


def mark_refunded(
    db: Session,
    order: Order,
    part: ArtisanOrder,
    *,
    amount_minor: int,
    actor: Principal,
    reason: str,
) -> None:
    """Note that a part was paid back in full; when it was the last one, so was the order.

    :param amount_minor: What the buyer got: the part, and with the last one the transfer code.
    """
    _move_part(db, order, part, PartState.REFUNDED, actor=actor, reason=reason)
    part.refunded_minor = part.total_minor
    outbox.emit(
        db,
        events.PartRefunded(number=order.number, part=part.public_id, amount_minor=amount_minor),
    )
    db.flush()
    if all(other.state == PartState.REFUNDED for other in queries.parts_of(db, order.id)):
        _move(db, order, OrderState.REFUNDED, actor=actor, reason=reason)


def _move(
    db: Session,
    order: Order,
    to: OrderState,
    *,
    actor: Principal = SYSTEM,
    reason: str = "",
    **values: dt.datetime,
) -> None:
    """Move the order by compare-and-set, with its history row.

    :param values: Other columns that change with the state.
    """
    before = OrderState(order.state)
    if to not in MOVES[before]:
        raise IllegalMove
    moved = changed_rows(
        db,
        sa.update(Order)
        .where(Order.id == order.id, Order.state == before)
        .values(state=to, **values),
    )
    if not moved:
        raise IllegalMove
    for name, value in {"state": to, **values}.items():
        set_committed_value(order, name, value)
    _note(db, order, None, before=before, to=to, actor=actor, reason=reason)


def _move_part(
    db: Session,
    order: Order,
    part: ArtisanOrder,
    to: PartState,
    *,
    actor: Principal = SYSTEM,
    reason: str = "",
) -> None:
    """Move a part by compare-and-set, with its history row."""
    before = PartState(part.state)
    if to not in PART_MOVES[before]:
        raise IllegalMove
    moved = changed_rows(
        db,
        sa.update(ArtisanOrder)
        .where(ArtisanOrder.id == part.id, ArtisanOrder.state == before)
        .values(state=to),
    )
    if not moved:
        raise IllegalMove
    set_committed_value(part, "state", to)
    _note(db, order, part, before=before, to=to, actor=actor, reason=reason)


def _note(
    db: Session,
    order: Order,
    part: ArtisanOrder | None,
    *,
    before: str,
    to: str,
    actor: Principal,
    reason: str,
) -> None:
    db.add(
        OrderMove(
            order_id=order.id,
            part_id=part.id if part else None,
            from_state=before,
            to_state=to,
            account_id=actor.account_id,
            actor=actor.label,
            reason=reason,
            at=clock.now(db),
        )
    )
