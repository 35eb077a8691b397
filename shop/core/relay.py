"""The relay: claims due events, tells their subscribers, backs off, parks what keeps failing.

Each subscriber runs in a transaction of its own that also records the delivery, so its effect in
the database happens exactly once however often the event is handed out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
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
        for row_id in claimed:
            self.deliver(row_id)
        return len(claimed)

    def deliver(self, row_id: int) -> None:
        """Tell every subscriber of one claimed event, then mark it done or due again."""
        try:
            for subscriber, event in self._undelivered(row_id):
                self.database.run(
                    partial(_hand_over, row_id=row_id, subscriber=subscriber, event=event)
                )
        except Exception as error:  # noqa: BLE001 - whatever a subscriber did wrong
            log.warning("outbox.failed", outbox_id=row_id, error=repr(error))
            self.database.run(partial(_failed, row_id=row_id, error=repr(error)))
        else:
            self.database.run(partial(_done, row_id=row_id))

    def _undelivered(self, row_id: int) -> Iterator[tuple[Subscriber, Event]]:
        with self.database.reading() as db:
            row = db.get_one(OutboxRow, row_id)
            told = set(
                db.scalars(sa.select(Delivery.subscriber).where(Delivery.outbox_id == row_id))
            )
        event_class = self.by_name.get(row.event)
        if event_class is None:
            return
        event = event_class.from_payload(row.payload)
        for subscriber in self.subscriptions[event_class]:
            if subscriber.name not in told:
                yield subscriber, event


def claim(db: Session) -> list[int]:
    """Take up to a batch of due events for a while; safe against other relays."""
    now = clock.now(db)
    free = sa.or_(OutboxRow.claimed_until.is_(None), OutboxRow.claimed_until <= now)
    due = sa.and_(
        OutboxRow.done_at.is_(None), OutboxRow.parked_at.is_(None), OutboxRow.due_at <= now, free
    )
    ids = list(
        db.scalars(
            sa.select(OutboxRow.id)
            .where(due)
            .order_by(OutboxRow.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
    )
    if ids:
        db.execute(
            sa.update(OutboxRow)
            .where(OutboxRow.id.in_(ids))
            .values(claimed_until=now + LEASE, attempts=OutboxRow.attempts + 1)
        )
    return ids


def _hand_over(db: Session, row_id: int, subscriber: Subscriber, event: Event) -> None:
    new = insert_ignoring(
        db, Delivery, outbox_id=row_id, subscriber=subscriber.name, at=clock.now(db)
    )
    if new:
        subscriber.handle(db, event)


def _done(db: Session, row_id: int) -> None:
    db.execute(
        sa.update(OutboxRow)
        .where(OutboxRow.id == row_id)
        .values(done_at=clock.now(db), claimed_until=None, last_error="")
    )


def _failed(db: Session, row_id: int, error: str) -> None:
    row = db.get_one(OutboxRow, row_id)
    now = clock.now(db)
    row.claimed_until = None
    row.last_error = error[:2000]
    if row.attempts > len(BACK_OFF):
        row.parked_at = now
    else:
        row.due_at = now + dt.timedelta(seconds=BACK_OFF[row.attempts - 1])


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
