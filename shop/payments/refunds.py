"""Giving back: refunds that were intended are sent to their providers and followed to the end.

A refund that its provider refuses changes nothing but its own state. Books, states and stock move
when the money has gone, in one transaction, under a key that names the refund.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog import stock
from shop.core import audit, clock, leases, outbox
from shop.core.db import Database, changed_rows
from shop.core.permissions import SYSTEM, Principal
from shop.ledger.services import Transfer, post
from shop.orders import services as orders
from shop.orders.models import ArtisanOrder, Order, OrderLine, PartState
from shop.payments import books, events, queries
from shop.payments.alarms import raise_alarm
from shop.payments.calls import call
from shop.payments.models import Payment, Refund, RefundState
from shop.payments.ports import (
    PaymentProvider,
    ProviderDown,
    ProviderRefused,
    Providers,
    RefundObserved,
    RefundOutcome,
    RefundRequest,
)

log = structlog.get_logger(__name__)

#: States in which the provider still has to be asked.
OPEN = (RefundState.INTENDED, RefundState.PENDING)

#: Parcels in these states never left the workshop.
AT_HOME = (PartState.TO_PACK, PartState.PACKED)

#: Refunds that one run of the job sends at the most.
BATCH = 20

#: Pauses until a refund that has not ended is looked at again; the last one repeats.
BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360))


def run_refunds(database: Database, providers: Providers) -> int:
    """Send and follow every refund that is due. Any number may run at once.

    :returns: How many came further.
    """
    names = [provider.name for provider in providers]
    token = leases.new_token()
    claimed = database.run(partial(_claim, names=names, token=token))
    if not claimed:
        return 0
    with leases.renewed(database, Refund, list(claimed), token):
        return sum(
            _try(database, providers, public_id, token=token) for public_id in claimed.values()
        )


def refresh(database: Database, provider: PaymentProvider, reference: str) -> str:
    """Read a refund afresh that a notification speaks of, and act on it.

    :returns: What it came to, for the inbox.
    :raises ProviderDown: the provider does not answer.
    :raises ProviderRefused: it knows no such refund.
    """
    observed = call(provider, RefundObserved, provider.fetch_refund, reference)
    return database.run(partial(_refreshed, observed=observed))


def _refreshed(db: Session, *, observed: RefundObserved) -> str:
    if queries.locked_refund(db, observed.public_id) is None:
        raise_alarm(db, "unknown_refund", subject=observed.reference, public_id=observed.public_id)
        return "unknown"
    return observed.outcome.value if record(db, observed) else "nothing_new"


def pending(db: Session) -> int:
    """Count the refunds that wait for us: never sent so far, or due to be asked about.

    One that its provider (or staff, by hand) has taken on and that was asked about lately waits
    for somebody else: no work of ours would end it sooner.
    """
    is_ours_to_do = sa.or_(
        Refund.state == RefundState.INTENDED,
        sa.and_(Refund.state == RefundState.PENDING, Refund.due_at <= clock.now(db)),
    )
    return db.scalar(sa.select(sa.func.count()).select_from(Refund).where(is_ours_to_do)) or 0


def _claim(db: Session, *, names: list[str], token: str) -> dict[int, str]:
    """Take what is due by a lease.

    :returns: The public ids of the refunds by their keys, in the order in which they are due.
    """
    now = clock.now(db)
    rows = db.scalars(
        sa.select(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.state.in_(OPEN), Payment.provider.in_(names))
        .where(leases.is_due(Refund, now, BACK_OFF), leases.is_free(Refund, now))
        .order_by(Refund.due_at, Refund.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True, of=Refund)
    ).all()
    for refund in rows:
        refund.claimed_until, refund.claimed_by = now + leases.LEASE, token
        refund.attempts += 1
    return {refund.id: refund.public_id for refund in rows}


def _release(db: Session, *, public_id: str, token: str) -> None:
    """End the lease of a refund that was tried: it is due again after its pause.

    Nothing changes when another worker has taken it over.
    """
    refund = db.scalars(sa.select(Refund).where(Refund.public_id == public_id)).one()
    pause = BACK_OFF[min(refund.attempts, len(BACK_OFF)) - 1]
    changed_rows(
        db,
        sa.update(Refund)
        .where(Refund.id == refund.id, Refund.claimed_by == token)
        .values(claimed_until=None, claimed_by=None, due_at=clock.now(db) + pause),
    )


def _try(database: Database, providers: Providers, public_id: str, *, token: str) -> bool:
    """Bring one refund further; whatever goes wrong with it must not keep the others waiting."""
    try:
        has_moved = _advance(database, providers, public_id)
    except Exception:
        log.exception("refund.failed", refund=public_id)
        has_moved = False
    database.run(partial(_release, public_id=public_id, token=token))
    return has_moved


def _advance(database: Database, providers: Providers, public_id: str) -> bool:
    with database.reading() as db:
        refund, payment = db.execute(
            sa.select(Refund, Payment)
            .join(Payment, Payment.id == Refund.payment_id)
            .where(Refund.public_id == public_id)
        ).one()
    try:
        observed = _ask(providers.named(payment.provider), refund, payment)
    except ProviderRefused as refusal:
        # it had taken the refund on: that the money will not go is nothing for us to conclude
        log.warning("refund.not_known", refund=public_id, reason=refusal.reason)
        database.run(partial(_not_known, public_id=public_id, reason=refusal.reason))
        return False
    except ProviderDown as error:
        log.warning("refund.provider_down", refund=public_id)
        if error.is_key_spent:
            database.run(partial(_change_key, public_id=public_id, attempt=refund.attempts))
        return False
    return database.run(partial(record, observed=observed))


def _ask(provider: PaymentProvider, refund: Refund, payment: Payment) -> RefundObserved:
    if refund.reference is not None:
        return call(provider, RefundObserved, provider.fetch_refund, refund.reference)
    request = RefundRequest(
        public_id=refund.public_id,
        charge_reference=payment.charge_reference,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        idempotency_key=refund.idempotency_key,
    )
    try:
        return call(provider, RefundObserved, provider.refund, request)
    except ProviderRefused as refusal:
        return RefundObserved("", refund.public_id, RefundOutcome.FAILED, refusal.reason)


def _not_known(db: Session, *, public_id: str, reason: str) -> None:
    raise_alarm(db, "refund_not_known", subject=public_id, reason=reason)


def _change_key(db: Session, *, public_id: str, attempt: int) -> None:
    """Give the refund a new key: under the old one the provider would repeat its failure.

    Drivers look for a refund of ours before they make one, so none is made twice.
    """
    refund = db.scalars(sa.select(Refund).where(Refund.public_id == public_id)).one()
    base = refund.idempotency_key.partition("#")[0]
    changed_rows(
        db,
        sa.update(Refund)
        .where(Refund.id == refund.id, Refund.reference.is_(None))
        .values(idempotency_key=f"{base}#{attempt + 1}"),
    )


def record(db: Session, observed: RefundObserved, *, actor: Principal = SYSTEM) -> bool:
    """Act on what a provider says about one of our refunds. Safe to repeat.

    :returns: Whether anything changed.
    """
    found = queries.locked_refund(db, observed.public_id)
    if found is None:
        return False
    order, payment, refund = found
    before, now = refund.state, observed.outcome
    if before == now:
        return False
    if before in OPEN and observed.reference:
        refund.reference = observed.reference
    if before in OPEN and now is RefundOutcome.PENDING:
        refund.state = RefundState.PENDING
    elif before in OPEN and now is RefundOutcome.DONE:
        _done(db, order, payment, refund, actor=actor)
    elif before in OPEN and now is RefundOutcome.FAILED:
        _fail(db, order, refund, reason=observed.reason, actor=actor)
    elif before == RefundState.DONE and now is RefundOutcome.FAILED:
        _reverse(db, order, payment, refund)
        _fail(db, order, refund, reason=observed.reason, actor=actor)
    elif before == RefundState.FAILED and now is RefundOutcome.DONE:
        return raise_alarm(db, "refund_done_after_failure", subject=refund.public_id)
    else:
        return False
    db.flush()
    return True


def _done(db: Session, order: Order, payment: Payment, refund: Refund, *, actor: Principal) -> None:
    refund.state = RefundState.DONE
    refund.ended_at = clock.now(db)
    post(
        db,
        key=f"refund:{refund.public_id}:done",
        subject=order.number,
        transfers=_transfers(db, order, payment, refund),
    )
    if refund.part_id is not None:
        _part_paid_back(db, order, refund)
    _note(db, order, refund, "done", actor=actor)


def _part_paid_back(db: Session, order: Order, refund: Refund) -> None:
    part = db.get_one(ArtisanOrder, refund.part_id)
    if part.state == PartState.REFUNDED:
        # a second try after a refund that came back: the parcel has moved already
        part.refunded_minor = part.total_minor
        return
    was_at_home = part.state in AT_HOME
    decided_by = Principal(account_id=refund.account_id, label="staff")
    actor = decided_by if refund.account_id is not None else SYSTEM
    orders.mark_refunded(
        db, order, part, amount_minor=refund.amount_minor, actor=actor, reason=refund.reason
    )
    if was_at_home:
        variants = db.scalars(sa.select(OrderLine.variant_id).where(OrderLine.part_id == part.id))
        stock.put_back(db, order.number, variant_ids=set(variants))


def _fail(db: Session, order: Order, refund: Refund, *, reason: str, actor: Principal) -> None:
    refund.state = RefundState.FAILED
    refund.failure = reason[:200]
    refund.ended_at = clock.now(db)
    _note(db, order, refund, "failed", actor=actor)


def _reverse(db: Session, order: Order, payment: Payment, refund: Refund) -> None:
    """Undo the books of a refund that came back after it had arrived: the buyer is owed again."""
    post(
        db,
        key=f"refund:{refund.public_id}:reversed",
        subject=order.number,
        transfers=books.reversed_transfers(_transfers(db, order, payment, refund)),
    )
    if refund.part_id is not None:
        db.get_one(ArtisanOrder, refund.part_id).refunded_minor = 0


def _transfers(db: Session, order: Order, payment: Payment, refund: Refund) -> list[Transfer]:
    if refund.part_id is None:
        return books.sent_back(order, payment, refund.amount_minor, refund.currency)
    part, artisan = db.execute(
        sa.select(ArtisanOrder, Artisan.slug)
        .join(Artisan, Artisan.id == ArtisanOrder.artisan_id)
        .where(ArtisanOrder.id == refund.part_id)
    ).one()
    return books.part_refunded(
        payment, part, artisan, transfer_code_minor=refund.transfer_code_minor
    )


def _note(db: Session, order: Order, refund: Refund, outcome: str, *, actor: Principal) -> None:
    audit.record(
        db,
        f"refund.{outcome}",
        subject=refund.public_id,
        actor=actor,
        reason=refund.failure if outcome == "failed" else refund.reason,
        after={"amount_minor": refund.amount_minor, "currency": refund.currency},
    )
    outbox.emit(
        db,
        events.RefundEnded(refund=refund.public_id, number=order.number, outcome=outcome),
    )
