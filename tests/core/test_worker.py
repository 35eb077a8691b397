"""Rounds of the worker: no part keeps another from its turn, and its signs of life are honest."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from shop.core import leases, worker, workers
from shop.core.clock import FixedClock
from shop.core.jobs import Job
from shop.core.runtime import Runtime
from shop.core.workers import WorkerRow


@pytest.fixture
def shop(app: Flask) -> Runtime:
    """A shop whose worker has one job, which does nothing."""
    runtime: Runtime = app.extensions["shop"]
    return replace(runtime, jobs=(Job("test.nothing", dt.timedelta(0), lambda: 0),))


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "BEAT_SECONDS", 0.02)
    monkeypatch.setattr(worker, "REST", 0.01)


def signs(shop: Runtime) -> list[dt.datetime]:
    with shop.database.reading() as db:
        return list(db.scalars(sa.select(WorkerRow.last_round_at).order_by(WorkerRow.id)))


def wait_for(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


class at_work:  # noqa: N801 - used as a context manager
    """A worker in a thread while the block runs."""

    def __init__(self, shop: Runtime) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=worker.work, args=(shop, self.stop))

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()


def test_a_part_that_fails_does_not_keep_the_others_from_their_turn(shop: Runtime) -> None:
    ran: list[str] = []

    class Broken:
        def run_once(self) -> int:
            raise ValueError("broken")

    job = Job("test.count", dt.timedelta(0), lambda: ran.append("job") or 0)
    broken = replace(shop, relay=Broken(), jobs=(job,))

    with pytest.raises(ValueError, match="broken"):
        worker.tick(broken)

    assert ran == ["job"]


def test_a_worker_whose_rounds_keep_failing_ends_and_names_the_last_error(
    shop: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PAUSES", (0.0, 0.0))

    class Broken:
        def run_once(self) -> int:
            raise ValueError("broken")

    with pytest.raises(worker.KeepsFailing, match=r"3 rounds in a row failed: ValueError\(.broken"):
        worker.work(replace(shop, relay=Broken()), threading.Event())

    assert signs(shop) == [], "a round that fails is no sign of life"


def test_a_working_worker_gives_signs_of_life_and_signs_off_at_its_end(
    shop: Runtime, clock: FixedClock
) -> None:
    with at_work(shop):
        wait_for(lambda: signs(shop) == [clock.now()])
        clock.advance(seconds=10)
        wait_for(lambda: signs(shop) == [clock.now()])

    assert signs(shop) == []


def test_a_worker_in_the_middle_of_a_long_job_gives_signs_of_life(
    shop: Runtime, clock: FixedClock
) -> None:
    entered, leave = threading.Event(), threading.Event()

    def long() -> int:
        if signs(shop):  # the first round has ended
            entered.set()
            leave.wait(30)
        return 0

    with at_work(replace(shop, jobs=(Job("test.long", dt.timedelta(0), long),))):
        wait_for(lambda: bool(signs(shop)))
        clock.advance(seconds=1)
        assert entered.wait(30)
        clock.advance(seconds=30)
        wait_for(lambda: signs(shop) == [clock.now()])
        leave.set()


def test_a_worker_that_is_stuck_gives_no_signs_of_life(
    shop: Runtime, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, leave = threading.Event(), threading.Event()

    def stuck() -> int:
        if signs(shop):
            monkeypatch.setattr(leases, "LONGEST_SECONDS", 0.0)
            entered.set()
            leave.wait(30)
        return 0

    monkeypatch.setattr(leases, "LONGEST_SECONDS", 0.5)
    with at_work(replace(shop, jobs=(Job("test.stuck", dt.timedelta(0), stuck),))):
        wait_for(lambda: bool(signs(shop)))
        clock.advance(seconds=1)
        assert entered.wait(30)
        time.sleep(0.6)
        clock.advance(minutes=2)
        time.sleep(0.2)
        (last,) = signs(shop)
        leave.set()

    assert last < clock.now() - workers.FRESH


def test_rows_of_workers_that_died_are_forgotten_after_a_day(
    shop: Runtime, clock: FixedClock
) -> None:
    def died(db: object, hours: int) -> WorkerRow:
        at = clock.now() - dt.timedelta(hours=hours)
        return WorkerRow(public_id=f"worker_{hours}", started_at=at, last_round_at=at)

    with shop.database.transaction() as db:
        db.add_all([died(db, 25), died(db, 2)])

    with at_work(shop):
        wait_for(lambda: clock.now() in signs(shop))

    assert signs(shop) == [clock.now() - dt.timedelta(hours=2)]


@pytest.mark.parametrize(
    ("seconds_ago", "expected"),
    [
        pytest.param(0, True, id="now"),
        pytest.param(59, True, id="just now"),
        pytest.param(60, False, id="a minute ago"),
        pytest.param(-60, False, id="by a clock that was set back"),
    ],
)
def test_a_sign_of_life_counts_for_a_minute(
    clock: FixedClock, seconds_ago: int, *, expected: bool
) -> None:
    at = clock.now() - dt.timedelta(seconds=seconds_ago)

    assert workers.is_fresh(at, clock.now()) is expected
    assert not workers.is_fresh(None, clock.now())
