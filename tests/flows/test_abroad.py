"""A visitor abroad buys: from the country chosen in the cart to the paid order."""

from __future__ import annotations

import sqlalchemy as sa

from shop.artisans.models import Artisan
from shop.cart.models import CartLine
from shop.orders.models import Order
from tests.flows.buying import EMAIL, place, press, put_into_cart
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World
from tests.storefront.shopper import GERMANY, UNITED_STATES


def choose(visitor: Visitor, country: str) -> Opened:
    """Choose a country in the cart."""
    page = visitor.open("/en/cart/")
    return visitor.send(page.form("/cart/estimate"), to=country)


def to_pay(visitor: Visitor, page: Opened) -> Opened:
    """From the shipping step to the last page before the order."""
    form = page.form("/checkout/pay")
    assert not [name for name in form.choices if name not in form.fields], "a way is preselected"
    return visitor.send(form)


def test_from_the_united_states_chosen_in_the_cart_to_a_paid_order_with_state_and_zip(
    world: World,
) -> None:
    buyer = world.visitor()
    put_into_cart(world, buyer, "unique")
    cart = choose(buyer, "US")
    assert "Shipping to United States" in cart.text

    page = buyer.open("/en/checkout/")
    form = page.form("/checkout/shipping")
    assert form.fields["country"] == ["US"]
    assert ("state" in form.choices, "district_code" in form.choices) == (True, False)
    assert "(to United States, estimate)" in page.text

    without = buyer.send(form, **{**UNITED_STATES, "state": "", "postal_code": ""})
    assert without.status == 422
    assert "State or territory" in without.text
    assert "Please fill this in." in without.text
    form = without.form("/checkout/shipping")
    assert form.fields["street"] == ["1 Main St"]
    shipping = buyer.send(form, state="CA", postal_code="94105")
    assert "San Francisco, CA 94105" in shipping.text

    paid = press(buyer, place(to_pay(buyer, shipping), buyer), "pay")
    world.work()

    order = world.order()
    assert order.state == "paid"
    assert (order.address["country"], order.address["state"], order.address["postal_code"]) == (
        "US",
        "CA",
        "94105",
    )
    assert "San Francisco, CA 94105" in buyer.open(paid.address).text
    world.assert_invariants()


def test_the_form_of_the_country_comes_without_scripts_and_keeps_what_was_typed(
    world: World,
) -> None:
    buyer = world.visitor()
    put_into_cart(world, buyer, "unique")
    page = buyer.open("/en/checkout/")
    form = page.form("/checkout/shipping")
    assert form.fields["country"] == ["ID"]

    page = buyer.send(form, email=EMAIL, recipient_name="Ann", country="US", switch_country="yes")

    assert page.status == 200
    form = page.form("/checkout/shipping")
    assert form.fields["country"] == ["US"]
    assert form.fields["recipient_name"] == ["Ann"]
    assert form.fields["email"] == [EMAIL]
    assert "CA" in form.choices["state"]
    page = buyer.send(form, **UNITED_STATES)
    assert page.has_form("/checkout/pay")


def test_what_cannot_go_to_germany_is_said_and_removed_before_paying(world: World) -> None:
    _contact_of(world, world.artisans[0].id)
    buyer = world.visitor()
    put_into_cart(world, buyer, "unique")
    put_into_cart(world, buyer, "stocked")
    put_into_cart(world, buyer, "ordered")

    cart = choose(buyer, "DE")

    assert "Cannot be sent to Germany." in cart.text
    assert "There is no total yet" in cart.text
    assert "Total, estimate" not in cart.text
    assert "Rp0" not in cart.text
    assert "To checkout" not in cart.text
    cart = buyer.send(cart.form("/cart/remove-lines"))
    assert len(world.all(CartLine)) == 1
    assert "To checkout" in cart.text
    shipping = buyer.send(buyer.open("/en/checkout/").form("/checkout/shipping"), **GERMANY)
    press(buyer, place(to_pay(buyer, shipping), buyer), "pay")
    world.work()
    assert (world.order().state, world.order().address["city"]) == ("paid", "Berlin")


def test_where_no_workshop_sends_nothing_can_be_ordered(world: World) -> None:
    buyer = world.visitor()
    put_into_cart(world, buyer, "unique")
    put_into_cart(world, buyer, "stocked")
    choose(buyer, "DE")

    page = buyer.open("/en/checkout/")
    shipping = buyer.send(page.form("/checkout/shipping"), **GERMANY)

    for shown in (page, shipping):
        assert "There is no total yet: not everything can be sent to Germany." in shown.text
        assert "Rp0" not in shown.text
        assert "Pick up" not in shown.text
    assert shipping.form("/checkout/pay").choices == {}
    assert buyer.open("/en/checkout/pay").address.endswith("/en/checkout/shipping")
    buyer.send(shipping.form("/cart/remove-lines"))
    assert world.all(CartLine) == []
    assert world.all(Order) == []


def test_an_order_that_was_placed_under_older_rules_stays_as_it_was(world: World) -> None:
    buyer = world.visitor()
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    staff = world.signed_in("staff@example.com", role="admin")
    put_into_cart(world, buyer, "unique")
    choose(buyer, "US")
    page = buyer.send(buyer.open("/en/checkout/").form("/checkout/shipping"), **UNITED_STATES)
    paid = press(buyer, place(to_pay(buyer, page), buyer), "pay")
    world.work()
    old = {**world.order().address, "state": "", "postal_code": ""}
    world.shop.database.run(lambda db: db.execute(sa.update(Order).values(address=old)))

    order_page = buyer.open(paid.address)
    desk = artisan.open(f"/en/studio/orders/{world.parts()[0].public_id}")
    number = world.order().number
    admin = staff.open(f"/en/admin/orders/{number}")

    for shown in (order_page, desk, admin):
        assert shown.status == 200
        assert "San Francisco" in shown.text
    assert world.order().address == old


def test_the_studio_offers_the_couriers_that_go_there_each_once(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    buyer = world.visitor()
    put_into_cart(world, buyer, "unique")
    page = buyer.send(buyer.open("/en/checkout/").form("/checkout/shipping"), **_AT_HOME)
    press(buyer, place(to_pay(buyer, page), buyer), "pay")
    world.work()

    desk = artisan.open(f"/en/studio/orders/{world.parts()[0].public_id}")

    couriers = desk.form("/ship").choices["courier"]
    assert "pos" in couriers
    assert "pick_up" in couriers
    assert not {"pos-ln", "dhl", "jne-ln"} & set(couriers)
    assert desk.html.count(">Pos Indonesia</option>") == 1
    refused = artisan.send(desk.form("/ship"), courier="dhl", tracking_number="JD014600012")
    assert refused.status == 422
    assert [part.state for part in world.parts()] == ["to_pack"]


_AT_HOME = {
    "email": EMAIL,
    "country": "ID",
    "recipient_name": "Siti Aminah",
    "phone": "0812 3456 7890",
    "street": "Jalan Mawar 12",
    "village": "Kuningan Timur",
    "district": "Setiabudi",
    "regency": "Jakarta Selatan",
    "province_code": "31",
    "postal_code": "12950",
}


def _contact_of(world: World, artisan_id: int) -> None:
    """Let one workshop name a responsible contact in the European Union."""
    world.shop.database.run(
        lambda db: db.execute(
            sa.update(Artisan)
            .where(Artisan.id == artisan_id)
            .values(eu_contact="Contoh GmbH, Berlin")
        )
    )
