"""Money that goes back: whole, in part, refused, and returned after all."""

from __future__ import annotations

import datetime as dt
import time
from functools import partial

import pytest
import sqlalchemy as sa

from shop.artisans.models import Artisan
from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.outbox import OutboxRow
from shop.core.permissions import Principal
from shop.ledger import accounts
from shop.orders import queries as orders
from shop.orders import services as order_services
from shop.orders.models import OrderState, PartState
from shop.payments import inbox, queries, refunds, services
from shop.payments.errors import NothingToRefund
from shop.payments.jobs import pending_refunds
from shop.payments.models import InboxRow, Payment, Refund, RefundState
from shop.payments.ports import ProviderRefused, RefundObserved, RefundOutcome, RefundRequest
from tests.factories import make_principal, make_variant
from tests.payments.till import Till, provider_account
from tests.stripe_fake import FakeStripe

PIECE = 450_000_00
SHIPPING = 20_000_00
PART = PIECE + SHIPPING
COMMISSION = 36_000_00

HOSTED = pytest.mark.parametrize("name", ["demo", "stripe"])


@HOSTED
def test_a_part_goes_back_with_its_books_its_state_and_its_piece(till: Till, name: str) -> None:
    one, two = _variants(till, 2)
    number = _paid(till, name, (one, 1), (two, 1))

    refund = till.refund_part(number, 0)
    assert [part.state for part in till.parts(number)] == [PartState.TO_PACK, PartState.TO_PACK]
    assert till.refunds() == 1

    assert till.refund(refund).state == RefundState.DONE
    assert [part.state for part in till.parts(number)] == [PartState.REFUNDED, PartState.TO_PACK]
    assert till.order_row(number).state == OrderState.PAID
    assert till.balance(provider_account(name)) == PART
    assert till.balance("shop:commission") == -COMMISSION
    assert (till.variant(one).on_hand, till.variant(two).on_hand) == (1, 0)
    assert "orders.part_refunded" in _events(till)
    till.assert_books_hold()


def test_when_the_last_part_goes_back_so_does_the_order(till: Till) -> None:
    one, two = _variants(till, 2)
    number = _paid(till, "demo", (one, 1), (two, 1))

    with till.database.transaction() as db:
        order = orders.of_number(db, number)
        intended = services.intend_order_refund(
            db, order, actor=make_principal(db), reason="pembeli sakit"
        )
    till.refunds()

    assert len(intended) == 2
    assert till.order_row(number).state == OrderState.REFUNDED
    assert till.balance(provider_account("demo")) == 0
    assert till.balance("shop:commission") == 0
    for part in till.parts(number):
        assert part.refunded_minor == part.total_minor
    till.assert_books_hold()


def test_a_parcel_on_its_way_is_paid_back_without_touching_the_stock(till: Till) -> None:
    (variant,) = _variants(till, 1)
    number = _paid(till, "demo", (variant, 1))
    with till.database.transaction() as db:
        order = orders.of_number(db, number)
        part = orders.parts_of(db, order.id)[0]
        order_services.mark_shipped(db, order, part, actor=Principal())

    till.refund_part(number)
    till.refunds()

    assert till.parts(number)[0].state == PartState.REFUNDED
    assert till.variant(variant).on_hand == 0


def test_pieces_made_to_order_have_no_stock_to_go_back_to(till: Till) -> None:
    with till.database.transaction() as db:
        variant = make_variant(db, stock=None).id
    number = _paid(till, "demo", (variant, 2))

    till.refund_part(number)
    till.refunds()

    assert till.parts(number)[0].state == PartState.REFUNDED
    assert till.variant(variant).on_hand == 0


def test_a_part_goes_back_once(till: Till) -> None:
    number = _paid(till, "demo")
    till.refund_part(number)

    with pytest.raises(NothingToRefund):
        till.refund_part(number)
    till.refunds()
    with pytest.raises(NothingToRefund):
        till.refund_part(number)

    assert len(till.all(Refund)) == 1


def test_nothing_goes_back_of_an_unpaid_order(till: Till) -> None:
    number = till.order()
    till.begin(number)

    with pytest.raises(NothingToRefund):
        till.refund_part(number)

    assert till.all(Refund) == []


def test_a_refusal_changes_only_the_refund(till: Till, fake: FakeStripe) -> None:
    number = _paid(till, "stripe")
    payment = _payment_of(till, number)
    fake.dispute(payment.reference or "")
    before = till.posting_keys()

    refund = till.refund_part(number)
    till.refunds()

    row = till.refund(refund)
    assert (row.state, row.failure) == (RefundState.FAILED, "charge_disputed")
    part = till.parts(number)[0]
    assert (part.state, part.refunded_minor) == (PartState.TO_PACK, 0)
    assert till.order_row(number).state == OrderState.PAID
    assert till.posting_keys() == before
    assert "orders.part_refunded" not in _events(till)
    assert [e.action for e in till.all(AuditEntry)] == ["refund.intended", "refund.failed"]
    till.assert_books_hold()


def test_a_refused_refund_can_be_intended_again(till: Till, fake: FakeStripe) -> None:
    number = _paid(till, "stripe")
    dispute = fake.dispute(_payment_of(till, number).reference or "")
    refused = till.refund_part(number)
    till.refunds()
    fake.close_dispute(dispute, is_won=True)

    again = _retry(till, refused)
    till.refunds()

    assert till.refund(refused).state == RefundState.FAILED
    assert till.refund(again).state == RefundState.DONE
    assert till.refund(again).idempotency_key != till.refund(refused).idempotency_key
    till.assert_books_hold()


def test_a_refund_that_comes_back_is_reversed_and_can_be_tried_again(
    till: Till, fake: FakeStripe
) -> None:
    (variant,) = _variants(till, 1)
    number = _paid(till, "stripe", (variant, 1))
    slug = _slug(till, number)
    refund = till.refund_part(number)
    till.refunds()
    assert till.balance(accounts.artisan_held(slug)) == 0

    fake.fail_refund(till.refund(refund).reference or "")
    _deliver(till, fake, "refund.failed")
    till.inbox()

    assert till.refund(refund).state == RefundState.FAILED
    assert till.parts(number)[0].refunded_minor == 0
    assert till.balance(provider_account("stripe")) == PART
    assert till.balance(accounts.artisan_held(slug)) == -(PART - COMMISSION)
    till.assert_books_hold()

    again = _retry(till, refund)
    till.refunds()

    assert till.refund(again).state == RefundState.DONE
    assert till.parts(number)[0].refunded_minor == PART
    assert till.balance(provider_account("stripe")) == 0
    assert till.variant(variant).on_hand == 1
    assert _events(till).count("orders.part_refunded") == 1
    till.assert_books_hold()


def test_a_slow_refund_waits_and_then_arrives(
    till: Till, fake: FakeStripe, clock: FixedClock
) -> None:
    fake.account.refund_status = "pending"
    number = _paid(till, "stripe")
    refund = till.refund_part(number)
    till.refunds()
    assert till.refund(refund).state == RefundState.PENDING
    assert till.parts(number)[0].state == PartState.TO_PACK

    fake.complete_refund(till.refund(refund).reference or "")
    assert till.refunds() == 0
    clock.advance(minutes=6)
    assert till.refunds() == 1

    assert till.refund(refund).state == RefundState.DONE
    till.assert_books_hold()


def test_money_that_nobody_wanted_can_be_sent_again_after_a_refusal(
    till: Till, fake: FakeStripe
) -> None:
    number = _paid(till, "demo")
    twice = till.order_row(number)
    payment = _unwanted(till, twice.number, fake)
    refund = till.all(Refund)[0]
    dispute = fake.dispute(payment.reference or "")
    till.refunds()
    assert till.refund(refund.public_id).state == RefundState.FAILED
    assert till.balance(f"order:{number}:refund-due") == -PART
    fake.close_dispute(dispute, is_won=True)

    again = _retry(till, refund.public_id)
    till.refunds()

    assert till.refund(again).state == RefundState.DONE
    assert till.balance(f"order:{number}:refund-due") == 0
    till.assert_books_hold()


def test_a_refund_that_did_not_fail_is_not_tried_again(till: Till) -> None:
    number = _paid(till, "demo")
    refund = till.refund_part(number)
    till.refunds()

    with pytest.raises(NothingToRefund):
        _retry(till, refund)


def test_reports_of_a_refund_may_come_twice_and_late(till: Till) -> None:
    number = _paid(till, "demo")
    refund = till.refund_part(number)
    till.refunds()
    reference = till.refund(refund).reference or ""
    keys = till.posting_keys()

    for outcome in (RefundOutcome.PENDING, RefundOutcome.DONE):
        observed = RefundObserved(reference, refund, outcome)
        assert till.database.run(partial(refunds.record, observed=observed)) is False

    assert till.refund(refund).state == RefundState.DONE
    assert till.posting_keys() == keys


@HOSTED
def test_more_than_was_captured_does_not_go_back(till: Till, name: str) -> None:
    number = _paid(till, name)
    payment = _payment_of(till, number)
    request = RefundRequest("ref_X", payment.charge_reference, PART + 100, "IDR", "refund:X")

    with pytest.raises(ProviderRefused):
        till.providers.named(name).refund(request)


def test_two_workers_send_a_refund_once(till: Till) -> None:
    number = _paid(till, "demo")
    till.refund_part(number)

    sent = [till.refunds(), till.refunds()]

    assert sent == [1, 0]


def test_a_refund_made_at_the_provider_by_hand_raises_an_alarm(
    till: Till, fake: FakeStripe
) -> None:
    number = _paid(till, "stripe")
    intent = _payment_of(till, number).charge_reference
    fake.client().v1.refunds.create({"payment_intent": intent, "amount": 1_000_00})

    _deliver(till, fake, "refund.created")
    till.inbox()

    assert [row.outcome for row in till.all(InboxRow)] == ["unknown"]
    assert [e.action for e in till.all(AuditEntry)] == ["payment.alarm.unknown_refund"]
    assert till.all(Refund) == []


def test_a_dispute_raises_an_alarm_about_our_payment(till: Till, fake: FakeStripe) -> None:
    number = _paid(till, "stripe")
    payment = _payment_of(till, number)
    fake.dispute(payment.reference or "")

    _deliver(till, fake, "charge.dispute.created")
    till.inbox()

    (entry,) = till.all(AuditEntry)
    assert (entry.action, entry.subject) == ("payment.alarm.dispute", payment.public_id)


@HOSTED
def test_a_refund_waits_until_it_was_sent(till: Till, name: str) -> None:
    (variant,) = _variants(till, 1)
    number = _paid(till, name, (variant, 1))
    assert pending_refunds(till.database) == 0

    till.refund_part(number)

    assert pending_refunds(till.database) == 1
    till.refunds()
    assert pending_refunds(till.database) == 0


def test_a_refund_that_did_not_reach_its_provider_still_waits(till: Till) -> None:
    (variant,) = _variants(till, 1)
    refund = till.refund_part(_paid(till, "stripe", (variant, 1)))
    till.fake.refuse_connection(times=3)

    till.refunds()

    assert till.refund(refund).state == RefundState.INTENDED
    assert pending_refunds(till.database) == 1


def test_a_refund_in_staffs_hands_waits_only_when_it_is_due_to_be_looked_at(
    till: Till, clock: FixedClock
) -> None:
    (variant,) = _variants(till, 1)
    refund = till.refund_part(_paid(till, "bank_transfer", (variant, 1)))
    till.refunds()

    assert till.refund(refund).state == RefundState.PENDING
    assert pending_refunds(till.database) == 0
    clock.advance(minutes=1)
    assert pending_refunds(till.database) == 1
    till.refunds()
    assert pending_refunds(till.database) == 0
    assert till.refund(refund).state == RefundState.PENDING


def test_a_refund_that_its_provider_does_not_know_any_more_keeps_no_other_waiting(
    till: Till,
) -> None:
    one, two = _variants(till, 2)
    lost = till.refund_part(_paid(till, "stripe", (one, 1)))
    other = till.refund_part(_paid(till, "stripe", (two, 1)))
    with till.database.transaction() as db:
        # as when the notification of another account's refund was stored with it
        row = db.scalars(sa.select(Refund).where(Refund.public_id == lost)).one()
        row.state, row.reference = "pending", "re_nobody"

    assert till.refunds() == 1

    assert till.refund(other).state == RefundState.DONE
    assert till.refund(lost).state == RefundState.PENDING, "not for us to conclude"
    assert [e.subject for e in till.all(AuditEntry) if e.action.endswith("not_known")] == [lost]


def test_a_drivers_mistake_with_one_refund_keeps_no_other_waiting(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = _variants(till, 2)
    first = till.refund_part(_paid(till, "demo", (one, 1)))
    second = till.refund_part(_paid(till, "demo", (two, 1)))
    refund = till.demo.refund

    def stumble(request: RefundRequest) -> RefundObserved:
        if request.public_id == first:
            raise RuntimeError("a mistake of ours")
        return refund(request)

    monkeypatch.setattr(till.demo, "refund", stumble)

    assert till.refunds() == 1

    assert (till.refund(first).state, till.refund(second).state) == ("intended", "done")


def _variants(till: Till, count: int) -> list[int]:
    with till.database.transaction() as db:
        return [make_variant(db).id for _number in range(count)]


def _paid(till: Till, name: str, *wants: tuple[int, int]) -> str:
    number = till.order(*wants)
    payment = till.begin(number, name)
    till.pay(payment)
    till.check(payment)
    assert till.order_row(number).state == OrderState.PAID
    return number


def _payment_of(till: Till, number: str) -> Payment:
    with till.database.reading() as db:
        payment = queries.captured_of_order(db, till.order_row(number).id)
    assert payment is not None
    return payment


def _unwanted(till: Till, number: str, fake: FakeStripe) -> Payment:
    """Money by Stripe for an order that is paid already."""
    with till.database.transaction() as db:
        order = orders.of_number(db, number)
        payment = Payment(
            public_id="pay_SECOND",
            order_id=order.id,
            provider="stripe",
            state="intended",
            currency="IDR",
            amount_minor=order.total_minor,
            suffix_minor=0,
            expected_minor=order.total_minor,
            expires_at=order.placed_at + dt.timedelta(hours=1),
            idempotency_key="payment:pay_SECOND",
            told={
                "items": [["Kain pesut", order.total_minor, 1]],
                "success_url": "http://localhost/order/x",
                "cancel_url": "http://localhost/order/x",
            },
            created_at=order.placed_at,
        )
        db.add(payment)
    till.start("pay_SECOND")
    till.pay("pay_SECOND")
    till.check("pay_SECOND")
    return till.payment("pay_SECOND")


def _retry(till: Till, refund: str) -> str:
    with till.database.transaction() as db:
        return services.retry_refund(db, refund, actor=make_principal(db)).public_id


def _deliver(till: Till, fake: FakeStripe, kind: str) -> None:
    """Bring Stripe's notifications of one type into the inbox as the webhook does."""
    provider = till.providers.named("stripe")
    for body, headers in fake.deliveries(types=[kind], signed_at=int(time.time())):
        notification = provider.read_notification(body, headers)
        assert notification is not None
        till.database.run(partial(inbox.receive, provider="stripe", notification=notification))


def _slug(till: Till, number: str) -> str:
    part = till.parts(number)[0]
    with till.database.reading() as db:
        return db.get_one(Artisan, part.artisan_id).slug


def _events(till: Till) -> list[str]:
    return [row.event for row in till.all(OutboxRow)]
