"""The workers' signs of life: when each of them last finished a round, or was in the middle of one.

Readiness and the health page read them; see ``docs/why/workers.md``.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Self

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock, leases
from shop.core.db import Database, Model, changed_rows, key_column
from shop.core.ids import public_id

log = structlog.get_logger(__name__)

#: Seconds between two signs of life.
BEAT_SECONDS = 10.0
#: A worker that gave no sign of life for so long counts as dead.
FRESH = dt.timedelta(minutes=1)
#: Rows of workers that died are kept for so long.
KEPT = dt.timedelta(days=1)


class WorkerRow(Model):
    """A running worker, or one that died.

    The shop's own, without personal data. Deleted when the worker ends in order, and a day after
    its last sign of life when it died.
    """

    __tablename__ = "shop_workers"

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: When its first round had ended.
    started_at: Mapped[dt.datetime]
    #: When it last finished a round without an error, or was seen in the middle of one.
    last_round_at: Mapped[dt.datetime]


def last_round(db: Session) -> dt.datetime | None:
    """Return the newest sign of life of any worker; ``None`` when there is no worker."""
    return db.scalar(sa.select(sa.func.max(WorkerRow.last_round_at)))


def is_fresh(at: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether a sign of life is recent. One from the future is a clock's that was set back."""
    return at is not None and abs(now - at) < FRESH


class Presence:
    """Gives a sign of life of this worker every ten seconds while its rounds go well.

    A context manager around the worker's loop, which says when a round begins and ends. A round
    that takes longer than ``leases.LONGEST_SECONDS`` counts as stuck, and rounds that fail do not count.

    :param when_stuck: Called in a thread of its own while a round is stuck.
    """

    def __init__(self, database: Database, *, when_stuck: Callable[[], None] | None = None) -> None:
        self.database = database
        self.when_stuck = when_stuck
        self.worker = public_id("worker")
        self._alive_until = time.monotonic() + leases.LONGEST_SECONDS
        self._ended = threading.Event()
        self._is_failing = False
        self._has_row = False
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Begin; the first sign of life comes with the first round that ends well."""
        threading.Thread(target=self._keep, name="worker presence", daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End: this worker is not expected any more."""
        self._ended.set()
        with self._lock:
            try:
                self.database.run(partial(_forget, worker=self.worker))
            except Exception:
                log.exception("worker.not_signed_off")

    def round_begins(self) -> None:
        """Note that a round is under way."""
        self._alive_until = time.monotonic() + leases.LONGEST_SECONDS

    def round_ends(self, *, well: bool) -> None:
        """Note that a round has ended.

        :param well: Whether no part of it failed.
        """
        self._is_failing = not well
        self._alive_until = time.monotonic() + leases.LONGEST_SECONDS
        if well and not self._has_row:
            self._beat()

    def _keep(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            if time.monotonic() >= self._alive_until:
                log.error("worker.stuck", seconds=leases.LONGEST_SECONDS)
                if self.when_stuck is not None:
                    self.when_stuck()
            elif self._has_row and not self._is_failing:
                self._beat()

    def _beat(self) -> None:
        with self._lock:
            if self._ended.is_set():
                return
            try:
                self.database.run(partial(_sign, worker=self.worker))
                self._has_row = True
            except Exception:
                log.exception("worker.no_sign_of_life")


def _sign(db: Session, *, worker: str) -> None:
    now = clock.now(db)
    ours = sa.update(WorkerRow).where(WorkerRow.public_id == worker)
    if changed_rows(db, ours.values(last_round_at=now)):
        return
    changed_rows(db, sa.delete(WorkerRow).where(WorkerRow.last_round_at < now - KEPT))
    db.add(WorkerRow(public_id=worker, started_at=now, last_round_at=now))


def _forget(db: Session, *, worker: str) -> None:
    changed_rows(db, sa.delete(WorkerRow).where(WorkerRow.public_id == worker))
