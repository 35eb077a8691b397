"""Rows that wait to be worked off: the outbox, the letters, the inbox of payments.

A row is claimed for a while, so that a worker that died lets go of it; put off when it failed,
longer each time; and parked in the end, for a person to look at. Any number of workers may claim
from one queue at once.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from shop.core import clock
from shop.core.db import changed_rows, key_column

#: A worker that died lets go of its rows after this.
LEASE = dt.timedelta(minutes=5)
#: Rows that are claimed at once.
BATCH = 20
#: Characters of an error that are kept.
MOST_ERROR = 2_000


class QueuedRow:
    """Columns of a row that waits. Its table also says when it was finished, in its own word."""

    id: Mapped[int] = key_column()
    due_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    #: NULL: nobody is at it.
    claimed_until: Mapped[dt.datetime | None]
    #: NULL unless it kept failing; staff see it and may retry.
    parked_at: Mapped[dt.datetime | None]
    last_error: Mapped[str] = mapped_column(sa.Text, default="")


R = TypeVar("R", bound=QueuedRow)


@dataclass(frozen=True)
class WorkQueue(Generic[R]):
    """What is done with the rows of one table."""

    model: type[R]
    #: The column that is NULL until a row is worked off.
    finished_at: InstrumentedAttribute[dt.datetime | None]
    #: Seconds until the next try; after the last one the row is parked.
    back_off: tuple[int, ...]

    def claim(self, db: Session) -> list[R]:
        """Take up to a batch of due rows for a while, oldest first."""
        now, model = clock.now(db), self.model
        due = (
            sa.select(model.id)
            .where(self._is_waiting(), model.due_at <= now)
            .where(sa.or_(model.claimed_until.is_(None), model.claimed_until <= now))
            .order_by(model.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claimed = db.scalars(
            sa.update(model)
            .where(model.id.in_(sa.select(due.c.id)))
            .values(claimed_until=now + LEASE, attempts=model.attempts + 1)
            .returning(model)
            .execution_options(synchronize_session=False)
        )
        return sorted(claimed, key=lambda row: row.id)

    def finish(self, db: Session, row_id: int, **values: Any) -> None:
        """Note that a row is worked off.

        :param values: Other columns that change with it.
        """
        done = {self.finished_at.key: clock.now(db), "last_error": "", **values}
        self._note(db, row_id, **done)

    def put_off(self, db: Session, row: R, error: str) -> None:
        """Note that a claimed row failed: it is due again later, or parked after the last try."""
        now = clock.now(db)
        until: dict[str, dt.datetime] = {"parked_at": now}
        if row.attempts <= len(self.back_off):
            until = {"due_at": now + dt.timedelta(seconds=self.back_off[row.attempts - 1])}
        self._note(db, row.id, last_error=error[:MOST_ERROR], **until)

    def retry(self, db: Session, *which: sa.ColumnElement[bool]) -> bool:
        """Let a parked row try again.

        :param which: Names the row.
        :returns: Whether there was such a parked one.
        """
        again = sa.update(self.model).where(*which, self.model.parked_at.is_not(None))
        values = {"parked_at": None, "attempts": 0, "due_at": clock.now(db)}
        return bool(changed_rows(db, again.values(**values)))

    def pending(self, db: Session) -> int:
        """Count the rows that are neither worked off nor parked."""
        waiting = sa.select(sa.func.count()).select_from(self.model).where(self._is_waiting())
        return db.scalar(waiting) or 0

    def tidy(self, db: Session, *, older_than: dt.timedelta) -> None:
        """Delete what was worked off long ago, so that the table stays bounded (I32)."""
        old = self.finished_at <= clock.now(db) - older_than
        changed_rows(db, sa.delete(self.model).where(old))

    def _is_waiting(self) -> sa.ColumnElement[bool]:
        return sa.and_(self.finished_at.is_(None), self.model.parked_at.is_(None))

    def _note(self, db: Session, row_id: int, **values: Any) -> None:
        row = sa.update(self.model).where(self.model.id == row_id)
        changed_rows(db, row.values(claimed_until=None, **values))
