"""Many buyers before the last click, prepared cheaply; only the click itself goes over HTTP."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from shop.cart.models import Checkout
from shop.cart.owner import Owner, digest
from shop.catalog.models import Variant
from shop.core import clock
from shop.core.http import GUEST_COOKIE
from tests.factories import make_cart
from tests.flows.buying import go_to_pay, put_into_cart
from tests.flows.world import World

#: As many as a large server would let in at once; each has a connection of its own.
THREADS = 32

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Click:
    """A last click on "place order": the browser's cookies and the form's fields."""

    cookies: dict[str, str]
    fields: dict[str, str]

    def send(self, app: Flask) -> TestResponse:
        """Send it, without following where it leads."""
        client = app.test_client()
        for name, value in self.cookies.items():
            client.set_cookie(name, value)
        headers = {"Origin": "http://localhost"}
        return client.post("/checkout/place", data=self.fields, headers=headers)


def one_click(world: World, name: str, quantity: int = 1, provider: str = "demo") -> Click:
    """A guest who has walked to the last page."""
    visitor = world.visitor()
    put_into_cart(world, visitor, name, quantity)
    form = go_to_pay(visitor).form("/checkout/place")
    cookies = {cookie.key: cookie.value for cookie in visitor.client._cookies.values()}
    fields = {field: values[0] for field, values in form.fields.items()}
    return Click(cookies, {**fields, "provider": provider, "accepts_terms": "true"})


def crowd(world: World, name: str, size: int) -> list[Click]:
    """``size`` guests at the last page, each in a browser and at a door of their own.

    The first walks there; the others' carts are written beside the first's.
    """
    first = one_click(world, name)
    return [first, *world.shop.database.run(lambda db: _others(db, world, name, first, size - 1))]


def _others(db: Session, world: World, name: str, first: Click, size: int) -> list[Click]:
    variant = db.get_one(Variant, world.variants[name].id)
    checkout = db.scalars(sa.select(Checkout)).one()
    clicks = []
    for number in range(size):
        token = f"buyer{number:04d}" + "x" * 30
        cart = make_cart(db, (variant, 1), owner=Owner(guest_digest=digest(token)))
        db.add(
            Checkout(
                cart_id=cart.id,
                email=f"buyer-{number}@example.com",
                phone=checkout.phone,
                address={**checkout.address, "street": f"Jalan Contoh {number}"},
                choices=checkout.choices,
                updated_at=clock.now(db),
            )
        )
        clicks.append(
            Click({**first.cookies, GUEST_COOKIE: token}, {**first.fields, "cart": cart.public_id})
        )
    return clicks


def at_once(work: Callable[[T], R], things: Sequence[T], *, threads: int = THREADS) -> list[R]:
    """Do ``work`` to all things, as many at a time as there are threads, from one moment on."""
    threads = min(threads, len(things))
    start = threading.Barrier(threads)
    waiting = threading.local()

    def one(thing: T) -> Any:
        if not getattr(waiting, "over", False):
            waiting.over = True
            start.wait(timeout=60)
        return work(thing)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, things))
