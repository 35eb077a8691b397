"""Callbacks over HTTP: genuine ones are stored once, everything else is a clear 4xx."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import stripe as sdk
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shop import create_app
from shop.core import worker
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.runtime import Runtime
from shop.orders.models import OrderState
from shop.payments import demo
from shop.payments.demo import DemoProvider
from shop.payments.models import InboxRow
from shop.payments.ports import About, Providers
from shop.payments.stripe import StripeTransport
from tests.conftest import make_settings
from tests.payments.till import Till
from tests.stripe_fake import TEST_KEY, FakeStripe, signature

SECRETS = ("whsec_old", "whsec_new")
PATH = "/payments/stripe/webhook"


@pytest.fixture
def fake(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    monkeypatch.setattr(sdk, "enable_telemetry", False)
    fake = FakeStripe(clock=clock, webhook_secrets=[SECRETS[1]])
    yield fake
    assert fake.mistakes == []


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: FixedClock, fake: FakeStripe) -> Iterator[Flask]:
    settings = make_settings(
        database_url=database_url,
        database_pool_size=20,
        data_dir=tmp_path / "data",
        providers="demo,stripe,bank_transfer",
        stripe_secret_key=TEST_KEY,
        stripe_webhook_secrets=",".join(SECRETS),
    )
    application = create_app(settings, clock=clock, ports={StripeTransport: fake.transport()})
    application.testing = True
    yield application
    _runtime(application).database.engine.dispose()


@pytest.fixture
def till(app: Flask, database: Database, fake: FakeStripe) -> Till:
    return Till(database, _runtime(app).port(Providers), fake)


@pytest.fixture
def paid(till: Till) -> str:
    """An order that was paid at Stripe and of which we have not heard yet."""
    number = till.order()
    payment = till.begin(number, "stripe")
    till.fake.pay(till.payment(payment).reference or "")
    return number


def test_a_genuine_notification_is_stored_and_worked_off(
    app: Flask, client: FlaskClient, till: Till, paid: str
) -> None:
    body, headers = _completed(till)

    answer = client.post(PATH, data=body, headers=headers)

    assert answer.status_code == 200
    assert answer.data == b""
    assert "Set-Cookie" not in answer.headers
    assert till.order_row(paid).state == OrderState.PLACED
    with app.app_context():
        worker.tick(_runtime(app))
    assert till.order_row(paid).state == OrderState.PAID
    till.assert_books_hold()


@pytest.mark.parametrize("secret", SECRETS)
def test_either_secret_is_good_while_one_is_replaced(
    client: FlaskClient, till: Till, paid: str, secret: str
) -> None:
    (delivery,) = till.fake.deliveries(
        types=["checkout.session.completed"], secrets=[secret], signed_at=int(time.time())
    )

    assert client.post(PATH, data=delivery[0], headers=delivery[1]).status_code == 200
    assert len(till.all(InboxRow)) == 1


def test_repeated_deliveries_are_answered_alike_and_stored_once(
    client: FlaskClient, till: Till, paid: str
) -> None:
    body, headers = _completed(till)

    answers = [client.post(PATH, data=body, headers=headers).status_code for _time in range(5)]

    assert answers == [200] * 5
    assert len(till.all(InboxRow)) == 1


def test_types_of_no_interest_are_acknowledged_and_not_stored(
    client: FlaskClient, till: Till, paid: str
) -> None:
    others = [
        delivery
        for delivery in till.fake.deliveries(signed_at=int(time.time()))
        if not delivery.event["type"].startswith("checkout.session.")
    ]
    assert others

    for body, headers in others:
        assert client.post(PATH, data=body, headers=headers).status_code == 200

    assert till.all(InboxRow) == []


def test_every_notification_of_a_life_in_any_order_leads_to_one_end(
    app: Flask, client: FlaskClient, till: Till, paid: str
) -> None:
    for body, headers in reversed(till.fake.deliveries(signed_at=int(time.time()))):
        assert client.post(PATH, data=body, headers=headers).status_code == 200

    while till.inbox():
        pass

    assert till.order_row(paid).state == OrderState.PAID
    assert len(till.posting_keys()) == 1


@pytest.mark.race
def test_one_notification_fifty_times_at_once(app: Flask, till: Till, paid: str) -> None:
    body, headers = _completed(till)
    barrier, answers = threading.Barrier(50), []

    def deliver() -> None:
        with app.test_client() as client:
            barrier.wait()
            answers.append(client.post(PATH, data=body, headers=headers).status_code)
            till.inbox()

    threads = [threading.Thread(target=deliver) for _number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [200] * 50
    assert len(till.all(InboxRow)) == 1
    assert len(till.posting_keys()) == 1
    assert till.order_row(paid).state == OrderState.PAID
    till.assert_books_hold()


# -- hostile bodies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda b, h: (b.replace(b"paid", b"Paid"), h), id="tampered"),
        pytest.param(lambda b, h: (b[:-5], h), id="cut off"),
        pytest.param(lambda b, h: (b, {}), id="unsigned"),
        pytest.param(lambda b, h: (b"", h), id="empty"),
        pytest.param(lambda b, h: (b"\xff\xfe\x00", h), id="not utf-8"),
        pytest.param(lambda b, h: (b, _signed(b, "whsec_wrong")), id="wrong secret"),
        pytest.param(lambda b, h: (b, _signed(b, age=600)), id="stale"),
        pytest.param(lambda b, h: (b"\xff\xfe", _signed(b"\xff\xfe")), id="signed non-utf-8"),
        pytest.param(lambda b, h: (b"{", _signed(b"{")), id="signed half JSON"),
        pytest.param(lambda b, h: (b"[]", _signed(b"[]")), id="signed list"),
        pytest.param(lambda b, h: (b"null", _signed(b"null")), id="signed null"),
        pytest.param(lambda b, h: (b"{}", _signed(b"{}")), id="signed nothing"),
        pytest.param(lambda b, h: (b'{"object":"v2.core.event"}', _signed(b'{"object":"v2.core.event"}')), id="thin event"),
        pytest.param(lambda b, h: (b, {"Stripe-Signature": "t=x,v1=\u00e9"}), id="odd header"),
    ],
)  # fmt: skip
def test_what_is_not_stripes_is_refused(
    client: FlaskClient, till: Till, paid: str, change: object
) -> None:
    assert callable(change)
    body, headers = change(*_completed(till))

    answer = client.post(PATH, data=body, headers=headers)

    _assert_problem(answer, 400, "bad_notification")
    assert till.all(InboxRow) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda event: event.update(id="evt_\u0000"), id="a NUL in its id"),
        pytest.param(lambda event: event.update(id="evt_\ud800"), id="half a character in its id"),
        pytest.param(lambda event: event.update(id="evt_" + "x" * 200), id="a long id"),
        pytest.param(lambda event: event.update(id=17), id="a number for its id"),
        pytest.param(lambda event: event.update(type=["a"]), id="a list for its type"),
        pytest.param(lambda event: event["data"].update(object=[1]), id="a list for its object"),
        pytest.param(lambda event: event["data"].update(object=None), id="no object"),
        pytest.param(lambda event: event["data"]["object"].update(id={"a": 1}), id="an odd object id"),
        pytest.param(lambda event: event["data"]["object"].update(id="cs_\x00"), id="a NUL inside"),
        pytest.param(lambda event: event.update(data="x"), id="text for its data"),
    ],
)  # fmt: skip
def test_a_signed_event_with_odd_contents_is_refused_and_not_stored(
    client: FlaskClient, till: Till, paid: str, change: Callable[[dict[str, Any]], None]
) -> None:
    event = json.loads(_completed(till)[0])
    change(event)
    body = json.dumps(event).encode()

    answer = client.post(PATH, data=body, headers=_signed(body))

    _assert_problem(answer, 400, "bad_notification")
    assert till.all(InboxRow) == []


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"a":' * 40_000 + b"1" + b"}" * 40_000, id="deep objects"),
        pytest.param(b"[" * 100_000, id="deep lists"),
        pytest.param(b'{"object":"event","data":{"object":' + b"[" * 900 + b"]" * 900 + b"}}", id="a deep object"),
        pytest.param(b"9" * 10_000, id="a long number"),
        pytest.param(b'{"id":NaN,"object":"event"}', id="no number"),
        pytest.param(b'"text"', id="text"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("provider", ["stripe", "demo"])
def test_a_signed_body_that_is_no_event_is_refused(
    app: Flask, client: FlaskClient, till: Till, body: bytes, provider: str
) -> None:
    headers = _signed(body) if provider == "stripe" else _signed_by_demo(app, body)

    answer = client.post(f"/payments/{provider}/webhook", data=body, headers=headers)

    _assert_problem(answer, 400, "bad_notification")
    assert till.all(InboxRow) == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda: 1 // 0, id="an exception"),
        pytest.param(lambda: {"event_id": "evt_1"}, id="another type"),
    ],
)
def test_a_drivers_mistake_with_a_notification_asks_its_provider_to_send_it_again(
    database_url: str, tmp_path: Path, answer: Callable[[], Any]
) -> None:
    class Broken:
        name = "rusak"

        def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Any:
            return answer()

    settings = make_settings(database_url=database_url, data_dir=tmp_path / "data")
    application = create_app(settings, ports={Providers: Providers([Broken()])})  # type: ignore[list-item]

    received = application.test_client().post("/payments/rusak/webhook", data=b"{}")

    _assert_problem(received, 400, "bad_notification")
    _runtime(application).database.engine.dispose()


def test_events_of_the_live_mode_are_refused_by_a_test_key(
    client: FlaskClient, till: Till, paid: str
) -> None:
    body = (
        _completed(till)[0]
        .replace(b'"livemode": false', b'"livemode": true')
        .replace(b'"livemode":false', b'"livemode":true')
    )

    answer = client.post(PATH, data=body, headers=_signed(body))

    _assert_problem(answer, 400, "bad_notification")


def test_far_too_long_a_body_is_refused_unread(client: FlaskClient, till: Till) -> None:
    answer = client.post(PATH, data=b"x" * (256 * 1024 + 1))

    _assert_problem(answer, 413, "http_413")


@pytest.mark.parametrize("name", ["nobody", "DEMO", "..", "%00", "x" * 500])
def test_unknown_providers_do_not_exist(client: FlaskClient, name: str) -> None:
    answer = client.post(f"/payments/{name}/webhook", data=b"{}")

    assert answer.status_code == 404


def test_a_bank_account_calls_nobody(client: FlaskClient) -> None:
    answer = client.post("/payments/bank_transfer/webhook", data=b"{}")

    _assert_problem(answer, 400, "bad_notification")


@pytest.mark.parametrize("verb", ["get", "put", "delete", "patch"])
def test_only_posts_are_notifications(client: FlaskClient, verb: str) -> None:
    assert getattr(client, verb)(PATH).status_code == 405


def test_the_demo_calls_back_the_same_way(
    app: Flask, client: FlaskClient, till: Till, clock: FixedClock
) -> None:
    number = till.order()
    payment = till.begin(number)
    reference = till.payment(payment).reference or ""
    body, headers = _demo(app).write_notification(
        kind="checkout.paid", about=About.CHECKOUT, reference=reference
    )

    assert client.post("/payments/demo/webhook", data=body, headers=headers).status_code == 200
    forged = client.post("/payments/demo/webhook", data=body + b" ", headers=headers)
    clock.advance(minutes=6)
    stale = client.post("/payments/demo/webhook", data=body, headers=headers)

    _assert_problem(forged, 400, "bad_notification")
    _assert_problem(stale, 400, "bad_notification")
    assert [row.reference for row in till.all(InboxRow)] == [reference]


def test_a_callback_needs_neither_token_nor_origin(
    client: FlaskClient, till: Till, paid: str
) -> None:
    body, headers = _completed(till)
    elsewhere = {**headers, "Origin": "https://stripe.example", "Sec-Fetch-Site": "cross-site"}

    assert client.post(PATH, data=body, headers=elsewhere).status_code == 200


def _completed(till: Till) -> tuple[bytes, dict[str, str]]:
    """The delivery that matters, signed by the machine's clock, which the SDK looks at."""
    (found,) = till.fake.deliveries(
        types=["checkout.session.completed"], signed_at=int(time.time())
    )
    body, headers = found
    return body, dict(headers)


def _signed(body: bytes, secret: str = SECRETS[1], *, age: int = 0) -> dict[str, str]:
    signed_at = int(time.time()) - age
    return {"Stripe-Signature": signature(body, [secret], signed_at)}


def _signed_by_demo(app: Flask, body: bytes) -> dict[str, str]:
    provider = _demo(app)
    signed_at = str(int(provider.database.clock.now().timestamp()))
    return {demo.SIGNATURE: f"{signed_at}.{provider._sign(signed_at, body)}"}


def _assert_problem(answer: TestResponse, status: int, code: str) -> None:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == code
    assert answer.headers["Cache-Control"] == "no-store"


def _runtime(app: Flask) -> Runtime:
    found: Runtime = app.extensions["shop"]
    return found


def _demo(app: Flask) -> DemoProvider:
    provider = _runtime(app).port(Providers).named("demo")
    assert isinstance(provider, DemoProvider)
    return provider
