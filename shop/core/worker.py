"""The worker: relay, jobs and post, round and round. Any number may run at once."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
import structlog

from shop.core import jobs, letters, outbox
from shop.core.runtime import Runtime
from shop.core.workers import Presence

log = structlog.get_logger(__name__)

#: Seconds to rest when there was nothing to do.
REST = 0.5

#: Seconds to rest after each failing round in a row; when they are used up, the worker ends.
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, *(15.0 for _ in range(15)))


class KeepsFailing(Exception):
    """Too many rounds in a row have failed. The message says how many, and the last error."""


def tick(runtime: Runtime) -> int:
    """Do once whatever is due. A part that fails does not keep the others from their turn.

    :returns: How many things were done; 0 means that everything is quiet.
    :raises Exception: the first error of a part, after the other parts have run.
    """
    done, problems = 0, []
    for part in _parts(runtime):
        try:
            done += part()
        except Exception as problem:  # noqa: BLE001 - raised below
            problems.append(problem)
    if problems:
        raise problems[0]
    return done


def _parts(runtime: Runtime) -> tuple[Callable[[], int], ...]:
    return (
        runtime.relay.run_once,
        partial(jobs.run_due, runtime.database, runtime.jobs),
        runtime.post_office.send_due,
    )


def work(
    runtime: Runtime, stop: threading.Event, *, when_stuck: Callable[[], None] | None = None
) -> None:
    """Work until told to stop; a failing round is logged and tried again after a longer rest.

    :param when_stuck: Called from another thread when a round takes longer than
        ``leases.LONGEST_SECONDS``.
    :raises KeepsFailing: as many rounds in a row have failed as there are ``PAUSES``, and one more.
    """
    with Presence(runtime.database, when_stuck=when_stuck) as presence:
        log.info("worker.began", pid=os.getpid(), worker=presence.worker)
        _work(runtime, stop, presence)


def _work(runtime: Runtime, stop: threading.Event, presence: Presence) -> None:
    failures = 0
    while not stop.is_set():
        presence.round_begins()
        try:
            done = tick(runtime)
        except Exception as problem:
            presence.round_ends(well=False)
            failures += 1
            log.exception("worker.failed", times=failures)
            if failures > len(PAUSES):
                raise KeepsFailing(f"{failures} rounds in a row failed: {problem!r}") from problem
            stop.wait(PAUSES[failures - 1])
            continue
        presence.round_ends(well=True)
        failures = 0
        if not done:
            stop.wait(REST)


def pending(runtime: Runtime) -> dict[str, int]:
    """Count what waits, by queue, jobs that are due included."""
    with runtime.database.reading() as db:
        due = db.scalar(
            sa.select(sa.func.count())
            .select_from(jobs.JobRow)
            .where(jobs.JobRow.due_at <= runtime.clock.now(), jobs.JobRow.last_run_at.is_not(None))
        )
        counts = {
            "outbox": outbox.QUEUE.pending(db),
            "letters": letters.QUEUE.pending(db),
            "jobs": due or 0,
        }
    for queue in runtime.queues:
        counts[queue.name] = queue.pending()
    return counts


def drain(runtime: Runtime, *, seconds: float) -> dict[str, int]:
    """Work until nothing waits any more, or the time is over.

    :returns: What still waits; empty queues count 0.
    """
    until = time.monotonic() + seconds
    while True:
        while tick(runtime) and time.monotonic() < until:
            pass
        waiting = pending(runtime)
        waiting.pop("jobs")
        if not any(waiting.values()) or time.monotonic() >= until:
            return waiting
        time.sleep(min(REST, 0.1))
