"""Collecting and giving back: payments, refunds, the provider inbox, transfer proofs."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column, money_column, whole_rupiah
from shop.core.leases import LeasedRow
from shop.core.work_queue import QueuedRow


class PaymentState(StrEnum):
    """State of one try to collect the money of an order."""

    INTENDED = "intended"
    STARTED = "started"
    CAPTURED = "captured"
    FAILED = "failed"
    CLOSED = "closed"


class Payment(Model):
    """One try to collect an order's money with one provider.

    ``intended`` is written before the provider is called, with the idempotency key that the call
    will carry. ``closed`` ones are no longer wanted (expired, cancelled, paid otherwise); money that
    still arrives for them is taken by the order if it can be, else refunded.
    """

    __tablename__ = "shop_payments"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('intended', 'started', 'captured', 'failed', 'closed')", name="state_known"
        ),
        sa.CheckConstraint("amount_minor > 0 AND suffix_minor >= 0", name="amounts_positive"),
        sa.CheckConstraint(whole_rupiah("(amount_minor + suffix_minor)"), name="whole_rupiah"),
        sa.CheckConstraint("expected_minor = amount_minor + suffix_minor", name="expected_adds_up"),
        sa.UniqueConstraint("provider", "reference"),
        sa.Index(
            "uq_shop_payments_open_transfer",
            "provider",
            "expected_minor",
            unique=True,
            postgresql_where=sa.text("suffix_minor > 0 AND state IN ('intended', 'started')"),
            sqlite_where=sa.text("suffix_minor > 0 AND state IN ('intended', 'started')"),
        ),
        sa.Index(
            "ix_shop_payments_to_withdraw",
            "id",
            postgresql_where=sa.text("state = 'closed' AND withdrawn_at IS NULL"),
            sqlite_where=sa.text("state = 'closed' AND withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_orders.id"), index=True)
    provider: Mapped[str] = mapped_column(sa.String(20))
    state: Mapped[str] = mapped_column(sa.String(12), default=PaymentState.INTENDED)
    currency: Mapped[str] = mapped_column(sa.String(3))
    #: Goods and shipping of the order, without the transfer code.
    amount_minor: Mapped[int] = money_column()
    #: The transfer code; 0 for other providers. The order has it as a line while this is the
    #: chosen way to pay.
    suffix_minor: Mapped[int] = money_column(default=0)
    #: What the provider is asked to collect; no two open transfers ask for the same amount.
    expected_minor: Mapped[int] = money_column()
    #: Where the provider ends the try by itself; derived from what was stored, never from now.
    expires_at: Mapped[dt.datetime]
    idempotency_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    #: The account for a transfer as the buyer was told it; NULL for hosted checkouts.
    account: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    #: Lines and addresses as the provider is told them, frozen from the start, so that every
    #: try under one key says the same; see ``told``. NULL only in rows that ended before 0002.
    told: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    #: The provider's id of the checkout; NULL until the provider answered.
    reference: Mapped[str | None] = mapped_column(sa.String(120))
    #: The provider's id of the captured charge or intent, for refunds; empty until captured.
    charge_reference: Mapped[str] = mapped_column(sa.String(120), default="", index=True)
    #: Where the buyer pays; empty until the provider answered.
    redirect_url: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    #: NULL until the money is there.
    captured_at: Mapped[dt.datetime | None]
    #: NULL until the provider was told that a closed payment is no longer wanted.
    withdrawn_at: Mapped[dt.datetime | None]
    #: What the provider last said about a failure, a code.
    failure: Mapped[str] = mapped_column(sa.String(120), default="")


class RefundState(StrEnum):
    """State of a refund: decided, accepted by the provider, arrived, or refused by it."""

    INTENDED = "intended"
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


class Refund(LeasedRow, Model):
    """Money going back. A refund that the provider refuses changes nothing but its own state."""

    __tablename__ = "shop_refunds"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('intended', 'pending', 'done', 'failed')", name="state_known"
        ),
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
        sa.CheckConstraint(
            "transfer_code_minor >= 0 AND transfer_code_minor < amount_minor",
            name="transfer_code_within_amount",
        ),
        # money that came in a wrong currency goes back in it, cents and all
        sa.CheckConstraint(
            f"currency <> 'IDR' OR {whole_rupiah('amount_minor')}", name="whole_rupiah"
        ),
        sa.Index(
            "uq_shop_refunds_part",
            "part_id",
            unique=True,
            postgresql_where=sa.text("part_id IS NOT NULL AND state <> 'failed'"),
            sqlite_where=sa.text("part_id IS NOT NULL AND state <> 'failed'"),
        ),
        sa.Index(
            "ix_shop_refunds_due",
            "due_at",
            postgresql_where=sa.text("state IN ('intended', 'pending')"),
            sqlite_where=sa.text("state IN ('intended', 'pending')"),
        ),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_payments.id"), index=True)
    #: NULL: money that never became part of the order (late, twice, wrong amount).
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_artisan_orders.id"))
    state: Mapped[str] = mapped_column(sa.String(12), default=RefundState.INTENDED)
    #: What goes back, transfer code included.
    amount_minor: Mapped[int] = money_column()
    #: How much of ``amount_minor`` is the order's transfer code: it goes back with the last part.
    transfer_code_minor: Mapped[int] = money_column(default=0, server_default="0")
    currency: Mapped[str] = mapped_column(sa.String(3))
    reason: Mapped[str] = mapped_column(sa.String(300))
    idempotency_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    #: NULL until the provider answered.
    reference: Mapped[str | None] = mapped_column(sa.String(120), index=True)
    failure: Mapped[str] = mapped_column(sa.String(200), default="")
    #: Who decided; NULL: the system.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    created_at: Mapped[dt.datetime]
    #: When the provider is asked next.
    due_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    #: NULL until it arrived or was refused.
    ended_at: Mapped[dt.datetime | None]


class RefundAccount(Model):
    """The account that refunds of an order by bank transfer go to: one per order.

    Belongs to the order's buyer, who enters it on the order page; staff may enter it for them.
    Exported with the person's orders, erased with the person, and deleted 30 days after the
    order's last refund has ended.
    """

    __tablename__ = "shop_refund_accounts"
    __table_args__ = (
        sa.CheckConstraint("account_number <> '' AND holder <> ''", name="account_named"),
    )

    id: Mapped[int] = key_column()
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_orders.id"), unique=True)
    bank: Mapped[str] = mapped_column(sa.String(80))
    #: Digits, and an IBAN's letters, without spaces.
    account_number: Mapped[str] = mapped_column(sa.String(34))
    holder: Mapped[str] = mapped_column(sa.String(120))
    #: The member of staff who entered it; NULL: the buyer did.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    entered_at: Mapped[dt.datetime]


class InboxRow(QueuedRow, Model):
    """A provider's notification as it came. Its event id has exactly one effect (I18)."""

    __tablename__ = "shop_payment_inbox"
    __table_args__ = (
        sa.UniqueConstraint("provider", "event_id"),
        sa.Index("ix_shop_payment_inbox_due", "done_at", "parked_at", "due_at"),
    )

    provider: Mapped[str] = mapped_column(sa.String(20))
    event_id: Mapped[str] = mapped_column(sa.String(120))
    #: The provider's own word for what happened; people read it, nothing depends on it.
    kind: Mapped[str] = mapped_column(sa.String(80))
    #: What sort of thing ``reference`` is, a ``ports.About``.
    about: Mapped[str] = mapped_column(sa.String(12))
    #: The provider's id of the object it speaks of; processing reads it afresh.
    reference: Mapped[str] = mapped_column(sa.String(120))
    received_at: Mapped[dt.datetime]
    #: NULL until processed.
    done_at: Mapped[dt.datetime | None]
    outcome: Mapped[str] = mapped_column(sa.String(80), default="")


class TransferProof(Model):
    """A picture of a transfer slip that the buyer sent; staff confirm or refuse it."""

    __tablename__ = "shop_transfer_proofs"
    __table_args__ = (
        sa.CheckConstraint("state IN ('sent', 'confirmed', 'refused')", name="state_known"),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_payments.id"), index=True)
    #: Media key of the re-encoded, private picture.
    media_key: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(12), default="sent")
    sender_name: Mapped[str] = mapped_column(sa.String(120), default="")
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    sent_at: Mapped[dt.datetime]
    #: NULL until staff looked at it.
    decided_at: Mapped[dt.datetime | None]
    #: NULL until staff looked at it.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)


class TransferReceipt(Model):
    """What staff saw on the shop's bank account: for transfers, staff are the provider's eyes."""

    __tablename__ = "shop_transfer_receipts"
    __table_args__ = (
        sa.CheckConstraint("received_minor > 0", name="received_positive"),
        sa.CheckConstraint(whole_rupiah("received_minor"), name="whole_rupiah"),
    )

    id: Mapped[int] = key_column()
    payment_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_payments.id"), unique=True)
    received_minor: Mapped[int] = money_column()
    #: As on the bank's statement.
    bank_reference: Mapped[str] = mapped_column(sa.String(120))
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    at: Mapped[dt.datetime]


class DemoCheckout(Model):
    """A checkout at the demo provider. Its side of things: the shop reads it only by the port."""

    __tablename__ = "shop_demo_checkouts"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'underway', 'paid', 'ended')", name="state_known"),
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    id: Mapped[int] = key_column()
    reference: Mapped[str] = mapped_column(sa.String(40), unique=True)
    idempotency_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    #: Public id of our payment, as any provider keeps it.
    payment: Mapped[str] = mapped_column(sa.String(40), index=True)
    order_number: Mapped[str] = mapped_column(sa.String(20))
    amount_minor: Mapped[int] = money_column()
    currency: Mapped[str] = mapped_column(sa.String(3))
    state: Mapped[str] = mapped_column(sa.String(12), default="open")
    success_url: Mapped[str] = mapped_column(sa.Text)
    cancel_url: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[dt.datetime] = mapped_column(index=True)
    expires_at: Mapped[dt.datetime]
    #: When money that is under way arrives; NULL unless it is.
    arrives_at: Mapped[dt.datetime | None]


class DemoRefund(Model):
    """A refund at the demo provider."""

    __tablename__ = "shop_demo_refunds"
    __table_args__ = (sa.CheckConstraint("amount_minor > 0", name="amount_positive"),)

    id: Mapped[int] = key_column()
    reference: Mapped[str] = mapped_column(sa.String(40), unique=True)
    checkout_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_demo_checkouts.id"), index=True)
    #: Public id of our refund; makes it unrepeatable.
    refund: Mapped[str] = mapped_column(sa.String(40), unique=True)
    amount_minor: Mapped[int] = money_column()
    at: Mapped[dt.datetime]
