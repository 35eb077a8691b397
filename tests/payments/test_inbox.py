"""Notifications are stored once and worked off whatever happens meanwhile."""

from __future__ import annotations

from functools import partial

import pytest
import sqlalchemy as sa

from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.orders.models import OrderState
from shop.payments import inbox
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.models import InboxRow, Payment, PaymentState
from shop.payments.ports import About, Notification
from tests.payments.till import Till


def test_a_notification_leads_to_a_paid_order(till: Till) -> None:
    number = till.order()
    payment = till.begin(number)
    till.pay(payment)

    assert till.inbox() == 1
    assert till.inbox() == 0

    assert till.order_row(number).state == OrderState.PAID
    (row,) = till.all(InboxRow)
    assert (row.kind, row.outcome) == ("checkout.paid", "paid")
    assert row.done_at is not None
    till.assert_books_hold()


def test_an_event_id_is_stored_once(till: Till) -> None:
    note = Notification("evt_1", "checkout.paid", About.CHECKOUT, "demo_X")

    stored = [_receive(till, note) for _time in range(3)]

    assert stored == [True, False, False]
    assert len(till.all(InboxRow)) == 1


def test_two_providers_may_use_one_event_id(till: Till) -> None:
    note = Notification("evt_1", "paid", About.CHECKOUT, "X")

    assert _receive(till, note, provider="demo")
    assert _receive(till, note, provider="stripe")


def test_an_outage_is_waited_out(till: Till, clock: FixedClock) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    till.pay(payment)
    reference = till.payment(payment).reference or ""
    _receive(till, Notification("evt_1", "x", About.CHECKOUT, reference), provider="stripe")
    till.fake.refuse_connection(times=1)

    assert till.inbox() == 0
    assert "ProviderDown" in till.all(InboxRow)[0].last_error
    assert till.inbox() == 0, "not due yet"
    clock.advance(seconds=6)
    assert till.inbox() == 1

    assert till.order_row(number).state == OrderState.PAID


def test_what_keeps_failing_is_parked_and_can_be_tried_again(till: Till, clock: FixedClock) -> None:
    payment = till.begin(till.order(), "stripe")
    reference = till.payment(payment).reference or ""
    _receive(till, Notification("evt_1", "x", About.CHECKOUT, reference), provider="stripe")
    till.fake.refuse_connection(times=1000)
    for _time in range(len(inbox.BACK_OFF) + 1):
        assert till.inbox() == 0
        clock.advance(hours=7)

    (row,) = till.all(InboxRow)
    assert row.parked_at is not None
    assert row.attempts == len(inbox.BACK_OFF) + 1
    assert _pending(till) == 0

    with till.database.transaction() as db:
        assert inbox.retry(db, "stripe", "evt_1")
        assert not inbox.retry(db, "stripe", "evt_2")
    assert _pending(till) == 1


@pytest.mark.parametrize(
    ("provider", "about", "reference", "reason"),
    [
        pytest.param("demo", About.CHECKOUT, "demo_NOBODY", "no_such_checkout", id="checkout"),
        pytest.param("demo", About.REFUND, "re_NOBODY", "no_such_refund", id="refund"),
        pytest.param("stripe", About.CHECKOUT, "cs_NOBODY", "resource_missing", id="at stripe"),
    ],
)
def test_what_the_provider_knows_nothing_of_is_set_aside_for_staff_at_once(
    till: Till, clock: FixedClock, *, provider: str, about: About, reference: str, reason: str
) -> None:
    _receive(till, Notification("evt_1", "x", about, reference), provider=provider)
    assert _pending(till) == 1

    assert till.inbox() == 0

    assert _pending(till) == 0, "drain has nothing to wait for"
    (row,) = till.all(InboxRow)
    assert row.parked_at == clock.now()
    assert row.last_error == f"The payment service knows nothing of {reference} ({reason})."
    assert (row.done_at, row.outcome, row.attempts) == (None, "", 1)
    assert till.all(AuditEntry) == []


def test_an_outage_does_not_set_a_notification_aside(till: Till) -> None:
    payment = till.begin(till.order(), "stripe")
    reference = till.payment(payment).reference or ""
    _receive(till, Notification("evt_1", "x", About.CHECKOUT, reference), provider="stripe")
    till.fake.refuse_connection(times=1)

    assert till.inbox() == 0

    assert till.all(InboxRow)[0].parked_at is None
    assert _pending(till) == 1


def test_one_bad_notification_does_not_hold_up_the_others(till: Till) -> None:
    _receive(till, Notification("evt_1", "x", About.CHECKOUT, "demo_NOBODY"))
    number = till.order()
    till.pay(till.begin(number))

    assert till.inbox() == 1

    assert till.order_row(number).state == OrderState.PAID


def test_money_without_a_payment_of_ours_raises_an_alarm_once(till: Till) -> None:
    payment = till.begin(till.order())
    till.pay(payment)
    with till.database.transaction() as db:
        # as when a backup older than the payment was restored
        db.execute(sa.update(Payment).values(public_id="pay_OTHER", provider="stripe"))
    reference = till.payment("pay_OTHER").reference or ""
    _receive(till, Notification("evt_9", "x", About.CHECKOUT, reference))

    till.inbox()

    (entry,) = till.all(AuditEntry)
    assert (entry.action, entry.subject) == ("payment.alarm.unknown_money", reference)
    assert entry.after["amount_minor"] == 470_000_00
    assert till.payment("pay_OTHER").state == PaymentState.STARTED


def test_old_notifications_are_forgotten(till: Till, clock: FixedClock) -> None:
    till.pay(till.begin(till.order()))
    till.inbox()
    _receive(till, Notification("evt_1", "x", About.CHECKOUT, "demo_NOBODY"))
    clock.advance(days=31)

    till.database.run(inbox.tidy)

    assert [row.event_id for row in till.all(InboxRow)] == ["evt_1"]


@pytest.mark.parametrize("kind", ["pay_told_often", "pay_told_in_disorder"])
def test_the_demos_unruly_notifications_have_one_effect(till: Till, kind: str) -> None:
    number = till.order()
    payment = till.begin(number)

    getattr(DemoBuyer(till.demo), kind)(till.payment(payment).reference)
    while till.inbox():
        pass

    assert till.posting_keys() == [f"payment:{payment}:captured"]
    assert len(till.all(InboxRow)) == (1 if kind == "pay_told_often" else 3)
    till.assert_books_hold()


def _receive(till: Till, notification: Notification, provider: str = "demo") -> bool:
    return till.database.run(partial(inbox.receive, provider=provider, notification=notification))


def _pending(till: Till) -> int:
    with till.database.reading() as db:
        return inbox.pending(db)
