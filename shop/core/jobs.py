"""Jobs: what has to happen from time to time, whoever is running the worker.

A job is claimed by a conditional update of its row, so that several workers share the work.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock
from shop.core.db import Database, Model, changed_rows, insert_ignoring, key_column

log = structlog.get_logger(__name__)

LEASE = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Job:
    """Something done every so often.

    ``work`` opens its own transactions (it may call the outside world between them) and returns
    how many things it did; a job that did something is due again at once.
    """

    name: str
    every: dt.timedelta
    work: Callable[[], int]


class JobRow(Model):
    """When a job is due next and who is busy with it."""

    __tablename__ = "shop_jobs"

    id: Mapped[int] = key_column()
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    due_at: Mapped[dt.datetime]
    #: NULL: nobody is at it.
    claimed_until: Mapped[dt.datetime | None]
    #: NULL: never run so far.
    last_run_at: Mapped[dt.datetime | None]
    last_error: Mapped[str] = mapped_column(sa.Text, default="")


def run_due(database: Database, jobs: Sequence[Job]) -> int:
    """Run every job that is due.

    :returns: How many things the jobs did in all.
    """
    with database.reading() as db:
        waiting = _waiting(db)
    due = [job for job in jobs if job.name not in waiting]
    return sum(_run(database, job) for job in due if database.run(partial(_claim, job=job)))


def _waiting(db: Session) -> frozenset[str]:
    """Return the jobs whose time has not come: one look instead of a try to claim each."""
    now = clock.now(db)
    busy_or_later = sa.or_(JobRow.due_at > now, JobRow.claimed_until > now)
    return frozenset(db.scalars(sa.select(JobRow.name).where(busy_or_later)))


def _run(database: Database, job: Job) -> int:
    error = ""
    done = 0
    try:
        done = job.work()
    except Exception as problem:
        log.exception("job.failed", job=job.name)
        error = repr(problem)[:2000]
    pause = dt.timedelta(0) if done and not error else job.every
    database.run(partial(_release, name=job.name, pause=pause, error=error))
    return done


def _claim(db: Session, job: Job) -> bool:
    now = clock.now(db)
    insert_ignoring(db, JobRow, name=job.name, due_at=now, last_error="")
    free = sa.or_(JobRow.claimed_until.is_(None), JobRow.claimed_until <= now)
    return bool(
        changed_rows(
            db,
            sa.update(JobRow)
            .where(JobRow.name == job.name, JobRow.due_at <= now, free)
            .values(claimed_until=now + LEASE),
        )
    )


def _release(db: Session, name: str, pause: dt.timedelta, error: str) -> None:
    now = clock.now(db)
    db.execute(
        sa.update(JobRow)
        .where(JobRow.name == name)
        .values(claimed_until=None, last_run_at=now, due_at=now + pause, last_error=error)
    )
