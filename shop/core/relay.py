"""The relay: claims due events, tells their subscribers, backs off, parks what keeps failing.

Each subscriber runs in a transaction of its own that also records the delivery, so its effect in
the database happens exactly once however often the event is handed out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import Database, insert_ignoring
from shop.core.outbox import Delivery, Event, OutboxRow

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(minutes=5)
BATCH = 20
#: Seconds until the next try; after the last one the event is parked.
BACK_OFF = (5, 30, 120, 600, 3600, 6 * 3600)


@dataclass(frozen=True)
class Subscriber:
    """Somebody who hears of an event. ``name`` is stable: it is recorded with the delivery."""

    name: str
    handle: Callable[[Session, Any], None]


#: Event class -> who hears of it. ``shop.subscriptions`` holds the one table.
Subscriptions = Mapping[type[Event], tuple[Subscriber, ...]]


@dataclass(frozen=True)
class Claimed:
    """An event that this relay may hand out until its lease is over."""

    id: int
    event: str
    payload: dict[str, Any]
    #: This one included.
    attempts: int


@dataclass(frozen=True)
class Handing:
    """One event for one subscriber."""

    subscriber: Subscriber
    event: Event


class Relay:
    """Hands out what is due. Any number of relays may run at once."""

    def __init__(self, database: Database, subscriptions: Subscriptions) -> None:
        self.database = database
        self.by_name = {event.name: event for event in subscriptions}
        self.subscriptions = subscriptions

    def run_once(self) -> int:
        """Deliver one batch.

        :returns: How many events were claimed; 0 means there is nothing to do right now.
        """
        claimed = self.database.run(claim)
        for row in claimed:
            self.deliver(row)
        return len(claimed)

    def deliver(self, row: Claimed) -> None:
        """Tell every subscriber of one claimed event, then mark it done or due again.

        The last subscriber's transaction also marks the event: one commit fewer for each event.
        """
        try:
            handings = self._handings(row)
            for handing in handings[:-1]:
                self.database.run(partial(_hand_over, row=row, handing=handing))
            last = handings[-1] if handings else None
            self.database.run(partial(_finish, row=row, handing=last))
        except Exception as error:  # noqa: BLE001 - whatever a subscriber did wrong
            log.warning("outbox.failed", outbox_id=row.id, error=repr(error))
            self.database.run(partial(_failed, row=row, error=repr(error)))

    def _handings(self, row: Claimed) -> list[Handing]:
        event_class = self.by_name.get(row.event)
        if event_class is None:
            return []
        event = event_class.from_payload(row.payload)
        return [Handing(subscriber, event) for subscriber in self.subscriptions[event_class]]


def claim(db: Session) -> list[Claimed]:
    """Take up to a batch of due events for a while, oldest first; safe against other relays."""
    now = clock.now(db)
    free = sa.or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now)
    due = (
        sa.select(OutboxRow.id)
        .where(OutboxRow.done_at.is_(None), OutboxRow.parked_at.is_(None))
        .where(OutboxRow.due_at <= now, free)
        .order_by(OutboxRow.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    rows = db.execute(
        sa.update(OutboxRow)
        .where(OutboxRow.id.in_(sa.select(due.c.id)))
        .values(claimed_until=now + LEASE, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow.id, OutboxRow.event, OutboxRow.payload, OutboxRow.attempts)
        .execution_options(synchronize_session=False)
    )
    return sorted((Claimed(*row) for row in rows), key=lambda row: row.id)


def _hand_over(db: Session, *, row: Claimed, handing: Handing) -> None:
    new = insert_ignoring(
        db, Delivery, outbox_id=row.id, subscriber=handing.subscriber.name, at=clock.now(db)
    )
    if new:
        handing.subscriber.handle(db, handing.event)


def _finish(db: Session, *, row: Claimed, handing: Handing | None) -> None:
    if handing is not None:
        _hand_over(db, row=row, handing=handing)
    db.execute(
        sa.update(OutboxRow)
        .where(OutboxRow.id == row.id)
        .values(done_at=clock.now(db), claimed_until=None, last_error="")
        .execution_options(synchronize_session=False)
    )


def _failed(db: Session, *, row: Claimed, error: str) -> None:
    now = clock.now(db)
    next_step: dict[str, Any] = {"parked_at": now}
    if row.attempts <= len(BACK_OFF):
        next_step = {"due_at": now + dt.timedelta(seconds=BACK_OFF[row.attempts - 1])}
    db.execute(
        sa.update(OutboxRow)
        .where(OutboxRow.id == row.id)
        .values(claimed_until=None, last_error=error[:2000], **next_step)
        .execution_options(synchronize_session=False)
    )


def retry(db: Session, public_id: str) -> bool:
    """Let a parked event try again.

    :returns: Whether there was such a parked event.
    """
    row = db.scalar(
        sa.select(OutboxRow).where(
            OutboxRow.public_id == public_id, OutboxRow.parked_at.is_not(None)
        )
    )
    if row is None:
        return False
    row.parked_at, row.attempts, row.due_at = None, 0, clock.now(db)
    return True


def pending(db: Session) -> int:
    """Count the events that are neither done nor parked."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(OutboxRow)
            .where(OutboxRow.done_at.is_(None), OutboxRow.parked_at.is_(None))
        )
        or 0
    )


def tidy(db: Session, *, older_than: dt.timedelta) -> None:
    """Delete delivered events after a while, so that the table stays bounded (I32)."""
    db.execute(sa.delete(OutboxRow).where(OutboxRow.done_at <= clock.now(db) - older_than))
