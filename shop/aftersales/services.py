"""What happens to an order after it was placed: called off, packed, sent, received, paid back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.aftersales.commands import RefundPart, RetryRefund
from shop.aftersales.errors import AlreadyPaid
from shop.cart import services as carts
from shop.cart.owner import Owner
from shop.catalog import stock
from shop.core import clock
from shop.core.errors import NotFound
from shop.core.permissions import SYSTEM, Principal
from shop.orders import queries
from shop.orders import services as orders
from shop.orders.models import ArtisanOrder, Order, PartState
from shop.orders.policy import ENDED_UNPAID, may_cancel
from shop.payments import services as payments
from shop.payments import settle
from shop.payments.models import Refund
from shop.shipping import services as shipping
from shop.shipping.commands import Dispatch
from shop.shipping.models import Parcel
from shop.shipping.places import HOME


def cancel_order(db: Session, number: str, *, actor: Principal) -> None:
    """Call an unpaid order off: its pieces are free at once, its payments are closed.

    Whoever may see the order may do this; the face has checked. A payment that is under way
    nevertheless ends in the order if the pieces are still there, else it goes back.

    Safe to repeat: an order that ended unpaid (cancelled or expired) stays as it is.

    :raises AlreadyPaid: the money is there.
    """
    order = queries.locked(db, number)
    if order.state in ENDED_UNPAID:
        return
    if not may_cancel(order.state):
        raise AlreadyPaid
    stock.release(db, number)
    orders.cancel(db, order, actor=actor)
    settle.close_others(db, order)


def buy_again(db: Session, number: str, *, owner: Owner) -> carts.Refilled:
    """Put what an order had into a fresh cart, as far as it is still there."""
    order = queries.of_number(db, number)
    wanted = [
        carts.Wanted(line.variant_id, line.quantity) for line in queries.lines_of(db, order.id)
    ]
    return carts.refill(db, owner, wanted)


def pack(db: Session, part_id: str, *, artisan_ids: Sequence[int], actor: Principal) -> None:
    """Note that an artisan's part is packed.

    :raises NotFound: it is not a part of these artisans.
    """
    order, part = _own_part(db, part_id, artisan_ids)
    orders.mark_packed(db, order, part, actor=actor)


def ship(
    db: Session, part_id: str, command: Dispatch, *, artisan_ids: Sequence[int], actor: Principal
) -> Parcel:
    """Note that an artisan's part was handed over. The same number twice changes nothing.

    :raises NotFound: it is not a part of these artisans.
    :raises IllegalMove: it is not paid, or was refunded.
    """
    order, part = _own_part(db, part_id, artisan_ids)
    country = str((order.address or {}).get("country", HOME))
    parcel = shipping.dispatch(db, command, part_id=part.id, country=country)
    if part.state != PartState.SHIPPED:
        orders.mark_shipped(db, order, part, actor=actor)
    return parcel


def _own_part(db: Session, part_id: str, artisan_ids: Sequence[int]) -> tuple[Order, ArtisanOrder]:
    part = queries.part_of_artisan(db, artisan_ids, part_id)
    order = db.get_one(Order, part.order_id, with_for_update=True, populate_existing=True)
    db.refresh(part)
    return order, part


def confirm_delivery(db: Session, number: str, part_id: str, *, actor: Principal) -> None:
    """Note that the buyer has received a part. Saying so twice is fine.

    :raises NotFound: the order has no such part.
    """
    order = queries.locked(db, number)
    part = part_of(db, order, part_id)
    if part.state != PartState.DELIVERED:
        orders.mark_delivered(db, order, part, actor=actor, reason="confirmed by the buyer")


def part_of(db: Session, order: Order, part_id: str) -> ArtisanOrder:
    """Return a part of an order that the caller may see.

    :raises NotFound: the order has no such part.
    """
    part = db.scalar(
        sa.select(ArtisanOrder).where(
            ArtisanOrder.order_id == order.id, ArtisanOrder.public_id == part_id
        )
    )
    if part is None:
        raise NotFound
    return part


def deliver_overdue(db: Session, *, after_days: int, limit: int = 50) -> int:
    """Count parcels as delivered that were sent long enough ago and nobody complained about.

    :returns: How many parts this call moved.
    """
    until = clock.now(db) - dt.timedelta(days=after_days)
    due = db.scalars(
        sa.select(ArtisanOrder)
        .where(ArtisanOrder.state == PartState.SHIPPED, ArtisanOrder.shipped_at <= until)
        .order_by(ArtisanOrder.id)
        .limit(limit)
    ).all()
    for part in due:
        order = db.get_one(Order, part.order_id, with_for_update=True)
        orders.mark_delivered(
            db, order, part, actor=SYSTEM, reason=f"{after_days} days after it was sent"
        )
    return len(due)


def refund_part(db: Session, command: RefundPart, *, actor: Principal) -> Refund:
    """Intend to pay one artisan's part back in full; the worker asks the provider.

    :raises NotFound: no such order or part.
    :raises NothingToRefund: it is not paid, or its money is on its way already.
    """
    order = queries.locked(db, command.number)
    part = part_of(db, order, command.part)
    return payments.intend_part_refund(db, order, part, actor=actor, reason=command.reason)


def retry_refund(db: Session, command: RetryRefund, *, actor: Principal) -> Refund:
    """Intend a refund again that was refused or came back; the worker asks the provider.

    :raises NotFound: there is no such refund.
    :raises NothingToRefund: it did not fail, or another try followed it.
    """
    return payments.retry_refund(db, command.refund, actor=actor)
