"""Events reach each subscriber once, however often a worker dies, fails or meets another."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import leases, outbox, relay, work_queue
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.letters import Letter
from shop.core.outbox import Delivery, Event, OutboxRow
from shop.core.relay import Relay, Subscriber


@dataclass(frozen=True)
class KettleBoiled(Event):
    name: ClassVar[str] = "test.kettle_boiled"

    kettle: str


class Killed(BaseException):
    """The process ends here."""


def writes(name: str) -> Subscriber:
    """A subscriber whose effect is a row: a letter of its own name."""

    def handle(db: Session, event: KettleBoiled) -> None:
        now = db.info["clock"].now()
        db.add(
            Letter(
                fact=f"{name}:{event.kettle}:{now:%H%M%S}",
                recipient="siti@example.com",
                locale="id",
                subject=name,
                text="",
                html="",
                created_at=now,
                due_at=now,
            )
        )

    return Subscriber(name, handle)


def fails(times: int, after: BaseException) -> Subscriber:
    """A subscriber that fails so often before it succeeds."""
    left = iter([after] * times)
    inner = writes("stubborn")

    def handle(db: Session, event: KettleBoiled) -> None:
        if (problem := next(left, None)) is not None:
            raise problem
        inner.handle(db, event)

    return Subscriber("stubborn", handle)


@pytest.fixture
def relay_of(database: Database) -> Callable[..., Relay]:
    """A relay whose one event is heard by the given subscribers; the event is in the outbox."""
    with database.transaction() as db:
        outbox.emit(db, KettleBoiled(kettle="one"))
    return lambda *subscribers: Relay(database, {KettleBoiled: subscribers})


def effects(database: Database) -> list[str]:
    with database.reading() as db:
        return sorted(db.scalars(sa.select(Letter.subject)))


def the_row(database: Database) -> OutboxRow:
    with database.reading() as db:
        return db.scalars(sa.select(OutboxRow)).one()


def test_every_subscriber_hears_of_an_event_once(
    database: Database, relay_of: Callable[..., Relay], clock: FixedClock
) -> None:
    post = relay_of(writes("first"), writes("second"))

    assert post.run_once() == 1
    assert post.run_once() == 0

    assert effects(database) == ["first", "second"]
    assert the_row(database).done_at == clock.now()
    assert the_row(database).attempts == 1


def test_an_event_that_nobody_hears_of_is_done(
    database: Database, relay_of: Callable[..., Relay], clock: FixedClock
) -> None:
    assert relay_of().run_once() == 1

    assert the_row(database).done_at == clock.now()


def test_a_subscriber_that_fails_is_tried_again_later_and_the_others_are_not(
    database: Database, relay_of: Callable[..., Relay], clock: FixedClock
) -> None:
    post = relay_of(writes("first"), fails(1, ValueError("tea")))

    post.run_once()
    assert effects(database) == ["first"]
    assert the_row(database).done_at is None
    assert the_row(database).last_error == "ValueError('tea')"
    clock.advance(seconds=4)
    assert post.run_once() == 0
    clock.advance(seconds=1)
    assert post.run_once() == 1

    assert effects(database) == ["first", "stubborn"]
    assert the_row(database).last_error == ""


def test_a_relay_that_is_killed_lets_go_after_its_lease_and_nothing_happens_twice(
    database: Database, relay_of: Callable[..., Relay], clock: FixedClock
) -> None:
    post = relay_of(writes("first"), fails(1, Killed()))

    with pytest.raises(Killed):
        post.run_once()
    assert post.run_once() == 0, "somebody else may still be at it"
    clock.advance(seconds=leases.LEASE.total_seconds())
    assert post.run_once() == 1

    assert effects(database) == ["first", "stubborn"]
    with database.reading() as db:
        assert sorted(db.scalars(sa.select(Delivery.subscriber))) == ["first", "stubborn"]


def test_what_fails_too_often_is_parked_until_somebody_lets_it_try_again(
    database: Database, relay_of: Callable[..., Relay], clock: FixedClock
) -> None:
    back_off = outbox.QUEUE.back_off
    post = relay_of(fails(len(back_off) + 1, ValueError("tea")))

    for pause in (*back_off, 0):
        assert post.run_once() == 1
        clock.advance(seconds=pause)
    row = the_row(database)
    assert row.parked_at == clock.now()
    assert row.attempts == len(back_off) + 1
    clock.advance(days=30)
    assert post.run_once() == 0
    with database.transaction() as db:
        assert outbox.QUEUE.pending(db) == 0
        assert relay.retry(db, row.public_id)
        assert not relay.retry(db, row.public_id)
        assert not relay.retry(db, "evt_unknown")

    assert post.run_once() == 1
    assert effects(database) == ["stubborn"]


def test_no_more_than_a_batch_is_claimed_and_the_oldest_first(database: Database) -> None:
    with database.transaction() as db:
        for number in range(work_queue.BATCH + 3):
            outbox.emit(db, KettleBoiled(kettle=str(number)))
            db.flush()

    first = database.run(outbox.QUEUE.claim)
    second = database.run(outbox.QUEUE.claim)

    names = [row.payload["kettle"] for row in (*first, *second)]
    assert (len(first), len(second)) == (work_queue.BATCH, 3)
    assert names == [str(number) for number in range(work_queue.BATCH + 3)]


@pytest.mark.race
def test_relays_side_by_side_share_the_work_and_do_nothing_twice(database: Database) -> None:
    events = 40
    with database.transaction() as db:
        for number in range(events):
            outbox.emit(db, KettleBoiled(kettle=str(number)))
    start = threading.Barrier(4)
    problems: list[BaseException] = []

    def work() -> None:
        post = Relay(database, {KettleBoiled: (writes("only"),)})
        start.wait()
        try:
            while post.run_once():
                pass
        except BaseException as problem:  # noqa: BLE001 - shown by the assertion below
            problems.append(problem)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert effects(database) == ["only"] * events
    with database.reading() as db:
        assert outbox.QUEUE.pending(db) == 0
        assert set(db.scalars(sa.select(OutboxRow.attempts))) == {1}


def test_what_was_done_long_ago_is_deleted_and_nothing_else(
    database: Database, relay_of: Callable[..., Relay], clock: FixedClock
) -> None:
    relay_of(writes("first")).run_once()
    with database.transaction() as db:
        outbox.emit(db, KettleBoiled(kettle="two"))
    clock.advance(days=30)

    with database.transaction() as db:
        outbox.QUEUE.tidy(db, older_than=dt.timedelta(days=30))

    assert the_row(database).payload == {"kettle": "two"}
