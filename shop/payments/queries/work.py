"""What people have to do about money: transfers to look for, refunds to send or to try again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.orders.models import Order, OrderState
from shop.payments.models import Payment, Refund, RefundAccount, RefundState, TransferProof
from shop.payments.queries import rows
from shop.payments.queries.views import AccountFacts, Transfer, transfer_of

#: An expired transfer is looked for so long after it was asked for: banks and buyers are late.
LOOKED_FOR = dt.timedelta(days=7)

#: A transfer without a slip is put into the work queue after this.
WITHOUT_SLIP = dt.timedelta(days=1)


def transfers_to_check(db: Session, *, limit: int = 100) -> list[Transfer]:
    """List transfers that staff have to look for.

    Awaited ones, any with a new slip, and those of the last days that ended without: the money
    may have come all the same. Those with a slip come first, the oldest of them at the top.
    """
    ended_lately = sa.and_(
        Payment.state == "closed",
        Order.state == OrderState.EXPIRED,
        Payment.created_at > clock.now(db) - LOOKED_FOR,
    )
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
            sa.or_(Payment.state.in_(rows.OPEN), with_slip.is_not(None), ended_lately),
        )
        .order_by(with_slip.is_(None), with_slip, Payment.id)
        .limit(limit)
    )
    return [transfer_of(db, order, payment) for order, payment in found]


def transfers_without_slip(db: Session) -> tuple[int, dt.datetime | None]:
    """Count the transfers that nothing was heard of for a day: number, and since when.

    Staff look for them on the account; the buyer may have paid without sending a slip.
    """
    now = clock.now(db)
    has_slip = sa.exists().where(TransferProof.payment_id == Payment.id)
    found = db.execute(
        sa.select(sa.func.count(), sa.func.min(Payment.created_at))
        .join(Order, Order.id == Payment.order_id)
        .where(
            Payment.account.is_not(None),
            Payment.captured_at.is_(None),
            Payment.created_at <= now - WITHOUT_SLIP,
            Payment.created_at > now - LOOKED_FOR,
            sa.or_(
                Payment.state.in_(rows.OPEN),
                sa.and_(Payment.state == "closed", Order.state == OrderState.EXPIRED),
            ),
            ~has_slip,
        )
    ).one()
    count, since = found
    return count, since


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
    #: Whether it goes back from the shop's bank account, so that an account is needed.
    is_by_transfer: bool
    #: ``None`` until the buyer or staff entered one.
    account: AccountFacts | None


def refunds_to_do(db: Session, *, limit: int = 100) -> Sequence[RefundWork]:
    """List refunds that wait for a hand: those by transfer, and those that a provider refused.

    A refused one whose successor is under way is not listed.
    """
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
            Payment.account.is_not(None).label("is_by_transfer"),
            RefundAccount.bank,
            RefundAccount.account_number,
            RefundAccount.holder,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Order, Order.id == Payment.order_id)
        .outerjoin(RefundAccount, RefundAccount.order_id == Order.id)
        .where(
            sa.or_(
                sa.and_(
                    Payment.account.is_not(None),
                    Refund.state.in_((RefundState.INTENDED, RefundState.PENDING)),
                ),
                sa.and_(Refund.state == "failed", ~rows.is_replaced()),
            )
        )
        .order_by(Refund.id)
        .limit(limit)
    )
    return [_work(**row) for row in found.mappings()]


def _work(*, bank: str | None, account_number: str, holder: str, **facts: Any) -> RefundWork:
    account = AccountFacts(bank, account_number, holder) if bank is not None else None
    return RefundWork(account=account, **facts)
