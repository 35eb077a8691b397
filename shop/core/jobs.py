"""Jobs: what has to happen from time to time, whoever is running the worker.

A job is claimed by a conditional update of its row, so that several workers share the work. The
claim is a lease (``leases``): it is renewed while the job runs, and lapses when its worker dies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock, leases
from shop.core.db import Database, Model, changed_rows, insert_ignoring, key_column
from shop.core.leases import LeasedRow

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Job:
    """Something done every so often.

    ``work`` opens its own transactions (it may call the outside world between them) and returns
    how many things it did; a job that did something is due again at once. It is safe to repeat:
    after the death of a worker another one does it again from the start.
    """

    name: str
    every: dt.timedelta
    work: Callable[[], int]


class JobRow(LeasedRow, Model):
    """When a job is due next, and the lease of the worker that is busy with it.

    The shop's own, one row for each job, without personal data. Kept for as long as the shop.
    """

    __tablename__ = "shop_jobs"

    id: Mapped[int] = key_column()
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    due_at: Mapped[dt.datetime]
    #: NULL: never run so far.
    last_run_at: Mapped[dt.datetime | None]
    last_error: Mapped[str] = mapped_column(sa.Text, default="")


@dataclass(frozen=True)
class _Claim:
    """A job that this worker has taken."""

    job: Job
    row_id: int
    token: str


def run_due(database: Database, jobs: Sequence[Job]) -> int:
    """Run every job that is due.

    :returns: How many things the jobs did in all.
    """
    with database.reading() as db:
        waiting = _waiting(db, jobs)
    due = [job for job in jobs if job.name not in waiting]
    claims = (database.run(partial(_claim, job=job)) for job in due)
    return sum(_run(database, claim) for claim in claims if claim is not None)


def _waiting(db: Session, jobs: Sequence[Job]) -> frozenset[str]:
    """Return the jobs whose time has not come: one look instead of a try to claim each."""
    now = clock.now(db)
    is_free = leases.is_free(JobRow, now).label("is_free")
    rows = {row.name: row for row in db.execute(sa.select(JobRow.name, JobRow.due_at, is_free))}
    return frozenset(
        job.name
        for job in jobs
        if (row := rows.get(job.name)) is not None
        and not (row.is_free and _has_come(row.due_at, now, job))
    )


def _has_come(due_at: dt.datetime, now: dt.datetime, job: Job) -> bool:
    """Tell whether a job is due. A due further ahead than its pause is a clock's that ran ahead."""
    return not now < due_at <= now + job.every + leases.SKEW


def _run(database: Database, claim: _Claim) -> int:
    job, error, done = claim.job, "", 0
    try:
        with leases.renewed(database, JobRow, (claim.row_id,), claim.token):
            done = job.work()
    except Exception as problem:
        log.exception("job.failed", job=job.name)
        error = repr(problem)[:2000]
    pause = dt.timedelta(0) if done and not error else job.every
    if not database.run(partial(_release, claim=claim, pause=pause, error=error)):
        log.warning("job.lease_lost", job=job.name)
    return done


def _claim(db: Session, job: Job) -> _Claim | None:
    """Take a job that is due.

    :returns: ``None`` when another worker was faster.
    """
    now, token = clock.now(db), leases.new_token()
    insert_ignoring(db, JobRow, name=job.name, due_at=now, last_error="")
    is_due = sa.or_(JobRow.due_at <= now, JobRow.due_at > now + job.every + leases.SKEW)
    row_id = db.scalar(
        sa.update(JobRow)
        .where(JobRow.name == job.name, is_due, leases.is_free(JobRow, now))
        .values(claimed_until=now + leases.LEASE, claimed_by=token)
        .returning(JobRow.id)
        .execution_options(synchronize_session=False)
    )
    return None if row_id is None else _Claim(job, row_id, token)


def _release(db: Session, claim: _Claim, pause: dt.timedelta, error: str) -> bool:
    """Record a run, unless another worker has taken the job over.

    :returns: Whether it was still ours.
    """
    now = clock.now(db)
    ours = sa.update(JobRow).where(JobRow.id == claim.row_id, JobRow.claimed_by == claim.token)
    values = {"last_run_at": now, "due_at": now + pause, "last_error": error}
    return bool(changed_rows(db, ours.values(claimed_until=None, claimed_by=None, **values)))
