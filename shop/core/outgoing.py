"""Calls to a service outside: bounded in time and in number, and not made while it is down.

A request that calls a payment service or a courier waits for it. Three bounds keep that from
stopping the shop: a call is waited for so many seconds and then given up, however slowly the
service drips; only so many calls to one service run at once in a process, given-up ones included;
and after some failures in a row none is made for a while (a circuit breaker), then one at a time
until one succeeds.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from typing import Any, TypeVar

import structlog

from shop.core.bulkhead import Bulkhead, BulkheadFull
from shop.core.clock import Clock

log = structlog.get_logger(__name__)

#: Failures in a row after which a service counts as down, and for how long.
FAILURES = 3
REST = dt.timedelta(seconds=30)

T = TypeVar("T")


class CallGivenUp(Exception):
    """The service took too long. What it does with the call is unknown."""


class CallNotMade(Exception):
    """Too many calls to the service are running, or it is down. Nothing was sent."""


class Outgoing:
    """The way to one service outside, for all threads of a process.

    :param failures: Exceptions that say that the service does not work; all others are answers.
    :param breaks_after: Failures in a row until the circuit opens.
    """

    def __init__(
        self,
        name: str,
        *,
        bulkhead: Bulkhead,
        clock: Clock,
        failures: tuple[type[Exception], ...],
        breaks_after: int = FAILURES,
    ) -> None:
        self.name = name
        self._bulkhead = bulkhead
        self._clock = clock
        self._failures = failures
        self._breaks_after = breaks_after
        #: Half of the places, so that one service cannot take them all.
        self._most = None if bulkhead.places is None else max(1, bulkhead.places // 2)
        self._lock = threading.Lock()
        self._running = 0
        self._failed = 0
        self._down_since: dt.datetime | None = None

    def call(self, work: Callable[[], T], *, seconds: float) -> T:
        """Do ``work`` in a thread of its own and wait for it. No transaction may be open.

        :param seconds: How long the caller waits at the most; the work itself goes on.
        :returns: What ``work`` returns. What it raises is raised here.
        :raises CallGivenUp: no answer in time.
        :raises CallNotMade: too many are running, or the service is down.
        """
        self._admit()
        try:
            self._bulkhead.enter()
        except BulkheadFull as error:
            self._leave()
            raise CallNotMade from error
        try:
            answer: Future[T] = Future()
            given_up = threading.Event()
            threading.Thread(
                target=copy_context().run,
                args=(self._work, work, answer, given_up),
                name=f"shop-{self.name}",
                daemon=True,
            ).start()
            if not wait([answer], timeout=seconds).done:
                given_up.set()
                self._note(failed=True)
                log.warning("outgoing.given_up", service=self.name, seconds=seconds)
                raise CallGivenUp
            return answer.result()
        finally:
            self._bulkhead.leave()

    def _work(
        self, work: Callable[[], Any], answer: Future[Any], given_up: threading.Event
    ) -> None:
        """Do the work in its own thread; an answer after the time is up says nothing good."""
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            self._leave()
            if not given_up.is_set():
                self._note(failed=isinstance(error, self._failures))
            answer.set_exception(error)
        else:
            self._leave()
            if not given_up.is_set():
                self._note(failed=False)
            answer.set_result(result)

    def _admit(self) -> None:
        """Count a call in.

        :raises CallNotMade: too many are running, or the service is down.
        """
        with self._lock:
            is_full = self._most is not None and self._running >= self._most
            if is_full or (self._down_since is not None and not self._may_try()):
                log.warning("outgoing.not_made", service=self.name, running=self._running)
                raise CallNotMade
            self._running += 1

    def _may_try(self) -> bool:
        """Tell whether a service that was down has rested; then one call at a time tries it."""
        assert self._down_since is not None
        rested = abs(self._clock.now() - self._down_since)  # a clock that was set back ends a rest
        return rested >= REST and self._running == 0

    def _leave(self) -> None:
        with self._lock:
            self._running -= 1

    def _note(self, *, failed: bool) -> None:
        with self._lock:
            self._failed = self._failed + 1 if failed else 0
            self._down_since = self._clock.now() if self._failed >= self._breaks_after else None
