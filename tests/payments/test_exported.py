"""What ``export orders`` says about payments and refunds."""

from __future__ import annotations

from shop.operations import export
from shop.payments import refunds
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.models import Payment
from shop.payments.ports import RefundObserved, RefundOutcome
from tests.payments.till import Till


def test_every_payment_of_an_order_is_named(till: Till) -> None:
    number = till.order()
    first = till.begin(number, "demo")
    reference = till.payment(first).reference or ""
    second = till.begin(number, "bank_transfer")
    till.pay(second)
    DemoBuyer(till.demo).pay(reference)
    till.check(first)

    with till.database.reading() as db:
        (row,) = export.orders(db)

    assert row.provider == "demo, bank_transfer"
    assert row.provider_reference.split(", ") == [reference, till.payment(second).reference]
    assert (row.state, row.refund_owed_minor) == ("paid", 0)


def test_a_refund_that_failed_after_it_was_done_is_no_refund(till: Till) -> None:
    number = till.order()
    till.pay(till.begin(number, "stripe"))
    till.inbox()
    till.check(till.all(Payment)[0].public_id)
    refund = till.refund_part(number)
    till.refunds()
    with till.database.reading() as db:
        (done,) = export.orders(db)

    till.fake.fail_refund(till.refund(refund).reference or "")
    with till.database.transaction() as db:
        refunds.record(
            db,
            RefundObserved(
                till.refund(refund).reference or "", refund, RefundOutcome.FAILED, "lost_or_stolen"
            ),
        )
    with till.database.reading() as db:
        (failed,) = export.orders(db)

    assert (done.state, done.refunded_minor, done.refund_owed_minor) == (
        "refunded",
        done.captured_minor,
        0,
    )
    assert (failed.state, failed.refunded_minor) == ("refund_failed", 0)
    assert failed.refund_owed_minor == failed.captured_minor == done.captured_minor
