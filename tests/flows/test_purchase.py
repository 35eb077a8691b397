"""A visitor buys: from the cart to the delivered parcel, through HTTP."""

from __future__ import annotations

from tests.flows.buying import EMAIL, in_english, order_with_demo, press
from tests.flows.world import World


def test_a_guest_buys_from_two_artisans_and_pays_with_the_demo(world: World) -> None:
    visitor = world.visitor()
    page = order_with_demo(world, visitor, unique=1, stocked=2)
    page = press(visitor, page, "pay")
    world.work()

    assert "/order/C26-" in page.address
    order, parts = world.order(), world.parts()
    assert order.state == "paid"
    assert [part.goods_minor for part in parts] == [1_450_000_00, 700_000_00]
    assert [part.commission_minor for part in parts] == [116_000_00, 56_000_00]
    assert order.total_minor == sum(part.total_minor for part in parts)
    assert world.balance("provider:demo") == order.total_minor
    assert world.balance("shop:commission") == -172_000_00
    assert world.variant("unique").on_hand == 0
    assert world.variant("stocked").on_hand == 3
    assert world.letters(EMAIL) == ["orders.placed", "orders.paid"]


def test_each_parcel_goes_its_own_way_until_the_buyer_has_it(world: World) -> None:
    first = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    second = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    buyer = world.visitor()
    page = press(buyer, order_with_demo(world, buyer, unique=1, stocked=1), "pay")
    world.work()
    link = in_english(page.address)
    mine, other = (part.public_id for part in world.parts())

    assert first.open(f"/studio/orders/{other}").status == 404
    desk = first.open(f"/studio/orders/{mine}")
    desk = first.send(desk.form(f"/studio/orders/{mine}/pack"))
    assert [part.state for part in world.parts()] == ["packed", "to_pack"]
    desk = first.send(desk.form("/ship"), tracking_number="ctn 0099 1234")
    assert [part.state for part in world.parts()] == ["shipped", "to_pack"]
    assert not desk.has_form("/ship")

    world.work()
    page = buyer.open(link)
    assert "CTN00991234" in page.text
    assert "On its way" in page.text
    assert "Being prepared" in page.text
    buyer.send(page.form("/received"))
    assert [part.state for part in world.parts()] == ["delivered", "to_pack"]

    desk = second.open(f"/studio/orders/{other}")
    second.send(desk.form("/ship"), courier="pick_up", tracking_number="")
    world.work()
    page = buyer.open(link)
    buyer.send(page.form("/received"))
    world.work()

    assert [part.state for part in world.parts()] == ["delivered", "delivered"]
    assert world.letters("teras@example.com") == ["orders.to_pack"]
    assert world.letters("titian@example.com") == ["orders.to_pack"]
    assert world.letters(EMAIL) == [
        "orders.placed",
        "orders.paid",
        *["orders.shipped", "orders.delivered"] * 2,
    ]


def test_a_paid_order_has_a_receipt_and_an_unpaid_one_has_none(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, stocked=1)
    order_page = buyer.open(press(buyer, bank, "cancel").address)
    number, _, token = order_page.address.partition("/order/")[2].partition("?")

    assert buyer.client.get(f"/order/{number}/receipt.pdf?{token}").status_code == 404
    press(buyer, bank, "pay")
    world.work()
    receipt = buyer.client.get(f"/order/{number}/receipt.pdf?{token}")

    assert receipt.status_code == 200
    assert receipt.data.startswith(b"%PDF-")
    assert receipt.headers["Cache-Control"] == "no-store"
    assert world.visitor().client.get(f"/order/{number}/receipt.pdf").status_code == 404


def test_a_parcel_that_nobody_complains_about_counts_as_delivered(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    buyer = world.visitor()
    press(buyer, order_with_demo(world, buyer, unique=1), "pay")
    world.work()
    (part,) = world.parts()
    desk = artisan.open(f"/studio/orders/{part.public_id}")
    artisan.send(desk.form("/ship"), tracking_number="ABC123456")

    world.clock.advance(days=13, hours=23)
    world.work()
    assert [part.state for part in world.parts()] == ["shipped"]
    world.clock.advance(hours=2)
    world.work()
    assert [part.state for part in world.parts()] == ["delivered"]
