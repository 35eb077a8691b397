"""Calls outside are given up, counted, and not made while the service is down."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shop.core.bulkhead import Bulkhead
from shop.core.clock import FixedClock
from shop.core.outgoing import CallGivenUp, CallNotMade, Outgoing


class Away(Exception):
    """What the service's driver raises when the service does not work."""


class Refused(Exception):
    """An answer, if not the one that was hoped for."""


def fail(error: type[Exception]) -> Any:
    raise error


@pytest.fixture
def bulkhead() -> Bulkhead:
    return Bulkhead(6)


@pytest.fixture
def service(bulkhead: Bulkhead, clock: FixedClock) -> Outgoing:
    return Outgoing("service", bulkhead=bulkhead, clock=clock, failures=(Away,))


def test_an_answer_and_an_error_come_back_to_the_caller(
    service: Outgoing, bulkhead: Bulkhead
) -> None:
    assert service.call(lambda: "answer", seconds=5) == "answer"
    with pytest.raises(Refused):
        service.call(lambda: fail(Refused), seconds=5)
    assert bulkhead.waiting == 0


def test_a_service_that_drips_is_given_up_and_its_caller_goes_on(
    service: Outgoing, bulkhead: Bulkhead
) -> None:
    release = threading.Event()
    with pytest.raises(CallGivenUp):
        service.call(lambda: release.wait(timeout=60), seconds=0.05)
    assert bulkhead.waiting == 0, "the caller's thread is free although the call still runs"
    release.set()


def test_half_of_the_places_is_the_most_that_one_service_gets_given_up_calls_included(
    service: Outgoing, bulkhead: Bulkhead
) -> None:
    begun, release = threading.Semaphore(0), threading.Event()

    def stall() -> str:
        begun.release()
        assert release.wait(timeout=60)
        return "late"

    with ThreadPoolExecutor(3) as pool:
        stalled = [pool.submit(service.call, stall, seconds=60) for _ in range(2)]
        with pytest.raises(CallGivenUp):
            service.call(stall, seconds=0.05)
        for _ in range(3):
            assert begun.acquire(timeout=60)
        with pytest.raises(CallNotMade):
            service.call(stall, seconds=60)
        assert bulkhead.waiting == 2
        release.set()
        assert [call.result(timeout=60) for call in stalled] == ["late", "late"]


def test_a_full_bulkhead_lets_no_call_out(service: Outgoing, bulkhead: Bulkhead) -> None:
    for _ in range(6):
        bulkhead.enter()
    made: list[int] = []
    with pytest.raises(CallNotMade):
        service.call(lambda: made.append(1), seconds=5)
    assert made == []
    bulkhead.leave()
    service.call(lambda: made.append(1), seconds=5)
    assert made == [1]


def test_after_three_failures_in_a_row_no_call_is_made_for_half_a_minute(
    service: Outgoing, clock: FixedClock
) -> None:
    for _ in range(3):
        with pytest.raises(Away):
            service.call(lambda: fail(Away), seconds=5)
    with pytest.raises(CallNotMade):
        service.call(lambda: "answer", seconds=5)

    clock.advance(seconds=30)
    with pytest.raises(Away):  # one call tries; it fails, and the rest begins anew
        service.call(lambda: fail(Away), seconds=5)
    with pytest.raises(CallNotMade):
        service.call(lambda: "answer", seconds=5)

    clock.advance(seconds=30)
    assert service.call(lambda: "answer", seconds=5) == "answer"
    assert service.call(lambda: "again", seconds=5) == "again"


def test_answers_between_failures_and_refusals_keep_the_circuit_closed(service: Outgoing) -> None:
    for error in (Away, Away, Refused, Away, Away):
        with pytest.raises(error):
            service.call(lambda error=error: fail(error), seconds=5)
    assert service.call(lambda: "answer", seconds=5) == "answer"


def test_a_clock_that_was_ahead_and_is_set_back_does_not_prolong_the_rest(
    service: Outgoing, clock: FixedClock
) -> None:
    clock.advance(days=2)
    for _ in range(3):
        with pytest.raises(Away):
            service.call(lambda: fail(Away), seconds=5)
    clock.advance(days=-2)
    assert service.call(lambda: "answer", seconds=5) == "answer"
