"""Killed between any two steps, the next try ends in the same place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from shop.artisans.models import Artisan
from shop.catalog.models import Listing
from shop.core.clock import FixedClock
from shop.orders.models import OrderState
from shop.payments import collect, inbox, refunds
from shop.payments.errors import NotPayable
from shop.payments.models import Payment, PaymentState, Refund, RefundState
from shop.payments.ports import ProviderDown, ProviderRefused
from tests.payments.till import BACK, Till, at_once
from tests.stripe_fake import FakeStripe

SESSIONS = "/v1/checkout/sessions"
HOSTED = pytest.mark.parametrize("name", ["demo", "stripe"])


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed_in(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> Iterator[None]:
    """End the process in the moment in which it enters ``module.name``."""

    def die(*_values: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, name, die)
        with pytest.raises(Killed):
            yield


@HOSTED
@pytest.mark.parametrize("step", ["_open", "_record_start"])
def test_a_start_that_was_cut_off_is_taken_up_with_the_same_checkout(
    till: Till, name: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = till.intend(till.order(), name)
    with killed_in(monkeypatch, collect, step):
        till.start(payment)
    assert till.payment(payment).state == PaymentState.INTENDED

    first, second = till.start(payment), till.start(payment)

    assert first == second
    assert till.payment(payment).state == PaymentState.STARTED
    assert len(list(till.providers.named(name).recent(till.payment(payment).created_at))) == 1


def test_a_start_says_the_same_again_whatever_has_changed(
    till: Till, monkeypatch: pytest.MonkeyPatch, clock: FixedClock
) -> None:
    payment = till.intend(till.order(), "stripe")
    with killed_in(monkeypatch, collect, "_record_start"):
        till.start(payment)
    clock.advance(minutes=25)
    with till.database.transaction() as db:
        db.execute(sa.update(Listing).values(title_id="Judul baru"))
        db.execute(sa.update(Artisan).values(name="Nama baru"))

    address = till.start(payment)

    sent = [r.sent for r in till.fake.requests if r.verb == "post" and r.path == SESSIONS]
    assert len(sent) == 2
    assert sent[0] == sent[1]
    assert sent[0]["success_url"] == BACK.success_url
    assert address == till.fake.session(till.payment(payment).reference or "")["url"]


@pytest.mark.race
@HOSTED
def test_clicks_at_once_open_one_checkout(till: Till, name: str) -> None:
    payment = till.intend(till.order(), name)
    addresses: set[str] = set()

    errors = at_once(8, lambda: addresses.add(till.start(payment)))

    assert errors == []
    assert len(addresses) == 1
    assert len(list(till.providers.named(name).recent(till.payment(payment).created_at))) == 1


def test_who_has_paid_is_not_sent_to_pay_again(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    till.pay(payment)

    with pytest.raises(NotPayable):
        till.start(payment)

    assert till.order_row(number).state == OrderState.PAID


def test_nobody_is_sent_to_a_checkout_that_has_ended(till: Till) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    till.fake.expire(till.payment(payment).reference or "")

    with pytest.raises(ProviderRefused):
        till.start(payment)

    assert till.payment(payment).state == PaymentState.FAILED
    assert till.begin(number, "stripe") != payment


def test_while_the_provider_is_down_a_started_checkout_keeps_its_address(till: Till) -> None:
    payment = till.begin(till.order(), "stripe")
    till.fake.refuse_connection(times=1)

    assert till.start(payment) == till.payment(payment).redirect_url


def test_a_lost_answer_is_asked_for_again(till: Till) -> None:
    payment = till.intend(till.order(), "stripe")
    till.fake.drop_next_response(path=SESSIONS, times=3)

    with pytest.raises(ProviderDown):
        till.start(payment)
    assert till.payment(payment).state == PaymentState.INTENDED
    till.start(payment)

    assert len(till.fake.account.tables["checkout.session"]) == 1


def test_after_an_internal_error_a_new_key_is_used(till: Till) -> None:
    payment = till.intend(till.order(), "stripe")
    till.fake.next_error(500, path=SESSIONS)

    with pytest.raises(ProviderDown):
        till.start(payment)
    row = till.payment(payment)
    assert (row.state, row.idempotency_key) == (PaymentState.INTENDED, f"payment:{payment}#2")
    till.start(payment)

    assert till.payment(payment).state == PaymentState.STARTED


@pytest.mark.parametrize("status", [409, 429, 502, 503])
def test_after_other_troubles_the_key_stays(till: Till, status: int) -> None:
    payment = till.intend(till.order(), "stripe")
    till.fake.next_error(status, path=SESSIONS, times=1 if status == 429 else 3)

    with pytest.raises(ProviderDown):
        till.start(payment)

    assert till.payment(payment).idempotency_key == f"payment:{payment}"
    till.start(payment)


def test_what_the_provider_refuses_fails_and_leaves_the_order_payable(till: Till) -> None:
    number = till.order()
    payment = till.intend(number, "stripe")
    till.fake.next_error(400, "amount_too_small", path=SESSIONS)

    with pytest.raises(ProviderRefused):
        till.start(payment)

    row = till.payment(payment)
    assert (row.state, row.failure) == (PaymentState.FAILED, "amount_too_small")
    assert till.order_row(number).state == OrderState.PLACED
    with pytest.raises(NotPayable):
        till.start(payment)
    again = till.begin(number, "stripe")
    assert again != payment


def test_a_wrong_key_of_ours_does_not_fail_the_buyers_payment(till: Till) -> None:
    payment = till.intend(till.order(), "stripe")
    till.fake.next_error(401, path=SESSIONS)

    with pytest.raises(ProviderDown):
        till.start(payment)

    assert till.payment(payment).state == PaymentState.INTENDED


def test_a_try_that_was_never_answered_is_given_up_before_it_gets_too_old(
    till: Till, clock: FixedClock
) -> None:
    number = till.order(minutes=120)
    payment = till.intend(number, "stripe")
    clock.advance(minutes=19)
    assert till.intend(number, "stripe") == payment
    clock.advance(minutes=1)

    successor = till.intend(number, "stripe")

    assert successor != payment
    assert till.payment(payment).state == PaymentState.CLOSED


# -- withdrawing ---------------------------------------------------------------------------------


@HOSTED
def test_an_order_that_ended_while_its_checkout_opened_takes_it_back(
    till: Till, name: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = till.order()
    payment = till.intend(number, name)
    with killed_in(monkeypatch, collect, "_record_start"):
        till.start(payment)
    clock.advance(minutes=31)
    till.expire()
    assert till.payment(payment).reference is None

    assert till.withdraw() == 1
    assert till.withdraw() == 0

    reference = till.payment(payment).reference
    assert reference is not None
    assert till.providers.named(name).fetch(reference).outcome == "ended"


@HOSTED
def test_a_payment_that_nobody_started_leaves_nothing_open_there(
    till: Till, name: str, clock: FixedClock
) -> None:
    number = till.order()
    payment = till.intend(number, name)
    till.cancel(number)

    assert till.withdraw() == 1

    row = till.payment(payment)
    assert row.withdrawn_at == clock.now()
    assert row.state == PaymentState.CLOSED
    assert till.providers.named(name).fetch(row.reference or "").outcome == "ended"


def test_a_payment_that_nobody_started_is_not_started_when_it_is_too_late(
    till: Till, clock: FixedClock
) -> None:
    payment = till.intend(till.order(), "stripe")
    clock.advance(minutes=31)
    till.expire()

    assert till.withdraw() == 1

    assert till.payment(payment).withdrawn_at == clock.now()
    assert till.payment(payment).reference is None


def test_paid_in_the_moment_of_withdrawing_is_settled(till: Till, clock: FixedClock) -> None:
    number = till.order()
    payment = till.begin(number, "stripe")
    reference = till.payment(payment).reference or ""
    clock.advance(minutes=31)
    till.expire()

    def pay_just_before(request: object) -> None:
        if getattr(request, "path", "").endswith("/expire"):
            till.fake.before_request = None
            till.fake.pay(reference)

    till.fake.before_request = pay_just_before
    till.withdraw()

    assert till.order_row(number).state == OrderState.PAID
    till.assert_books_hold()


def test_an_outage_postpones_withdrawing(till: Till, clock: FixedClock) -> None:
    payment = till.begin(till.order(), "stripe")
    other = till.begin(till.order(), "demo")
    clock.advance(minutes=31)
    till.expire()
    till.fake.refuse_connection(times=3)

    assert till.withdraw() == 1

    assert till.payment(payment).withdrawn_at is None
    assert till.payment(other).withdrawn_at is not None
    assert till.withdraw() == 1


# -- refunds -------------------------------------------------------------------------------------


@HOSTED
@pytest.mark.parametrize("step", ["_ask", "record"])
def test_a_refund_that_was_cut_off_is_sent_once(
    till: Till, name: str, step: str, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = _paid(till, name)
    refund = till.refund_part(number)
    with killed_in(monkeypatch, refunds, step):
        till.refunds()
    assert till.refund(refund).state == RefundState.INTENDED

    assert till.refunds() == 0, "somebody may still be at it"
    clock.advance(minutes=2)
    assert till.refunds() == 1

    assert till.refund(refund).state == RefundState.DONE
    reference = till.payment(_payment(till, number)).reference or ""
    assert till.providers.named(name).fetch(reference).refunded_minor == 470_000_00
    till.assert_books_hold()


def test_a_refund_cut_off_at_a_late_try_is_taken_over_within_half_a_minute(
    till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    refund = till.refund_part(_paid(till, "stripe"))
    with till.database.transaction() as db:
        db.execute(sa.update(Refund).values(attempts=3))
    with killed_in(monkeypatch, refunds, "_ask"):
        till.refunds()
    assert till.refund(refund).attempts == 4

    clock.advance(seconds=29)
    assert till.refunds() == 0, "its worker may still live"
    clock.advance(seconds=1)
    assert till.refunds() == 1

    row = till.refund(refund)
    assert (row.state, row.claimed_by, row.claimed_until) == (RefundState.DONE, None, None)
    till.assert_books_hold()


def test_a_refund_put_off_by_a_clock_ahead_is_sent_when_the_clock_is_set_back(
    till: Till, clock: FixedClock
) -> None:
    refund = till.refund_part(_paid(till, "stripe"))
    till.fake.refuse_connection(times=3)
    clock.advance(days=3)
    till.refunds()
    assert till.refund(refund).state == RefundState.INTENDED
    clock.advance(days=-3)

    till.refunds()

    assert till.refund(refund).state == RefundState.DONE


def test_a_refund_whose_answer_was_lost_is_found_again(till: Till, clock: FixedClock) -> None:
    number = _paid(till, "stripe")
    refund = till.refund_part(number)
    till.fake.drop_next_response(path="/v1/refunds", times=6)
    till.refunds()
    clock.advance(minutes=2)

    _repeat(till.refunds, clock)

    assert till.refund(refund).state == RefundState.DONE
    assert len(till.fake.account.tables["refund"]) == 1
    till.assert_books_hold()


def test_after_an_internal_error_a_refund_gets_a_new_key(till: Till, clock: FixedClock) -> None:
    number = _paid(till, "stripe")
    refund = till.refund_part(number)
    till.fake.before_request = _fail_the_next_post(till.fake)
    till.refunds()
    assert till.refund(refund).idempotency_key.endswith("#2")
    clock.advance(minutes=2)

    till.refunds()

    assert till.refund(refund).state == RefundState.DONE
    assert len(till.fake.account.tables["refund"]) == 1


def _fail_the_next_post(fake: FakeStripe) -> Callable[[object], None]:
    def plan(request: object) -> None:
        if getattr(request, "verb", "") == "post":
            fake.before_request = None
            fake.next_error(500, path="/v1/refunds")

    return plan


# -- the inbox -----------------------------------------------------------------------------------


def test_a_notification_that_was_cut_off_is_worked_off_when_its_lease_is_over(
    till: Till, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = till.order()
    payment = till.begin(number)
    till.pay(payment)
    with killed_in(monkeypatch, inbox, "_act"):
        till.inbox()

    assert till.inbox() == 0
    clock.advance(seconds=30)
    assert till.inbox() == 1

    assert till.order_row(number).state == OrderState.PAID


def _paid(till: Till, name: str) -> str:
    number = till.order()
    payment = till.begin(number, name)
    till.pay(payment)
    till.check(payment)
    return number


def _payment(till: Till, number: str) -> str:
    order_id = till.order_row(number).id
    return next(p.public_id for p in till.all(Payment) if p.order_id == order_id)


def _repeat(work: Callable[[], int], clock: FixedClock) -> None:
    for _time in range(5):
        work()
        clock.advance(hours=2)
