"""However money comes, it ends in its order or goes back; never in limbo."""

from __future__ import annotations

from functools import partial

import pytest

from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.outbox import OutboxRow
from shop.orders.models import OrderState, PartState
from shop.payments import inbox
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.models import PaymentState, Refund
from shop.payments.ports import About, Observed, Outcome
from shop.payments.settle import Settled, settle
from tests.factories import make_variant
from tests.payments.till import Till, at_once, provider_account

PIECE = 450_000_00
SHIPPING = 20_000_00
COMMISSION = 36_000_00

PROVIDERS = pytest.mark.parametrize("name", ["demo", "stripe", "bank_transfer"])


@PROVIDERS
def test_money_in_time_makes_the_order_paid_and_splits_it(till: Till, name: str) -> None:
    number = till.order()
    payment = till.begin(number, name)
    till.pay(payment)
    till.check(payment)

    row = till.payment(payment)
    assert row.state == PaymentState.CAPTURED
    assert till.order_row(number).state == OrderState.PAID
    assert [part.state for part in till.parts(number)] == [PartState.TO_PACK]
    assert till.balance(provider_account(name)) == PIECE + SHIPPING + row.suffix_minor
    assert till.balance("shop:commission") == -COMMISSION
    assert till.balance("shop:transfer-suffixes") == -row.suffix_minor
    assert till.all(Refund) == []
    assert till.posting_keys() == [f"payment:{payment}:captured"]
    till.assert_books_hold()


@PROVIDERS
def test_money_after_the_end_is_taken_while_the_pieces_are_there(
    till: Till, clock: FixedClock, name: str
) -> None:
    number = till.order()
    payment = till.begin(number, name)
    clock.advance(hours=25)
    assert till.expire() == 1
    assert till.payment(payment).state == PaymentState.CLOSED

    till.pay(payment)
    till.check(payment)

    assert till.order_row(number).state == OrderState.PAID
    assert till.all(Refund) == []
    till.assert_books_hold()


@PROVIDERS
def test_money_after_the_pieces_are_gone_goes_back_in_full(
    till: Till, clock: FixedClock, name: str
) -> None:
    variant_id = _variant(till)
    number = till.order((variant_id, 1))
    payment = till.begin(number, name)
    clock.advance(hours=25)
    till.expire()
    winner = till.order((variant_id, 1))
    _pay(till, winner, "demo")

    till.pay(payment)
    till.check(payment)
    till.refunds()

    assert till.order_row(number).state == OrderState.EXPIRED
    assert till.order_row(winner).state == OrderState.PAID
    row = till.payment(payment)
    (refund,) = till.all(Refund)
    assert (refund.reason, refund.part_id) == ("sold_out", None)
    assert refund.amount_minor == row.expected_minor
    assert refund.state == ("pending" if name == "bank_transfer" else "done")
    owed = row.expected_minor if name == "bank_transfer" else 0
    assert till.balance(f"order:{number}:refund-due") == -owed
    till.assert_books_hold()


@PROVIDERS
def test_an_order_called_off_is_revived_by_money_while_its_pieces_are_there(
    till: Till, name: str
) -> None:
    number = till.order()
    payment = till.begin(number, name)
    till.cancel(number)

    till.pay(payment)
    till.check(payment)

    assert till.order_row(number).state == OrderState.PAID
    assert [part.state for part in till.parts(number)] == [PartState.TO_PACK]
    till.assert_books_hold()


@pytest.mark.parametrize("first", ["demo", "stripe"])
def test_of_two_providers_that_pay_one_order_the_second_gives_back(till: Till, first: str) -> None:
    second = {"demo": "stripe", "stripe": "demo"}[first]
    number = till.order()
    payments = {name: till.begin(number, name) for name in (first, second)}
    assert till.payment(payments[first]).state == PaymentState.CLOSED

    for name in (first, second):
        till.pay(payments[name])
        till.check(payments[name])
    till.refunds()

    (refund,) = till.all(Refund)
    assert refund.payment_id == till.payment(payments[second]).id
    assert (refund.reason, refund.state) == ("paid_twice", "done")
    assert till.balance(provider_account(first)) == PIECE + SHIPPING
    assert till.balance(provider_account(second)) == 0
    till.assert_books_hold()


@pytest.mark.parametrize(
    ("amount_minor", "currency"),
    [
        pytest.param(PIECE + SHIPPING - 100, "IDR", id="a rupiah too little"),
        pytest.param(PIECE + SHIPPING + 100, "IDR", id="a rupiah too much"),
        pytest.param((PIECE + SHIPPING) // 100, "IDR", id="sen taken for rupiah"),
        pytest.param(PIECE + SHIPPING, "USD", id="another currency"),
        pytest.param(20_51, "USD", id="cents"),
    ],
)
def test_another_amount_goes_back_as_a_whole(till: Till, amount_minor: int, currency: str) -> None:
    number = till.order()
    payment = till.begin(number)
    row = till.payment(payment)
    observed = Observed(
        row.reference or "", payment, Outcome.CAPTURED, amount_minor, currency, 0, "charge"
    )

    result = till.database.run(partial(settle, provider="demo", observed=observed))

    assert result is Settled.SENT_BACK
    assert till.order_row(number).state == OrderState.PLACED
    (refund,) = till.all(Refund)
    assert (refund.amount_minor, refund.currency) == (amount_minor, currency)
    assert refund.reason == "wrong_amount"
    assert till.balance(provider_account("demo"), currency) == amount_minor
    assert f"payment:{payment}:captured" not in till.posting_keys()


def test_after_a_wrong_amount_the_order_can_still_be_paid(till: Till) -> None:
    number = till.order(provider="bank_transfer")
    wrong = till.begin(number, "bank_transfer")
    till.confirm(wrong, received_idr=470_000)

    right = till.begin(number, "bank_transfer")
    till.confirm(right)

    assert right != wrong
    assert till.order_row(number).state == OrderState.PAID
    assert [refund.reason for refund in till.all(Refund)] == ["wrong_amount"]
    till.assert_books_hold()


def test_a_replay_changes_nothing(till: Till) -> None:
    number = till.order()
    payment = _pay(till, number, "demo")
    events = len(till.all(OutboxRow))

    results = [till.check(payment) for _time in range(5)]

    assert set(results) == {Settled.NOTHING_NEW}
    assert len(till.all(OutboxRow)) == events
    assert till.posting_keys() == [f"payment:{payment}:captured"]


def test_an_older_word_does_not_move_a_payment_back(till: Till) -> None:
    number = till.order()
    payment = _pay(till, number, "demo")
    reference = till.payment(payment).reference or ""

    for outcome in (Outcome.OPEN, Outcome.ENDED):
        old = Observed(reference, payment, outcome)
        assert till.database.run(partial(settle, provider="demo", observed=old)) is (
            Settled.NOTHING_NEW
        )

    assert till.payment(payment).state == PaymentState.CAPTURED
    assert till.order_row(number).state == OrderState.PAID


def test_a_provider_cannot_speak_for_another(till: Till) -> None:
    payment = till.begin(till.order(), "demo")
    lie = Observed("cs_test_1", payment, Outcome.CAPTURED, PIECE + SHIPPING, "IDR")

    result = till.database.run(partial(settle, provider="stripe", observed=lie))

    assert result is Settled.UNKNOWN
    assert till.payment(payment).state == PaymentState.STARTED


def test_a_failed_checkout_may_be_paid_by_another(till: Till, clock: FixedClock) -> None:
    number = till.order(minutes=180)
    failed = till.begin(number, "stripe")
    till.fake.expire(till.payment(failed).reference or "")
    assert till.check(failed) is Settled.FAILED

    payment = _pay(till, number, "stripe")

    assert payment != failed
    assert till.payment(failed).failure == "expired"
    assert till.order_row(number).state == OrderState.PAID


def test_money_under_way_when_the_order_ends_still_arrives(till: Till, clock: FixedClock) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    reference = till.payment(payment).reference or ""
    till.fake.pay_later(reference)
    assert till.check(payment) is Settled.NOTHING_NEW
    clock.advance(minutes=31)
    till.expire()
    assert till.withdraw() == 1

    till.fake.finish_pay_later(reference)
    till.check(payment)

    assert till.order_row(number).state == OrderState.PAID
    till.assert_books_hold()


@pytest.mark.race
@pytest.mark.parametrize("way", ["settle", "notify"])
def test_one_payment_told_fifty_times_at_once_has_one_effect(till: Till, way: str) -> None:
    number = till.order()
    payment = till.begin(number)
    reference = till.payment(payment).reference or ""
    DemoBuyer(till.demo).pay(reference)
    body, headers = till.demo.write_notification(
        kind="checkout.paid", about=About.CHECKOUT, reference=reference
    )
    notification = till.demo.read_notification(body, headers)

    def tell() -> None:
        till.database.run(partial(inbox.receive, provider="demo", notification=notification))
        till.inbox()

    errors = at_once(50, tell if way == "notify" else partial(till.check, payment))

    assert errors == []
    assert till.posting_keys() == [f"payment:{payment}:captured"]
    names = [row.event for row in till.all(OutboxRow)]
    assert names.count("orders.paid") == 1
    assert names.count("payments.captured") == 1
    assert till.all(Refund) == []
    till.assert_books_hold()


@pytest.mark.race
def test_expiry_and_payment_at_once_leave_one_of_two_ends(till: Till, clock: FixedClock) -> None:
    variant_id = _variant(till)
    number = till.order((variant_id, 1))
    payment = till.begin(number)
    till.pay(payment)
    clock.advance(minutes=31)

    errors = at_once(8, lambda: (till.expire(), till.check(payment)))

    assert errors == []
    assert till.order_row(number).state == OrderState.PAID
    assert (till.variant(variant_id).on_hand, till.variant(variant_id).reserved) == (0, 0)
    till.assert_books_hold()


def test_unwanted_money_is_in_the_audit_trail(till: Till) -> None:
    number = till.order(provider="bank_transfer")
    payment = till.begin(number, "bank_transfer")

    till.confirm(payment, received_idr=1_000)

    actions = [entry.action for entry in till.all(AuditEntry)]
    assert actions == ["payment.unwanted", "transfer.confirmed"]


def _variant(till: Till) -> int:
    with till.database.transaction() as db:
        return make_variant(db).id


def _pay(till: Till, number: str, provider: str) -> str:
    payment = till.begin(number, provider)
    till.pay(payment)
    if provider != "bank_transfer":
        assert till.check(payment) is Settled.PAID
    return payment
