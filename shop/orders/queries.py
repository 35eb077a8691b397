"""Reading orders. Every read names its owner; somebody else's order does not exist."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.errors import NotFound
from shop.orders.models import ArtisanOrder, Order, OrderLine, OrderMove


def of_cart(db: Session, cart_id: int) -> Order | None:
    """Return the order that a cart became, if it did."""
    return db.scalar(sa.select(Order).where(Order.cart_id == cart_id))


def of_number(db: Session, number: str) -> Order:
    """Return an order by number, for callers that have checked the right to see it.

    :raises NotFound: there is none.
    """
    order = db.scalar(sa.select(Order).where(Order.number == number))
    if order is None:
        raise NotFound
    return order


def locked(db: Session, number: str) -> Order:
    """Lock an order for a move.

    :raises NotFound: there is none.
    """
    order = db.scalar(
        sa.select(Order)
        .where(Order.number == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if order is None:
        raise NotFound
    return order


def of_account(db: Session, account_id: int, number: str) -> Order:
    """Return an account's own order.

    :raises NotFound: there is none, or it is somebody else's.
    """
    order = db.scalar(
        sa.select(Order).where(Order.number == number, Order.account_id == account_id)
    )
    if order is None:
        raise NotFound
    return order


def part_of_artisan(db: Session, artisan_ids: Sequence[int], public_id: str) -> ArtisanOrder:
    """Return a part that belongs to one of these artisans.

    :raises NotFound: there is none, or it is another artisan's.
    """
    part = db.scalar(
        sa.select(ArtisanOrder).where(
            ArtisanOrder.public_id == public_id, ArtisanOrder.artisan_id.in_(artisan_ids)
        )
    )
    if part is None:
        raise NotFound
    return part


def lines_of(db: Session, order_id: int) -> Sequence[OrderLine]:
    """List the lines of an order, part by part."""
    return db.scalars(
        sa.select(OrderLine)
        .join(ArtisanOrder, ArtisanOrder.id == OrderLine.part_id)
        .where(ArtisanOrder.order_id == order_id)
        .order_by(ArtisanOrder.id, OrderLine.id)
    ).all()


def parts_of(db: Session, order_id: int) -> Sequence[ArtisanOrder]:
    """List the parts of an order."""
    query = sa.select(ArtisanOrder).where(ArtisanOrder.order_id == order_id)
    return db.scalars(query.order_by(ArtisanOrder.id)).all()


def history(db: Session, order_id: int) -> Sequence[OrderMove]:
    """List the moves of an order and its parts, oldest first."""
    return db.scalars(
        sa.select(OrderMove).where(OrderMove.order_id == order_id).order_by(OrderMove.id)
    ).all()
