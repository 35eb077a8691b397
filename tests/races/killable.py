"""A worker in a process of its own that can be held, and killed, in the middle of its work."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shop import create_app
from shop.aftersales import services as aftersales
from shop.catalog.services import conflicts
from shop.core import letters, pictures, relay, worker
from shop.payments import collect, inbox, refunds, settle
from shop.shipping import live
from tests.flows.fixtures import shop_settings

#: What the worker is held in -> the function at which it is held, and whether before or after it.
#: ``after`` within a transaction means: everything is done, and nothing is committed.
HOLDS: dict[str, tuple[Any, str, str]] = {
    "payments.inbox": (inbox, "_act", "after"),
    "payments.expire": (settle, "expire_overdue", "after"),
    "payments.withdraw": (collect, "_record_withdrawal", "before"),
    "payments.refunds": (refunds, "record", "before"),
    "payments.tidy": (inbox, "tidy", "after"),
    "payments.demo": (inbox, "receive", "before"),
    "core.pictures": (pictures, "_settle", "before"),
    "orders.deliver": (aftersales, "deliver_overdue", "after"),
    "catalog.expired_permissions": (conflicts, "check_expired", "after"),
    "tidy": (live, "tidy", "after"),
    "events": (relay, "_hand_over", "after"),
    "letters": (letters.FolderMailer, "send", "after"),
}

#: One process that has imported the shop and is forked for each worker: a start takes no second.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])


class RunningClock:
    """A clock that starts at a given instant and runs."""

    def __init__(self, at: dt.datetime) -> None:
        self.at, self.since = at, time.monotonic()

    def now(self) -> dt.datetime:
        return self.at + dt.timedelta(seconds=time.monotonic() - self.since)


def run(url: str, folder: str, at: dt.datetime, hold: str, mark: str) -> None:
    """Work until SIGTERM; with ``hold`` stop there for ever, and say so by creating ``mark``."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    if hold:
        _hold(*HOLDS[hold], mark=Path(mark))
    app = create_app(shop_settings(url, Path(folder)), clock=RunningClock(at))
    with app.test_request_context("/"):
        worker.work(app.extensions["shop"], stop)


def _hold(owner: Any, name: str, when: str, *, mark: Path) -> None:
    original: Callable[..., Any] = getattr(owner, name)

    def held(*values: Any, **named: Any) -> Any:
        result = original(*values, **named) if when == "after" else None
        mark.touch()
        threading.Event().wait()
        return result

    setattr(owner, name, held)


@contextmanager
def working(url: str, folder: Path, at: dt.datetime, *, hold: str = "") -> Iterator[Any]:
    """Run a worker while the block runs.

    :param at: What its clock says at its start.
    :param hold: Where it is held; the block begins when it has got there.
    """
    mark = folder / f"held-{hold}-{at:%H%M%S}"
    arguments = (url, str(folder), at, hold, str(mark))
    process = CONTEXT.Process(target=run, args=arguments, daemon=True)
    process.start()
    try:
        if hold:
            until = time.monotonic() + 60
            while not mark.exists():
                assert process.is_alive(), f"the worker ended with {process.exitcode}"
                assert time.monotonic() < until, f"the worker never came to {hold}"
                time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.join(timeout=30)
