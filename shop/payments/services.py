"""Intending payments and refunds: written down before any provider is called."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.core import audit, clock, ids
from shop.core.errors import NotFound
from shop.core.permissions import Principal
from shop.orders import queries as orders_queries
from shop.orders.draft import Draft
from shop.orders.models import ArtisanOrder, Order, PartState
from shop.orders.policy import may_pay, may_refund
from shop.payments import queries, settle, told
from shop.payments.errors import NoSuffixLeft, NothingToRefund, NotPayable, WayNotOffered
from shop.payments.models import Payment, PaymentState, Refund, RefundState
from shop.payments.ports import PaymentProvider, offer_of
from shop.payments.told import Addresses, Sold

#: A hosted checkout lives at least this long (Stripe: 30 minutes from its own now at the least).
LEAST_CHECKOUT = dt.timedelta(minutes=60)

#: A try whose provider never answered is given up after this: the life that it asks the provider
#: for would soon be shorter than providers allow.
PROMPT = dt.timedelta(minutes=20)

#: Largest suffix that tells one bank transfer from another, in whole rupiah.
LARGEST_SUFFIX = 999

#: For so long an amount is not asked for again if there is another: transfers come late.
SUFFIX_REST = dt.timedelta(days=7)


def begin(
    db: Session, order: Order, agreed: Draft, provider: PaymentProvider, ways_back: Addresses
) -> Payment:
    """Write down the first payment of an order that this transaction has just written.

    Nobody else can see the order yet, so there is nothing to lock and no other try to close; its
    pieces are held for as long as the provider takes. The caller commits, then calls
    ``collect.start``.

    :param agreed: What the order was written from; spares reading it back.
    :param provider: One that does this total.
    :raises NoSuffixLeft: too many transfers of this amount are awaited.
    """
    lines = tuple(line for part in agreed.parts for line in part.lines)
    return _add(db, order, Sold(lines, agreed.parts, ways_back), provider)


def intend(db: Session, order: Order, provider: PaymentProvider, ways_back: Addresses) -> Payment:
    """Write down that an order's money will be collected with ``provider``. Locks the order.

    A running try with the same provider is used again; any other is closed. A slower way to pay
    holds the pieces longer. The caller commits, then calls ``collect.start``.

    :param ways_back: Where the provider sends the buyer afterwards.
    :raises NotPayable: the order does not wait for money (any more).
    :raises WayNotOffered: the provider does not do this total.
    :raises NoSuffixLeft: too many transfers of this amount are awaited.
    """
    now = clock.now(db)
    order = orders_queries.locked(db, order.number)
    if not may_pay(order.state) or order.expires_at <= now:
        raise NotPayable
    if offer_of(provider, order.total_minor) is None:
        raise WayNotOffered
    if running := _running(db, order, provider):
        return running
    settle.close_others(db, order)
    if provider.hold is not None:
        settle.extend_hold(db, order, order.placed_at + provider.hold)
    lines, parts = orders_queries.lines_of(db, order.id), orders_queries.parts_of(db, order.id)
    return _add(db, order, Sold(tuple(lines), tuple(parts), ways_back), provider)


def _running(db: Session, order: Order, provider: PaymentProvider) -> Payment | None:
    now = clock.now(db)
    for payment in reversed(queries.open_of_order(db, order.id)):
        is_fresh = payment.state == PaymentState.STARTED or now < payment.created_at + PROMPT
        if payment.provider == provider.name and is_fresh and now < payment.expires_at:
            return payment
    return None


def _add(db: Session, order: Order, sold: Sold, provider: PaymentProvider) -> Payment:
    if provider.account is None:
        return _insert(db, order, sold, provider)
    return _insert_with_suffix(db, order, sold, provider)


def _insert(
    db: Session, order: Order, sold: Sold, provider: PaymentProvider, *, suffix_minor: int = 0
) -> Payment:
    now = clock.now(db)
    public_id = ids.public_id("pay")
    expires_at = max(order.expires_at, now + LEAST_CHECKOUT)
    if provider.longest is not None:
        expires_at = min(expires_at, now + provider.longest)
    frozen = told.freeze(sold, locale=order.locale, suffix_minor=suffix_minor)
    payment = Payment(
        public_id=public_id,
        order_id=order.id,
        provider=provider.name,
        state=PaymentState.INTENDED,
        currency=order.currency,
        amount_minor=order.total_minor,
        suffix_minor=suffix_minor,
        expected_minor=order.total_minor + suffix_minor,
        idempotency_key=f"payment:{public_id}",
        account=asdict(provider.account) if provider.account else None,
        told=frozen,
        expires_at=expires_at,
        created_at=now,
    )
    assert sum(amount * pieces for _, amount, pieces in frozen["items"]) == payment.expected_minor
    db.add(payment)
    db.flush()
    return payment


def _insert_with_suffix(
    db: Session, order: Order, sold: Sold, provider: PaymentProvider
) -> Payment:
    """Add a payment of an amount that nobody else is asked for.

    Two orders that choose at once are told apart by the database: the second chooses again.
    """
    for _try in range(3):
        suffix_minor = _free_suffix(db, order, provider)
        try:
            with db.begin_nested():
                return _insert(db, order, sold, provider, suffix_minor=suffix_minor)
        except IntegrityError:
            continue
    raise NoSuffixLeft


def _free_suffix(db: Session, order: Order, provider: PaymentProvider) -> int:
    """Choose a suffix in minor units that makes the amount unlike every other awaited transfer's.

    Amounts that were asked for lately are avoided too, as long as there are others.

    :raises NoSuffixLeft: all are taken.
    """
    low, rest = order.total_minor, clock.now(db) - SUFFIX_REST
    rows = db.execute(
        sa.select(Payment.expected_minor, Payment.state.in_(queries.OPEN).label("is_open")).where(
            Payment.provider == provider.name,
            sa.or_(Payment.state.in_(queries.OPEN), Payment.created_at > rest),
            Payment.expected_minor.between(low, low + LARGEST_SUFFIX * 100),
        )
    ).all()
    choices = {low + n * 100 for n in range(1, LARGEST_SUFFIX + 1)}
    free = choices - {row.expected_minor for row in rows if row.is_open}
    rested = free - {row.expected_minor for row in rows}
    if not free:
        raise NoSuffixLeft
    return secrets.choice(sorted(rested or free)) - low


# -- refunds -------------------------------------------------------------------------------------


def intend_order_refund(
    db: Session, order: Order, *, actor: Principal, reason: str
) -> list[Refund]:
    """Write down that everything of an order that can still be paid back will be.

    :raises NothingToRefund: there is nothing left.
    """
    order = orders_queries.locked(db, order.number)
    parts = db.scalars(
        sa.select(ArtisanOrder).where(ArtisanOrder.order_id == order.id).order_by(ArtisanOrder.id)
    ).all()
    intended = []
    for part in parts:
        try:
            intended.append(intend_part_refund(db, order, part, actor=actor, reason=reason))
        except NothingToRefund:
            continue
    if not intended:
        raise NothingToRefund
    return intended


def intend_part_refund(
    db: Session, order: Order, part: ArtisanOrder, *, actor: Principal, reason: str
) -> Refund:
    """Write down that one artisan's part is paid back in full. Locks the order.

    Books and states move when the provider has done it; a refusal changes only the refund.

    :raises NothingToRefund: the part is not paid, or its money is on its way already.
    """
    orders_queries.locked(db, order.number)
    db.refresh(part)
    payment = queries.captured_of_order(db, order.id)
    if payment is None or not _is_refundable(part):
        raise NothingToRefund
    tries = db.scalars(sa.select(Refund.state).where(Refund.part_id == part.id)).all()
    if any(state != RefundState.FAILED for state in tries):
        raise NothingToRefund
    refund = Refund(
        public_id=ids.public_id("ref"),
        payment_id=payment.id,
        part_id=part.id,
        amount_minor=part.total_minor,
        currency=payment.currency,
        reason=reason,
        idempotency_key=f"refund:{part.public_id}:{len(tries)}",
        account_id=actor.account_id,
        created_at=clock.now(db),
        due_at=clock.now(db),
    )
    _add_refund(db, refund, actor=actor, before={"part": part.public_id, "state": part.state})
    return refund


def _is_refundable(part: ArtisanOrder) -> bool:
    """Tell whether the buyer's money for a part is still with us.

    A refund that came back after it had arrived leaves a refunded part whose money is owed.
    """
    is_owed = part.state == PartState.REFUNDED and part.refunded_minor < part.total_minor
    return may_refund(part.state) or is_owed


def retry_refund(db: Session, public_id: str, *, actor: Principal) -> Refund:
    """Intend a refund again that the provider has refused. Locks the order.

    :returns: The new refund; the failed one stays as it is.
    :raises NotFound: there is no such refund.
    :raises NothingToRefund: it did not fail, or its successor is on its way.
    """
    found = queries.locked_refund(db, public_id)
    if found is None:
        raise NotFound
    order, payment, failed = found
    if failed.state != RefundState.FAILED:
        raise NothingToRefund
    if failed.part_id is not None:
        part = db.get_one(ArtisanOrder, failed.part_id)
        return intend_part_refund(db, order, part, actor=actor, reason=failed.reason)
    return _retry_whole(db, payment, failed, actor=actor)


def _retry_whole(db: Session, payment: Payment, failed: Refund, *, actor: Principal) -> Refund:
    tries = db.scalars(sa.select(Refund.state).where(Refund.payment_id == payment.id)).all()
    if any(state != RefundState.FAILED for state in tries):
        raise NothingToRefund
    refund = Refund(
        public_id=ids.public_id("ref"),
        payment_id=payment.id,
        part_id=None,
        amount_minor=failed.amount_minor,
        currency=failed.currency,
        reason=failed.reason,
        idempotency_key=f"refund:{payment.public_id}:whole:{len(tries)}",
        account_id=actor.account_id,
        created_at=clock.now(db),
        due_at=clock.now(db),
    )
    _add_refund(db, refund, actor=actor, before={"failed": failed.public_id})
    return refund


def _add_refund(db: Session, refund: Refund, *, actor: Principal, before: dict[str, str]) -> None:
    db.add(refund)
    db.flush()
    audit.record(
        db,
        "refund.intended",
        subject=refund.public_id,
        actor=actor,
        reason=refund.reason,
        before=before,
        after={"amount_minor": refund.amount_minor, "currency": refund.currency},
    )
