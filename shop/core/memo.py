"""A bounded memo that threads share: what several ask for at the same time is made once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, Final

#: Seconds that a thread waits for a value that another thread is making; then it makes its own, so
#: that no thread hangs on another one's database or provider.
PATIENCE: Final = 5.0

_MISSING: Final = object()


class Memo:
    """Values by key, made on first use. Reading takes no lock.

    :param most: Number of entries; when they are reached all are dropped and made again.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._made: dict[Hashable, Any] = {}
        self._making: dict[Hashable, Future[None]] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._made)

    def recall(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return the value of ``key``; if there is none, call ``make`` and keep what it returns.

        Threads that ask for a key while it is being made wait for that value. A ``make`` that
        raises keeps nothing: its caller gets the exception, the next one in line makes it.
        """
        found = self._made.get(key, _MISSING)
        while found is _MISSING:
            with self._lock:
                found = self._made.get(key, _MISSING)
                if found is not _MISSING:
                    break
                other = self._making.get(key)
                if other is None:
                    mine: Future[None] = Future()
                    self._making[key] = mine
            if other is None:
                return self._make(key, make, mine)
            try:
                other.result(timeout=PATIENCE)
            except TimeoutError:
                return make()
            found = self._made.get(key, _MISSING)
        return found

    def _make(self, key: Hashable, make: Callable[[], Any], done: Future[None]) -> Any:
        try:
            made = make()
            with self._lock:
                if len(self._made) >= self._most:
                    self._made = {}
                self._made[key] = made
        finally:
            with self._lock:
                del self._making[key]
            done.set_result(None)
        return made
