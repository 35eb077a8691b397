"""The inbox: a provider's notification is stored first and worked off later.

Its event id is unique, so it has one effect however often it comes; and since working it off means
to read the provider's object afresh, neither order nor content of notifications matters.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import Database, changed_rows, insert_ignoring
from shop.payments import refunds
from shop.payments.alarms import is_second_capture, raise_alarm
from shop.payments.models import InboxRow, Payment
from shop.payments.ports import About, Notification, Observed, Outcome, PaymentProvider, Providers
from shop.payments.settle import Settled, settle

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(minutes=5)
BATCH = 20
#: Seconds until the next try; after the last one the row is parked.
BACK_OFF = (5, 30, 120, 600, 3600, 6 * 3600)
#: Providers repeat a notification for three days; rows are kept well beyond that.
KEPT = dt.timedelta(days=30)


def receive(db: Session, provider: str, notification: Notification) -> bool:
    """Store a verified notification.

    :returns: Whether it is new.
    """
    now = clock.now(db)
    return insert_ignoring(
        db,
        InboxRow,
        provider=provider,
        event_id=notification.event_id,
        kind=notification.kind,
        about=notification.about,
        reference=notification.reference,
        received_at=now,
        due_at=now,
        attempts=0,
        outcome="",
        last_error="",
    )


def run_inbox(database: Database, providers: Providers) -> int:
    """Work off one batch of what is due. Any number may run at once.

    :returns: How many were worked off.
    """
    claimed = database.run(_claim)
    return sum(_work_off(database, providers, row_id) for row_id in claimed)


def _claim(db: Session) -> list[int]:
    now = clock.now(db)
    free = sa.or_(InboxRow.claimed_until.is_(None), InboxRow.claimed_until <= now)
    ids = list(
        db.scalars(
            sa.select(InboxRow.id)
            .where(InboxRow.done_at.is_(None), InboxRow.parked_at.is_(None))
            .where(InboxRow.due_at <= now, free)
            .order_by(InboxRow.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
    )
    db.execute(
        sa.update(InboxRow)
        .where(InboxRow.id.in_(ids))
        .values(claimed_until=now + LEASE, attempts=InboxRow.attempts + 1)
    )
    return ids


def _work_off(database: Database, providers: Providers, row_id: int) -> bool:
    with database.reading() as db:
        row = db.get_one(InboxRow, row_id)
    try:
        outcome = _act(database, providers.named(row.provider), row)
    except Exception as error:  # noqa: BLE001 - a driver's mistake must not stop the others
        log.warning("inbox.failed", event_id=row.event_id, error=repr(error))
        database.run(partial(_failed, row_id=row_id, error=repr(error)))
        return False
    database.run(partial(_done, row_id=row_id, outcome=outcome))
    return True


def _act(database: Database, provider: PaymentProvider, row: InboxRow) -> str:
    if row.about == About.DISPUTE:
        return database.run(partial(_disputed, row=row))
    if row.about == About.REFUND:
        return refunds.refresh(database, provider, row.reference)
    observed = provider.fetch(row.reference)
    return database.run(partial(_settle, provider=provider.name, observed=observed))


def _settle(db: Session, *, provider: str, observed: Observed) -> str:
    outcome = settle(db, provider, observed)
    is_unknown = outcome is Settled.UNKNOWN and observed.outcome is Outcome.CAPTURED
    if is_unknown or is_second_capture(db, provider, observed):
        raise_alarm(
            db,
            "unknown_money",
            subject=observed.reference,
            provider=provider,
            amount_minor=observed.amount_minor,
            currency=observed.currency,
        )
    return outcome.value


def _disputed(db: Session, *, row: InboxRow) -> str:
    payment = db.scalar(
        sa.select(Payment.public_id).where(
            Payment.provider == row.provider, Payment.charge_reference == row.reference
        )
    )
    raise_alarm(
        db,
        "dispute",
        subject=payment or row.reference,
        event_id=row.event_id,
        event_kind=row.kind,
    )
    return "disputed"


def _done(db: Session, *, row_id: int, outcome: str) -> None:
    db.execute(
        sa.update(InboxRow)
        .where(InboxRow.id == row_id)
        .values(done_at=clock.now(db), claimed_until=None, outcome=outcome, last_error="")
    )


def _failed(db: Session, *, row_id: int, error: str) -> None:
    row = db.get_one(InboxRow, row_id)
    row.claimed_until = None
    row.last_error = error[:2000]
    if row.attempts > len(BACK_OFF):
        row.parked_at = clock.now(db)
    else:
        row.due_at = clock.now(db) + dt.timedelta(seconds=BACK_OFF[row.attempts - 1])


def pending(db: Session) -> int:
    """Count the notifications that are neither worked off nor parked."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(InboxRow)
            .where(InboxRow.done_at.is_(None), InboxRow.parked_at.is_(None))
        )
        or 0
    )


def retry(db: Session, provider: str, event_id: str) -> bool:
    """Let a parked notification try again.

    :returns: Whether there was such a parked one.
    """
    return bool(
        changed_rows(
            db,
            sa.update(InboxRow)
            .where(InboxRow.provider == provider, InboxRow.event_id == event_id)
            .where(InboxRow.parked_at.is_not(None))
            .values(parked_at=None, attempts=0, due_at=clock.now(db)),
        )
    )


def tidy(db: Session) -> None:
    """Delete what was worked off long ago, so that the table stays bounded (I32)."""
    db.execute(sa.delete(InboxRow).where(InboxRow.done_at <= clock.now(db) - KEPT))
