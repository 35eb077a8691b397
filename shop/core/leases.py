"""Leases: a worker takes work for half a minute and renews that for as long as it is at it.

A worker that dies stops renewing, so another one takes over within ``LEASE``. Each claim has a
token of its own in ``claimed_by``; only the holder of the token may record a result (fencing), so
a worker that was cut off for longer cannot write over what its successor did.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock
from shop.core.db import Database, changed_rows
from shop.core.ids import public_id

log = structlog.get_logger(__name__)

#: Work of a worker that died is taken over after this.
LEASE = dt.timedelta(seconds=30)
#: Seconds between two renewals: two may fail before the lease runs out.
BEAT_SECONDS = 8.0
#: Seconds until a renewal that failed is tried again.
AGAIN_SECONDS = 1.0
#: Seconds after which a worker counts as stuck: its lease is not renewed any more.
LONGEST_SECONDS = 15 * 60.0
#: How far the clocks of two workers may differ. An instant that lies further ahead than anything
#: that is ever written was written by a clock that has been set back since, and does not count.
SKEW = dt.timedelta(seconds=30)


class LeaseLost(Exception):
    """Another worker has taken over: what this one did must not be recorded."""


class LeasedRow:
    """Columns of a row that one worker at a time is busy with."""

    #: NULL: no worker is busy with it.
    claimed_until: Mapped[dt.datetime | None]
    #: Token of the claim. NULL: no worker is busy with it. It stays when a worker dies.
    claimed_by: Mapped[str | None] = mapped_column(sa.String(40))


def new_token() -> str:
    """Return a token for one claim."""
    return public_id("claim")


def is_free(model: Any, now: dt.datetime) -> sa.ColumnElement[bool]:
    """Return the condition that no living worker is busy with a row."""
    until = model.claimed_until
    return sa.or_(until.is_(None), until <= now, until > now + LEASE + SKEW)


def is_due(model: Any, now: dt.datetime, steps: Sequence[dt.timedelta]) -> sa.ColumnElement[bool]:
    """Return the condition that the time of a row has come, by ``due_at`` and ``attempts``.

    A row is due when it is written and, after a failure, one step later. What lies further ahead
    was written by a clock that ran ahead, and is due at once.

    :param steps: Pauses after the first, second ... attempt; the last one repeats.
    """
    waits = (dt.timedelta(0), *steps)
    absurd = [
        sa.and_(model.attempts == attempts, model.due_at > now + step + SKEW)
        for attempts, step in enumerate(waits)
    ]
    beyond = sa.and_(model.attempts >= len(waits), model.due_at > now + waits[-1] + SKEW)
    return sa.or_(model.due_at <= now, *absurd, beyond)


@contextmanager
def renewed(database: Database, model: Any, ids: Sequence[int], token: str) -> Iterator[None]:
    """Renew the lease of some rows while the block runs, from a thread of its own.

    A row that was released meanwhile is left alone. After ``LONGEST_SECONDS`` the block counts as
    stuck and loses its lease.

    :param token: The claim's, as in ``claimed_by``.
    """
    ended = threading.Event()
    renew = partial(_renew, model=model, ids=ids, token=token)
    thread = threading.Thread(
        target=_keep, args=(database, renew, ended), name=f"lease {model.__tablename__}"
    )
    thread.daemon = True
    thread.start()
    try:
        yield
    finally:
        ended.set()


def _keep(database: Database, renew: partial[int], ended: threading.Event) -> None:
    until = time.monotonic() + LONGEST_SECONDS
    pause = BEAT_SECONDS
    while not ended.wait(pause):
        if time.monotonic() >= until:
            log.error("lease.given_up", seconds=LONGEST_SECONDS)
            return
        try:
            if not database.run(renew):
                return
            pause = BEAT_SECONDS
        except Exception:
            log.exception("lease.not_renewed")
            pause = min(BEAT_SECONDS, AGAIN_SECONDS)


def _renew(db: Session, *, model: Any, ids: Sequence[int], token: str) -> int:
    held = sa.update(model).where(model.id.in_(ids), model.claimed_by == token)
    return changed_rows(db, held.values(claimed_until=clock.now(db) + LEASE))
