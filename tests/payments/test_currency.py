"""The captured money itself has the amount and the currency of the order, else it goes back."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa

from shop.core.audit import AuditEntry
from shop.orders.models import OrderState
from shop.payments import inbox
from shop.payments.models import DemoCheckout, PaymentState, Refund
from shop.payments.ports import Observed, Outcome
from shop.payments.reconcile import reconcile
from shop.payments.settle import Settled, settle
from tests.conftest import START
from tests.payments.till import Till, provider_account

TOTAL = 470_000_00


def _return_page(till: Till, payment: str) -> None:
    assert till.check(payment) is Settled.SENT_BACK


def _webhook(till: Till, payment: str) -> None:
    provider = till.providers.named("stripe")
    for body, headers in till.fake.deliveries(
        types=["checkout.session.completed"], signed_at=int(time.time())
    ):
        notification = provider.read_notification(body, headers)
        assert notification is not None
        till.database.run(partial(inbox.receive, provider="stripe", notification=notification))
    till.inbox()


def _reconcile(till: Till, payment: str) -> None:
    (finding,) = reconcile(till.database, till.providers, START)
    assert (finding["payment"], finding["result"]) == (payment, "sent_back")


@pytest.mark.parametrize("path", [_return_page, _webhook, _reconcile])
@pytest.mark.parametrize("amount_minor", [TOTAL, 30_00])
def test_a_charge_in_another_currency_than_its_session_goes_back(
    till: Till, path: Callable[[Till, str], None], amount_minor: int
) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    till.fake.pay_in(till.payment(payment).reference or "", "usd", amount_minor)

    path(till, payment)
    till.refunds()

    assert till.order_row(number).state == OrderState.PLACED
    (refund,) = till.all(Refund)
    assert (refund.amount_minor, refund.currency) == (amount_minor, "USD")
    assert (refund.reason, refund.state) == ("wrong_amount", "done")
    assert till.posting_keys() == [
        f"payment:{payment}:unwanted",
        f"refund:{refund.public_id}:done",
    ]
    assert till.balance(provider_account("stripe"), "USD") == 0
    assert till.balance(provider_account("stripe"), "IDR") == 0
    till.assert_books_hold()


def test_a_charge_of_another_amount_than_its_session_goes_back(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    till.fake.pay_in(till.payment(payment).reference or "", "idr", TOTAL - 100)

    assert till.check(payment) is Settled.SENT_BACK

    assert till.order_row(number).state == OrderState.PLACED
    assert [refund.amount_minor for refund in till.all(Refund)] == [TOTAL - 100]


@pytest.mark.parametrize("thing", ["checkout.session", "payment_intent"])
def test_one_currency_for_the_checkout_and_another_for_its_money_goes_back(
    till: Till, thing: str
) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    till.pay(payment)
    (row,) = till.fake.account.tables[thing].values()
    row["currency"] = "usd"

    assert till.check(payment) is Settled.SENT_BACK

    assert till.order_row(number).state == OrderState.PLACED
    assert [(refund.amount_minor, refund.currency) for refund in till.all(Refund)] == [
        (TOTAL, "IDR")
    ]


def test_the_demo_providers_money_is_compared_too(till: Till) -> None:
    number = till.order()
    payment = till.begin(number)
    till.pay(payment)
    with till.database.transaction() as db:
        db.execute(sa.update(DemoCheckout).values(currency="USD"))

    assert till.check(payment) is Settled.SENT_BACK

    assert till.order_row(number).state == OrderState.PLACED


def test_a_payment_in_another_currency_than_its_order_is_not_booked(till: Till) -> None:
    number = till.order()
    payment = till.begin(number)
    with till.database.transaction() as db:
        row = db.merge(till.payment(payment))
        row.currency = "USD"
    observed = Observed("demo_x", payment, Outcome.CAPTURED, TOTAL, "USD", charge_reference="c")

    result = till.database.run(partial(settle, provider="demo", observed=observed))

    assert result is Settled.SENT_BACK
    assert till.order_row(number).state == OrderState.PLACED


def test_staff_confirm_rupiah_whatever_the_payment_says(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")
    with till.database.transaction() as db:
        row = db.merge(till.payment(payment))
        row.currency = "USD"

    assert till.confirm(payment) is Settled.SENT_BACK

    assert till.order_row(number).state == OrderState.PLACED
    assert [refund.currency for refund in till.all(Refund)] == ["IDR"]


def test_reconciling_names_money_that_differs_from_what_was_booked(till: Till) -> None:
    payment = till.begin(till.order(), "stripe")
    till.pay(payment)
    till.check(payment)
    (charge,) = till.fake.account.tables["charge"].values()
    charge["currency"] = "usd"

    (finding,) = reconcile(till.database, till.providers, START)

    assert finding["kind"] == "money_mismatch"
    assert (finding["here"], finding["there"]) == ("IDR 47000000", "USD 47000000")
    assert [entry.action for entry in till.all(AuditEntry)] == ["payment.alarm.money_mismatch"]
    assert till.payment(payment).state == PaymentState.CAPTURED
