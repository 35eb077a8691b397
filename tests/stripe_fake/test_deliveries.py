import json
import time

import pytest
import stripe

from shop.core.clock import FixedClock

from .deliveries import signature
from .fake import FakeStripe
from .orders import make_session

OLD, NEW = "whsec_old", "whsec_new"


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe(webhook_secrets=[OLD, NEW])


def test_a_card_payment_is_announced_in_order(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.pay(session_id)
    events = [delivery.event for delivery in fake.deliveries()]
    assert [event["type"] for event in events] == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert events[-1]["data"]["object"]["id"] == session_id
    assert {event["api_version"] for event in events} == {stripe.api_version}
    assert len({event["id"] for event in events}) == 4


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_the_sdk_accepts_both_secrets_of_a_rotation(
    fake: FakeStripe, client: stripe.StripeClient, secret: str
) -> None:
    fake.pay(make_session(client))
    body, headers = fake.deliveries(types=["checkout.session.completed"])[0]
    event = client.construct_event(body, headers["Stripe-Signature"], secret)
    assert (event.type, event.data.object["payment_status"]) == (
        "checkout.session.completed",
        "paid",
    )


def test_the_sdk_refuses_tampering_a_foreign_secret_and_old_age(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    fake.pay(make_session(client))
    body, headers = fake.deliveries()[0]
    stale = fake.deliveries(signed_at=int(time.time()) - 301)[0].headers
    foreign = fake.deliveries(secrets=["whsec_foreign"])[0].headers
    refused = [
        (body.replace(b"idr", b"usd"), headers),
        (body, stale),
        (body, foreign),
        (body, {"Stripe-Signature": ""}),
    ]
    for tampered, sent in refused:
        with pytest.raises(stripe.SignatureVerificationError):
            client.construct_event(tampered, sent["Stripe-Signature"], OLD)


def test_our_signature_is_the_sdks_own(fake: FakeStripe) -> None:
    theirs = stripe.WebhookSignature.generate_signature_header('{"a": 1}', OLD, 1_800_000_000)
    assert signature(b'{"a": 1}', [OLD], 1_800_000_000) == theirs


def test_a_replayed_delivery_is_the_same_event_signed_anew(
    client: stripe.StripeClient, clock: FixedClock
) -> None:
    fake = FakeStripe(clock=clock)
    fake.pay(make_session(fake.client()))
    first = fake.deliveries()
    clock.advance(hours=3)
    again = fake.deliveries()
    assert [delivery.body for delivery in again] == [delivery.body for delivery in first]
    assert again[0].headers["Stripe-Signature"] != first[0].headers["Stripe-Signature"]


def test_an_event_keeps_the_state_of_its_moment(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.pay_later(session_id)
    seen = len(fake.events)
    fake.finish_pay_later(session_id)
    completed = fake.deliveries(types=["checkout.session.completed"])[0].event
    assert completed["data"]["object"]["payment_status"] == "unpaid"
    assert [delivery.event["type"] for delivery in fake.deliveries(since=seen)] == [
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.async_payment_succeeded",
    ]


def test_events_name_the_request_that_caused_them(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    client.v1.checkout.sessions.expire(session_id, None, {"idempotency_key": "expire-41"})
    event = fake.events[-1]
    assert event["request"]["idempotency_key"] == "expire-41"
    fake.pay(make_session(client))
    assert fake.events[-1]["request"] == {"id": None, "idempotency_key": None}


def test_an_endpoint_gets_only_its_types_with_its_own_secret(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    endpoints = client.v1.webhook_endpoints
    made = endpoints.create(
        {
            "url": "https://shop.test/payments/stripe/webhook",
            "enabled_events": ["checkout.session.completed", "refund.failed"],
            "api_version": "2026-10-28.endive",
        }
    )
    fake.pay(make_session(client))

    body, headers = fake.deliveries_to(made.id)[0]
    assert len(fake.deliveries_to(made.id)) == 1
    assert json.loads(body)["type"] == "checkout.session.completed"
    assert made.secret is not None
    client.construct_event(body, headers["Stripe-Signature"], made.secret)
    assert made.api_version == stripe.api_version
    assert "secret" not in endpoints.list().data[0]

    endpoints.update(made.id, {"disabled": True})
    assert fake.deliveries_to(made.id) == []
    endpoints.delete(made.id)
    assert endpoints.list().data == []


def test_an_endpoint_cannot_ask_for_events_that_do_not_exist(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.webhook_endpoints.create(
            {"url": "https://shop.test/hook", "enabled_events": ["session.paid"]}  # type: ignore[list-item]
        )
