"""Paying on Stripe's page: the fake is stateful and refuses what Stripe refuses."""

from __future__ import annotations

from shop.payments import settle
from shop.payments.models import Payment, Refund
from tests.flows.buying import go_to_pay, in_english, place, put_into_cart
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World

EMAIL = "rina@example.com"


def order_with_stripe(world: World, visitor: Visitor, name: str = "unique") -> str:
    """Place an order and be sent to Stripe; returns the session's id."""
    put_into_cart(world, visitor, name)
    form = go_to_pay(visitor, email=EMAIL).form("/checkout/place")
    answer = visitor.post(form, provider="stripe", accepts_terms="true")
    assert answer.status_code == 303, answer.text
    (*_, payment) = world.all(Payment)
    assert answer.location == world.fake.session(payment.reference)["url"]
    return str(payment.reference)


def come_back(world: World, visitor: Visitor, session: str) -> Opened:
    """Follow Stripe's link back to the shop."""
    return visitor.open(in_english(world.fake.session(session)["success_url"]))


def test_an_account_buys_a_piece_of_its_kind(world: World) -> None:
    visitor = world.signed_in(EMAIL)
    session = order_with_stripe(world, visitor)
    order = world.order()
    assert world.fake.session(session)["amount_total"] == order.total_minor
    assert world.fake.session(session)["currency"] == "idr"
    assert order.account_id is not None

    world.fake.pay(session)
    assert set(world.deliver()) == {200}
    world.work()
    page = come_back(world, visitor, session)

    assert "Thank you, your payment has arrived." in page.text
    assert world.order().state == "paid"
    assert world.balance("provider:stripe") == order.total_minor
    assert world.variant("unique").on_hand == 0
    # the account finds the order without the link of the letter
    assert visitor.open(f"/order/{order.number}").status == 200
    assert order.number in visitor.open("/account/").text
    assert world.signed_in("other@example.com").open(f"/order/{order.number}").status == 404


def test_coming_back_proves_nothing_until_stripe_says_so(world: World) -> None:
    visitor = world.visitor()
    session = order_with_stripe(world, visitor)

    page = come_back(world, visitor, session)
    assert world.order().state == "placed"
    assert "Thank you" not in page.text
    visitor.send(page.form("/check"))
    assert world.order().state == "placed"

    world.fake.pay(session)  # the notification is lost: the buyer's button asks Stripe
    page = visitor.send(page.form("/check"))
    assert world.order().state == "paid"
    world.deliver()
    world.work()
    assert world.balance("provider:stripe") == world.order().total_minor


def test_late_money_becomes_the_order_while_the_piece_is_there(world: World) -> None:
    visitor = world.visitor()
    session = order_with_stripe(world, visitor)
    world.clock.advance(minutes=31)
    world.fake.pay_late(session)
    world.deliver()
    world.work()

    assert world.order().state == "paid"
    assert world.all(Refund) == []
    assert world.variant("unique").on_hand == 0


def test_late_money_goes_back_when_somebody_else_has_the_piece(world: World) -> None:
    slow, fast = world.visitor(), world.visitor()
    session = order_with_stripe(world, slow)
    world.clock.advance(minutes=31)
    world.shop.database.run(settle.expire_overdue)
    put_into_cart(world, fast, "unique")
    page = place(go_to_pay(fast, email="fast@example.com"), fast)
    page = fast.send(page.form("/pay/demo/"), action="pay")
    world.fake.pay_late(session)
    world.deliver()
    world.work()
    world.deliver()
    world.work()

    first, second = world.all(Payment)
    (refund,) = world.all(Refund)
    assert (first.provider, second.provider) == ("stripe", "demo")
    assert (refund.payment_id, refund.state, refund.reason) == (first.id, "done", "sold_out")
    assert refund.amount_minor == first.expected_minor
    assert world.balance("provider:stripe") == 0
    assert "is going back to you" in come_back(world, slow, session).text
    assert "payments.unwanted" in world.letters(EMAIL)


def test_a_declined_card_leaves_the_order_waiting(world: World) -> None:
    visitor = world.visitor()
    session = order_with_stripe(world, visitor)
    world.fake.decline(session)
    world.deliver()
    world.work()
    assert world.order().state == "placed"
    world.fake.pay(session)
    world.deliver()
    world.work()
    assert world.order().state == "paid"
