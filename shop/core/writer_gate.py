"""The queue before SQLite's one write lock, inside a process: first come, first served.

SQLite lets a writer that waits sleep and try again inside the driver, in no order, and its thread
is lost for so long. Here waiting threads queue in Python instead. While turns follow each other
they wait; once one holder keeps its turn, only as many threads go on waiting as the bulkhead has
places for, and the others are refused at once.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from shop.core.bulkhead import Bulkhead, BulkheadFull

#: Seconds that a writer waits at the most: in a queue that moves, and behind one that is slow.
PATIENCE = 15.0
SLOW_PATIENCE = 5.0
#: Seconds after which a holder is slow, and those behind it need a place in the bulkhead.
SLOW = 1.5
_STEP = 0.1


class WriterBusy(Exception):
    """The write lock could not be had in time. Nothing was begun; trying again is safe."""


class WriterGate:
    """Lets one writing transaction of this process at a time through to SQLite."""

    def __init__(self, bulkhead: Bulkhead) -> None:
        self._bulkhead = bulkhead
        self._state = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._holder: int | None = None
        self._depth = 0
        self._since = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Have the turn inside the block; a thread that has it may have it again.

        :raises WriterBusy: another holder keeps it too long, or the queue is too long.
        """
        mine = self._enter()
        if mine is not None:
            self._wait(mine)
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> threading.Event | None:
        """Take the turn, or a place in the queue: the event that is set when the turn comes."""
        me = threading.get_ident()
        with self._state:
            if self._holder == me:
                self._depth += 1
                return None
            if self._holder is None and not self._queue:
                self._begin(me)
                return None
            mine = threading.Event()
            self._queue.append(mine)
            return mine

    def _wait(self, mine: threading.Event) -> None:
        begun = time.monotonic()
        while (now := time.monotonic()) - begun < PATIENCE and now - self._since < SLOW:
            if mine.wait(_STEP):
                return self._take()
        left = PATIENCE - (time.monotonic() - begun)
        try:
            with self._bulkhead.place():
                if mine.wait(max(min(left, SLOW_PATIENCE), 0)):
                    return self._take()
        except BulkheadFull as error:
            self._give_up(mine)
            raise WriterBusy from error
        self._give_up(mine)
        raise WriterBusy

    def _take(self) -> None:
        with self._state:
            self._begin(threading.get_ident())

    def _begin(self, me: int) -> None:
        self._holder, self._depth, self._since = me, 1, time.monotonic()

    def _leave(self) -> None:
        with self._state:
            self._depth -= 1
            if not self._depth:
                self._pass_on()

    def _pass_on(self) -> None:
        """Give the turn to the next in the queue, who holds it from now on."""
        self._holder, self._since = None, time.monotonic()
        if self._queue:
            self._holder = 0  # no thread has this number: the turn is on its way
            self._queue.popleft().set()

    def _give_up(self, mine: threading.Event) -> None:
        with self._state:
            if mine.is_set():  # the turn came in the same moment: it goes on to the next
                self._pass_on()
            else:
                self._queue.remove(mine)
