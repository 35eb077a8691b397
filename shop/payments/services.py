"""Intending payments and refunds: written down before any provider is called."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from shop.core import audit, clock, ids, outbox
from shop.core.errors import NotFound
from shop.core.permissions import Principal
from shop.orders import queries as orders_queries
from shop.orders import services as orders
from shop.orders.draft import Draft
from shop.orders.models import ArtisanOrder, Order
from shop.orders.policy import may_pay
from shop.payments import events, policy, queries, settle, told, transfer_codes
from shop.payments.errors import (
    NoSuffixLeft,
    NothingToRefund,
    NotPayable,
    TransferCodeTaken,
    WayNotOffered,
)
from shop.payments.models import Payment, PaymentState, Refund, RefundState
from shop.payments.ports import PaymentProvider, offer_of
from shop.payments.told import Addresses, Sold

#: A hosted checkout lives at least this long (Stripe: 30 minutes from its own now at the least).
LEAST_CHECKOUT = dt.timedelta(minutes=60)

#: A try whose provider never answered is given up after this: the life that it asks the provider
#: for would soon be shorter than providers allow.
PROMPT = dt.timedelta(minutes=20)


def begin(
    db: Session, order: Order, agreed: Draft, provider: PaymentProvider, ways_back: Addresses
) -> Payment:
    """Write down the first payment of an order that this transaction has just written.

    Nobody else can see the order yet, so there is nothing to lock and no other try to close; its
    pieces are held for as long as the provider takes. The caller commits, then calls
    ``collect.start``.

    :param agreed: What the order was written from; spares reading it back.
    :param provider: One that does this total.
    :raises TransferCodeTaken: another order was faster with the same amount to transfer.
    """
    lines = tuple(line for part in agreed.parts for line in part.lines)
    try:
        return _insert(db, order, Sold(lines, agreed.parts, ways_back), provider)
    except IntegrityError as error:
        if provider.account is None:
            raise
        raise TransferCodeTaken from error


def intend(db: Session, order: Order, provider: PaymentProvider, ways_back: Addresses) -> Payment:
    """Write down that an order's money will be collected with ``provider``. Locks the order.

    A running try with the same provider is used again; any other is closed. A slower way to pay
    holds the pieces longer. Bank transfer makes its code a line of the order, any other way
    removes it. The caller commits, then calls ``collect.start``.

    :param ways_back: Where the provider sends the buyer afterwards.
    :raises NotPayable: the order does not wait for money (any more).
    :raises WayNotOffered: the provider does not do this total.
    :raises NoSuffixLeft: too many transfers of this amount are awaited.
    """
    now = clock.now(db)
    order = orders_queries.locked(db, order.number)
    if not may_pay(order.state) or order.expires_at <= now:
        raise NotPayable
    if offer_of(provider, order.agreed_minor) is None:
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
    """Add a payment of an amount that no other order is asked for.

    Two orders that choose one amount at once are told apart by the unique index: the second
    chooses again.
    """
    for _try in range(3):
        try:
            with db.begin_nested():
                code_minor = transfer_codes.propose(
                    db, provider, order.agreed_minor, seed=order.number
                )
                orders.set_transfer_code(db, order, code_minor)
                return _insert(db, order, sold, provider)
        except IntegrityError:
            if provider.account is None:
                raise
            db.refresh(order)
    raise NoSuffixLeft


def _insert(db: Session, order: Order, sold: Sold, provider: PaymentProvider) -> Payment:
    now = clock.now(db)
    public_id = ids.public_id("pay")
    expires_at = max(order.expires_at, now + LEAST_CHECKOUT)
    if provider.longest is not None:
        expires_at = min(expires_at, now + provider.longest)
    frozen = told.freeze(sold, locale=order.locale, suffix_minor=order.transfer_code_minor)
    payment = Payment(
        public_id=public_id,
        order_id=order.id,
        provider=provider.name,
        state=PaymentState.INTENDED,
        currency=order.currency,
        amount_minor=order.agreed_minor,
        suffix_minor=order.transfer_code_minor,
        expected_minor=order.total_minor,
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
    order = orders_queries.locked(db, order.number)
    db.refresh(part)
    payment = queries.captured_of_order(db, order.id)
    tries = db.scalars(sa.select(Refund.state).where(Refund.part_id == part.id)).all()
    may_begin = policy.may_refund_part(
        part.state,
        refunded_minor=part.refunded_minor,
        total_minor=part.total_minor,
        tries=tries,
    )
    if payment is None or not may_begin:
        raise NothingToRefund
    code_minor = _code_due_with(db, order, payment, part)
    refund = Refund(
        public_id=ids.public_id("ref"),
        payment_id=payment.id,
        part_id=part.id,
        amount_minor=part.total_minor + code_minor,
        transfer_code_minor=code_minor,
        currency=payment.currency,
        reason=reason,
        idempotency_key=f"refund:{part.public_id}:{len(tries)}",
        account_id=actor.account_id,
        created_at=clock.now(db),
        due_at=clock.now(db),
    )
    _add_refund(db, refund, actor=actor, before={"part": part.public_id, "state": part.state})
    _ask_for_account(db, order, payment, refund)
    return refund


def _code_due_with(db: Session, order: Order, payment: Payment, part: ArtisanOrder) -> int:
    """Return how much of the transfer code goes back with a part: all of it with the last one.

    The last part is the one after which every part of the order is paid back or on its way. The
    code goes back once, whichever refund fails and is tried again. The caller has locked the order.
    """
    live = db.execute(
        sa.select(Refund.part_id, Refund.transfer_code_minor).where(
            Refund.payment_id == payment.id, Refund.state != RefundState.FAILED
        )
    ).all()
    going_back = {row.part_id for row in live} | {part.id}
    is_last = all(other.id in going_back for other in orders_queries.parts_of(db, order.id))
    return order.transfer_code_minor - sum(row[1] for row in live) if is_last else 0


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
    if not policy.may_retry(failed.state, is_replaced=False):
        raise NothingToRefund
    if failed.part_id is not None:
        part = db.get_one(ArtisanOrder, failed.part_id)
        return intend_part_refund(db, order, part, actor=actor, reason=failed.reason)
    refund = _retry_whole(db, payment, failed, actor=actor)
    _ask_for_account(db, order, payment, refund)
    return refund


def _retry_whole(db: Session, payment: Payment, failed: Refund, *, actor: Principal) -> Refund:
    tries = db.scalars(sa.select(Refund.state).where(Refund.payment_id == payment.id)).all()
    is_replaced = any(state != RefundState.FAILED for state in tries)
    if not policy.may_retry(failed.state, is_replaced=is_replaced):
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


def _ask_for_account(db: Session, order: Order, payment: Payment, refund: Refund) -> None:
    """Have the buyer asked where the money shall go, if it goes by bank transfer."""
    if payment.account is None or queries.refund_account(db, order.id) is not None:
        return
    outbox.emit(db, events.RefundAccountNeeded(refund=refund.public_id, number=order.number))


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
