"""The demo provider's page: everything that a real one might do to a shop."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from shop import create_app
from shop.core import worker
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.settings import BadSettings, read_settings
from shop.orders.models import OrderState
from shop.payments.models import DemoCheckout, InboxRow, PaymentState, TransferProof
from shop.payments.ports import Providers
from tests.conftest import make_settings
from tests.core.test_settings import PRODUCTION
from tests.payments.till import Till
from tests.stripe_fake import FakeStripe


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Flask]:
    settings = make_settings(database_url=database_url, data_dir=tmp_path / "data")
    application = create_app(settings, clock=clock)
    application.testing = True
    yield application
    application.extensions["shop"].database.engine.dispose()


@pytest.fixture
def shop(app: Flask, database: Database, fake: FakeStripe) -> Till:
    return Till(database, app.extensions["shop"].port(Providers), fake)


@pytest.fixture
def payment(shop: Till) -> str:
    return shop.begin(shop.order())


def test_the_page_says_that_it_is_a_test_and_what_it_is_for(
    client: FlaskClient, shop: Till, payment: str
) -> None:
    page = client.get(_path(shop, payment))

    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert 'class="acting"' in text
    assert shop.order_of(payment).number in text
    assert "Rp470.000" in text
    assert 'content="noindex"' in text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_address_is_in_the_orders_language(shop: Till) -> None:
    english = shop.payment(shop.begin(shop.order(locale="en")))
    indonesian = shop.payment(shop.begin(shop.order(locale="id")))

    assert english.redirect_url.startswith("http://localhost/en/pay/demo/")
    assert indonesian.redirect_url.startswith("http://localhost/pay/demo/")


@pytest.mark.parametrize("action", ["pay", "duplicate", "disorder", "secure"])
def test_paying_leads_back_to_the_shop_and_to_a_paid_order(
    app: Flask, client: FlaskClient, shop: Till, payment: str, action: str
) -> None:
    answer = _press(client, shop, payment, action)

    assert answer.status_code == 303
    assert answer.location == "http://localhost/order/x?paid=1"
    assert shop.order_of(payment).state == OrderState.PLACED, "the way back proves nothing"
    _work(app)
    assert shop.order_of(payment).state == OrderState.PAID
    shop.assert_books_hold()


@pytest.mark.parametrize("action", ["decline", "refuse"])
def test_a_declined_buyer_stays_and_may_try_again(
    app: Flask, client: FlaskClient, shop: Till, payment: str, action: str
) -> None:
    answer = _press(client, shop, payment, action)
    _work(app)

    assert answer.status_code == 402
    assert 'role="alert"' in answer.get_data(as_text=True)
    assert shop.payment(payment).state == PaymentState.STARTED
    _press(client, shop, payment, "pay")
    _work(app)
    assert shop.order_of(payment).state == OrderState.PAID


def test_three_d_secure_is_a_second_page(client: FlaskClient, shop: Till, payment: str) -> None:
    answer = _press(client, shop, payment, "challenge")

    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'value="secure"' in text
    assert 'value="refuse"' in text
    assert shop.all(DemoCheckout)[0].state == "open"


def test_paying_later_arrives_with_the_workers_next_rounds(
    app: Flask, client: FlaskClient, shop: Till, payment: str
) -> None:
    _press(client, shop, payment, "later")
    assert shop.all(DemoCheckout)[0].state == "underway"

    _work(app)

    assert shop.order_of(payment).state == OrderState.PAID


def test_paying_after_the_end_arrives_late_and_revives_the_order(
    app: Flask, client: FlaskClient, shop: Till, payment: str, clock: FixedClock
) -> None:
    _press(client, shop, payment, "late")
    clock.advance(minutes=31)
    _work(app)
    assert shop.order_of(payment).state == OrderState.EXPIRED
    assert shop.all(DemoCheckout)[0].state == "underway"

    clock.advance(minutes=31)
    _work(app)

    assert shop.order_of(payment).state == OrderState.PAID
    shop.assert_books_hold()


def test_an_ended_page_offers_to_pay_too_late(
    app: Flask, client: FlaskClient, shop: Till, payment: str, clock: FixedClock
) -> None:
    clock.advance(minutes=31)
    _work(app)

    text = client.get(_path(shop, payment)).get_data(as_text=True)
    assert 'value="pay"' in text
    assert 'value="decline"' not in text
    _press(client, shop, payment, "pay")
    _work(app)

    assert shop.order_of(payment).state == OrderState.PAID


def test_cancelling_goes_back_and_leaves_the_order_payable(
    client: FlaskClient, shop: Till, payment: str
) -> None:
    answer = _press(client, shop, payment, "cancel")

    assert answer.location == "http://localhost/order/x"
    assert shop.order_of(payment).state == OrderState.PLACED
    assert shop.payment(payment).state == PaymentState.STARTED
    assert shop.start(payment).endswith(_path(shop, payment))


def test_pressing_pay_twice_pays_once(
    app: Flask, client: FlaskClient, shop: Till, payment: str
) -> None:
    token = _token(client, shop, payment)
    for _time in range(2):
        client.post(_path(shop, payment), data={"action": "pay", "csrf_token": token})
    _work(app)

    assert shop.posting_keys() == [f"payment:{payment}:captured"]
    assert len(shop.all(InboxRow)) == 1


@pytest.mark.parametrize("action", ["", "rob", "pay\x00"])
def test_buttons_that_are_not_there_do_nothing(
    client: FlaskClient, shop: Till, payment: str, action: str
) -> None:
    answer = _press(client, shop, payment, action)

    assert answer.status_code == 422
    assert shop.all(DemoCheckout)[0].state == "open"


def test_without_the_forms_token_nothing_happens(
    client: FlaskClient, shop: Till, payment: str
) -> None:
    answer = client.post(_path(shop, payment), data={"action": "pay"})

    assert answer.status_code == 400
    assert shop.all(DemoCheckout)[0].state == "open"


def test_a_page_that_nobody_opened_does_not_exist(client: FlaskClient) -> None:
    assert client.get("/pay/demo/demo_NOBODY").status_code == 404


def test_without_the_demo_there_is_no_page(
    database_url: str, tmp_path: Path, clock: FixedClock
) -> None:
    settings = make_settings(
        database_url=database_url, data_dir=tmp_path / "data", providers="bank_transfer"
    )
    application = create_app(settings, clock=clock)

    assert application.test_client().get("/pay/demo/demo_X").status_code == 404
    application.extensions["shop"].database.engine.dispose()


def test_production_does_not_start_with_the_demo() -> None:
    keys = {**PRODUCTION, "SHOP_PROVIDERS": "demo"}

    with pytest.raises(BadSettings, match="demo provider"):
        read_settings(keys)
    assert read_settings({**keys, "SHOP_ALLOW_DEMO_PROVIDER": "1"}).allow_demo_provider


# -- slips of transfers, on the same blueprint ---------------------------------------------------


def test_a_slip_goes_from_the_page_to_the_staffs_list(client: FlaskClient, shop: Till) -> None:
    payment = shop.begin(shop.order(), "bank_transfer")

    answer = _send_slip(client, shop, payment, _picture())

    assert answer.status_code == 303
    assert answer.location == "http://localhost/order/x"
    (proof,) = shop.all(TransferProof)
    assert (proof.state, proof.sender_name) == ("sent", "Siti")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"<svg onload=alert(1)>"])
def test_what_is_no_picture_is_said_on_a_page(
    client: FlaskClient, shop: Till, content: bytes
) -> None:
    payment = shop.begin(shop.order(), "bank_transfer")

    answer = _send_slip(client, shop, payment, content)

    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="http://localhost/order/x"' in text
    assert 'value="Siti"' in text
    assert shop.all(TransferProof) == []


def test_a_slip_for_nothing_is_not_found(client: FlaskClient, shop: Till, payment: str) -> None:
    assert _send_slip(client, shop, "pay_NOBODY", _picture()).status_code == 404
    assert _send_slip(client, shop, payment, _picture()).status_code == 404


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PNG")
    return out.getvalue()


def _send_slip(client: FlaskClient, shop: Till, payment: str, content: bytes) -> TestResponse:
    token = _token(client, shop, shop.begin(shop.order()))
    return client.post(
        f"/pay/{payment}/proof",
        data={
            "csrf_token": token,
            "sender_name": "Siti",
            "picture": (io.BytesIO(content), "slip.jpg"),
        },
        content_type="multipart/form-data",
    )


def _path(shop: Till, payment: str) -> str:
    return shop.payment(payment).redirect_url.removeprefix("http://localhost")


def _token(client: FlaskClient, shop: Till, payment: str) -> str:
    page = client.get(_path(shop, payment)).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def _press(client: FlaskClient, shop: Till, payment: str, action: str) -> TestResponse:
    token = _token(client, shop, payment)
    return client.post(_path(shop, payment), data={"action": action, "csrf_token": token})


def _work(app: Flask) -> None:
    """Let the worker do everything that is due by the test's clock."""
    runtime = app.extensions["shop"]
    with app.app_context():
        for job in runtime.jobs:
            if job.name.startswith("payments."):
                while job.work():
                    pass
        worker.tick(runtime)
