"""Payments as people see them: plain facts for the order's page and for staff's desks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.orders.models import ArtisanOrder, Order
from shop.payments import policy
from shop.payments.models import Payment, Refund, RefundAccount, RefundState, TransferProof
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
    #: What the provider calls the captured money, or the bank's statement; empty until captured.
    reference: str
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
    #: What the provider or the bank said when it refused; empty otherwise.
    failure: str
    #: Whether staff may try it again: it was refused or came back, and nothing followed it.
    may_retry: bool
    created_at: dt.datetime
    #: ``None`` until it arrived or was refused.
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class AccountFacts:
    """Where refunds by bank transfer go. ``number`` has its digits; faces mask them."""

    bank: str
    number: str
    holder: str

    @property
    def masked(self) -> str:
        """The number with all but its last digits hidden."""
        return f"•••• {self.number[-4:]}"


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
    #: The payment whose money the order took; ``None`` until it is paid.
    taken: PaymentFacts | None
    #: ``None`` unless the order waits for a transfer.
    transfer: Transfer | None
    #: Public ids of the parts whose money staff may pay back now.
    refundable_parts: frozenset[str]
    #: Whether money goes back by bank transfer, so that an account is needed.
    is_owed_by_transfer: bool
    #: ``None`` until the buyer or staff entered one.
    refund_account: AccountFacts | None


def view_of_order(db: Session, order_id: int) -> PaymentsView:
    """Return the payments and refunds of an order that the caller may see, oldest first."""
    order = db.get_one(Order, order_id)
    payments = rows.of_order(db, order.id)
    awaited = [p for p in payments if p.account is not None and p.state in rows.OPEN]
    parts = _parts(db, order)
    refunds = rows.refunds_of_order(db, order.id)
    by_transfer = {payment.id for payment in payments if payment.account is not None}
    owed = [r for r in refunds if r.payment_id in by_transfer and _is_owed(r, refunds)]
    return PaymentsView(
        number=order.number,
        payments=tuple(_payment(payment) for payment in payments),
        refunds=tuple(_refund(refund, refunds, parts) for refund in refunds),
        taken=_taken(payments, refunds),
        transfer=transfer_of(db, order, awaited[-1]) if awaited else None,
        refundable_parts=_refundable(parts, refunds),
        is_owed_by_transfer=bool(owed),
        refund_account=_account(rows.refund_account(db, order.id)) if owed else None,
    )


def _taken(payments: Sequence[Payment], refunds: Sequence[Refund]) -> PaymentFacts | None:
    unwanted = {refund.payment_id for refund in refunds if refund.part_id is None}
    taken = [p for p in payments if p.captured_at is not None and p.id not in unwanted]
    return _payment(taken[0]) if taken else None


def _parts(db: Session, order: Order) -> dict[int, ArtisanOrder]:
    query = sa.select(ArtisanOrder).where(ArtisanOrder.order_id == order.id)
    return {part.id: part for part in db.scalars(query.order_by(ArtisanOrder.id))}


def _refundable(parts: Mapping[int, ArtisanOrder], refunds: Sequence[Refund]) -> frozenset[str]:
    return frozenset(
        part.public_id
        for part in parts.values()
        if policy.may_refund_part(
            part.state,
            refunded_minor=part.refunded_minor,
            total_minor=part.total_minor,
            tries=[refund.state for refund in refunds if refund.part_id == part.id],
        )
    )


def _is_owed(refund: Refund, refunds: Sequence[Refund]) -> bool:
    return refund.state != RefundState.DONE and not _is_replaced(refund, refunds)


def _is_replaced(refund: Refund, refunds: Sequence[Refund]) -> bool:
    return any(
        (later.payment_id, later.part_id) == (refund.payment_id, refund.part_id)
        for later in refunds
        if later.id > refund.id
    )


def _account(row: RefundAccount | None) -> AccountFacts | None:
    return AccountFacts(row.bank, row.account_number, row.holder) if row else None


def _payment(payment: Payment) -> PaymentFacts:
    return PaymentFacts(
        public_id=payment.public_id,
        provider=payment.provider,
        state=payment.state,
        expected_minor=payment.expected_minor,
        suffix_minor=payment.suffix_minor,
        redirect_url=payment.redirect_url,
        failure=payment.failure,
        reference=payment.charge_reference,
        created_at=payment.created_at,
        expires_at=payment.expires_at,
        captured_at=payment.captured_at,
    )


def _refund(
    refund: Refund, refunds: Sequence[Refund], parts: Mapping[int, ArtisanOrder]
) -> RefundFacts:
    is_replaced = _is_replaced(refund, refunds)
    return RefundFacts(
        public_id=refund.public_id,
        part_public_id=parts[refund.part_id].public_id if refund.part_id is not None else None,
        state=refund.state,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        reason=refund.reason,
        failure=refund.failure,
        may_retry=policy.may_retry(refund.state, is_replaced=is_replaced),
        created_at=refund.created_at,
        ended_at=refund.ended_at,
    )


def transfer_of(db: Session, order: Order, payment: Payment) -> Transfer:
    """Return what an awaited transfer looks like, with its slips."""
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
