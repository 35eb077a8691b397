import pytest
import stripe

from shop.core.clock import FixedClock

from .fake import FakeStripe
from .orders import intent_id, make_session


def test_sessions_are_listed_newest_first_in_pages(client: stripe.StripeClient) -> None:
    made = [make_session(client) for _ in range(25)]
    first = client.v1.checkout.sessions.list()
    assert ([session.id for session in first.data], first.has_more) == (made[:-11:-1], True)
    everything = client.v1.checkout.sessions.list({"limit": 7}).auto_paging_iter()
    assert [session.id for session in everything] == made[::-1]
    newer = client.v1.checkout.sessions.list({"ending_before": made[20], "limit": 2})
    assert ([session.id for session in newer.data], newer.has_more) == ([made[22], made[21]], True)


def test_sessions_are_found_by_intent_status_and_time(
    fake: FakeStripe, client: stripe.StripeClient, clock: FixedClock
) -> None:
    old = make_session(client)
    clock.advance(minutes=10)
    paid, is_open = make_session(client), make_session(client)
    fake.pay(paid)
    sessions = client.v1.checkout.sessions

    found = sessions.list({"payment_intent": intent_id(client, paid)}).data
    assert [session.id for session in found] == [paid]
    assert [session.id for session in sessions.list({"status": "open"}).data] == [is_open, old]
    since = int(clock.now().timestamp()) - 60
    assert [session.id for session in sessions.list({"created": {"gte": since}}).data] == [
        is_open,
        paid,
    ]
    assert [session.id for session in sessions.list({"created": {"lt": since}}).data] == [old]
    opened = sessions.list({"status": "complete", "expand": ["data.payment_intent"]}).data
    assert isinstance(opened[0].payment_intent, stripe.PaymentIntent)


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_1_to_100_rows(client: stripe.StripeClient, limit: int) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.events.list({"limit": limit})
    assert caught.value.param == "limit"


def test_a_page_cannot_begin_at_something_unknown(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.refunds.list({"starting_after": "re_none"})
    assert caught.value.code == "resource_missing"


def test_balance_entries_are_found_by_source_and_type(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.pay(session_id)
    refund = client.v1.refunds.create({"payment_intent": intent_id(client, session_id)})
    balance = client.v1.balance_transactions
    assert [entry.source for entry in balance.list({"type": "refund"}).data] == [refund.id]
    assert balance.list({"source": refund.id}).data[0].amount == -refund.amount
    assert [entry.type for entry in balance.list().data] == ["refund", "charge"]


def test_events_are_listed_by_type(fake: FakeStripe, client: stripe.StripeClient) -> None:
    fake.pay(make_session(client))
    fake.expire(make_session(client))
    wanted = ["checkout.session.completed", "checkout.session.expired"]
    listed = client.v1.events.list({"types": wanted}).data
    assert [event.type for event in listed] == wanted[::-1]
    assert client.v1.events.retrieve(listed[0].id).data.object["status"] == "expired"
    assert len(client.v1.events.list({"type": "charge.succeeded"}).data) == 1
