"""The Stripe driver: what it sends, and what it makes of the answers."""

from __future__ import annotations

import datetime as dt

import pytest
import stripe as sdk

from shop.core.clock import FixedClock
from shop.payments import stripe as driver
from shop.payments.models import PaymentState
from shop.payments.ports import Item, Outcome, PaymentRequest, ProviderDown, ProviderRefused
from shop.payments.settle import Settled
from shop.payments.stripe import MOST_LINES, StripeProvider
from tests.factories import make_variant
from tests.payments.till import Till
from tests.stripe_fake import TEST_KEY, FakeStripe

TOTAL = 470_000_00


def make_request(clock: FixedClock, **values: object) -> PaymentRequest:
    facts = {
        "public_id": "pay_ONE",
        "order_number": "C26-AAAA-BBBB",
        "amount_minor": TOTAL,
        "currency": "IDR",
        "items": (Item("Kain contoh", 450_000_00), Item("Ongkir", 20_000_00)),
        "idempotency_key": "payment:pay_ONE",
        "email": "pembeli@example.com",
        "locale": "id",
        "expires_at": clock.now() + dt.timedelta(minutes=60),
        "success_url": "http://localhost/order/x?paid=1",
        "cancel_url": "http://localhost/order/x",
    }
    return PaymentRequest(**{**facts, **values})  # type: ignore[arg-type]


@pytest.fixture
def stripe(till: Till) -> StripeProvider:
    provider = till.providers.named("stripe")
    assert isinstance(provider, StripeProvider)
    return provider


def test_a_session_asks_for_exactly_the_order(
    stripe: StripeProvider, fake: FakeStripe, clock: FixedClock
) -> None:
    started = stripe.start(make_request(clock))

    session = fake.session(started.reference)
    assert session["amount_total"] == TOTAL
    assert session["currency"] == "idr"
    assert session["client_reference_id"] == "C26-AAAA-BBBB"
    assert session["metadata"] == {"payment": "pay_ONE"}
    assert session["adaptive_pricing"] == {"enabled": False}
    assert session["customer_email"] == "pembeli@example.com"
    assert session["locale"] == "id"
    assert [line["description"] for line in session["line_items"]] == ["Kain contoh", "Ongkir"]
    assert fake.requests[-1].idempotency_key == "payment:pay_ONE"


def test_quantities_multiply(stripe: StripeProvider, fake: FakeStripe, clock: FixedClock) -> None:
    items = (Item("Kain", 150_000_00, 3), Item("Ongkir", 20_000_00))

    started = stripe.start(make_request(clock, items=items))

    assert fake.session(started.reference)["amount_total"] == TOTAL


def test_more_lines_than_stripe_takes_become_one(
    stripe: StripeProvider, fake: FakeStripe, clock: FixedClock
) -> None:
    items = tuple(Item(f"Kain {n}", 1_000_00) for n in range(150))

    started = stripe.start(make_request(clock, items=items, amount_minor=150_000_00))

    session = fake.session(started.reference)
    assert len(session["line_items"]) == MOST_LINES
    assert session["line_items"][-1]["amount_total"] == 51_000_00
    assert session["amount_total"] == 150_000_00


def test_lines_that_do_not_add_up_are_our_mistake(
    stripe: StripeProvider, fake: FakeStripe, clock: FixedClock
) -> None:
    with pytest.raises(AssertionError):
        stripe.start(make_request(clock, amount_minor=TOTAL - 100))

    assert fake.requests == []


def test_changed_parameters_under_one_key_are_refused(
    stripe: StripeProvider, clock: FixedClock
) -> None:
    stripe.start(make_request(clock))

    with pytest.raises(ProviderRefused) as refusal:
        stripe.start(make_request(clock, email="lain@example.com"))

    assert refusal.value.reason == "idempotency"


def test_small_totals_are_not_offered(stripe: StripeProvider) -> None:
    assert stripe.offer(14_999_00) is None
    assert stripe.offer(15_000_00) is not None


def test_a_decline_leaves_the_session_open(till: Till, fake: FakeStripe) -> None:
    payment = till.begin(till.order(), "stripe")
    fake.decline(till.payment(payment).reference or "")

    assert till.check(payment) is Settled.NOTHING_NEW
    assert till.payment(payment).state == PaymentState.STARTED


def test_three_d_secure_passed_is_paid(till: Till, fake: FakeStripe) -> None:
    payment = till.begin(till.order(), "stripe")
    reference = till.payment(payment).reference or ""
    fake.require_3ds(reference)
    assert till.check(payment) is Settled.NOTHING_NEW

    fake.finish_3ds(reference, passed=True)

    assert till.check(payment) is Settled.PAID


def test_a_complete_session_without_its_money_is_not_paid(
    till: Till, fake: FakeStripe, stripe: StripeProvider
) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    reference = till.payment(payment).reference or ""

    fake.pay_later(reference)

    assert fake.session(reference)["status"] == "complete"
    assert stripe.fetch(reference).outcome is Outcome.OPEN
    assert till.check(payment) is Settled.NOTHING_NEW

    fake.finish_pay_later(reference, succeeded=False)

    assert stripe.fetch(reference).outcome is Outcome.ENDED
    assert till.check(payment) is Settled.FAILED
    assert till.payment(payment).failure == "payment_method_provider_decline"
    assert till.start(till.intend(number, "stripe"))


def test_the_seventy_two_hours_of_a_transfer_do_not_make_a_session_too_long(
    till: Till, fake: FakeStripe
) -> None:
    payment = till.begin(till.order(minutes=72 * 60), "stripe")

    session = fake.session(till.payment(payment).reference or "")
    assert session["expires_at"] - session["created"] == 23 * 3600


def test_a_short_hold_still_opens_a_session(till: Till, fake: FakeStripe) -> None:
    payment = till.begin(till.order(minutes=5), "stripe")

    session = fake.session(till.payment(payment).reference or "")
    assert session["expires_at"] - session["created"] == 3600


def test_whatever_is_paid_came_from_what_was_ordered(till: Till, fake: FakeStripe) -> None:
    with till.database.transaction() as db:
        one, two = make_variant(db).id, make_variant(db, stock=5).id
    number = till.order((one, 1), (two, 3), locale="en")
    payment = till.begin(number, "stripe")

    session = fake.session(till.payment(payment).reference or "")

    assert session["amount_total"] == till.order_row(number).total_minor
    names = [line["description"] for line in session["line_items"]]
    assert len(names) == 4
    assert names[0].startswith("Sample cloth")
    assert names[2].startswith("Shipping: Batik Contoh")


def test_telemetry_is_off(stripe: StripeProvider) -> None:
    assert sdk.enable_telemetry is False
    assert sdk.app_info is not None
    assert sdk.app_info["name"] == "canting"


def test_an_unreachable_stripe_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "RETRIES", 0)
    unreachable = StripeProvider(
        key=TEST_KEY,
        webhook_secrets=("whsec_x",),
        api_base="http://127.0.0.1:9",
        minimum_minor=0,
    )

    with pytest.raises(ProviderDown):
        unreachable.fetch("cs_test_1")
