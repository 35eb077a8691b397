"""The server side of a browser test: shop, worker and Stripe, each in a thread, on loopback."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from shop import create_app
from shop.core import worker
from shop.core.db import Model
from shop.core.runtime import Runtime
from shop.operations.verify import verify
from shop.orders.models import Order
from tests.flows.fixtures import SECRET, shop_settings
from tests.stripe_fake import FakeStripe
from tests.stripe_fake.hosted_page import hosted_page
from tests.stripe_fake.serving import serving


class Clock:
    """The machine's clock, which a test may put forward."""

    def __init__(self) -> None:
        self.ahead = dt.timedelta()

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    def advance(self, **delta: float) -> None:
        self.ahead += dt.timedelta(**delta)


@dataclass
class Stage:
    """A running shop."""

    app: Flask
    address: str
    facts: dict[str, Any]
    clock: Clock
    fake: FakeStripe
    faults: list[str] = field(default_factory=list)

    @property
    def shop(self) -> Runtime:
        runtime: Runtime = self.app.extensions["shop"]
        return runtime

    def all(self, model: type[Model]) -> list[Any]:
        """All rows of a table, the oldest first."""
        with self.shop.database.reading() as db:
            return list(db.scalars(sa.select(model).order_by(sa.text("id"))))

    def newest(self, model: type[Model]) -> Any:
        """The row that was written last."""
        return self.all(model)[-1]

    def wait_for(self, what: Callable[[], bool], *, seconds: float = 20) -> None:
        """Wait until something that the worker does is done."""
        until = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < until, "the worker did not do it in time"
            time.sleep(0.05)

    def wait_for_order(self, state: str) -> Order:
        """Wait until the newest order has a state."""
        self.wait_for(lambda: self.newest(Order).state == state)
        order: Order = self.newest(Order)
        return order

    def wait_until_idle(self) -> None:
        """Wait until nothing is left in any queue."""
        self.wait_for(
            lambda: (
                not any(
                    count for name, count in worker.pending(self.shop).items() if name != "jobs"
                )
            )
        )

    def pieces(self, sold_as: str, number: int) -> list[str]:
        """Slugs of pieces of different artisans."""
        found: dict[str, str] = {}
        for entry in self.facts["listings"][sold_as]:
            found.setdefault(entry["artisan"], entry["slug"])
        return list(found.values())[:number]

    def assert_quiet(self) -> None:
        """Nothing failed on the server, and every invariant holds."""
        self.wait_until_idle()
        assert self.faults == []
        with self.shop.database.reading() as db:
            assert [finding for finding in verify(db) if not finding.holds] == []


@contextmanager
def set_up(folder: Path, facts: dict[str, Any]) -> Iterator[Stage]:
    """Serve the shop in ``folder`` with a worker and a Stripe that it reaches over HTTP."""
    clock = Clock()
    fake = FakeStripe(clock=clock, webhook_secrets=[SECRET])
    apps: dict[str, Any] = {}  # the shop must know its own address before it can be made
    with serving(lambda *request: apps["shop"](*request)) as address:  # noqa: PLW0108
        stripe = hosted_page(fake, webhook_url=f"{address}/payments/stripe/webhook")
        with serving(stripe) as stripe_address:
            fake.account.page_base = stripe_address
            settings = shop_settings(
                f"sqlite:///{folder / 'shop.db'}",
                folder,
                public_url=address,
                stripe_api_base=stripe_address,
                database_pool_size=10,
            )
            app = create_app(settings, clock=clock)
            stage = Stage(app, address, facts, clock, fake)
            app.register_error_handler(500, lambda error: _note(stage, error))
            apps["shop"] = app
            with _working(app, address):
                yield stage
    assert fake.mistakes == []
    stage.shop.database.engine.dispose()


def _note(stage: Stage, error: Any) -> tuple[str, int]:
    stage.faults.append(repr(error.original_exception))
    return "fault", 500


@contextmanager
def _working(app: Flask, address: str) -> Iterator[None]:
    stop = threading.Event()

    def work() -> None:
        with app.test_request_context("/", base_url=address):
            worker.work(app.extensions["shop"], stop)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join(timeout=30)
