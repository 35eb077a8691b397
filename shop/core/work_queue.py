"""Rows that wait to be worked off: the outbox, the letters, the inbox of payments.

A row is claimed by a lease (``leases``), so that a worker that died lets go of it; put off when it
failed, longer each time; and parked in the end, for a person to look at. Any number of workers may
claim from one queue at once.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from shop.core import clock, leases
from shop.core.db import Database, changed_rows, key_column
from shop.core.leases import LeasedRow, LeaseLost

log = structlog.get_logger(__name__)

#: Rows that are claimed at once.
BATCH = 20
#: Seconds after which a round gives back what it has not begun.
SECONDS_PER_ROUND = 20.0
#: Characters of an error that are kept.
MOST_ERROR = 2_000


class QueuedRow(LeasedRow):
    """Columns of a row that waits. Its table also says when it was finished, in its own word."""

    id: Mapped[int] = key_column()
    due_at: Mapped[dt.datetime]
    attempts: Mapped[int] = mapped_column(default=0)
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
        """Take due rows by a lease: a batch, the oldest first.

        A row whose worker died comes before the others and alone: should it be what killed the
        worker, then it does so without the others. It is parked when it has no tries left.
        """
        left = self._take(db, self.model.claimed_by.is_not(None), limit=1)
        if left and left[0].attempts > len(self.back_off) + 1:
            self.park(db, left[0], "The worker ended while it was at this, each time.")
            return []
        return left or self._take(db, sa.true(), limit=BATCH)

    def _take(self, db: Session, which: sa.ColumnElement[bool], *, limit: int) -> list[R]:
        now, model, token = clock.now(db), self.model, leases.new_token()
        steps = [dt.timedelta(seconds=seconds) for seconds in self.back_off]
        due = (
            sa.select(model.id)
            .where(which, self._is_waiting(), leases.is_due(model, now, steps))
            .where(leases.is_free(model, now))
            .order_by(model.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claimed = db.scalars(
            sa.update(model)
            .where(model.id.in_(sa.select(due.c.id)))
            .values(claimed_until=now + leases.LEASE, claimed_by=token, attempts=model.attempts + 1)
            .returning(model)
            .execution_options(synchronize_session=False)
        )
        return sorted(claimed, key=lambda row: row.id)

    def work_off(self, database: Database, handle: Callable[[R], bool]) -> int:
        """Claim what is due and handle it row by row, while the lease is renewed.

        After ``SECONDS_PER_ROUND`` the rest is given back, so that one slow mail server or payment
        provider does not keep the other queues waiting.

        :param handle: Ends with :meth:`finish`, :meth:`put_off` or :meth:`park`.
        :returns: For how many rows ``handle`` returned ``True``.
        """
        rows, done = database.run(self.claim), 0
        if not rows:
            return 0
        until = time.monotonic() + SECONDS_PER_ROUND
        token = str(rows[0].claimed_by)
        with leases.renewed(database, self.model, [row.id for row in rows], token):
            for number, row in enumerate(rows, start=1):
                done += handle(row)
                if time.monotonic() >= until:
                    database.run(partial(self._give_back, rows=rows[number:]))
                    break
        return done

    def _give_back(self, db: Session, rows: Sequence[R]) -> None:
        """Release rows that were claimed and not touched."""
        for row in rows:
            self._note(db, row, attempts=row.attempts - 1)

    def finish(self, db: Session, row: R, **values: Any) -> None:
        """Note that a claimed row is worked off.

        :param values: Other columns that change with it.
        :raises LeaseLost: another worker has taken it over; the caller's transaction must not
            be committed.
        """
        done = {self.finished_at.key: clock.now(db), "last_error": "", **values}
        if not self._note(db, row, **done):
            raise LeaseLost

    def put_off(self, db: Session, row: R, error: str) -> None:
        """Note that a claimed row failed: it is due again later, or parked after the last try.

        Nothing is noted when another worker has taken it over.
        """
        if row.attempts > len(self.back_off):
            self.park(db, row, error)
            return
        pause = dt.timedelta(seconds=self.back_off[row.attempts - 1])
        self._fail(db, row, error, due_at=clock.now(db) + pause)

    def park(self, db: Session, row: R, error: str) -> None:
        """Set a claimed row aside for staff: no further try would change anything.

        Nothing is noted when another worker has taken it over.
        """
        self._fail(db, row, error, parked_at=clock.now(db))

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

    def _fail(self, db: Session, row: R, error: str, **until: dt.datetime) -> None:
        if not self._note(db, row, last_error=error[:MOST_ERROR], **until):
            log.warning("queue.lease_lost", kind=self.model.__name__, row_id=row.id)

    def _note(self, db: Session, row: R, **values: Any) -> bool:
        """Release a row and note something in it, unless another worker has taken it over."""
        ours = sa.update(self.model).where(
            self.model.id == row.id, self.model.claimed_by == row.claimed_by
        )
        return bool(changed_rows(db, ours.values(claimed_until=None, claimed_by=None, **values)))
