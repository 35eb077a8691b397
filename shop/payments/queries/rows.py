"""Rows of payments and refunds, some of them locked: for the services."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from shop.core.errors import NotFound
from shop.orders.models import Order
from shop.payments.models import Payment, PaymentState, Refund, RefundAccount, RefundState

OPEN = (PaymentState.INTENDED, PaymentState.STARTED)


def of_public_id(db: Session, public_id: str) -> Payment | None:
    """Return a payment by the id that the provider was given."""
    return db.scalar(sa.select(Payment).where(Payment.public_id == public_id))


def of_order(db: Session, order_id: int) -> Sequence[Payment]:
    """List every try to collect an order's money, oldest first."""
    return db.scalars(
        sa.select(Payment).where(Payment.order_id == order_id).order_by(Payment.id)
    ).all()


def open_of_order(db: Session, order_id: int) -> Sequence[Payment]:
    """List the tries that still run."""
    return db.scalars(
        sa.select(Payment)
        .where(Payment.order_id == order_id, Payment.state.in_(OPEN))
        .order_by(Payment.id)
    ).all()


def captured_of_order(db: Session, order_id: int) -> Payment | None:
    """Return the payment whose money the order took; money that goes back does not count."""
    going_back = sa.select(Refund.payment_id).where(Refund.part_id.is_(None))
    return db.scalar(
        sa.select(Payment)
        .where(
            Payment.order_id == order_id,
            Payment.state == PaymentState.CAPTURED,
            Payment.id.not_in(going_back),
        )
        .order_by(Payment.id)
    )


def locked(db: Session, public_id: str) -> tuple[Order, Payment] | None:
    """Lock an order and one of its payments, always in this sequence.

    :returns: Both rows as they are now, ``None`` when there is no such payment.
    """
    order_id = db.scalar(sa.select(Payment.order_id).where(Payment.public_id == public_id))
    if order_id is None:
        return None
    options = {"populate_existing": True}
    order = db.get_one(Order, order_id, with_for_update=True, **options)  # type: ignore[arg-type]
    payment = db.scalars(
        sa.select(Payment)
        .where(Payment.public_id == public_id)
        .with_for_update()
        .execution_options(**options)
    ).one()
    return order, payment


def locked_refund(db: Session, public_id: str) -> tuple[Order, Payment, Refund] | None:
    """Lock an order, the payment and one refund of it, always in this sequence.

    :returns: The rows as they are now, ``None`` when there is no such refund.
    """
    payment_id = db.scalar(
        sa.select(Payment.public_id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.public_id == public_id)
    )
    found = locked(db, payment_id) if payment_id is not None else None
    if found is None:
        return None
    refund = db.scalars(
        sa.select(Refund)
        .where(Refund.public_id == public_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return (*found, refund)


def refund_of_public_id(db: Session, public_id: str) -> Refund:
    """Return a refund that an event names.

    :raises NotFound: there is none.
    """
    refund = db.scalar(sa.select(Refund).where(Refund.public_id == public_id))
    if refund is None:
        raise NotFound
    return refund


def refunds_of_order(db: Session, order_id: int) -> Sequence[Refund]:
    """List the refunds of an order, oldest first."""
    return db.scalars(
        sa.select(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Payment.order_id == order_id)
        .order_by(Refund.id)
    ).all()


def refunded_minor(db: Session, payment_id: int) -> int:
    """Return what goes or went back of a payment: failed refunds do not count."""
    total = db.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Refund.amount_minor), 0)).where(
            Refund.payment_id == payment_id, Refund.state != RefundState.FAILED
        )
    )
    return int(total or 0)


def is_replaced() -> sa.ColumnElement[bool]:
    """Tell of a ``Refund`` row whether a later try of the same money exists."""
    later = aliased(Refund)
    return sa.exists().where(
        later.payment_id == Refund.payment_id,
        later.part_id.is_not_distinct_from(Refund.part_id),
        later.id > Refund.id,
    )


def is_owed_by_transfer(db: Session, order_id: int) -> bool:
    """Tell whether money of an order still has to go back by bank transfer."""
    owed = (
        sa.select(Refund.id)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(
            Payment.order_id == order_id,
            Payment.account.is_not(None),
            Refund.state != RefundState.DONE,
            ~is_replaced(),
        )
    )
    return db.scalar(owed.limit(1)) is not None


def refund_account(db: Session, order_id: int) -> RefundAccount | None:
    """Return the account that refunds of an order go to, if one was entered."""
    return db.scalar(sa.select(RefundAccount).where(RefundAccount.order_id == order_id))


def code_refunded_minor(db: Session, order: Order) -> int:
    """Return how much of an order's transfer code went back; asks only where there is one."""
    if not order.transfer_code_minor:
        return 0
    total = db.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Refund.transfer_code_minor), 0))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Payment.order_id == order.id, Refund.state == RefundState.DONE)
    )
    return int(total or 0)
