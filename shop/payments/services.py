"""Intending payments and refunds: written down before any provider is called."""

from __future__ import annotations

import datetime as dt
import secrets

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import audit, clock, ids
from shop.core.permissions import Principal
from shop.orders.models import ArtisanOrder, Order
from shop.orders.policy import may_pay, may_refund
from shop.payments import queries, settle
from shop.payments.errors import NoSuffixLeft, NothingToRefund, NotPayable, WayNotOffered
from shop.payments.models import Payment, PaymentState, Refund
from shop.payments.ports import PaymentProvider

#: A hosted checkout lives at least this long (Stripe: 30 minutes from its own now at the least).
LEAST_CHECKOUT = dt.timedelta(minutes=60)

#: Largest suffix that tells one bank transfer from another, in whole rupiah.
LARGEST_SUFFIX = 999


def intend(db: Session, order: Order, provider: PaymentProvider) -> Payment:
    """Write down that an order's money will be collected with ``provider``.

    A running try with the same provider is used again; one with another provider is closed. A
    slower way to pay holds the pieces longer. The caller commits, then calls
    ``collect.start``.

    :raises NotPayable: the order does not wait for money (any more).
    :raises WayNotOffered: the provider does not do this total.
    """
    now = clock.now(db)
    if not may_pay(order.state) or order.expires_at <= now:
        raise NotPayable
    if provider.offer(order.total_minor) is None:
        raise WayNotOffered
    running = [p for p in queries.open_of_order(db, order.id) if p.provider == provider.name]
    if running:
        return running[-1]
    settle.close_others(db, order)
    if provider.hold is not None:
        settle.extend_hold(db, order, order.placed_at + provider.hold)
    suffix_minor = _free_suffix(db, order, provider) if provider.hold is not None else 0
    payment = _payment(order, provider.name, now=now, suffix_minor=suffix_minor)
    db.add(payment)
    db.flush()
    return payment


def _payment(order: Order, provider: str, *, now: dt.datetime, suffix_minor: int) -> Payment:
    public_id = ids.public_id("pay")
    return Payment(
        public_id=public_id,
        order_id=order.id,
        provider=provider,
        state=PaymentState.INTENDED,
        currency=order.currency,
        amount_minor=order.total_minor,
        suffix_minor=suffix_minor,
        expected_minor=order.total_minor + suffix_minor,
        idempotency_key=f"payment:{public_id}",
        expires_at=max(order.expires_at, now + LEAST_CHECKOUT),
        created_at=now,
    )


def _free_suffix(db: Session, order: Order, provider: PaymentProvider) -> int:
    """Choose a suffix that makes the amount unlike every other awaited transfer's.

    :returns: Minor units. The database refuses a collision of two that choose at once.
    :raises NoSuffixLeft: all are taken.
    """
    low = order.total_minor
    taken = set(
        db.scalars(
            sa.select(Payment.expected_minor).where(
                Payment.provider == provider.name,
                Payment.state.in_(queries.OPEN),
                Payment.expected_minor.between(low, low + LARGEST_SUFFIX * 100),
            )
        )
    )
    free = [n * 100 for n in range(1, LARGEST_SUFFIX + 1) if low + n * 100 not in taken]
    if not free:
        raise NoSuffixLeft
    return secrets.choice(free)


def intend_part_refund(
    db: Session, order: Order, part: ArtisanOrder, *, actor: Principal, reason: str
) -> Refund:
    """Write down that one artisan's part is paid back in full.

    Books and states move when the provider has done it; a refusal changes only the refund.

    :raises NothingToRefund: the part is not paid, or its money is on its way already.
    """
    payment = queries.captured_of_order(db, order.id)
    if payment is None or not may_refund(part.state):
        raise NothingToRefund
    going = db.scalars(
        sa.select(Refund).where(Refund.part_id == part.id, Refund.state != "failed")
    ).first()
    if going is not None:
        raise NothingToRefund
    tries = db.scalar(
        sa.select(sa.func.count()).select_from(Refund).where(Refund.part_id == part.id)
    )
    refund = Refund(
        public_id=ids.public_id("ref"),
        payment_id=payment.id,
        part_id=part.id,
        amount_minor=part.total_minor,
        currency=payment.currency,
        reason=reason,
        idempotency_key=f"refund:{part.public_id}:{tries}",
        account_id=actor.account_id,
        created_at=clock.now(db),
    )
    db.add(refund)
    db.flush()
    audit.record(
        db,
        "refund.intended",
        subject=refund.public_id,
        actor=actor,
        reason=reason,
        before={"part": part.public_id, "state": part.state},
        after={"amount_minor": refund.amount_minor},
    )
    return refund
