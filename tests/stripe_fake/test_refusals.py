from typing import Any

import pytest
import stripe

from .fake import FakeStripe
from .idempotency import Answer
from .orders import line, make_session, parameters
from .refusals import NotFaked


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        pytest.param({"colour": "indigo"}, "parameter_unknown", "colour", id="unknown"),
        pytest.param(
            {"line_items": [line("Kain", 100_000_00) | {"size": "L"}]},
            "parameter_unknown",
            "line_items[0][size]",
            id="unknown inside",
        ),
        pytest.param(
            {"payment_method_types": ["card"]},
            "payment_method_types_no_longer_supported",
            "payment_method_types",
            id="removed",
        ),
        pytest.param(
            {"line_items": [line("Kain", 1500.5)]},  # type: ignore[arg-type]
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
            id="not whole",
        ),
        pytest.param({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at", id="text"),
        pytest.param({"locale": "jv"}, None, "locale", id="unknown locale"),
        pytest.param({"metadata": "41"}, None, "metadata", id="no mapping"),
        pytest.param({"metadata": {"k": "v" * 501}}, None, "metadata[k]", id="long metadata"),
        pytest.param(
            {"client_reference_id": ""},
            "parameter_invalid_empty",
            "client_reference_id",
            id="empty",
        ),
        pytest.param({"client_reference_id": "x" * 201}, None, "client_reference_id", id="long"),
        pytest.param({"success_url": None}, "parameter_missing", "success_url", id="no way back"),
        pytest.param({"success_url": "/back"}, "url_invalid", "success_url", id="relative"),
        pytest.param({"customer_email": "budi"}, "email_invalid", "customer_email", id="no email"),
        pytest.param({"line_items": None}, "parameter_missing", "line_items", id="nothing"),
        pytest.param(
            {"line_items": [line("Kain", 100_000_00, 0)]},
            None,
            "line_items[0][quantity]",
            id="none of it",
        ),
        pytest.param(
            {"line_items": [line("Kain", -1)]},
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
            id="negative",
        ),
        pytest.param(
            {"line_items": [line("Kain", 100_000_00, currency="IDR")]},
            None,
            "line_items[0][price_data][currency]",
            id="capitals",
        ),
        pytest.param(
            {"line_items": [line("Kain", 100_000_00, currency="xxx")]},
            None,
            "line_items[0][price_data][currency]",
            id="no such currency",
        ),
        pytest.param(
            {"line_items": [line("A", 100_000_00), line("B", 900, currency="usd")]},
            None,
            "line_items",
            id="two currencies",
        ),
        pytest.param(
            {"line_items": [line("Kain", 100_000_00)] * 101}, None, "line_items", id="101 lines"
        ),
    ],
)
def test_what_stripe_refuses_is_refused(
    fake: FakeStripe,
    client: stripe.StripeClient,
    changes: dict[str, Any],
    code: str | None,
    param: str,
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make_session(client, **changes)
    assert (caught.value.code, caught.value.param) == (code, param)
    assert caught.value.http_status == 400
    assert fake.account.tables["checkout.session"] == {}
    assert fake.events == []


@pytest.mark.parametrize(
    ("unit_minor", "code"),
    [
        pytest.param(150_000, "amount_too_small", id="rupiah taken for the minor unit"),
        pytest.param(9_999_99, "amount_too_small", id="just below the least"),
        pytest.param(1_000_000_000_000, "amount_too_large", id="thirteen digits"),
    ],
)
def test_amounts_in_the_wrong_unit_are_refused(
    client: stripe.StripeClient, unit_minor: int, code: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        make_session(client, line_items=[line("Kain", unit_minor)])
    assert caught.value.code == code


def test_amounts_at_the_limits_are_taken(fake: FakeStripe, client: stripe.StripeClient) -> None:
    make_session(client, line_items=[line("Kain", 10_000_00)])
    make_session(client, line_items=[line("Kain", 999_999_999_999)])
    fake.account.minimum_minor["idr"] = 15_000_00
    with pytest.raises(stripe.InvalidRequestError):
        make_session(client, line_items=[line("Kain", 10_000_00)])
    assert len(fake.account.tables["checkout.session"]) == 2


def test_a_missing_or_foreign_key_is_refused(fake: FakeStripe) -> None:
    answer: Answer = fake.handle("get", "https://api.stripe.com/v1/events", {}, "")
    assert answer.status == 401
    real = stripe.StripeClient("sk_live_1", http_client=fake.transport())
    with pytest.raises(stripe.AuthenticationError) as caught:
        make_session(real)
    assert "sk_live_1" not in str(caught.value)
    assert fake.account.tables["checkout.session"] == {}


def test_unknown_things_are_not_found(fake: FakeStripe, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.retrieve("cs_test_none")
    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")
    answer = fake.handle(
        "get", "https://api.stripe.com/v1/wallets", {"Authorization": "Bearer sk_test_1"}, ""
    )
    assert answer.status == 404


@pytest.mark.parametrize("path", ["metadata", "client_reference_id", "a.b.c.d.e"])
def test_what_cannot_be_expanded_is_refused(client: stripe.StripeClient, path: str) -> None:
    session_id = make_session(client)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.checkout.sessions.retrieve(session_id, {"expand": [path]})
    assert caught.value.param == "expand"


def test_what_is_not_imitated_says_so_loudly(fake: FakeStripe, client: stripe.StripeClient) -> None:
    with pytest.raises(NotFaked, match="discounts"):
        make_session(client, discounts=[{"coupon": "c"}])
    with pytest.raises(NotFaked, match="mode setup"):
        make_session(client, mode="setup")
    with pytest.raises(NotFaked, match="post /v1/charges"):
        client.v1.charges.create({"amount": 100_000_00, "currency": "idr"})
    assert len(fake.mistakes) == 3
    fake.mistakes.clear()


def test_malformed_forms_are_refused_without_a_trace(fake: FakeStripe) -> None:
    headers = {"Authorization": "Bearer sk_test_1"}
    for body in ("a=1&a=2", "a[=1", "a=1&a[b]=2"):
        answer = fake.handle("post", "https://api.stripe.com/v1/refunds", headers, body)
        assert answer.status == 400
    assert fake.events == []


def test_the_request_log_tells_what_was_sent(fake: FakeStripe, client: stripe.StripeClient) -> None:
    client.v1.checkout.sessions.create(parameters(), {"idempotency_key": "payment-41"})
    request = fake.requests[-1]
    assert (request.verb, request.path) == ("post", "/v1/checkout/sessions")
    assert request.idempotency_key == "payment-41"
    assert request.sent["line_items"][1]["quantity"] == "2"
    assert request.headers["stripe-version"] == stripe.api_version
    assert request.headers["authorization"] == "Bearer sk_test_fake"
