"""Transfers to the shop's bank account. Nobody tells us of them: staff look at the statement.

Each transfer is for an amount of its own (the total and a few rupiah), so that it can be
recognised. The buyer may send a picture of the slip; only what staff saw on the account counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import audit, clock, outbox
from shop.core.command import Command, PublicId, Reason, Rupiah, Text
from shop.core.db import Database
from shop.core.errors import Invalid, NotFound
from shop.core.i18n import lazy_gettext
from shop.core.money import CHARGED
from shop.core.permissions import Principal
from shop.orders.models import Order
from shop.orders.policy import PAID_STATES
from shop.payments import events, queries, refunds
from shop.payments.errors import (
    AlreadyConfirmed,
    AlreadyDecided,
    NothingToRefund,
    TransferNotChecked,
)
from shop.payments.models import Payment, Refund, TransferProof, TransferReceipt
from shop.payments.ports import (
    BadNotification,
    BankAccount,
    Notification,
    Observed,
    Offer,
    Outcome,
    PaymentRequest,
    ProviderRefused,
    RefundObserved,
    RefundOutcome,
    RefundRequest,
    Started,
)
from shop.payments.settle import Settled, settle

NAME = "bank_transfer"


class ConfirmTransfer(Command):
    """Staff saw a transfer on the account.

    ``received_idr``: whole rupiah, if not as asked. Money that no order will take goes back, so
    ``checked_idr`` repeats the amount after staff have seen what will happen.
    """

    payment: PublicId
    received_idr: Rupiah | None = None
    checked_idr: Rupiah | None = None
    bank_reference: Text


class RefuseProof(Command):
    """Staff could not find the transfer that a slip shows."""

    proof: PublicId
    reason: Reason


class PaidBack(Command):
    """Staff sent a refund from the shop's account by hand."""

    refund: PublicId
    bank_reference: Text


class CannotPayBack(Command):
    """Staff tried to send a refund and the bank would not."""

    refund: PublicId
    reason: Reason


class BankTransfer:
    """The provider whose eyes and hands are the shop's own staff.

    :param account: Where buyers transfer to.
    :param hours: How long a transfer is awaited.
    """

    name = NAME
    longest: dt.timedelta | None = None

    def __init__(self, database: Database, *, account: BankAccount, hours: int) -> None:
        self.database = database
        self.account: BankAccount | None = account
        self.hold: dt.timedelta | None = dt.timedelta(hours=hours)

    def offer(self, total_minor: int) -> Offer | None:  # noqa: ARG002 - every total may be sent
        """Return how the way is offered; not without an account that money could go to."""
        account = self.account
        if account is None or not (account.bank and account.number and account.holder):
            return None
        return Offer(
            self.name,
            lazy_gettext("Bank transfer"),
            lazy_gettext("You transfer to our account. A person checks it, mostly within a day."),
        )

    def start(self, request: PaymentRequest) -> Started:
        """Nothing to open: the order's page shows the account and the amount."""
        return Started(f"transfer-{request.public_id}", request.success_url)

    def fetch(self, reference: str) -> Observed:
        """Tell what staff saw.

        :raises ProviderRefused: there is no such transfer.
        """
        with self.database.reading() as db:
            row = db.execute(_transfers().where(Payment.reference == reference)).one_or_none()
        if row is None:
            raise ProviderRefused("no_such_checkout")
        return _observed(*row)

    def withdraw(self, reference: str) -> None:
        """Nobody can be told; a transfer that comes late is settled when staff confirm it."""

    def refund(self, request: RefundRequest) -> RefundObserved:
        """Put it on the staff's list."""
        reference = f"by-hand-{request.public_id}"
        return RefundObserved(reference, request.public_id, RefundOutcome.PENDING)

    def fetch_refund(self, reference: str) -> RefundObserved:
        """Tell what staff wrote: pending until they did."""
        public_id = reference.removeprefix("by-hand-")
        return RefundObserved(reference, public_id, RefundOutcome.PENDING)

    def read_notification(
        self,
        body: bytes,  # noqa: ARG002 - refused unread
        headers: Mapping[str, str],  # noqa: ARG002
    ) -> Notification | None:
        """Refuse: a bank account calls nobody.

        :raises BadNotification: always.
        """
        raise BadNotification

    def recent(self, since: dt.datetime) -> Iterator[Observed]:
        """List the transfers that were asked for since then and that staff saw."""
        with self.database.reading() as db:
            rows = db.execute(
                _transfers()
                .where(Payment.created_at >= since, TransferReceipt.id.is_not(None))
                .order_by(Payment.id)
            ).all()
        yield from (_observed(*row) for row in rows)


def _transfers() -> sa.Select[Payment, TransferReceipt, int]:
    """Select transfers with what came and what staff sent back of it."""
    sent = (
        sa.select(sa.func.coalesce(sa.func.sum(Refund.amount_minor), 0))
        .where(
            Refund.payment_id == Payment.id,
            Refund.state.in_(("pending", "done")),
        )
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        sa.select(Payment, TransferReceipt, sent)
        .outerjoin(TransferReceipt, TransferReceipt.payment_id == Payment.id)
        .where(Payment.provider == NAME)
    )


def _observed(payment: Payment, receipt: TransferReceipt | None, refunded_minor: int) -> Observed:
    is_there = receipt is not None
    return Observed(
        reference=payment.reference or f"transfer-{payment.public_id}",
        public_id=payment.public_id,
        outcome=Outcome.CAPTURED if is_there else Outcome.OPEN,
        amount_minor=receipt.received_minor if receipt else 0,
        # the shop's account is kept in rupiah, whatever the payment asked for
        currency=CHARGED,
        refunded_minor=int(refunded_minor),
        charge_reference=receipt.bank_reference if receipt else "",
    )


# -- what staff do -------------------------------------------------------------------------------


@dataclass(frozen=True)
class TransferPreview:
    """What confirming a transfer will do. Amounts are minor units of rupiah."""

    number: str
    expected_minor: int
    received_minor: int
    #: Why all of it will go back: ``wrong_amount`` or ``paid_twice``; empty: the order takes it.
    sent_back_because: str
    #: Whether staff have to check it before it is done.
    needs_check: bool

    @property
    def difference_minor(self) -> int:
        """Received less expected."""
        return self.received_minor - self.expected_minor


def preview_transfer(db: Session, command: ConfirmTransfer) -> TransferPreview:
    """Tell what confirming a transfer will do; changes nothing.

    Whether the pieces of an expired order are still there is only known when it is done.

    :raises NotFound: there is no such transfer.
    :raises AlreadyConfirmed: somebody confirmed it before.
    :raises Invalid: nothing was received.
    """
    payment = queries.of_public_id(db, command.payment)
    if payment is None or payment.provider != NAME:
        raise NotFound
    _refuse_if_confirmed(db, payment)
    order = db.get_one(Order, payment.order_id)
    received_minor = _received_minor(command, payment)
    reason = _reason_to_send_back(order, payment, received_minor)
    return TransferPreview(
        number=order.number,
        expected_minor=payment.expected_minor,
        received_minor=received_minor,
        sent_back_because=reason,
        needs_check=bool(reason) and not _is_checked(command, received_minor),
    )


def _refuse_if_confirmed(db: Session, payment: Payment) -> None:
    if db.scalar(sa.select(TransferReceipt.id).where(TransferReceipt.payment_id == payment.id)):
        raise AlreadyConfirmed


def _received_minor(command: ConfirmTransfer, payment: Payment) -> int:
    if command.received_idr is None:
        return payment.expected_minor
    if command.received_idr <= 0:
        raise Invalid(field="received_idr")
    return command.received_idr * 100


def _reason_to_send_back(order: Order, payment: Payment, received_minor: int) -> str:
    if received_minor != payment.expected_minor:
        return "wrong_amount"
    return "paid_twice" if order.state in PAID_STATES else ""


def _is_checked(command: ConfirmTransfer, received_minor: int) -> bool:
    return command.checked_idr is not None and command.checked_idr * 100 == received_minor


def confirm_transfer(db: Session, command: ConfirmTransfer, actor: Principal) -> Settled:
    """Write down that a transfer was seen on the account, and settle it.

    Another amount than was asked for goes back as a whole; a late one is taken if the pieces are
    still there.

    :raises NotFound: there is no such transfer.
    :raises AlreadyConfirmed: somebody confirmed it before.
    :raises Invalid: nothing was received.
    :raises TransferNotChecked: the money would go back, and the amount was not checked.
    """
    found = queries.locked(db, command.payment)
    if found is None or found[1].provider != NAME:
        raise NotFound
    order, payment = found
    _refuse_if_confirmed(db, payment)
    received_minor = _received_minor(command, payment)
    if _reason_to_send_back(order, payment, received_minor) and not _is_checked(
        command, received_minor
    ):
        raise TransferNotChecked
    receipt = TransferReceipt(
        payment_id=payment.id,
        received_minor=received_minor,
        bank_reference=command.bank_reference[:120],
        account_id=actor.account_id,
        at=clock.now(db),
    )
    db.add(receipt)
    db.flush()
    _decide_proofs(db, payment, actor)
    result = settle(db, NAME, _observed(payment, receipt, 0))
    audit.record(
        db,
        "transfer.confirmed",
        subject=payment.public_id,
        actor=actor,
        before={"order": order.number, "expected_minor": payment.expected_minor},
        after={
            "received_minor": received_minor,
            "bank_reference": receipt.bank_reference,
            "result": result.value,
        },
    )
    return result


def _decide_proofs(db: Session, payment: Payment, actor: Principal) -> None:
    db.execute(
        sa.update(TransferProof)
        .where(TransferProof.payment_id == payment.id, TransferProof.state == "sent")
        .values(state="confirmed", decided_at=clock.now(db), account_id=actor.account_id)
    )


def refuse_proof(db: Session, command: RefuseProof, actor: Principal) -> None:
    """Say that the transfer of a slip cannot be found, and why; the buyer is told.

    :raises NotFound: there is no such slip.
    :raises AlreadyDecided: somebody decided about it before.
    """
    row = db.execute(
        sa.select(TransferProof, Order.number)
        .join(Payment, Payment.id == TransferProof.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .where(TransferProof.public_id == command.proof)
        .with_for_update(of=TransferProof)
    ).one_or_none()
    if row is None:
        raise NotFound
    proof, number = row
    if proof.state != "sent":
        raise AlreadyDecided
    proof.state, proof.reason = "refused", command.reason[:300]
    proof.decided_at, proof.account_id = clock.now(db), actor.account_id
    audit.record(db, "proof.refused", subject=proof.public_id, actor=actor, reason=command.reason)
    outbox.emit(db, events.ProofRefused(proof=proof.public_id, number=number, reason=proof.reason))


def mark_paid_back(db: Session, command: PaidBack, actor: Principal) -> None:
    """Write down that staff sent a refund by hand; books and states follow.

    :raises NotFound: there is no such refund by transfer.
    :raises NothingToRefund: it has ended before.
    """
    _end_by_hand(db, command.refund, RefundOutcome.DONE, command.bank_reference, actor)


def mark_not_paid_back(db: Session, command: CannotPayBack, actor: Principal) -> None:
    """Write down that a refund by hand did not work; it may be intended again.

    :raises NotFound: there is no such refund by transfer.
    :raises NothingToRefund: it has ended before.
    """
    _end_by_hand(db, command.refund, RefundOutcome.FAILED, command.reason, actor)


def _end_by_hand(
    db: Session, public_id: str, outcome: RefundOutcome, remark: str, actor: Principal
) -> None:
    found = queries.locked_refund(db, public_id)
    if found is None or found[1].provider != NAME:
        raise NotFound
    refund = found[2]
    if refund.state not in refunds.OPEN:
        raise NothingToRefund
    is_done = outcome is RefundOutcome.DONE
    observed = RefundObserved(
        reference=remark[:120] if is_done else refund.reference or "",
        public_id=public_id,
        outcome=outcome,
        reason="" if is_done else remark,
    )
    refunds.record(db, observed, actor=actor)
