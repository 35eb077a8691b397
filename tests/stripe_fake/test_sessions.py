import pytest
import stripe

from shop.core.clock import FixedClock

from .fake import FakeStripe
from .orders import TOTAL_MINOR, intent_id, line, make_session, parameters
from .refusals import FakeMisuse


def test_a_new_session_is_open_unpaid_and_has_a_page(client: stripe.StripeClient) -> None:
    session = client.v1.checkout.sessions.create(parameters())

    assert session.id.startswith("cs_test_")
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency) == (TOTAL_MINOR, "idr")
    assert session.url == f"https://checkout.stripe.test/pay/{session.id}"
    assert session.client_reference_id == "CT-7F3K"
    assert session.metadata is not None
    assert session.metadata.to_dict() == {"payment": "41"}
    assert session.payment_intent is None
    assert session.expires_at - session.created == 24 * 3600


def test_paying_gives_a_paid_session_an_intent_a_charge_and_a_balance_entry(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.pay(session_id)

    session = client.v1.checkout.sessions.retrieve(
        session_id, {"expand": ["payment_intent.latest_charge.balance_transaction", "line_items"]}
    )
    assert (session.status, session.payment_status, session.url) == ("complete", "paid", None)
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    assert session.payment_intent.status == "succeeded"
    assert session.payment_intent.amount_received == TOTAL_MINOR
    assert session.payment_intent.metadata.to_dict() == {"payment": "41"}
    charge = session.payment_intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (charge.status, charge.paid, charge.amount) == ("succeeded", True, TOTAL_MINOR)
    entry = charge.balance_transaction
    assert isinstance(entry, stripe.BalanceTransaction)
    assert (entry.amount, entry.fee, entry.net) == (224_200_000, 6_501_800, 217_698_200)
    assert session.line_items is not None
    assert [(item.quantity, item.amount_total) for item in session.line_items.data] == [
        (1, 150_000_000),
        (2, 70_000_000),
        (1, 4_200_000),
    ]


def test_a_declined_buyer_may_try_again(fake: FakeStripe, client: stripe.StripeClient) -> None:
    session_id = make_session(client)
    fake.decline(session_id, decline_code="insufficient_funds")

    intent = client.v1.payment_intents.retrieve(intent_id(client, session_id))
    assert intent.status == "requires_payment_method"
    assert intent.last_payment_error is not None
    assert intent.last_payment_error.decline_code == "insufficient_funds"
    assert client.v1.checkout.sessions.retrieve(session_id).status == "open"
    assert intent.amount_received == 0

    fake.pay(session_id)
    assert client.v1.checkout.sessions.retrieve(session_id).payment_status == "paid"
    charges = client.v1.charges.list({"payment_intent": intent.id}).data
    assert [charge.status for charge in charges] == ["succeeded", "failed"]


def test_3d_secure_holds_the_session_past_its_deadline(
    fake: FakeStripe, client: stripe.StripeClient, clock: FixedClock
) -> None:
    session_id = make_session(client)
    clock.advance(hours=23, minutes=59)
    fake.require_3ds(session_id)
    assert client.v1.payment_intents.retrieve(intent_id(client, session_id)).status == (
        "requires_action"
    )
    clock.advance(minutes=10)
    fake.finish_3ds(session_id)
    assert client.v1.checkout.sessions.retrieve(session_id).payment_status == "paid"


def test_3d_secure_that_fails_leaves_no_charge(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.require_3ds(session_id)
    fake.finish_3ds(session_id, passed=False)

    assert client.v1.checkout.sessions.retrieve(session_id).status == "open"
    assert client.v1.charges.list().data == []
    with pytest.raises(FakeMisuse):
        fake.finish_3ds(session_id)


@pytest.mark.parametrize(
    ("payment_status", "last_event"),
    [
        pytest.param("paid", "checkout.session.async_payment_succeeded", id="comes"),
        pytest.param("unpaid", "checkout.session.async_payment_failed", id="fails"),
    ],
)
def test_a_slow_method_completes_first_and_pays_later(
    fake: FakeStripe, client: stripe.StripeClient, payment_status: str, last_event: str
) -> None:
    session_id = make_session(client)
    fake.pay_later(session_id)
    session = client.v1.checkout.sessions.retrieve(session_id)
    assert (session.status, session.payment_status) == ("complete", "unpaid")
    assert "payment_intent.succeeded" not in [event["type"] for event in fake.events]

    fake.finish_pay_later(session_id, succeeded=payment_status == "paid")

    session = client.v1.checkout.sessions.retrieve(session_id)
    assert (session.status, session.payment_status) == ("complete", payment_status)
    assert fake.events[-1]["type"] == last_event
    assert len(client.v1.charges.list().data) == 1


def test_an_open_session_can_be_expired_once(fake: FakeStripe, client: stripe.StripeClient) -> None:
    session_id = make_session(client)
    expired = client.v1.checkout.sessions.expire(session_id)

    assert (expired.status, expired.url) == ("expired", None)
    with pytest.raises(stripe.InvalidRequestError, match="status of `expired`"):
        client.v1.checkout.sessions.expire(session_id)
    with pytest.raises(FakeMisuse):
        fake.pay(session_id)
    assert [event["type"] for event in fake.events] == ["checkout.session.expired"]


def test_expiring_cancels_a_payment_that_was_begun(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.decline(session_id)
    fake.expire(session_id)
    intent = client.v1.payment_intents.retrieve(intent_id(client, session_id))
    assert intent.status == "canceled"
    assert fake.events[-1]["type"] == "checkout.session.expired"


def test_a_paid_session_cannot_be_expired(fake: FakeStripe, client: stripe.StripeClient) -> None:
    session_id = make_session(client)
    fake.pay(session_id)
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        client.v1.checkout.sessions.expire(session_id)
    assert client.v1.checkout.sessions.retrieve(session_id).payment_status == "paid"


def test_sessions_expire_by_the_clock(
    fake: FakeStripe, client: stripe.StripeClient, clock: FixedClock
) -> None:
    session_id = make_session(client, expires_at=int(clock.now().timestamp()) + 1800)
    clock.advance(minutes=29)
    assert client.v1.checkout.sessions.retrieve(session_id).status == "open"
    clock.advance(minutes=1)
    assert client.v1.checkout.sessions.retrieve(session_id).status == "expired"
    assert [event["type"] for event in fake.events] == ["checkout.session.expired"]


def test_a_late_payment_still_lands_when_stripe_has_not_expired_the_session(
    fake: FakeStripe, client: stripe.StripeClient, clock: FixedClock
) -> None:
    session_id = make_session(client, expires_at=int(clock.now().timestamp()) + 1800)
    clock.advance(minutes=45)
    fake.pay_late(session_id)
    assert client.v1.checkout.sessions.retrieve(session_id).payment_status == "paid"

    dead = make_session(client)
    client.v1.checkout.sessions.expire(dead)
    with pytest.raises(FakeMisuse):
        fake.pay_late(dead)


@pytest.mark.parametrize(
    ("seconds", "message"),
    [
        pytest.param(1799, "at least 30 minutes", id="too soon"),
        pytest.param(86_401, "less than 24 hours", id="too late"),
    ],
)
def test_a_session_lives_30_minutes_to_24_hours(
    fake: FakeStripe, client: stripe.StripeClient, clock: FixedClock, seconds: int, message: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=message) as caught:
        make_session(client, expires_at=int(clock.now().timestamp()) + seconds)
    assert caught.value.param == "expires_at"
    assert fake.account.tables["checkout.session"] == {}


def test_a_payment_intent_of_checkout_is_not_cancelled_directly(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.decline(session_id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.payment_intents.cancel(intent_id(client, session_id))
    assert caught.value.code == "payment_intent_unexpected_state"


def test_metadata_can_be_added_and_removed_later(client: stripe.StripeClient) -> None:
    session_id = make_session(client)
    client.v1.checkout.sessions.update(session_id, {"metadata": {"order": "9", "payment": ""}})
    metadata = client.v1.checkout.sessions.retrieve(session_id).metadata
    assert metadata is not None
    assert metadata.to_dict() == {"order": "9"}


def test_line_items_come_in_pages(client: stripe.StripeClient) -> None:
    lines = [line(f"Kain {number}", 100_000_00) for number in range(25)]
    session_id = make_session(client, line_items=lines)
    listed = client.v1.checkout.sessions.line_items.list(session_id, {"limit": 10})
    names = [item.description for item in listed.auto_paging_iter()]
    assert names == [f"Kain {number}" for number in range(25)]


def test_ids_are_the_same_in_every_run_with_one_seed(clock: FixedClock) -> None:
    first, second, other = (
        make_session(FakeStripe(clock=clock, seed=seed).client()) for seed in ("a", "a", "b")
    )
    assert first == second
    assert first != other
    assert len(first) == 66
