import threading

import pytest
import stripe

from shop.core.clock import FixedClock

from .fake import FakeStripe
from .gateway import Request
from .orders import intent_id, line, make_session, parameters

KEY: stripe.RequestOptions = {"idempotency_key": "payment-41-checkout"}


def count(fake: FakeStripe) -> int:
    return len(fake.account.tables["checkout.session"])


def test_one_key_makes_one_session(fake: FakeStripe, client: stripe.StripeClient) -> None:
    first = client.v1.checkout.sessions.create(parameters(), KEY)
    turned = dict(reversed(parameters().items()))
    again = client.v1.checkout.sessions.create(turned, KEY)  # type: ignore[arg-type]
    assert again.id == first.id
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert count(fake) == 1


def test_the_first_answer_is_replayed_even_when_the_session_has_moved_on(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    first = client.v1.checkout.sessions.create(parameters(), KEY)
    fake.pay(first.id)
    assert client.v1.checkout.sessions.create(parameters(), KEY).status == "open"


def test_changed_parameters_under_one_key_are_refused(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    client.v1.checkout.sessions.create(parameters(), KEY)
    changed = parameters(line_items=[line("Kain", 100_000_00)])
    with pytest.raises(stripe.IdempotencyError) as caught:
        client.v1.checkout.sessions.create(changed, KEY)
    assert caught.value.http_status == 400
    with pytest.raises(stripe.IdempotencyError):
        client.v1.refunds.create({"payment_intent": "pi_1"}, KEY)
    assert count(fake) == 1


def test_a_key_is_forgotten_after_a_day(
    fake: FakeStripe, client: stripe.StripeClient, clock: FixedClock
) -> None:
    first = client.v1.checkout.sessions.create(parameters(), KEY)
    clock.advance(hours=24)
    assert client.v1.checkout.sessions.create(parameters(), KEY).id != first.id
    assert count(fake) == 2


def test_a_refused_validation_does_not_use_up_the_key(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(parameters(locale="jv"), KEY)
    client.v1.checkout.sessions.create(parameters(), KEY)
    assert count(fake) == 1


def test_a_refusal_by_state_is_kept_under_its_key(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)
    fake.decline(session_id)
    refund = {"payment_intent": intent_id(client, session_id)}
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create(refund, KEY)  # type: ignore[arg-type]
    fake.pay(session_id)
    with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
        client.v1.refunds.create(refund, KEY)  # type: ignore[arg-type]
    assert client.v1.refunds.create(refund).status == "succeeded"  # type: ignore[arg-type]


def test_a_500_is_replayed_and_not_healed_by_trying_again(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    fake.next_error(500)
    for _ in range(2):
        with pytest.raises(stripe.APIError):
            client.v1.checkout.sessions.create(parameters(), KEY)
    assert count(fake) == 0
    client.v1.checkout.sessions.create(parameters(), {"idempotency_key": "another"})
    assert count(fake) == 1


@pytest.mark.parametrize("status", [409, 503])
def test_the_sdk_overcomes_a_passing_error(fake: FakeStripe, status: int) -> None:
    fake.next_error(status, times=2)
    session = fake.client(max_network_retries=2).v1.checkout.sessions.create(parameters())
    assert len({request.idempotency_key for request in fake.requests}) == 1
    assert (len(fake.requests), count(fake)) == (3, 1)
    assert session.status == "open"


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        pytest.param(429, "rate_limit", stripe.RateLimitError, id="too fast"),
        pytest.param(402, "card_declined", stripe.CardError, id="declined"),
        pytest.param(403, None, stripe.PermissionError, id="forbidden"),
        pytest.param(409, "idempotency_key_in_use", stripe.APIError, id="key in use"),
        pytest.param(400, "balance_insufficient", stripe.InvalidRequestError, id="no balance"),
        pytest.param(502, None, stripe.APIError, id="down"),
    ],
)
def test_each_error_becomes_the_sdk_exception_for_it(
    fake: FakeStripe,
    client: stripe.StripeClient,
    status: int,
    code: str | None,
    error: type[stripe.StripeError],
) -> None:
    fake.next_error(status, code, path="/refunds")
    make_session(client)
    with pytest.raises(error) as caught:
        client.v1.refunds.create({"payment_intent": "pi_1"})
    assert type(caught.value) is error
    # The SDK fills .code only for some classes: the body always has it.
    assert caught.value.error is not None
    assert (caught.value.http_status, caught.value.error.code) == (status, code)
    assert caught.value.request_id is not None


def test_a_lost_answer_hides_an_effect_that_happened(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    fake.drop_next_response()
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(parameters(), KEY)
    assert count(fake) == 1
    session = client.v1.checkout.sessions.create(parameters(), KEY)
    assert (count(fake), session.status) == (1, "open")


def test_the_sdk_finds_a_lost_answer_again_by_its_own_key(fake: FakeStripe) -> None:
    fake.drop_next_response(times=2)
    fake.client(max_network_retries=2).v1.checkout.sessions.create(parameters())
    assert (len(fake.requests), count(fake)) == (3, 1)


def test_a_refused_connection_leaves_nothing(fake: FakeStripe, client: stripe.StripeClient) -> None:
    fake.refuse_connection()
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.create(parameters(), KEY)
    assert count(fake) == 0
    client.v1.checkout.sessions.create(parameters(), KEY)
    assert count(fake) == 1


def test_a_buyer_can_pay_just_before_the_shop_expires_the_session(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client)

    def pay_first(request: Request) -> None:
        if request.path.endswith("/expire"):
            fake.pay(session_id)

    fake.before_request = pay_first
    with pytest.raises(stripe.InvalidRequestError, match="status of `complete`"):
        client.v1.checkout.sessions.expire(session_id)


def test_fifty_threads_with_one_key_make_one_session(fake: FakeStripe) -> None:
    ids: list[str] = []
    start = threading.Barrier(50)

    def create() -> None:
        start.wait()
        ids.append(fake.client().v1.checkout.sessions.create(parameters(), KEY).id)

    threads = [threading.Thread(target=create) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(ids), len(set(ids)), count(fake)) == (50, 1, 1)


def test_twenty_threads_never_refund_more_than_was_paid(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session_id = make_session(client, line_items=[line("Kain", 100_000_00)])
    fake.pay(session_id)
    intent, refused = intent_id(client, session_id), []

    def refund() -> None:
        try:
            fake.client().v1.refunds.create({"payment_intent": intent, "amount": 10_000_00})
        except stripe.InvalidRequestError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=refund) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["charge_already_refunded"] * 10
    assert client.v1.charges.list().data[0].amount_refunded == 100_000_00
