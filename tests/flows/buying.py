"""The steps of a purchase, each through the form that the page before shows."""

from __future__ import annotations

from typing import Any

from tests.flows.visitor import FormOnPage, Opened, Visitor
from tests.flows.world import World

#: What a person types of an address in Jakarta.
TYPED = {
    "recipient_name": "Siti Aminah",
    "phone": "0812 3456 7890",
    "street": "Jalan Mawar 12",
    "village": "Kuningan Timur",
    "district": "Setiabudi",
    "regency": "Jakarta Selatan",
    "postal_code": "12950",
}
ADDRESS = {"country": "ID", **TYPED, "rt": "4", "rw": "7", "province_code": "31"}
EMAIL = "siti@example.com"


def put_into_cart(world: World, visitor: Visitor, name: str, quantity: int = 1) -> Opened:
    """Open the product page and send its form."""
    page = visitor.open(f"/batik/{world.listings[name].slug}")
    form = page.form("/cart/add")
    assert form.fields["variant"] == [world.variants[name].public_id]
    return visitor.send(form, quantity=str(quantity))


def add(visitor: Visitor, variant: str, quantity: object = 1, **more: Any) -> Opened:
    """Post what the product page's form would post, or something like it."""
    form = FormOnPage("http://localhost/cart/add", "post")
    return visitor.send(form, variant=variant, quantity=str(quantity), **more)


def go_to_pay(visitor: Visitor, *, email: str = EMAIL, **contact: str) -> Opened:
    """Walk from the cart to the last page before the order."""
    page = visitor.open("/checkout/")
    assert page.has_form("/checkout/shipping"), page.text
    page = visitor.send(page.form("/checkout/shipping"), email=email, **{**ADDRESS, **contact})
    assert page.status == 200, page.text[:3000]
    form = page.form("/checkout/pay")
    unset = {name: some[0] for name, some in form.choices.items() if name not in form.fields}
    page = visitor.send(form, **unset)
    assert page.has_form("/checkout/place"), page.text
    return page


def place(page: Opened, visitor: Visitor, provider: str = "demo") -> Opened:
    """Agree and place the order."""
    form = page.form("/checkout/place")
    return visitor.send(form, provider=provider, accepts_terms=form.choices["accepts_terms"][0])


def order_with_demo(world: World, visitor: Visitor, **wants: int) -> Opened:
    """Buy with the demo provider, up to its page."""
    for name, quantity in wants.items():
        put_into_cart(world, visitor, name, quantity)
    page = place(go_to_pay(visitor), visitor)
    assert "/pay/demo/" in page.address, page.text
    return page


def press(visitor: Visitor, page: Opened, action: str) -> Opened:
    """Press a button on the demo provider's page."""
    return visitor.send(page.form("/pay/demo/"), action=action)


def in_english(address: str) -> str:
    """The same page in English, whose words do not depend on the catalogue of messages."""
    return address.replace("http://localhost/", "http://localhost/en/", 1)
