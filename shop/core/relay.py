"""The relay: claims due events, tells their subscribers, backs off, parks what keeps failing.

Each subscriber runs in a transaction of its own that also records the delivery, so its effect in
the database happens exactly once however often the event is handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import Database, insert_ignoring
from shop.core.leases import LeaseLost
from shop.core.outbox import QUEUE, Delivery, Event, OutboxRow

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Subscriber:
    """Somebody who hears of an event. ``name`` is stable: it is recorded with the delivery."""

    name: str
    handle: Callable[[Session, Any], None]


#: Event class -> who hears of it. ``shop.subscriptions`` holds the one table.
Subscriptions = Mapping[type[Event], tuple[Subscriber, ...]]


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

        :returns: How many events were handed out; 0 means there is nothing to do right now.
        """
        return QUEUE.work_off(self.database, self.deliver)

    def deliver(self, row: OutboxRow) -> bool:
        """Tell every subscriber of one claimed event, then mark it done or due again.

        :returns: ``True``, also when it failed.

        The last subscriber's transaction also marks the event: one commit fewer for each event.
        """
        try:
            handings = self._handings(row)
            for handing in handings[:-1]:
                self.database.run(partial(_hand_over, row=row, handing=handing))
            last = handings[-1] if handings else None
            self.database.run(partial(_finish, row=row, handing=last))
        except LeaseLost:
            log.warning("outbox.lease_lost", outbox_id=row.id)
        except Exception as error:  # noqa: BLE001 - whatever a subscriber did wrong
            log.warning("outbox.failed", outbox_id=row.id, error=repr(error))
            self.database.run(partial(QUEUE.put_off, row=row, error=repr(error)))
        return True

    def _handings(self, row: OutboxRow) -> list[Handing]:
        event_class = self.by_name.get(row.event)
        if event_class is None:
            return []
        event = event_class.from_payload(row.payload)
        return [Handing(subscriber, event) for subscriber in self.subscriptions[event_class]]


def _hand_over(db: Session, *, row: OutboxRow, handing: Handing) -> None:
    new = insert_ignoring(
        db, Delivery, outbox_id=row.id, subscriber=handing.subscriber.name, at=clock.now(db)
    )
    if new:
        handing.subscriber.handle(db, handing.event)


def _finish(db: Session, *, row: OutboxRow, handing: Handing | None) -> None:
    if handing is not None:
        _hand_over(db, row=row, handing=handing)
    QUEUE.finish(db, row)


def retry(db: Session, public_id: str) -> bool:
    """Let a parked event try again.

    :returns: Whether there was such a parked event.
    """
    return QUEUE.retry(db, OutboxRow.public_id == public_id)
