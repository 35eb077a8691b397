import pytest
import stripe

from .fake import FakeStripe
from .orders import TOTAL_MINOR, intent_id, make_session
from .refusals import FakeMisuse, NotFaked


@pytest.fixture
def paid(fake: FakeStripe, client: stripe.StripeClient) -> str:
    """The intent of a paid session."""
    session_id = make_session(client)
    fake.pay(session_id)
    return intent_id(client, session_id)


def charge_of(client: stripe.StripeClient, intent: str) -> stripe.Charge:
    return client.v1.charges.list({"payment_intent": intent}).data[0]


def test_parts_are_refunded_until_nothing_is_left(client: stripe.StripeClient, paid: str) -> None:
    first = client.v1.refunds.create(
        {
            "payment_intent": paid,
            "amount": 350_000_00,
            "reason": "requested_by_customer",
            "metadata": {"refund": "7"},
        }
    )
    assert (first.status, first.amount, first.currency) == ("succeeded", 35_000_000, "idr")
    assert first.metadata is not None
    assert first.metadata.to_dict() == {"refund": "7"}
    assert charge_of(client, paid).amount_refunded == 35_000_000
    assert charge_of(client, paid).refunded is False

    rest = client.v1.refunds.create({"charge": charge_of(client, paid).id})
    assert rest.amount == TOTAL_MINOR - 35_000_000
    assert charge_of(client, paid).refunded is True
    listed = client.v1.refunds.list({"payment_intent": paid}).data
    assert [refund.id for refund in listed] == [rest.id, first.id]
    assert client.v1.refunds.retrieve(first.id).reason == "requested_by_customer"

    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": paid, "amount": 1})
    assert caught.value.code == "charge_already_refunded"


def test_more_than_is_left_is_refused(
    fake: FakeStripe, client: stripe.StripeClient, paid: str
) -> None:
    client.v1.refunds.create({"payment_intent": paid, "amount": TOTAL_MINOR - 100})
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded") as caught:
        client.v1.refunds.create({"payment_intent": paid, "amount": 101})
    assert caught.value.param == "amount"
    assert charge_of(client, paid).amount_refunded == TOTAL_MINOR - 100
    assert len(fake.account.tables["refund"]) == 1


@pytest.mark.parametrize("amount", [0, -5])
def test_an_amount_below_one_is_refused(
    client: stripe.StripeClient, paid: str, amount: int
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": paid, "amount": amount})
    assert caught.value.code == "parameter_invalid_integer"


def test_what_was_not_paid_is_not_refunded(fake: FakeStripe, client: stripe.StripeClient) -> None:
    session_id = make_session(client)
    fake.decline(session_id)
    intent = intent_id(client, session_id)
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError, match="did not succeed"):
        client.v1.refunds.create({"charge": charge_of(client, intent).id})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"amount": 5})
    assert caught.value.code == "parameter_missing"
    assert fake.account.tables["refund"] == {}


def test_a_slow_refund_counts_at_once_and_arrives_later(
    fake: FakeStripe, client: stripe.StripeClient, paid: str
) -> None:
    fake.account.refund_status = "pending"
    refund = client.v1.refunds.create({"payment_intent": paid, "amount": 100_000_00})
    assert refund.status == "pending"
    assert charge_of(client, paid).amount_refunded == 10_000_000

    fake.complete_refund(refund.id)
    assert client.v1.refunds.retrieve(refund.id).status == "succeeded"
    update = next(event for event in fake.events if event["type"] == "refund.updated")
    assert update["data"]["previous_attributes"] == {"status": "pending"}
    with pytest.raises(FakeMisuse):
        fake.complete_refund(refund.id)


def test_a_refund_may_fail_after_it_succeeded_and_be_made_again(
    fake: FakeStripe, client: stripe.StripeClient, paid: str
) -> None:
    refund = client.v1.refunds.create({"payment_intent": paid})
    fake.fail_refund(refund.id)

    failed = client.v1.refunds.retrieve(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert charge_of(client, paid).amount_refunded == 0
    assert "refund.failed" in [event["type"] for event in fake.events]
    assert client.v1.refunds.create({"payment_intent": paid}).amount == TOTAL_MINOR
    entries = client.v1.balance_transactions.list({"source": refund.id}).data
    assert sum(entry.net for entry in entries) == 0


def test_a_disputed_charge_is_not_refunded(
    fake: FakeStripe, client: stripe.StripeClient, paid: str
) -> None:
    dispute_id = fake.dispute(client.v1.checkout.sessions.list({"payment_intent": paid}).data[0].id)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": paid})
    assert caught.value.code == "charge_disputed"

    fake.close_dispute(dispute_id, is_won=True)
    assert client.v1.disputes.retrieve(dispute_id).status == "won"
    assert client.v1.refunds.create({"payment_intent": paid}).status == "succeeded"


def test_a_lost_dispute_costs_the_amount_and_the_fee(
    fake: FakeStripe, client: stripe.StripeClient, paid: str
) -> None:
    session_id = client.v1.checkout.sessions.list({"payment_intent": paid}).data[0].id
    dispute_id = fake.dispute(session_id, amount_minor=350_000_00, reason="product_not_received")
    client.v1.disputes.close(dispute_id)

    dispute = client.v1.disputes.retrieve(dispute_id)
    assert (dispute.status, dispute.reason) == ("lost", "product_not_received")
    assert [entry.net for entry in dispute.balance_transactions] == [-60_000_000]
    types = [event["type"] for event in fake.events if "dispute" in event["type"]]
    assert types == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
    ]


def test_a_refund_for_a_connected_account_is_not_imitated(
    fake: FakeStripe, client: stripe.StripeClient, paid: str
) -> None:
    with pytest.raises(NotFaked, match="reverse_transfer"):
        client.v1.refunds.create({"payment_intent": paid, "reverse_transfer": True})
    with pytest.raises(NotFaked, match="connected"):
        client.v1.refunds.create({"payment_intent": paid}, {"stripe_account": "acct_1"})
    fake.mistakes.clear()
