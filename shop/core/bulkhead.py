"""A bound on how many threads of a process wait for something slow at the same time.

A server process has a fixed number of threads. Waiting for a payment service, for a courier, for
a database that another process has locked or for a slow upload takes a place here first, and there
are fewer places than threads: whatever is slow, some threads go on answering.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class BulkheadFull(Exception):
    """As many threads as may wait are waiting already. Nothing was begun."""


class Bulkhead:
    """Places for threads that wait.

    :param places: How many; ``None``: as many as come, for processes that answer no requests.
    """

    def __init__(self, places: int | None = None) -> None:
        self.places = places
        self._waiting = 0
        self._full_since: float | None = None
        self._lock = threading.Lock()

    @property
    def waiting(self) -> int:
        """How many threads have a place now."""
        return self._waiting

    @property
    def full_seconds(self) -> float:
        """For how long every place has been taken without a change; 0 when one is free."""
        since = self._full_since
        return 0.0 if since is None else time.monotonic() - since

    def enter(self) -> None:
        """Take a place; never waits for one.

        :raises BulkheadFull: all are taken.
        """
        with self._lock:
            if self.places is not None and self._waiting >= self.places:
                raise BulkheadFull
            self._waiting += 1
            if self._waiting == self.places:
                self._full_since = time.monotonic()

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._waiting -= 1
            self._full_since = None

    @contextmanager
    def place(self) -> Iterator[None]:
        """Have a place inside the block.

        :raises BulkheadFull: all are taken.
        """
        self.enter()
        try:
            yield
        finally:
            self.leave()
