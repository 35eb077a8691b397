"""Keep one child process running: started again when it ends, stopped with its supervisor."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Self

import structlog

log = structlog.get_logger(__name__)

#: Seconds to wait before the next start; the last one repeats. The worker of a shop must be back
#: within a minute, its lease of 30 seconds included.
PAUSES = (1.0, 2.0, 5.0, 10.0, 20.0)
#: A process that ran for so many seconds did not fail at its start: the next pause is the first.
SETTLED_SECONDS = 60.0
#: Seconds that a process has to end after SIGTERM, before SIGKILL.
PATIENCE_SECONDS = 15.0


class Supervisor:
    """Runs ``command`` and starts it again, after a growing pause, whenever it ends.

    A context manager: the process is started at entry and stopped at exit. It has a process group
    of its own, so that Ctrl-C in a terminal reaches it through :meth:`stop` alone.

    :param name: What the log calls the process.
    :param pauses: Seconds before each further start; the last one repeats.
    """

    def __init__(
        self, command: Sequence[str], *, name: str, pauses: Sequence[float] = PAUSES
    ) -> None:
        self.command = list(command)
        self.name = name
        self.pauses = pauses
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name=f"{name} supervisor", daemon=True)

    def __enter__(self) -> Self:
        """Start the process and watch it."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """Stop the process, and wait until it has ended."""
        self.stop()

    @property
    def pid(self) -> int | None:
        """Return the id of the running process; ``None`` between its end and the next start."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def stop(self) -> None:
        """End the process: SIGTERM, and SIGKILL when it does not end. Safe to repeat."""
        with self._lock:
            self._stopping.set()
            process = self._process
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=PATIENCE_SECONDS)
            process.kill()
        self._thread.join()

    def _watch(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            reason = self._run()
            if self._stopping.is_set():
                return
            if time.monotonic() - started >= SETTLED_SECONDS:
                failures = 0
            pause = self.pauses[min(failures, len(self.pauses) - 1)]
            failures += 1
            log.error("process.ended", process=self.name, reason=reason, restarted_in_seconds=pause)
            self._stopping.wait(pause)

    def _run(self) -> str:
        """Start the process and wait for its end.

        :returns: Why it ended.
        """
        with self._lock:
            if self._stopping.is_set():
                return "stopped"
            try:
                process = subprocess.Popen(self.command, process_group=0)  # noqa: S603 - our own
            except OSError as error:
                return f"could not be started: {error}"
            self._process = process
        return describe(process.wait())


def describe(returncode: int) -> str:
    """Return how a process ended, in words: its exit code or the signal that killed it."""
    if returncode >= 0:
        return f"exit code {returncode}"
    try:
        return f"killed by {signal.Signals(-returncode).name}"
    except ValueError:
        return f"killed by signal {-returncode}"
