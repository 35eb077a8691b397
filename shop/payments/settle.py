"""The one place where money meets an order.

Whatever told us (a callback, the buyer's return, reconciling, staff confirming a transfer), the
provider's object has been read afresh and comes here. Every payment ends in its order or goes
back in full, never in limbo (I04, I16).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog import stock
from shop.core import audit, clock, ids, outbox
from shop.ledger.services import post
from shop.orders import services as orders
from shop.orders.models import ArtisanOrder, Order, OrderState
from shop.orders.policy import PAID_STATES
from shop.payments import books, events, queries
from shop.payments.models import Payment, PaymentState, Refund
from shop.payments.ports import Observed, Outcome

log = structlog.get_logger(__name__)


class Settled(StrEnum):
    """What became of an observation."""

    UNKNOWN = "unknown"
    NOTHING_NEW = "nothing_new"
    FAILED = "failed"
    PAID = "paid"
    SENT_BACK = "sent_back"


def settle(db: Session, provider: str, observed: Observed) -> Settled:
    """Act on what a provider says about one of our payments. Safe to repeat.

    :returns: What it came to. ``UNKNOWN``: no payment of ours; the caller raises the alarm.
    """
    found = queries.locked(db, observed.public_id)
    if found is None or found[1].provider != provider:
        log.error("payment.unknown", provider=provider, reference=observed.reference)
        return Settled.UNKNOWN
    order, payment = found
    if payment.state == PaymentState.CAPTURED or observed.outcome is Outcome.OPEN:
        return Settled.NOTHING_NEW
    if observed.outcome is Outcome.ENDED:
        return _ended(payment, observed)
    payment.state = PaymentState.CAPTURED
    payment.captured_at = clock.now(db)
    payment.charge_reference = observed.charge_reference
    # the checkout that was paid, should there ever have been two for this payment
    payment.reference = observed.reference
    db.flush()
    if reason := _why_unwanted(db, order, payment, observed):
        return _send_back(db, order, payment, observed, reason)
    return _take(db, order, payment)


def _ended(payment: Payment, observed: Observed) -> Settled:
    if payment.state not in queries.OPEN:
        return Settled.NOTHING_NEW
    payment.state = PaymentState.FAILED
    payment.failure = observed.reason[:120]
    return Settled.FAILED


def _why_unwanted(db: Session, order: Order, payment: Payment, observed: Observed) -> str:
    """Say why the order cannot take the money; empty when it can. Takes the stock if so."""
    if not _is_expected(order, payment, observed):
        return "wrong_amount"
    if order.state in {OrderState.PAID, OrderState.REFUNDED}:
        return "paid_twice"
    if order.state == OrderState.PLACED and stock.sell(db, order.number):
        return ""
    return "" if stock.take_again(db, order.number) else "sold_out"


def _is_expected(order: Order, payment: Payment, observed: Observed) -> bool:
    """Tell whether amount and currency of the money itself are those that were asked for."""
    currencies = {observed.currency, payment.currency, order.currency}
    is_one_currency = len(currencies) == 1 and not observed.has_mixed_currencies
    return is_one_currency and observed.amount_minor == payment.expected_minor


def _take(db: Session, order: Order, payment: Payment) -> Settled:
    # the way that was paid decides the total: an earlier transfer, or another way after one
    orders.set_transfer_code(db, order, payment.suffix_minor)
    orders.mark_paid(db, order)
    post(
        db,
        key=f"payment:{payment.public_id}:captured",
        subject=order.number,
        transfers=books.captured(order, payment, _parts(db, order)),
    )
    close_others(db, order, keep=payment)
    outbox.emit(db, events.PaymentCaptured(payment=payment.public_id, number=order.number))
    return Settled.PAID


def _send_back(
    db: Session, order: Order, payment: Payment, observed: Observed, reason: str
) -> Settled:
    """Book money that no order takes, and intend its refund in full.

    A transfer that goes back leaves no code on an order that still waits for its money.
    """
    if order.state not in PAID_STATES:
        running = queries.open_of_order(db, order.id)
        orders.set_transfer_code(db, order, running[-1].suffix_minor if running else 0)
    log.warning("payment.unwanted", payment=payment.public_id, reason=reason)
    post(
        db,
        key=f"payment:{payment.public_id}:unwanted",
        subject=order.number,
        transfers=books.unwanted(order, payment, observed.amount_minor, observed.currency),
    )
    db.add(
        Refund(
            public_id=ids.public_id("ref"),
            payment_id=payment.id,
            part_id=None,
            amount_minor=observed.amount_minor,
            currency=observed.currency,
            reason=reason,
            idempotency_key=f"refund:{payment.public_id}:whole",
            created_at=clock.now(db),
            due_at=clock.now(db),
        )
    )
    audit.record(
        db,
        "payment.unwanted",
        subject=payment.public_id,
        reason=reason,
        before={"order_state": order.state, "expected_minor": payment.expected_minor},
        after={"captured_minor": observed.amount_minor, "currency": observed.currency},
    )
    outbox.emit(
        db,
        events.PaymentUnwanted(payment=payment.public_id, number=order.number, reason=reason),
    )
    return Settled.SENT_BACK


def close_others(db: Session, order: Order, *, keep: Payment | None = None) -> None:
    """Close the order's other running tries; the worker tells their providers."""
    for payment in queries.open_of_order(db, order.id):
        if keep is None or payment.id != keep.id:
            payment.state = PaymentState.CLOSED


def _parts(db: Session, order: Order) -> list[tuple[ArtisanOrder, str]]:
    rows = db.execute(
        sa.select(ArtisanOrder, Artisan.slug)
        .join(Artisan, Artisan.id == ArtisanOrder.artisan_id)
        .where(ArtisanOrder.order_id == order.id)
        .order_by(ArtisanOrder.id)
    )
    return [(part, slug) for part, slug in rows]


def expire_overdue(db: Session, *, limit: int = 50) -> int:
    """End orders that nobody paid in time and free their pieces.

    :returns: How many orders ended.
    """
    due = list(
        db.scalars(
            sa.select(Order)
            .where(Order.state == OrderState.PLACED, Order.expires_at <= clock.now(db))
            .order_by(Order.expires_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    for order in due:
        stock.expire(db, order.number)
        orders.expire(db, order)
        close_others(db, order)
    return len(due)


def extend_hold(db: Session, order: Order, until: dt.datetime) -> None:
    """Let an order wait longer, as when the buyer turns to a slower way to pay."""
    if until > order.expires_at and stock.extend(db, order.number, expires_at=until):
        order.expires_at = until
