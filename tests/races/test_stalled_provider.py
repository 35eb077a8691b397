"""A payment service that does not answer stops nobody but those who wait for it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from shop.orders.models import Order
from shop.payments.models import Payment
from tests.browser.stage import Clock
from tests.flows.fixtures import SECRET
from tests.flows.visitor import Opened
from tests.flows.world import World
from tests.races.crowd import Click, at_once, crowd
from tests.races.served import Served, served
from tests.stripe_fake import TEST_KEY
from tests.stripe_fake.hosted_page import hosted_page
from tests.stripe_fake.serving import serving

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]

PAGES = (*["/health/live"] * 40, *["/"] * 40, *["/batik/"] * 40, *["/batik/kain-unique"] * 80)
#: Calls to one service that a process with eight threads makes at once: half of six places.
CALLS = 3


@pytest.fixture
def clock() -> Any:
    """The machine's clock: the server is another process and has no other."""
    return Clock()


@dataclass
class Stall:
    """A Stripe that takes a call and says nothing until it is released."""

    application: Any
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    released: threading.Event = field(default_factory=threading.Event)

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == "/v1/checkout/sessions":
            self.begun.release()
            assert self.released.wait(timeout=500)
        return self.application(environ, start)


@contextmanager
def stalling_shop(
    world: World, database_url: str, folder: Path, **settings: str
) -> Iterator[tuple[Served, Stall]]:
    stall = Stall(hosted_page(world.fake))
    with serving(stall) as stripe:
        world.fake.account.page_base = stripe
        with served(
            database_url,
            folder,
            providers="demo,stripe,bank_transfer",
            stripe_secret_key=TEST_KEY,
            stripe_webhook_secrets=SECRET,
            stripe_api_base=stripe,
            **settings,
        ) as server:
            try:
                yield server, stall
            finally:
                stall.released.set()


def buy(server: Served, click: Click) -> requests.Response:
    return server.post("/checkout/place", click.fields, click.cookies)


def test_200_pages_are_answered_while_ten_buyers_meet_a_provider_that_stalls(
    world: World, database_url: str, tmp_path: Path
) -> None:
    clicks = [
        Click(click.cookies, {**click.fields, "provider": "stripe"})
        for click in crowd(world, "ordered", 10)
    ]
    with (
        stalling_shop(world, database_url, tmp_path, payment_seconds="60") as (server, stall),
        ThreadPoolExecutor(10) as pool,
    ):
        buying = [pool.submit(buy, server, click) for click in clicks]
        for _ in range(CALLS):
            assert stall.begun.acquire(timeout=120)
        sent_on = _done(buying, 10 - CALLS)

        pages = at_once(server.get, PAGES, threads=32)
        still_waiting = [buyer for buyer in buying if not buyer.done()]
        stall.released.set()

        assert Counter(page.status_code for page in pages) == {200: 200}, server.said()[-3000:]
        assert len(still_waiting) == CALLS, "no page waited for a call"
        to_stripe = [buyer.result(timeout=120) for buyer in still_waiting]
        assert {answer.status_code for answer in [*sent_on, *to_stripe]} == {303}
        assert all("/pay/cs_" in answer.headers["Location"] for answer in to_stripe)
        again = [_pay_again(server, answer) for answer in sent_on]

    assert all("/pay/cs_" in address for address in again)
    _all_ten_are_paid_once(world)


def _done(buying: list[Future[requests.Response]], number: int) -> list[requests.Response]:
    """Wait until so many buyers have their answer."""
    over = threading.Semaphore(0)
    for buyer in buying:
        buyer.add_done_callback(lambda _: over.release())
    for _ in range(number):
        assert over.acquire(timeout=120)
    return [buyer.result() for buyer in buying if buyer.done()]


def _pay_again(server: Served, sent_on: requests.Response) -> str:
    """Follow a buyer who was not let through: the order's page says why, and its button works."""
    location = urlsplit(sent_on.headers["Location"])
    assert parse_qs(location.query)["unpaid"] == ["provider_down"]
    browser = requests.Session()
    answer = browser.get(server.address + f"{location.path}?{location.query}", timeout=120)
    page = Opened(answer.url, answer.status_code, answer.text, answer.headers)
    assert page.status == 200
    assert "Layanan pembayaran sedang tidak menjawab. Anda belum ditagih." in page.text
    form = page.form("/pay")
    paid = browser.post(
        server.address + urlsplit(form.action).path,
        data={**form.fields, "provider": "stripe"},
        headers={"Origin": server.address},
        timeout=120,
        allow_redirects=False,
    )
    assert paid.status_code == 303, paid.text[-2000:]
    return str(paid.headers["Location"])


def _all_ten_are_paid_once(world: World) -> None:
    for payment in world.all(Payment):
        world.fake.pay(payment.reference)
    assert set(world.deliver()) == {200}
    world.work()
    orders, payments = world.all(Order), world.all(Payment)
    assert [order.state for order in orders] == ["paid"] * 10
    assert len({order.cart_id for order in orders}) == 10
    assert sorted(payment.order_id for payment in payments) == sorted(o.id for o in orders)
    assert {payment.state for payment in payments} == {"captured"}


def test_a_buyer_is_not_kept_longer_than_the_setting_says_and_the_order_stands(
    world: World, database_url: str, tmp_path: Path
) -> None:
    (click,) = crowd(world, "ordered", 1)
    click = Click(click.cookies, {**click.fields, "provider": "stripe"})
    with stalling_shop(world, database_url, tmp_path, payment_seconds="3") as (server, stall):
        answer = buy(server, click)

        assert stall.begun.acquire(timeout=1)
        assert not stall.released.is_set()
        assert answer.status_code == 303
        assert "unpaid=provider_down" in answer.headers["Location"]
        stall.released.set()
        _pay_again(server, answer)
    (order,) = world.all(Order)
    assert order.state == "placed"
    (payment,) = world.all(Payment)
    assert payment.state == "started"
    assert len(world.fake.account.rows("checkout.session")) == 1
