"""A payment driver that breaks its port: the order stands and the buyer gets a clear answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from shop import create_app
from shop.core import links
from shop.core.clock import FixedClock
from shop.core.i18n import lazy_gettext
from shop.core.settings import Settings
from shop.orders.models import Order, OrderState
from shop.payments import collect, reconcile
from shop.payments.models import Payment, PaymentState
from shop.payments.ports import (
    BankAccount,
    Notification,
    Observed,
    Offer,
    Outcome,
    PaymentRequest,
    Providers,
    Started,
)
from tests.storefront.shopper import Shopper, make_wares, open_shop

TITLE = lazy_gettext("Bank transfer")


class Driver:
    """A foreign package's driver: each method answers what the test wants."""

    name = "asing"
    hold: dt.timedelta | None = None
    longest: dt.timedelta | None = None
    account: BankAccount | None = None

    def __init__(self) -> None:
        self.offers: Callable[[], Any] = lambda: Offer(self.name, TITLE, TITLE)
        self.starts: Callable[[], Any] = lambda: Started("ext_1", "https://pay.example/1")
        self.fetches: Callable[[], Any] = lambda: Observed("ext_1", "", Outcome.OPEN)
        self.withdraws: Callable[[], Any] = lambda: None

    def offer(self, total_minor: int) -> Any:
        return self.offers()

    def start(self, request: PaymentRequest) -> Any:
        return self.starts()

    def fetch(self, reference: str) -> Any:
        return self.fetches()

    def withdraw(self, reference: str) -> None:
        self.withdraws()

    def refund(self, request: Any) -> Any:
        raise AssertionError

    def fetch_refund(self, reference: str) -> Any:
        raise AssertionError

    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notification | None:
        raise AssertionError

    def recent(self, since: dt.datetime) -> Iterator[Observed]:
        raise ValueError("no such list")


def crash() -> Any:
    raise KeyError("token")


WRONG = [
    pytest.param(crash, id="an exception"),
    pytest.param(lambda: Started(17, None), id="fields of other types"),  # type: ignore[arg-type]
    pytest.param(lambda: Started("ext_1", "javascript:alert(1)"), id="no web address"),
]


@pytest.fixture
def driver() -> Driver:
    return Driver()


@pytest.fixture
def app(settings: Settings, clock: FixedClock, driver: Driver) -> Iterator[Flask]:
    application = create_app(settings, clock=clock, ports={Providers: Providers([driver])})
    yield application
    application.extensions["shop"].database.engine.dispose()


@pytest.fixture
def buyer(db: Session, app: Flask) -> Shopper:
    open_shop(db)
    shopper = Shopper(app.test_client())
    shopper.add(make_wares(db, stock=3))
    return shopper


@pytest.mark.parametrize("answer", WRONG)
def test_the_order_stands_and_can_be_paid_when_the_driver_is_mended(
    app: Flask, db: Session, buyer: Shopper, driver: Driver, answer: Callable[[], Any]
) -> None:
    driver.starts = answer

    placed = buyer.place(buyer.to_payment())
    page = buyer.get(placed.headers["Location"])
    again = pay(app, db, buyer)

    assert placed.status_code == 303
    assert "/order/C26-" in placed.headers["Location"]
    assert page.status_code == 200
    assert again.status_code == 503
    assert again.headers["Retry-After"] == "30"
    assert "Layanan pembayaran sedang tidak menjawab" in again.text
    assert one(db, Order).state == OrderState.PLACED
    assert one(db, Payment).reference is None
    driver.starts = lambda: Started("ext_1", "https://pay.example/1")
    mended = pay(app, db, buyer)
    assert mended.headers["Location"] == "https://pay.example/1"
    assert one(db, Payment).state == PaymentState.STARTED


@pytest.mark.parametrize("answer", [crash, lambda: "yes"], ids=["an exception", "another type"])
def test_a_driver_that_cannot_make_an_offer_is_not_offered(
    db: Session, buyer: Shopper, driver: Driver, answer: Callable[[], Any]
) -> None:
    page = buyer.to_payment()
    driver.offers = answer

    opened, refused = buyer.get("/checkout/pay"), buyer.place(page)

    assert opened.status_code == 200
    assert 'value="asing"' not in opened.text
    assert refused.status_code == 422
    assert db.scalars(sa.select(Order)).all() == []
    db.rollback()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(crash, id="an exception"),
        pytest.param(lambda: Observed("ext_1", "", "paid"), id="an unknown outcome"),  # type: ignore[arg-type]
        pytest.param(lambda: Observed("ext_1", "", Outcome.CAPTURED, "450"), id="a text for money"),  # type: ignore[arg-type]
    ],
)
def test_coming_back_from_a_broken_driver_opens_the_order_and_books_nothing(
    db: Session, buyer: Shopper, driver: Driver, answer: Callable[[], Any]
) -> None:
    buyer.place(buyer.to_payment())
    driver.fetches = answer
    with buyer.client.application.test_request_context():
        address = links.order_address(one(db, Order).number)

    page = buyer.get(f"{address.removeprefix('http://localhost')}&paid=1")

    assert page.status_code == 200
    assert one(db, Order).state == OrderState.PLACED
    assert one(db, Payment).state == PaymentState.STARTED


def test_a_driver_that_cannot_withdraw_or_list_keeps_nobody_else_waiting(
    app: Flask, db: Session, buyer: Shopper, driver: Driver, clock: FixedClock
) -> None:
    buyer.place(buyer.to_payment())
    db.execute(sa.update(Payment).values(state=PaymentState.CLOSED))
    db.commit()
    driver.withdraws = crash
    shop = app.extensions["shop"]

    told = collect.withdraw_closed(shop.database, shop.port(Providers))
    found = reconcile.reconcile(shop.database, shop.port(Providers), clock.now())

    assert told == 0
    assert one(db, Payment).withdrawn_at is None
    assert [finding["kind"] for finding in found] == ["provider_down"]


def one(db: Session, table: type[Any]) -> Any:
    found = db.scalars(sa.select(table)).one()
    db.expunge_all()
    db.rollback()
    return found


def pay(app: Flask, db: Session, buyer: Shopper) -> Any:
    number = one(db, Order).number
    with app.test_request_context():
        token = links.order_token(number)
    page = buyer.get(f"/order/{number}?t={token}")
    assert page.status_code == 200
    return buyer.post(f"/order/{number}/pay", {"t": token, "provider": "asing"})
