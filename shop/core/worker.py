"""The worker: relay, jobs and post, round and round. Any number may run at once."""

from __future__ import annotations

import threading
import time

import sqlalchemy as sa
import structlog

from shop.core import jobs, letters, outbox
from shop.core.runtime import Runtime

log = structlog.get_logger(__name__)

#: Seconds to rest when there was nothing to do.
REST = 0.5


def tick(runtime: Runtime) -> int:
    """Do once whatever is due.

    :returns: How many things were done; 0 means that everything is quiet.
    """
    done = runtime.relay.run_once()
    done += jobs.run_due(runtime.database, runtime.jobs)
    done += runtime.post_office.send_due()
    return done


def work(runtime: Runtime, stop: threading.Event) -> None:
    """Work until told to stop; a failing round is logged and does not end the worker."""
    while not stop.is_set():
        try:
            done = tick(runtime)
        except Exception:
            log.exception("worker.failed")
            done = 0
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
