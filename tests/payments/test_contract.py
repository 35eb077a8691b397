"""One suite for every provider: whoever wants to be one has to pass it."""

from __future__ import annotations

import datetime as dt

import pytest

from shop.core.clock import FixedClock
from shop.payments.models import PaymentState
from shop.payments.ports import (
    BadNotification,
    Outcome,
    ProviderRefused,
    RefundOutcome,
    RefundRequest,
)
from shop.payments.told import request_of
from tests.payments.till import Till

PROVIDERS = ("demo", "stripe", "bank_transfer")

pytestmark = pytest.mark.parametrize("name", PROVIDERS)


def test_an_offer_names_itself(till: Till, name: str) -> None:
    offer = till.providers.named(name).offer(450_000_00)

    assert offer is not None
    assert offer.name == name
    assert str(offer.title)
    assert str(offer.text)


def test_the_same_request_opens_the_same_checkout(till: Till, name: str) -> None:
    number = till.order()
    payment = till.begin(number, name)
    request = request_of(till.order_row(number), till.payment(payment))
    provider = till.providers.named(name)

    first, second = provider.start(request), provider.start(request)

    assert first == second
    assert first.reference == till.payment(payment).reference
    assert first.redirect_url.startswith("http")


def test_an_open_checkout_is_open(till: Till, name: str) -> None:
    payment = till.begin(till.order(), name)
    row = till.payment(payment)

    observed = till.providers.named(name).fetch(row.reference)

    assert observed.reference == row.reference
    assert observed.public_id == payment
    assert observed.outcome is Outcome.OPEN
    assert observed.amount_minor == 0


def test_a_paid_checkout_says_what_was_captured(till: Till, name: str) -> None:
    payment = till.begin(till.order(), name)
    till.pay(payment)
    row = till.payment(payment)

    observed = till.providers.named(name).fetch(row.reference)

    assert observed.outcome is Outcome.CAPTURED
    assert observed.amount_minor == row.expected_minor
    assert observed.currency == "IDR"
    assert observed.public_id == payment
    assert observed.charge_reference


def test_a_withdrawn_checkout_is_over_unless_nobody_can_be_told(till: Till, name: str) -> None:
    payment = till.begin(till.order(), name)
    reference = till.payment(payment).reference
    provider = till.providers.named(name)

    provider.withdraw(reference)
    provider.withdraw(reference)

    expected = Outcome.OPEN if name == "bank_transfer" else Outcome.ENDED
    assert provider.fetch(reference).outcome is expected


def test_withdrawing_a_paid_checkout_leaves_it_paid(till: Till, name: str) -> None:
    payment = till.begin(till.order(), name)
    till.pay(payment)
    reference = till.payment(payment).reference
    provider = till.providers.named(name)

    provider.withdraw(reference)

    assert provider.fetch(reference).outcome is Outcome.CAPTURED


def test_an_unknown_checkout_is_refused(till: Till, name: str) -> None:
    provider = till.providers.named(name)

    for reference in ("", "cs_test_nobody", "transfer-nobody"):
        with pytest.raises(ProviderRefused):
            provider.fetch(reference)


def test_a_refund_is_made_once_however_often_it_is_asked_for(till: Till, name: str) -> None:
    payment, request = _paid_and_request(till, name, amount_minor=20_000_00)
    provider = till.providers.named(name)

    first, second = provider.refund(request), provider.refund(request)

    assert first == second
    assert first.public_id == "ref_ONE"
    expected = RefundOutcome.PENDING if name == "bank_transfer" else RefundOutcome.DONE
    assert first.outcome is expected
    assert provider.fetch_refund(first.reference).outcome is expected
    assert provider.fetch_refund(first.reference).public_id == "ref_ONE"
    if name != "bank_transfer":
        reference = till.payment(payment).reference
        assert provider.fetch(reference).refunded_minor == 20_000_00


def test_recent_lists_what_was_opened_since(till: Till, clock: FixedClock, name: str) -> None:
    before = till.begin(till.order(), name)
    till.pay(before)
    clock.advance(minutes=10)
    since = clock.now()
    payment = till.begin(till.order(), name)
    till.pay(payment)

    recent = list(till.providers.named(name).recent(since))

    assert [observed.public_id for observed in recent] == [payment]
    assert recent[0].outcome is Outcome.CAPTURED


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"\xff\xfe", b"null", b'{"id": "evt_1"}', b"[" * 5000],
    ids=["empty", "object", "not utf-8", "null", "half", "deep"],
)
@pytest.mark.parametrize(
    "signature", ["", "t=1,v1=abc", "1.abc", "é", "." * 300], ids=["none", "s", "d", "uni", "dots"]
)
def test_a_forged_notification_is_refused(
    till: Till, name: str, body: bytes, signature: str
) -> None:
    headers = {"Stripe-Signature": signature, "Demo-Signature": signature}

    with pytest.raises(BadNotification):
        till.providers.named(name).read_notification(body, headers)


def test_a_checkout_does_not_outlive_what_the_provider_allows(till: Till, name: str) -> None:
    number = till.order(minutes=72 * 60)
    payment = till.payment(till.begin(number, name))
    longest = till.providers.named(name).longest or dt.timedelta(hours=72)

    assert payment.state == PaymentState.STARTED
    assert payment.expires_at == payment.created_at + longest


def _paid_and_request(till: Till, name: str, *, amount_minor: int) -> tuple[str, RefundRequest]:
    payment = till.begin(till.order(), name)
    till.pay(payment)
    till.check(payment)
    row = till.payment(payment)
    return payment, RefundRequest(
        public_id="ref_ONE",
        charge_reference=row.charge_reference,
        amount_minor=amount_minor,
        currency="IDR",
        idempotency_key="refund:ONE",
    )
