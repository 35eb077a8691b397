"""Work belongs to one living worker at a time; a dead one loses it within half a minute."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
import sqlalchemy as sa

from shop.core import jobs, leases, outbox, work_queue
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.jobs import Job, JobRow
from shop.core.leases import LeaseLost
from shop.core.outbox import OutboxRow

EVERY = dt.timedelta(minutes=5)


class Killed(BaseException):
    """The process ends here."""


@pytest.fixture(autouse=True)
def _quick_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.02)


def job(work: Callable[[], int], name: str = "test.job") -> Job:
    return Job(name, EVERY, work)


def run(database: Database, *all_jobs: Job) -> int:
    return jobs.run_due(database, all_jobs)


def row_of(database: Database, name: str = "test.job") -> JobRow:
    with database.reading() as db:
        return db.scalars(sa.select(JobRow).where(JobRow.name == name)).one()


def dies() -> int:
    raise Killed


@contextmanager
def at_work(database: Database, claimed: Job) -> Iterator[None]:
    """Run a job in a thread while the block runs; the job waits for the end of the block itself."""
    thread = threading.Thread(target=run, args=(database, claimed))
    thread.start()
    yield
    thread.join(timeout=30)
    assert not thread.is_alive()


def wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


# -- jobs ----------------------------------------------------------------------------------------


def test_a_job_whose_worker_died_is_done_by_another_after_half_a_minute(
    database: Database, clock: FixedClock
) -> None:
    done: list[str] = []
    with pytest.raises(Killed):
        run(database, job(dies))

    run(database, job(lambda: done.append("early") or 0))
    clock.advance(seconds=29.9)
    run(database, job(lambda: done.append("early") or 0))
    assert done == []
    clock.advance(seconds=0.1)
    run(database, job(lambda: done.append("taken over") or 0))

    assert done == ["taken over"]
    row = row_of(database)
    assert (row.claimed_by, row.claimed_until, row.last_run_at) == (None, None, clock.now())


def test_a_long_job_is_not_taken_from_a_living_worker(
    database: Database, clock: FixedClock
) -> None:
    entered, leave, second = threading.Event(), threading.Event(), []

    def long() -> int:
        entered.set()
        leave.wait(30)
        return 0

    with at_work(database, job(long)):
        entered.wait(30)
        for _time in range(6):
            clock.advance(seconds=20)
            renewed_to = clock.now() + leases.LEASE
            wait_for(lambda: row_of(database).claimed_until == renewed_to)  # noqa: B023
            run(database, job(lambda: second.append(1) or 0))
        leave.set()

    assert second == []
    row = row_of(database)
    assert (row.claimed_by, row.last_run_at) == (None, clock.now())
    assert row.due_at == clock.now() + EVERY


def test_a_worker_that_is_stuck_for_too_long_loses_its_job(
    database: Database, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LONGEST_SECONDS", 0.0)
    entered, leave, second = threading.Event(), threading.Event(), []

    def stuck() -> int:
        entered.set()
        leave.wait(30)
        return 0

    with at_work(database, job(stuck)):
        entered.wait(30)
        time.sleep(0.2)
        clock.advance(seconds=30)
        run(database, job(lambda: second.append(1) or 0))
        leave.set()

    assert second == [1]


def test_a_worker_that_lost_its_job_does_not_record_over_its_successor(
    database: Database, clock: FixedClock
) -> None:
    def slow() -> int:
        clock.advance(seconds=31)  # as when the machine had slept: the lease was not renewed
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(leases, "BEAT_SECONDS", 600)
            run(database, job(lambda: 0))
        clock.advance(seconds=1)
        raise ValueError("I was too late to fail")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leases, "BEAT_SECONDS", 600)
        run(database, job(slow))

    row = row_of(database)
    assert row.last_error == ""
    assert row.last_run_at == clock.now() - dt.timedelta(seconds=1)
    assert row.due_at == row.last_run_at + EVERY


@pytest.mark.race
def test_workers_side_by_side_run_a_job_once(database: Database) -> None:
    start, ran = threading.Barrier(6), []

    def work() -> None:
        start.wait()
        run(database, job(lambda: ran.append(1) or 0))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ran == [1]


# -- a clock that ran ahead and was set back -------------------------------------------------------


def test_a_job_run_by_a_clock_ahead_rests_no_longer_than_its_pause(
    database: Database, clock: FixedClock
) -> None:
    ran: list[int] = []
    count = job(lambda: ran.append(1) or 0)
    clock.advance(days=2)
    run(database, count)
    clock.advance(days=-2)

    run(database, count)

    assert ran == [1, 1]
    run(database, count)
    clock.advance(seconds=EVERY.total_seconds() - 1)
    run(database, count)
    assert ran == [1, 1], "the pause holds again"
    clock.advance(seconds=1)
    run(database, count)
    assert ran == [1, 1, 1]


def test_a_claim_by_a_clock_ahead_lapses_at_once_when_the_clock_is_set_back(
    database: Database, clock: FixedClock
) -> None:
    clock.advance(days=2)
    with pytest.raises(Killed):
        run(database, job(dies))
    clock.advance(days=-2)
    ran: list[int] = []

    run(database, job(lambda: ran.append(1) or 0))

    assert ran == [1]


def test_a_little_difference_between_two_workers_clocks_takes_nothing_away(
    database: Database, clock: FixedClock
) -> None:
    ran: list[int] = []
    with pytest.raises(Killed):
        run(database, job(dies))
    clock.advance(seconds=-20)

    run(database, job(lambda: ran.append(1) or 0))

    assert ran == []


@pytest.mark.parametrize("attempts", [0, 1, len(outbox.QUEUE.back_off)])
def test_an_event_put_off_by_a_clock_ahead_is_handed_out_when_the_clock_is_set_back(
    database: Database, clock: FixedClock, attempts: int
) -> None:
    clock.advance(hours=7)
    put_event(database, attempts=attempts)
    clock.advance(hours=-7)

    assert len(database.run(outbox.QUEUE.claim)) == 1


@pytest.mark.parametrize(("attempts", "pause"), list(enumerate((0, *outbox.QUEUE.back_off))))
def test_a_pause_that_is_meant_is_kept(
    database: Database, clock: FixedClock, attempts: int, pause: int
) -> None:
    put_event(database, attempts=attempts, due_at=clock.now() + dt.timedelta(seconds=pause))

    assert len(database.run(outbox.QUEUE.claim)) == (0 if pause else 1)
    clock.advance(seconds=pause - 1)
    assert len(database.run(outbox.QUEUE.claim)) == 0
    clock.advance(seconds=1)
    assert len(database.run(outbox.QUEUE.claim)) == (1 if pause else 0)


def put_event(database: Database, *, attempts: int = 0, due_at: dt.datetime | None = None) -> None:
    """Write an event into the outbox that has been tried so often."""
    now = database.clock.now()
    with database.transaction() as db:
        number = db.scalar(sa.select(sa.func.count()).select_from(OutboxRow))
        db.add(
            OutboxRow(
                public_id=f"evt_{number}",
                event="test.happened",
                payload={},
                at=now,
                due_at=due_at or now,
                attempts=attempts,
            )
        )


# -- queues --------------------------------------------------------------------------------------


def events(database: Database) -> list[OutboxRow]:
    with database.reading() as db:
        return list(db.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)))


def are_renewed(database: Database) -> bool:
    """Tell whether the lease of everything that is not done counts from now."""
    until = {row.claimed_until for row in events(database) if row.done_at is None}
    return until == {database.clock.now() + leases.LEASE}


def test_a_slow_batch_stays_with_its_worker(database: Database, clock: FixedClock) -> None:
    put_event(database)
    put_event(database)
    stolen: list[int] = []

    def slowly(row: OutboxRow) -> bool:
        for _time in range(3):
            clock.advance(seconds=20)
            wait_for(partial(are_renewed, database))
            stolen.extend(row.id for row in database.run(outbox.QUEUE.claim))
        database.run(lambda db: outbox.QUEUE.finish(db, row))
        return True

    assert outbox.QUEUE.work_off(database, slowly) == 2
    assert stolen == []
    assert {row.attempts for row in events(database)} == {1}


def test_the_result_of_a_worker_that_lost_its_row_is_not_recorded(
    database: Database, clock: FixedClock
) -> None:
    put_event(database)
    (mine,) = database.run(outbox.QUEUE.claim)
    clock.advance(seconds=30)
    (theirs,) = database.run(outbox.QUEUE.claim)

    with pytest.raises(LeaseLost):
        database.run(lambda db: outbox.QUEUE.finish(db, mine))
    database.run(lambda db: outbox.QUEUE.put_off(db, mine, "mine"))
    database.run(lambda db: outbox.QUEUE.park(db, mine, "mine"))

    (row,) = events(database)
    assert (row.claimed_by, row.done_at, row.parked_at) == (theirs.claimed_by, None, None)
    assert row.last_error == ""
    database.run(lambda db: outbox.QUEUE.finish(db, theirs))
    assert events(database)[0].done_at == clock.now()


def test_what_a_dead_worker_left_is_claimed_alone_and_before_the_rest(
    database: Database, clock: FixedClock
) -> None:
    for _number in range(3):
        put_event(database)
    database.run(outbox.QUEUE.claim)  # and its worker dies
    clock.advance(seconds=30)
    put_event(database)

    batches = [[row.id for row in database.run(outbox.QUEUE.claim)] for _time in range(5)]

    first = events(database)[0].id
    assert batches == [[first], [first + 1], [first + 2], [first + 3], []]


def test_an_event_that_kills_every_worker_is_set_aside_for_staff(
    database: Database, clock: FixedClock
) -> None:
    put_event(database)
    tries = len(outbox.QUEUE.back_off) + 1
    for _time in range(tries):
        assert len(database.run(outbox.QUEUE.claim)) == 1
        clock.advance(seconds=30)

    assert database.run(outbox.QUEUE.claim) == []

    (row,) = events(database)
    assert row.parked_at == clock.now()
    assert row.last_error == "The worker ended while it was at this, each time."
    assert row.claimed_by is None


def test_a_slow_round_gives_back_what_it_has_not_begun(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work_queue, "SECONDS_PER_ROUND", 0.0)
    for _number in range(3):
        put_event(database)

    def finish(row: OutboxRow) -> bool:
        database.run(lambda db: outbox.QUEUE.finish(db, row))
        return True

    assert outbox.QUEUE.work_off(database, finish) == 1

    rows = events(database)
    assert [row.done_at is not None for row in rows] == [True, False, False]
    assert [row.attempts for row in rows] == [1, 0, 0]
    assert {row.claimed_by for row in rows} == {None}
    assert len(database.run(outbox.QUEUE.claim)) == 2
