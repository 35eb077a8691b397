"""Our books beside the providers', in both directions."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa

from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.orders.models import OrderState
from shop.payments import inbox, told
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.models import DemoCheckout, Payment, Refund, RefundState
from shop.payments.ports import About, Notification
from shop.payments.reconcile import Finding, reconcile
from tests.conftest import START
from tests.payments.till import Till
from tests.stripe_fake import FakeStripe

HOSTED = pytest.mark.parametrize("name", ["demo", "stripe"])
SINCE = START - dt.timedelta(days=3)


def run(till: Till) -> list[Finding]:
    findings = reconcile(till.database, till.providers, SINCE)
    json.dumps(findings)
    return findings


@pytest.mark.parametrize("name", ["demo", "stripe", "bank_transfer"])
def test_when_all_agrees_there_is_nothing_to_say(till: Till, name: str) -> None:
    number = _paid(till, name)
    till.refund_part(number)
    till.refunds()
    till.begin(till.order(), name)

    assert run(till) == []
    assert not any(e.action.startswith("payment.alarm") for e in till.all(AuditEntry))


@HOSTED
def test_what_was_paid_and_never_told_is_settled(till: Till, name: str) -> None:
    number = till.order()
    payment = till.begin(number, name)
    till.pay(payment)

    (finding,) = run(till)

    assert finding == {
        "kind": "settled",
        "provider": name,
        "payment": payment,
        "reference": till.payment(payment).reference,
        "result": "paid",
    }
    assert till.order_row(number).state == OrderState.PAID
    assert run(till) == []
    till.assert_books_hold()


@HOSTED
def test_money_without_a_payment_of_ours_is_an_alarm_each_time_and_one_entry(
    till: Till, name: str
) -> None:
    payment = till.begin(till.order(), name)
    till.pay(payment)
    with till.database.transaction() as db:
        db.execute(sa.delete(Payment))

    first, second = run(till), run(till)

    assert first == second
    (finding,) = first
    assert (finding["kind"], finding["amount_minor"]) == ("unknown_money", 470_000_00)
    assert [e.action for e in till.all(AuditEntry)] == ["payment.alarm.unknown_money"]


@HOSTED
@pytest.mark.parametrize("told_by", ["a notification", "reconciling"])
def test_a_payment_that_is_paid_at_two_checkouts_is_an_alarm_about_the_second(
    till: Till, name: str, told_by: str
) -> None:
    number = till.order()
    payment = till.begin(number, name)
    second = _second_checkout(till, number, payment)
    till.pay(payment)
    till.check(payment)
    first = till.payment(payment).reference
    assert run(till) == []

    _pay_at(till, name, second)
    if told_by == "reconciling":
        assert [f["kind"] for f in run(till)] == ["unknown_money"]
    else:
        till.inbox()

    (entry,) = [e for e in till.all(AuditEntry) if e.action.startswith("payment.alarm")]
    assert entry.action == "payment.alarm.unknown_money"
    assert till.payment(payment).reference == first
    assert till.posting_keys() == [f"payment:{payment}:captured"]
    assert till.order_row(number).state == OrderState.PAID


def _second_checkout(till: Till, number: str, payment: str) -> str:
    """Open another checkout for a payment, as a call whose answer was lost leaves one behind."""
    row = till.payment(payment)
    request = replace(told.request_of(till.order_row(number), row), idempotency_key="another")
    return till.providers.named(row.provider).start(request).reference


def _pay_at(till: Till, name: str, reference: str) -> None:
    if name == "demo":
        DemoBuyer(till.demo).pay(reference)  # which leaves a notification
        return
    till.fake.pay(reference)
    note = Notification("evt_2", "x", About.CHECKOUT, reference)
    till.database.run(partial(inbox.receive, provider=name, notification=note))


@HOSTED
def test_money_that_only_we_know_of_is_an_alarm(till: Till, name: str) -> None:
    number = _paid(till, name)
    with till.database.transaction() as db:
        db.execute(sa.delete(DemoCheckout))
    till.fake.account.tables["checkout.session"].clear()

    findings = run(till)

    assert [f["kind"] for f in findings] == ["missing_at_provider"]
    assert findings[0]["payment"] == till.all(Payment)[0].public_id
    assert till.order_row(number).state == OrderState.PAID


def test_a_refund_by_somebody_elses_hand_is_found(till: Till, fake: FakeStripe) -> None:
    _paid(till, "stripe")
    intent = till.all(Payment)[0].charge_reference
    fake.client().v1.refunds.create({"payment_intent": intent, "amount": 1_000_00})

    (finding,) = run(till)

    assert finding["kind"] == "refund_mismatch"
    assert (finding["here_minor"], finding["there_minor"]) == (0, 1_000_00)


def test_a_refund_that_failed_unheard_is_followed(till: Till, fake: FakeStripe) -> None:
    number = _paid(till, "stripe")
    refund = till.refund_part(number)
    till.refunds()
    fake.fail_refund(till.refund(refund).reference or "")

    (finding,) = run(till)

    assert (finding["kind"], finding["refund"]) == ("refund_settled", refund)
    assert till.all(Refund)[0].state == RefundState.FAILED
    till.assert_books_hold()


def test_an_outage_of_one_provider_does_not_hide_the_others(till: Till, fake: FakeStripe) -> None:
    payment = till.begin(till.order(), "demo")
    till.pay(payment)
    fake.refuse_connection(times=3)

    kinds = [(f["kind"], f["provider"]) for f in run(till)]

    assert kinds == [("settled", "demo"), ("provider_down", "stripe")]


def test_what_is_older_is_left_alone(till: Till, clock: FixedClock) -> None:
    payment = till.begin(till.order(), "demo")
    till.pay(payment)
    clock.advance(days=10)

    assert reconcile(till.database, till.providers, clock.now() - dt.timedelta(days=3)) == []


def _paid(till: Till, name: str) -> str:
    number = till.order()
    payment = till.begin(number, name)
    till.pay(payment)
    if name != "bank_transfer":
        till.check(payment)
    return number
