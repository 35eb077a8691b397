"""The first page after paying: it asks the provider, whatever the address or the worker say."""

from __future__ import annotations

import pytest

from shop.core.limits import LimitWindow
from shop.ledger.models import Posting
from shop.payments.models import Payment
from tests.flows.buying import in_english, order_with_demo, press
from tests.flows.test_stripe import come_back, order_with_stripe
from tests.flows.visitor import Visitor
from tests.flows.world import World

THANKS = "Thank you, your payment has arrived."
WAITING = "We are asking the payment service. This page looks again by itself."


def way_back(world: World, session: str) -> str:
    """Where Stripe sends the buyer, as a path in English."""
    return in_english(world.fake.session(session)["success_url"]).removeprefix("http://localhost")


def nothing_happened(world: World) -> bool:
    """Whether the one order still waits, with its payment open and the books empty."""
    (payment,) = world.all(Payment)
    return (world.order().state, payment.state, world.all(Posting)) == ("placed", "started", [])


def test_the_demos_buyer_sees_at_once_that_it_is_paid(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)

    page = press(buyer, bank, "pay")  # no worker has run

    assert "paid=1" in page.address
    assert world.order().state == "paid"
    assert "Refresh" not in page.headers
    assert THANKS in buyer.open(in_english(page.address)).text
    assert world.variant("unique").on_hand == 0


def test_stripes_buyer_sees_at_once_that_it_is_paid_although_nobody_told_us(world: World) -> None:
    buyer = world.visitor()
    session = order_with_stripe(world, buyer)
    world.fake.pay(session)

    page = come_back(world, buyer, session)

    assert THANKS in page.text
    assert "Refresh" not in page.headers
    assert world.order().state == "paid"


def test_reloading_and_being_told_afterwards_pays_no_second_time(world: World) -> None:
    buyer = world.visitor()
    session = order_with_stripe(world, buyer)
    world.fake.pay(session)
    come_back(world, buyer, session)
    asked = len(world.fake.requests)

    for _reload in range(3):
        assert THANKS in come_back(world, buyer, session).text
    assert len(world.fake.requests) == asked, "a paid order needs no answer"
    world.deliver()
    world.work()

    (payment,) = world.all(Payment)
    assert [row.key for row in world.all(Posting)] == [f"payment:{payment.public_id}:captured"]
    assert world.balance("provider:stripe") == world.order().total_minor
    assert world.letters("rina@example.com") == ["orders.placed", "orders.paid"]


def test_slow_money_is_waited_for_by_a_page_that_looks_again(world: World) -> None:
    buyer = world.visitor()
    page = press(buyer, order_with_demo(world, buyer, unique=1), "later")

    assert page.headers["Refresh"] == "4"
    assert WAITING in buyer.open(in_english(page.address)).text
    assert nothing_happened(world)
    world.work()
    assert THANKS in buyer.open(in_english(page.address)).text


@pytest.mark.parametrize("forged", ["1", "true", "paid", "\u0661"])
def test_an_address_that_says_paid_changes_nothing(world: World, forged: str) -> None:
    buyer = world.visitor()
    address = way_back(world, order_with_stripe(world, buyer)).replace("paid=1", f"paid={forged}")

    page = buyer.open(address)

    assert page.status == 200
    assert THANKS not in page.text
    assert nothing_happened(world)


def test_strangers_cannot_make_us_ask(world: World) -> None:
    session = order_with_stripe(world, world.visitor())
    world.fake.pay(session)
    asked = len(world.fake.requests)

    answer = world.visitor().open(f"/en/order/{world.order().number}?paid=1")

    assert answer.status == 404
    assert len(world.fake.requests) == asked
    assert nothing_happened(world)


@pytest.mark.parametrize(
    ("method", "headers"),
    [("GET", {"Sec-Purpose": "prefetch"}), ("GET", {"Sec-Purpose": "prefetch;prerender"}),
     ("HEAD", {})],
)  # fmt: skip
def test_what_nobody_reads_asks_nobody(world: World, method: str, headers: dict[str, str]) -> None:
    buyer = world.visitor()
    session = order_with_stripe(world, buyer)
    world.fake.pay(session)
    asked = len(world.fake.requests)

    answer = buyer.client.open(way_back(world, session), method=method, headers=headers)

    assert answer.status_code == 200
    assert len(world.fake.requests) == asked
    assert nothing_happened(world)


def test_a_provider_that_is_down_breaks_no_page_and_is_left_alone_for_a_while(
    world: World,
) -> None:
    buyer = world.visitor()
    session = order_with_stripe(world, buyer)
    world.fake.pay(session)
    world.fake.refuse_connection(times=1)  # one try is all that a page makes
    asked = len(world.fake.requests)

    first, second = come_back(world, buyer, session), come_back(world, buyer, session)

    assert (first.status, second.status) == (200, 200)
    assert WAITING in first.text
    assert first.headers["Refresh"] == "4"
    assert len(world.fake.requests) == asked + 1
    assert nothing_happened(world)
    world.clock.advance(seconds=30)
    assert THANKS in come_back(world, buyer, session).text


def test_a_provider_that_was_switched_off_breaks_no_page(world: World) -> None:
    buyer = world.visitor()
    session = order_with_stripe(world, buyer)
    _rename(world, "gone")

    assert come_back(world, buyer, session).status == 200

    _rename(world, "stripe")
    assert nothing_happened(world)


def _rename(world: World, name: str) -> None:
    world.shop.database.run(lambda db: setattr(db.query(Payment).one(), "provider", name))


def test_a_page_that_reloads_itself_for_long_asks_ever_less(world: World) -> None:
    buyer = world.visitor()
    session = order_with_stripe(world, buyer)
    asked = len(world.fake.requests)

    pages = [come_back(world, buyer, session) for _reload in range(23)]

    assert {page.status for page in pages} == {200}
    assert len(world.fake.requests) == asked + 20
    world.fake.pay(session)
    page = buyer.send(pages[-1].form("/check"))  # the button has tries of its own
    assert world.order().state == "paid"
    assert THANKS in page.text


def test_an_order_that_is_looked_at_from_a_letter_asks_nobody(world: World) -> None:
    buyer: Visitor = world.visitor()
    session = order_with_stripe(world, buyer)
    windows = len(world.all(LimitWindow))
    asked = len(world.fake.requests)

    page = buyer.open(way_back(world, session).replace("&paid=1", ""))

    assert page.status == 200
    assert (len(world.fake.requests), len(world.all(LimitWindow))) == (asked, windows)
