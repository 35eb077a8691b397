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
from shop.core.db import Database, insert_ignoring
from shop.core.leases import LeaseLost
from shop.core.work_queue import WorkQueue
from shop.payments import refunds
from shop.payments.alarms import is_unknown_money, raise_alarm
from shop.payments.calls import call
from shop.payments.models import InboxRow, Payment
from shop.payments.ports import (
    About,
    Notification,
    Observed,
    PaymentProvider,
    ProviderRefused,
    Providers,
)
from shop.payments.settle import Settled, settle

log = structlog.get_logger(__name__)

#: Seconds until the next try; after the last one the row is parked.
BACK_OFF = (5, 30, 120, 600, 3600, 6 * 3600)
QUEUE = WorkQueue(InboxRow, InboxRow.done_at, BACK_OFF)
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
    return QUEUE.work_off(database, partial(_work_off, database, providers))


def _work_off(database: Database, providers: Providers, row: InboxRow) -> bool:
    try:
        outcome = _act(database, providers.named(row.provider), row)
    except ProviderRefused as refusal:
        # the provider answered that it knows no such object: another try would not change that
        log.warning("inbox.unknown", event_id=row.event_id, reason=refusal.reason)
        said = f"The payment service knows nothing of {row.reference} ({refusal.reason})."
        database.run(partial(QUEUE.park, row=row, error=said))
        return False
    except Exception as error:  # noqa: BLE001 - a driver's mistake must not stop the others
        log.warning("inbox.failed", event_id=row.event_id, error=repr(error))
        database.run(partial(QUEUE.put_off, row=row, error=repr(error)))
        return False
    try:
        database.run(partial(QUEUE.finish, row=row, outcome=outcome))
    except LeaseLost:  # settling is safe to repeat, so nothing is lost
        log.warning("inbox.lease_lost", event_id=row.event_id)
        return False
    return True


def _act(database: Database, provider: PaymentProvider, row: InboxRow) -> str:
    if row.about == About.DISPUTE:
        return database.run(partial(_disputed, row=row))
    if row.about == About.REFUND:
        return refunds.refresh(database, provider, row.reference)
    observed = call(provider, Observed, provider.fetch, row.reference)
    return database.run(partial(_settle, provider=provider.name, observed=observed))


def _settle(db: Session, *, provider: str, observed: Observed) -> str:
    outcome = settle(db, provider, observed)
    is_known = outcome is not Settled.UNKNOWN
    if is_unknown_money(db, provider, observed, is_known=is_known):
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


def pending(db: Session) -> int:
    """Count the notifications that are neither worked off nor parked."""
    return QUEUE.pending(db)


def retry(db: Session, provider: str, event_id: str) -> bool:
    """Let a parked notification try again.

    :returns: Whether there was such a parked one.
    """
    return QUEUE.retry(db, InboxRow.provider == provider, InboxRow.event_id == event_id)


def tidy(db: Session) -> None:
    """Delete what was worked off long ago, so that the table stays bounded (I32)."""
    QUEUE.tidy(db, older_than=KEPT)
