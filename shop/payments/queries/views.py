"""Payments as people see them: plain facts for the order's page and for staff's desks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from shop.orders.models import ArtisanOrder, Order
from shop.payments.models import Payment, Refund, RefundState, TransferProof
from shop.payments.queries import rows


@dataclass(frozen=True)
class PaymentFacts:
    """One try to pay. Amounts in minor units."""

    public_id: str
    provider: str
    state: str
    expected_minor: int
    suffix_minor: int
    redirect_url: str
    failure: str
    created_at: dt.datetime
    expires_at: dt.datetime
    #: ``None`` until the money is there.
    captured_at: dt.datetime | None


@dataclass(frozen=True)
class RefundFacts:
    """Money on its way back."""

    public_id: str
    #: ``None``: money that never became part of the order.
    part_public_id: str | None
    state: str
    amount_minor: int
    currency: str
    reason: str
    created_at: dt.datetime
    #: ``None`` until it arrived or was refused.
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class ProofFacts:
    """A slip that the buyer sent."""

    public_id: str
    state: str
    sender_name: str
    reason: str
    media_key: str
    sent_at: dt.datetime


@dataclass(frozen=True)
class Transfer:
    """A transfer that is awaited: what to pay until when, and the slips that were sent."""

    payment: str
    number: str
    bank: str
    account: str
    holder: str
    #: What to transfer, suffix and all.
    amount_minor: int
    suffix_minor: int
    until: dt.datetime
    is_open: bool
    proofs: tuple[ProofFacts, ...]


@dataclass(frozen=True)
class PaymentsView:
    """Everything about the money of one order."""

    number: str
    payments: tuple[PaymentFacts, ...]
    refunds: tuple[RefundFacts, ...]
    #: ``None`` unless the order waits for a transfer.
    transfer: Transfer | None


def view_of_order(db: Session, order_id: int) -> PaymentsView:
    """Return the payments and refunds of an order that the caller may see, oldest first."""
    order = db.get_one(Order, order_id)
    payments = rows.of_order(db, order.id)
    awaited = [p for p in payments if p.account is not None and p.state in rows.OPEN]
    return PaymentsView(
        number=order.number,
        payments=tuple(_payment(payment) for payment in payments),
        refunds=_refunds(db, order),
        transfer=_transfer(db, order, awaited[-1]) if awaited else None,
    )


def _payment(payment: Payment) -> PaymentFacts:
    return PaymentFacts(
        public_id=payment.public_id,
        provider=payment.provider,
        state=payment.state,
        expected_minor=payment.expected_minor,
        suffix_minor=payment.suffix_minor,
        redirect_url=payment.redirect_url,
        failure=payment.failure,
        created_at=payment.created_at,
        expires_at=payment.expires_at,
        captured_at=payment.captured_at,
    )


def _refunds(db: Session, order: Order) -> tuple[RefundFacts, ...]:
    rows_of_parts = db.execute(
        sa.select(ArtisanOrder.id, ArtisanOrder.public_id).where(ArtisanOrder.order_id == order.id)
    )
    parts = {row.id: row.public_id for row in rows_of_parts}
    return tuple(
        RefundFacts(
            public_id=refund.public_id,
            part_public_id=parts.get(refund.part_id) if refund.part_id is not None else None,
            state=refund.state,
            amount_minor=refund.amount_minor,
            currency=refund.currency,
            reason=refund.reason,
            created_at=refund.created_at,
            ended_at=refund.ended_at,
        )
        for refund in rows.refunds_of_order(db, order.id)
    )


def _transfer(db: Session, order: Order, payment: Payment) -> Transfer:
    account = payment.account or {"bank": "", "number": "", "holder": ""}
    proofs = db.scalars(
        sa.select(TransferProof)
        .where(TransferProof.payment_id == payment.id)
        .order_by(TransferProof.id)
    )
    return Transfer(
        payment=payment.public_id,
        number=order.number,
        bank=account["bank"],
        account=account["number"],
        holder=account["holder"],
        amount_minor=payment.expected_minor,
        suffix_minor=payment.suffix_minor,
        until=order.expires_at,
        is_open=payment.state in rows.OPEN,
        proofs=tuple(
            ProofFacts(
                public_id=proof.public_id,
                state=proof.state,
                sender_name=proof.sender_name,
                reason=proof.reason,
                media_key=proof.media_key,
                sent_at=proof.sent_at,
            )
            for proof in proofs
        ),
    )


# -- for staff -----------------------------------------------------------------------------------


def transfers_to_check(db: Session, *, limit: int = 100) -> list[Transfer]:
    """List transfers that staff have to look for: awaited ones, and any with a new slip.

    Those with a slip come first, the oldest of them at the top.
    """
    with_slip = (
        sa.select(sa.func.min(TransferProof.sent_at))
        .where(TransferProof.payment_id == Payment.id, TransferProof.state == "sent")
        .correlate(Payment)
        .scalar_subquery()
    )
    found = db.execute(
        sa.select(Order, Payment)
        .join(Payment, Payment.order_id == Order.id)
        .where(
            Payment.account.is_not(None),
            Payment.captured_at.is_(None),
            sa.or_(Payment.state.in_(rows.OPEN), with_slip.is_not(None)),
        )
        .order_by(with_slip.is_(None), with_slip, Payment.id)
        .limit(limit)
    )
    return [_transfer(db, order, payment) for order, payment in found]


@dataclass(frozen=True)
class RefundWork:
    """A refund that people have to see to."""

    public_id: str
    number: str
    email: str
    provider: str
    state: str
    amount_minor: int
    currency: str
    reason: str
    failure: str
    created_at: dt.datetime


def refunds_to_do(db: Session, *, limit: int = 100) -> Sequence[RefundWork]:
    """List refunds that wait for a hand: those by transfer, and those that a provider refused.

    A refused one whose successor is under way is not listed.
    """
    later = aliased(Refund)
    is_replaced = sa.exists().where(
        later.payment_id == Refund.payment_id,
        later.part_id.is_not_distinct_from(Refund.part_id),
        later.id > Refund.id,
    )
    found = db.execute(
        sa.select(
            Refund.public_id,
            Order.number,
            Order.email,
            Payment.provider,
            Refund.state,
            Refund.amount_minor,
            Refund.currency,
            Refund.reason,
            Refund.failure,
            Refund.created_at,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            sa.or_(
                sa.and_(
                    Payment.account.is_not(None),
                    Refund.state.in_((RefundState.INTENDED, RefundState.PENDING)),
                ),
                sa.and_(Refund.state == "failed", ~is_replaced),
            )
        )
        .order_by(Refund.id)
        .limit(limit)
    )
    return [RefundWork(**row) for row in found.mappings()]
