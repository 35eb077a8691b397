"""Orders that end otherwise: not paid in time, bought again, called off, paid back."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from shop.aftersales import services
from shop.core.permissions import Principal
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from tests.flows.buying import EMAIL, go_to_pay, in_english, order_with_demo, place, press
from tests.flows.world import World


def test_an_order_that_was_not_paid_in_time_is_bought_again(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1, stocked=2)
    order_page = in_english(press(buyer, bank, "cancel").address)
    assert world.variant("unique").reserved == 1
    world.clock.advance(minutes=31)
    world.work()
    assert world.order().state == "expired"
    assert [world.variant(name).reserved for name in ("unique", "stocked")] == [0, 0]

    page = buyer.open(order_page)
    assert "Not paid, and over" in page.text
    assert not page.has_form("/pay")
    page = buyer.send(page.form("/again"))
    assert "/cart/" in page.address
    page = press(buyer, place(go_to_pay(buyer), buyer), "pay")
    world.work()

    first, second = world.all(Order)
    assert (first.state, second.state) == ("expired", "paid")
    assert first.number != second.number
    assert second.total_minor == first.total_minor
    assert world.variant("unique").on_hand == 0
    assert world.letters(EMAIL) == [
        "orders.placed",
        "orders.expired",
        "orders.placed",
        "orders.paid",
    ]


def test_what_was_not_paid_in_time_is_bought_by_the_next_before_anybody_swept(
    world: World,
) -> None:
    slow, fast = world.visitor(), world.visitor()
    press(slow, order_with_demo(world, slow, unique=1), "cancel")
    address = f"/en/batik/{world.listings['unique'].slug}"
    assert not fast.open(address).has_form("/cart/add")
    world.clock.advance(minutes=30)

    bank = order_with_demo(world, fast, unique=1)  # over the product page and the cart's own page

    assert "/pay/demo/" in bank.address
    assert [order.state for order in world.all(Order)] == ["placed", "placed"]
    assert (world.variant("unique").on_hand, world.variant("unique").reserved) == (1, 1)
    assert not slow.open(address).has_form("/cart/add")
    press(fast, bank, "pay")
    world.work()
    assert [order.state for order in world.all(Order)] == ["expired", "paid"]


def test_buying_again_says_what_is_gone(world: World) -> None:
    slow, fast = world.visitor(), world.visitor()
    order_page = press(slow, order_with_demo(world, slow, unique=1, stocked=1), "cancel").address
    world.clock.advance(minutes=31)
    world.work()
    press(fast, order_with_demo(world, fast, unique=1), "pay")
    world.work()
    page = slow.open(order_page)
    page = slow.send(page.form("/again"))
    assert "/cart/" in page.address
    assert world.listings["stocked"].title_id in page.text
    assert world.listings["unique"].title_id not in page.text


def test_money_that_comes_too_late_becomes_the_order_or_goes_back(world: World) -> None:
    lucky, late, fast = world.visitor(), world.visitor(), world.visitor()
    press(lucky, order_with_demo(world, lucky, stocked=1), "late")
    press(late, order_with_demo(world, late, unique=1), "late")
    world.clock.advance(minutes=29, seconds=30)
    world.work()  # one minute later: the time to pay is over, the money not yet there
    assert [order.state for order in world.all(Order)] == ["expired", "expired"]
    press(fast, order_with_demo(world, fast, unique=1), "pay")
    world.work()
    world.clock.advance(minutes=30)
    world.work()  # the money arrives
    world.work()  # and goes back

    assert [order.state for order in world.all(Order)] == ["paid", "expired", "paid"]
    (refund,) = world.all(Refund)
    assert (refund.state, refund.reason) == ("done", "sold_out")
    payments = world.all(Payment)
    assert refund.payment_id == payments[1].id
    assert world.balance("provider:demo") == sum(
        order.total_minor for order in world.all(Order) if order.state == "paid"
    )


def test_an_unpaid_order_is_called_off_and_its_pieces_are_free_at_once(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    page = buyer.open(in_english(press(buyer, bank, "cancel").address))
    assert not page.has_form("/cancel")
    asked = buyer.open(page.link("/cancel"))
    assert (world.order().state, world.variant("unique").reserved) == ("placed", 1)
    assert "The pieces can be bought by others at once." in asked.text
    assert f"we send a confirmation to {EMAIL}" in asked.text
    assert asked.has_link(page.address)
    answers = [buyer.send(asked.form("/cancel")) for _twice in range(2)]
    assert [answer.status for answer in answers] == [200, 200]
    assert "Cancelled" in answers[1].text
    assert world.order().state == "cancelled"
    assert world.variant("unique").reserved == 0
    assert "/cancel" not in buyer.open(asked.address).address  # there is nothing to ask any more
    other = world.visitor()
    press(other, order_with_demo(world, other, unique=1), "pay")
    world.work()
    assert [order.state for order in world.all(Order)] == ["cancelled", "paid"]
    assert world.letters(EMAIL) == [
        "orders.placed",
        "orders.cancelled",
        "orders.placed",
        "orders.paid",
    ]


def test_cancelling_twice_at_once_cancels_once(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    page = buyer.open(press(buyer, bank, "cancel").address)
    number = world.order().number
    barrier = threading.Barrier(4)

    def cancel(_who: int) -> None:
        barrier.wait(timeout=20)
        world.shop.database.run(
            lambda db: services.cancel_order(db, number, actor=Principal(account_id=None))
        )

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(cancel, range(4)))
    world.work()
    assert buyer.open(page.address).status == 200
    assert world.order().state == "cancelled"
    assert world.letters(EMAIL) == ["orders.placed", "orders.cancelled"]


def test_an_order_that_expired_meanwhile_stays_expired(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    page = buyer.open(press(buyer, bank, "cancel").address)
    asked = buyer.open(page.link("/cancel"))
    world.clock.advance(minutes=31)
    world.work()
    assert buyer.send(asked.form("/cancel")).status == 200
    assert world.order().state == "expired"
    assert world.letters(EMAIL) == ["orders.placed", "orders.expired"]


def test_a_paid_order_cannot_be_called_off(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    waiting = buyer.open(press(buyer, bank, "cancel").address)
    asked = buyer.open(waiting.link("/cancel"))
    press(buyer, bank, "pay")
    world.work()
    page = buyer.send(asked.form("/cancel"))
    assert page.status == 409
    assert world.order().state == "paid"
    assert world.all(Refund) == []


def test_staff_pay_one_artisans_part_back_and_the_other_goes_on(world: World) -> None:
    buyer, staff = world.visitor(), world.signed_in("admin@example.com", role="admin")
    page = press(buyer, order_with_demo(world, buyer, unique=1, stocked=1), "pay")
    world.work()
    order, (first, second) = world.order(), world.parts()

    desk = staff.open(f"/en/admin/orders/{order.number}")
    desk = staff.send(desk.form("/refund"), reason="Kain cacat saat diperiksa.")
    assert desk.status == 200
    world.work()

    (refund,) = world.all(Refund)
    assert (refund.part_id, refund.amount_minor) == (first.id, first.total_minor)
    assert refund.state == "done"
    assert [part.state for part in world.parts()] == ["refunded", "to_pack"]
    assert world.order().state == "paid"
    assert world.balance("provider:demo") == order.total_minor - first.total_minor
    assert world.balance("shop:commission") == -second.commission_minor
    page = buyer.open(in_english(page.address))
    assert "paid back on" in page.text
    assert "orders.refunded" in world.letters(EMAIL)

    desk = staff.open(f"/en/admin/orders/{order.number}")
    staff.send(desk.form("/refund"), reason="Yang kedua juga.")
    world.work()
    assert world.order().state == "refunded"
    assert world.balance("provider:demo") == 0
    assert world.balance("shop:commission") == 0
