"""The outbox: what happened is written in the same transaction as the change itself.

A relay (``relay.py``) hands each event to its subscribers afterwards, at least once. Nothing is
mailed, charged or called from inside a transaction.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock
from shop.core.db import Model, key_column
from shop.core.ids import public_id
from shop.core.work_queue import QueuedRow, WorkQueue


class Event:
    """Base of every event: a frozen dataclass in the past tense with plain JSON values.

    ``name`` is public and stable, ``area.happened``. :meth:`from_payload` turns the stored
    form back into the dataclass.
    """

    name: ClassVar[str]

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Any:
        """Rebuild the event from what the outbox stored."""
        return cls(**payload)


class OutboxRow(QueuedRow, Model):
    """An event on its way. Kept after delivery for a while, then tidied away."""

    __tablename__ = "shop_outbox"
    __table_args__ = (
        sa.Index("ix_shop_outbox_due", "done_at", "parked_at", "due_at"),
        sa.CheckConstraint("attempts >= 0", name="attempts_not_negative"),
    )

    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    event: Mapped[str] = mapped_column(sa.String(80))
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    at: Mapped[dt.datetime]
    #: NULL until every subscriber has heard of it.
    done_at: Mapped[dt.datetime | None]


QUEUE = WorkQueue(OutboxRow, OutboxRow.done_at, back_off=(5, 30, 120, 600, 3600, 6 * 3600))


class Delivery(Model):
    """One subscriber has dealt with one event. Written in the subscriber's own transaction."""

    __tablename__ = "shop_outbox_deliveries"
    __table_args__ = (sa.UniqueConstraint("outbox_id", "subscriber"),)

    id: Mapped[int] = key_column()
    outbox_id: Mapped[int] = mapped_column(
        sa.ForeignKey("shop_outbox.id", ondelete="CASCADE"), index=True
    )
    subscriber: Mapped[str] = mapped_column(sa.String(120))
    at: Mapped[dt.datetime]


def emit(db: Session, event: Event) -> None:
    """Write ``event`` into the outbox in the caller's transaction."""
    assert dataclasses.is_dataclass(event)
    now = clock.now(db)
    db.add(
        OutboxRow(
            public_id=public_id("evt"),
            event=event.name,
            payload=dataclasses.asdict(event),
            at=now,
            due_at=now,
        )
    )
