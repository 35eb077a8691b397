"""The worker as a process: why it ends is said in one line, and by its exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import dataclass
from types import FrameType

import click

from shop.core import leases, worker
from shop.core.runtime import Runtime

#: Exit codes. 0: it was asked to stop by a signal. (2 is a mistake in the command line.)
FAILED = 1
PARENT_GONE = 3
STUCK = 4

#: Seconds between two looks whether the parent is still there.
_LOOK = 1.0


@dataclass
class _Ending:
    """Why the worker stops; the first reason counts."""

    stop: threading.Event
    reason: str = ""
    code: int = 0

    def begin(self, reason: str, code: int = 0) -> None:
        if not self.stop.is_set():
            self.reason, self.code = reason, code
            self.stop.set()


def run(shop: Runtime, *, parent: int = 0) -> int:
    """Work until SIGTERM or SIGINT comes, rounds keep failing, or the parent is gone.

    :param parent: Id of the process to end with; 0: none. It must be the parent of this process.
    :returns: The exit code; why it ended has been written to standard error.
    """
    ending = _Ending(threading.Event())

    def asked(number: int, _frame: FrameType | None) -> None:
        ending.begin(f"it received {signal.Signals(number).name}")

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
    if parent:
        threading.Thread(target=_follow, args=(parent, ending), daemon=True).start()
    try:
        worker.work(shop, ending.stop, when_stuck=_give_up)
    except worker.KeepsFailing as problem:
        ending.begin(str(problem), FAILED)
    _say(ending.reason, ending.code)
    return ending.code


def _say(reason: str, code: int) -> None:
    click.echo(f"The worker ends: {reason} (exit code {code}).", err=True)
    sys.stderr.flush()


def _give_up() -> None:
    """End a worker that hangs: its thread would not heed anything else. Its leases lapse."""
    minutes = round(leases.LONGEST_SECONDS / 60)
    _say(f"its round takes longer than {minutes} minutes", STUCK)
    os._exit(STUCK)


def _follow(parent: int, ending: _Ending) -> None:
    """End the worker when the process that started it is gone, killed or not."""
    while os.getppid() == parent:
        if ending.stop.wait(_LOOK):
            return
    ending.begin(f"its parent, process {parent}, is gone", PARENT_GONE)
