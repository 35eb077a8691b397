from collections.abc import Iterator

import pytest
import requests
import stripe
from flask import Flask, request

from .fake import TEST_KEY, FakeStripe
from .hosted_page import hosted_page
from .orders import make_session, parameters
from .serving import serving


@pytest.fixture
def shop() -> Iterator[tuple[str, list[str]]]:
    """Address of a shop that only checks and remembers its webhooks, and what it saw."""
    app, seen = Flask("shop"), list[str]()

    @app.post("/webhook")
    def webhook() -> str:
        signature = request.headers["Stripe-Signature"]
        event = stripe.Webhook.construct_event(request.get_data(), signature, "whsec_fake")
        seen.append(event.type)
        return ""

    with serving(app) as address:
        yield address, seen


@pytest.fixture
def fake() -> FakeStripe:
    return FakeStripe()


@pytest.fixture
def page(fake: FakeStripe, shop: tuple[str, list[str]]) -> Iterator[str]:
    with serving(hosted_page(fake, webhook_url=f"{shop[0]}/webhook")) as address:
        fake.account.page_base = address
        yield address


def press(url: str, action: str) -> requests.Response:
    return requests.post(url, {"action": action}, timeout=10, allow_redirects=False)


@pytest.mark.usefixtures("page")
def test_the_page_shows_what_is_paid_and_paying_leads_back(
    fake: FakeStripe, client: stripe.StripeClient, shop: tuple[str, list[str]]
) -> None:
    session = client.v1.checkout.sessions.create(parameters())
    assert session.url is not None
    html = requests.get(session.url, timeout=10).text
    assert "IDR 2,242,000.00" in html
    assert "2 x Selendang cap" in html

    answer = press(session.url, "pay")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"https://shop.test/back?session={session.id}"
    assert shop[1][-1] == "checkout.session.completed"
    assert len(shop[1]) == len(fake.events) == 4
    assert "This session is complete" in requests.get(session.url, timeout=10).text
    assert press(session.url, "pay").status_code == 200
    assert len(fake.events) == 4


@pytest.mark.usefixtures("page")
def test_cancelling_leads_back_and_changes_nothing(
    fake: FakeStripe, client: stripe.StripeClient, shop: tuple[str, list[str]]
) -> None:
    url = client.v1.checkout.sessions.create(parameters()).url
    assert url is not None
    answer = press(url, "cancel")
    assert answer.headers["Location"] == "https://shop.test/order/CT-7F3K"
    assert (fake.events, shop[1]) == ([], [])


@pytest.mark.usefixtures("page")
def test_declining_and_3d_secure_stay_on_the_page(
    fake: FakeStripe, client: stripe.StripeClient
) -> None:
    session = client.v1.checkout.sessions.create(parameters())
    assert session.url is not None
    assert "declined" in press(session.url, "decline").text
    assert "Complete" in press(session.url, "3ds").text
    assert "could not confirm" in press(session.url, "3ds-fail").text
    press(session.url, "3ds")
    assert press(session.url, "3ds-pass").status_code == 303
    assert fake.session(session.id)["payment_status"] == "paid"


def test_webhooks_may_come_after_the_buyer(
    fake: FakeStripe, client: stripe.StripeClient, shop: tuple[str, list[str]]
) -> None:
    app = hosted_page(fake, webhook_url=f"{shop[0]}/webhook", webhook_first=False)
    session_id = make_session(client)
    with serving(app) as address:
        assert press(f"{address}/pay/{session_id}", "later").status_code == 303
    assert app.extensions["webhook_statuses"] == [200] * len(fake.events)
    assert "checkout.session.completed" in shop[1]


def test_unknown_sessions_and_buttons_are_refused(page: str, client: stripe.StripeClient) -> None:
    assert requests.get(f"{page}/pay/cs_test_none", timeout=10).status_code == 404
    url = client.v1.checkout.sessions.create(parameters()).url
    assert url is not None
    assert press(url, "steal").status_code == 400


def test_the_api_is_served_to_other_processes_too(fake: FakeStripe, page: str) -> None:
    client = stripe.StripeClient(TEST_KEY, base_addresses={"api": page}, max_network_retries=0)
    session = client.v1.checkout.sessions.create(parameters())
    assert client.v1.checkout.sessions.list({"limit": 1}).data[0].id == session.id
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(parameters(locale="jv"))
    fake.drop_next_response()
    with pytest.raises(stripe.APIConnectionError):
        client.v1.checkout.sessions.expire(session.id)
    assert fake.session(session.id)["status"] == "expired"
