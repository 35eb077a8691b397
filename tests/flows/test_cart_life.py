"""A cart outlives sign-in, languages, currencies and new prices."""

from __future__ import annotations

import sqlalchemy as sa

from shop.cart.models import Cart, CartLine
from shop.catalog.models import Listing, Variant
from shop.orders.models import Order
from tests.flows.buying import go_to_pay, in_english, place, press, put_into_cart
from tests.flows.world import World, sign_in


def quantities(world: World) -> list[tuple[int, int]]:
    return [(line.variant_id, line.quantity) for line in world.all(CartLine)]


def test_a_guests_cart_comes_along_into_the_account(world: World) -> None:
    world.account("siti@example.com")
    phone, laptop = world.visitor(), world.visitor()
    sign_in(laptop, "siti@example.com")
    put_into_cart(world, laptop, "stocked", 2)
    put_into_cart(world, phone, "stocked", 3)
    put_into_cart(world, phone, "unique")

    sign_in(phone, "siti@example.com")

    (cart,) = world.all(Cart)
    assert cart.guest_digest is None
    stocked, unique = world.variants["stocked"].id, world.variants["unique"].id
    assert sorted(quantities(world)) == sorted([(stocked, 3), (unique, 1)])
    for visitor in (phone, laptop):
        assert visitor.open("/cart/bar.json").html.count('"pieces":4') == 1
    press(laptop, place(go_to_pay(laptop), laptop), "pay")
    world.work()
    assert world.order().state == "paid"
    assert phone.open("/cart/bar.json").html.count('"pieces":0') == 1


def test_language_and_currency_keep_the_cart(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked", 2)
    before = quantities(world)
    page = visitor.open("/en/cart/")
    assert world.listings["stocked"].title_en in page.text
    page = visitor.send(page.form("/currency"), currency="USD")
    assert page.status == 200
    page = visitor.open("/en/cart/")
    assert "USD" in page.text or "US$" in page.text or "$" in page.text
    assert "Rp700.000" in page.text or "Rp700,000" in page.text
    page = visitor.open("/cart/")
    assert world.listings["stocked"].title_id in page.text
    assert quantities(world) == before

    page = place(go_to_pay(visitor), visitor)
    assert world.order().currency == "IDR"
    assert world.order().goods_minor == 700_000_00


def reprice(world: World, name: str, price_minor: int) -> None:
    with world.shop.database.transaction() as db:
        for model, id_ in ((Listing, world.listings[name].id), (Variant, world.variants[name].id)):
            db.execute(sa.update(model).where(model.id == id_).values(price_minor=price_minor))


def test_a_new_price_is_agreed_to_before_anything_is_ordered(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    reprice(world, "stocked", 400_000_00)
    page = visitor.open("/en/cart/")
    assert "A price has changed since you put the piece in." in page.text
    assert visitor.open("/en/checkout/").address.endswith("/en/cart/")
    page = visitor.send(page.form("/cart/confirm"))
    assert "A price has changed" not in page.text
    place(go_to_pay(visitor), visitor)
    assert world.order().goods_minor == 400_000_00


def test_a_price_that_changes_on_the_last_page_is_not_charged(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    page = go_to_pay(visitor)
    reprice(world, "stocked", 400_000_00)
    answer = place(page, visitor)
    assert answer.status == 409
    assert world.all(Order) == []
    assert world.variant("stocked").reserved == 0


def test_an_edit_after_the_order_changes_nothing_in_it(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    page = press(visitor, place(go_to_pay(visitor), visitor), "pay")
    world.work()
    title, total = world.listings["stocked"].title_en, world.order().total_minor
    reprice(world, "stocked", 999_000_00)
    with world.shop.database.transaction() as db:
        db.execute(sa.update(Listing).values(title_id="Berganti", title_en="Changed"))
    page = visitor.open(in_english(page.address))
    assert title in page.text
    assert "Changed" not in page.text
    assert world.order().total_minor == total
