"""A person's orders, for export and for erasure.

The books stay for as long as the law keeps them (ten years); what names the person goes.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.aftersales import queries
from shop.aftersales.errors import OrdersOpen
from shop.orders.models import ArtisanOrder, Order, OrderState, PartState
from shop.payments import queries as payments
from shop.payments import refund_accounts

#: Parts that are still on their way to somebody, who must therefore have a name.
UNFINISHED = (PartState.WAITING, PartState.TO_PACK, PartState.PACKED, PartState.SHIPPED)

#: What stands where an address was: nobody can receive a letter there.
NOBODY = "erased@example.invalid"


def export(db: Session, account_id: int) -> list[dict[str, Any]]:
    """Return a person's orders as plain JSON values."""
    orders = db.scalars(
        sa.select(Order).where(Order.account_id == account_id).order_by(Order.id)
    ).all()
    return [
        {**_order(queries.view(db, order)), "refund_account": _account(db, order.id)}
        for order in orders
    ]


def _account(db: Session, order_id: int) -> dict[str, str] | None:
    row = payments.refund_account(db, order_id)
    if row is None:
        return None
    return {"bank": row.bank, "account_number": row.account_number, "holder": row.holder}


def _order(view: queries.OrderView) -> dict[str, Any]:
    return {
        "number": view.number,
        "state": view.state,
        "placed_at": view.placed_at.isoformat(),
        "currency": view.currency,
        "transfer_code_minor": view.transfer_code_minor,
        "total_minor": view.total_minor,
        "email": view.email,
        "phone": view.phone,
        "address": view.address,
        "artisans": [
            {
                "name": part.artisan_name,
                "state": part.state,
                "note": part.note,
                "lines": [
                    {
                        "title": line.snapshot["title_id"],
                        "quantity": line.quantity,
                        "price_minor": line.price_minor,
                    }
                    for line in part.lines
                ],
            }
            for part in view.parts
        ],
    }


def erase(db: Session, account_id: int) -> None:
    """Take the person out of their orders.

    :raises OrdersOpen: a parcel is still under way, an order waits for its money, or money still
        has to go back by bank transfer, for which the buyer's account is needed.
    """
    open_part = (
        sa.select(Order.number)
        .join(ArtisanOrder, ArtisanOrder.order_id == Order.id)
        .where(
            Order.account_id == account_id,
            sa.or_(ArtisanOrder.state.in_(UNFINISHED), Order.state == OrderState.PLACED),
        )
    )
    if (number := db.scalar(open_part.limit(1))) is not None:
        raise OrdersOpen(number=number)
    _refuse_while_owed(db, account_id)
    own = sa.select(Order.id).where(Order.account_id == account_id)
    refund_accounts.forget(db, own)
    db.execute(sa.update(ArtisanOrder).where(ArtisanOrder.order_id.in_(own)).values(note=""))
    db.execute(
        sa.update(Order)
        .where(Order.account_id == account_id)
        .values(email=NOBODY, phone="", address={})
    )


def _refuse_while_owed(db: Session, account_id: int) -> None:
    orders = db.execute(sa.select(Order.id, Order.number).where(Order.account_id == account_id))
    for order_id, number in orders:
        if payments.is_owed_by_transfer(db, order_id):
            raise OrdersOpen(number=number)
