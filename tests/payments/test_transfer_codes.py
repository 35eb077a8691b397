"""The transfer code is a line of the order: agreed to, paid, and paid back."""

from __future__ import annotations

import pytest

from shop.core.clock import FixedClock
from shop.core.errors import NotFound
from shop.orders import services as orders
from shop.orders.errors import IllegalMove
from shop.orders.models import OrderState
from shop.payments import services
from shop.payments.errors import NothingToRefund, NotPayable
from shop.payments.models import PaymentState, Refund
from tests.factories import make_artisan, make_listing, make_principal, make_variant
from tests.payments.till import Till, at_once

TOTAL = 470_000_00
CODES = "shop:transfer-suffixes"


def test_choosing_bank_transfer_makes_the_code_a_line_and_another_way_removes_it(
    till: Till,
) -> None:
    number = till.order()
    assert till.order_row(number).total_minor == TOTAL

    transfer = till.payment(till.begin(number, "bank_transfer"))
    order = till.order_row(number)
    assert 100 <= order.transfer_code_minor == transfer.suffix_minor <= 999_00
    assert order.total_minor == transfer.expected_minor == TOTAL + transfer.suffix_minor

    demo = till.payment(till.begin(number, "demo"))
    order = till.order_row(number)
    assert (order.transfer_code_minor, order.total_minor) == (0, TOTAL)
    assert (demo.suffix_minor, demo.expected_minor) == (0, TOTAL)
    till.assert_books_hold()


def test_an_earlier_transfer_that_arrives_after_all_brings_its_code_back(till: Till) -> None:
    number = till.order()
    transfer = till.begin(number, "bank_transfer")
    till.begin(number, "demo")

    till.confirm(transfer)

    order = till.order_row(number)
    assert order.state == OrderState.PAID
    assert order.transfer_code_minor == till.payment(transfer).suffix_minor > 0
    till.assert_books_hold()


def test_a_card_that_is_paid_after_all_takes_the_code_away(till: Till) -> None:
    number = till.order()
    card = till.begin(number, "stripe")
    transfer = till.begin(number, "bank_transfer")

    till.pay(card)
    till.check(card)

    order = till.order_row(number)
    assert (order.state, order.transfer_code_minor, order.total_minor) == ("paid", 0, TOTAL)
    assert till.payment(transfer).state == PaymentState.CLOSED
    till.assert_books_hold()


def test_a_transfer_of_a_wrong_amount_leaves_no_code_on_an_order_that_still_waits(
    till: Till,
) -> None:
    number = till.order()
    till.confirm(till.begin(number, "bank_transfer"), received_idr=1_000)

    order = till.order_row(number)
    assert (order.state, order.transfer_code_minor, order.total_minor) == ("placed", 0, TOTAL)
    till.assert_books_hold()

    again = till.payment(till.begin(number, "bank_transfer"))
    assert till.order_row(number).total_minor == again.expected_minor
    till.assert_books_hold()


def test_a_wrong_amount_for_an_earlier_transfer_keeps_the_code_of_the_running_one(
    till: Till,
) -> None:
    number = till.order()
    first = till.begin(number, "bank_transfer")
    till.begin(number, "demo")
    running = till.payment(till.begin(number, "bank_transfer"))

    till.confirm(first, received_idr=1_000)

    order = till.order_row(number)
    assert order.transfer_code_minor == running.suffix_minor
    assert order.total_minor == running.expected_minor
    till.assert_books_hold()


def test_what_was_paid_is_not_changed_any_more(till: Till) -> None:
    number = till.order()
    till.confirm(till.begin(number, "bank_transfer"))
    before = till.order_row(number)

    with till.database.transaction() as db, pytest.raises(IllegalMove):
        orders.set_transfer_code(db, db.merge(before), 0)
    with pytest.raises(NotPayable):
        till.intend(number, "demo")

    assert till.order_row(number).total_minor == before.total_minor


def test_a_full_refund_pays_the_code_back_too(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")
    till.confirm(payment)
    paid = till.payment(payment)
    assert till.balance(CODES) == -paid.suffix_minor

    refund = till.refund_part(number)
    till.refunds()
    till.paid_back(refund)

    row = till.refund(refund)
    assert (row.amount_minor, row.transfer_code_minor) == (paid.expected_minor, paid.suffix_minor)
    assert till.order_row(number).state == OrderState.REFUNDED
    assert till.balance(CODES) == 0
    assert till.balance("provider:bank_transfer") == 0
    till.assert_books_hold()


def test_the_code_goes_back_with_the_last_of_several_parts(till: Till) -> None:
    number, code = _two_parts(till)
    first, second = (part.total_minor for part in till.parts(number))

    one = till.refund(till.refund_part(number, 0))
    two = till.refund(till.refund_part(number, 1))

    assert (one.amount_minor, one.transfer_code_minor) == (first, 0)
    assert (two.amount_minor, two.transfer_code_minor) == (second + code, code)
    till.refunds()
    till.paid_back(one.public_id)
    assert till.balance(CODES) == -code
    till.paid_back(two.public_id)
    assert till.balance(CODES) == till.balance("provider:bank_transfer") == 0
    till.assert_books_hold()


def test_refunding_everything_at_once_includes_the_code_once(till: Till) -> None:
    number, code = _two_parts(till)

    with till.database.transaction() as db:
        intended = services.intend_order_refund(
            db, db.merge(till.order_row(number)), actor=make_principal(db), reason="batal"
        )
        amounts = [refund.amount_minor for refund in intended]
        codes = [refund.transfer_code_minor for refund in intended]

    assert codes == [0, code]
    assert sum(amounts) == till.order_row(number).total_minor


def test_a_refused_refund_that_had_the_code_passes_it_on_once(till: Till) -> None:
    number, code = _two_parts(till)
    one, two = till.refund_part(number, 0), till.refund_part(number, 1)
    till.refunds()
    till.not_paid_back(one)
    till.not_paid_back(two)

    again = [till.refund(till.refund_part(number, position)) for position in (1, 0)]
    till.refunds()
    for refund in again:
        till.paid_back(refund.public_id)

    assert [refund.transfer_code_minor for refund in again] == [0, code]
    assert till.order_row(number).state == OrderState.REFUNDED
    assert till.balance(CODES) == till.balance("provider:bank_transfer") == 0
    till.assert_books_hold()


def test_a_part_tried_again_after_the_last_one_brought_the_code_has_none(till: Till) -> None:
    number, code = _two_parts(till)
    one, two = till.refund_part(number, 0), till.refund_part(number, 1)
    till.refunds()
    till.not_paid_back(one)
    till.paid_back(two)
    assert till.balance(CODES) == 0

    again = till.refund(till.refund_part(number, 0))

    assert till.refund(two).transfer_code_minor == code
    assert again.transfer_code_minor == 0
    till.refunds()
    till.paid_back(again.public_id)
    assert till.balance("provider:bank_transfer") == 0
    till.assert_books_hold()


@pytest.mark.race
def test_two_parts_refunded_at_once_bring_the_code_once(till: Till) -> None:
    number, code = _two_parts(till)
    positions = iter([0, 1])

    errors = at_once(2, lambda: till.refund_part(number, next(positions)))

    assert errors == []
    refunds = till.all(Refund)
    assert sum(refund.transfer_code_minor for refund in refunds) == code
    assert sum(refund.amount_minor for refund in refunds) == till.order_row(number).total_minor


@pytest.mark.race
@pytest.mark.parametrize("paid", ["bank_transfer", "demo"])
def test_turning_to_another_way_while_the_first_is_captured_leaves_a_total_that_was_paid(
    till: Till, paid: str
) -> None:
    number = till.order()
    first = till.begin(number, paid)
    other = {"bank_transfer": "demo", "demo": "bank_transfer"}[paid]
    if paid == "demo":
        till.pay(first)

    def capture() -> None:
        if paid == "demo":
            till.check(first)
        else:
            till.confirm(first)

    acts = iter([capture, lambda: till.intend(number, other)] * 3)

    def act() -> None:
        next(acts)()

    errors = at_once(6, act)

    assert {type(error).__name__ for error in errors} <= {"NotPayable", "AlreadyConfirmed"}
    order, payment = till.order_row(number), till.payment(first)
    assert order.state == OrderState.PAID
    assert (order.total_minor, order.transfer_code_minor) == (
        payment.expected_minor,
        payment.suffix_minor,
    )
    assert till.all(Refund) == []
    till.assert_books_hold()


@pytest.mark.race
def test_of_two_staff_who_confirm_at_once_one_is_told(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")

    errors = at_once(6, lambda: till.confirm(payment))

    assert [type(error).__name__ for error in errors] == ["AlreadyConfirmed"] * 5
    assert till.posting_keys() == [f"payment:{payment}:captured"]
    till.assert_books_hold()


@pytest.mark.race
def test_a_refund_that_fails_late_meets_its_successor_and_the_code_goes_back_once(
    till: Till, clock: FixedClock
) -> None:
    number = till.order()
    payment = till.begin(number, "bank_transfer")
    till.confirm(payment)
    refund = till.refund_part(number)
    till.refunds()
    clock.advance(hours=1)

    def act(number_of_thread: int) -> None:
        if number_of_thread % 3 == 0:
            till.not_paid_back(refund)
        elif number_of_thread % 3 == 1:
            till.refund_part(number)
        else:
            till.refunds()

    numbers = iter(range(9))
    errors = at_once(9, lambda: act(next(numbers)))

    assert {type(error) for error in errors} <= {NothingToRefund, NotFound}
    live = [row for row in till.all(Refund) if row.state != "failed"]
    if not live:
        live = [till.refund(till.refund_part(number))]
    (row,) = live
    till.refunds()
    till.paid_back(row.public_id)
    assert row.amount_minor == till.payment(payment).expected_minor
    assert till.balance("shop:transfer-suffixes") == till.balance("provider:bank_transfer") == 0
    till.assert_books_hold()


def _two_parts(till: Till) -> tuple[str, int]:
    """A paid transfer for pieces of two artisans; returns order number and code."""
    with till.database.transaction() as db:
        artisans = [make_artisan(db, slug=f"teras-{n}", name=f"Teras {n}") for n in range(2)]
        listings = [make_listing(db, artisan=artisan, sizes=(), stock=1) for artisan in artisans]
        variants = [make_variant(db, listing=listing).id for listing in listings]
    number = till.order(*((variant, 1) for variant in variants))
    payment = till.begin(number, "bank_transfer")
    till.confirm(payment)
    return number, till.payment(payment).suffix_minor
