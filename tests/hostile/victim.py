"""Somebody else's things: an account with an order, an address, a cart, a slip, a draft."""

from __future__ import annotations

from dataclasses import dataclass

from shop.accounts.models import Account, SavedAddress
from shop.cart.models import Cart, CartLine
from shop.catalog.models import Listing, Reservation
from shop.core.pictures import Picture
from shop.payments.models import DemoCheckout, Payment, TransferProof
from tests.flows.buying import ADDRESS, add, go_to_pay, place, put_into_cart
from tests.flows.test_listing import begin
from tests.flows.test_transfer import slip
from tests.flows.visitor import Visitor
from tests.flows.world import World

#: Words that only the victim, and the artisan who sends the parcel, may ever read.
EMAIL = "canary-mail@example.com"
NAME = "Kanari Penerima"
DRAFT = "Kanari Rancangan"
CANARIES = ("canary-mail", "Kanari Penerima", "Kanari Rancangan", "Jalan Kanari", "kanari catatan")


@dataclass
class Victim:
    """The public names of the victim's things."""

    browser: Visitor
    account: str
    number: str
    part: str
    payment: str
    reference: str
    proof: str
    address: str
    cart: str
    line: str
    draft: str
    draft_slug: str
    picture: str
    reservation: str


def make_victim(world: World) -> Victim:
    """Let the victim and the first artisan do what people do."""
    browser = world.signed_in(EMAIL)
    _buy(world, browser, "unique", "demo")
    _buy(world, browser, "stocked", "bank_transfer")
    page = browser.open(f"/order/{_number_of_transfer(world)}")
    browser.send(page.form("/proof"), picture=slip(), sender_name=NAME)
    _save_address(browser)
    put_into_cart(world, browser, "ordered")
    page = browser.open("/cart/")
    browser.send(page.form("/cart/note"), text="kanari catatan")
    artisan = world.signed_in("victim-artisan@example.com", artisan=world.artisans[0].id)
    begin(artisan, title=DRAFT)
    world.work()
    return _names(world, browser)


def _save_address(browser: Visitor) -> None:
    page = browser.open("/account/addresses/new")
    form = page.form("/account/addresses/new")
    page = browser.send(form, **{**ADDRESS, "recipient_name": NAME, "street": "Jalan Kanari 1"})
    assert page.status == 200, page.text
    assert NAME in page.text


def _buy(world: World, browser: Visitor, name: str, provider: str) -> None:
    add(browser, world.variants[name].public_id)
    page = go_to_pay(browser, email=EMAIL, recipient_name=NAME, street="Jalan Kanari 1")
    page = place(page, browser, provider)
    if provider == "demo":
        browser.send(page.form("/pay/demo/"), action="pay")


def _number_of_transfer(world: World) -> str:
    return str(world.all(Reservation)[-1].reference)


def _names(world: World, browser: Visitor) -> Victim:
    first, second = world.all(Payment)
    draft = world.all(Listing)[-1]
    assert draft.title_id == DRAFT
    line = world.all(CartLine)[-1]
    cart = next(cart for cart in world.all(Cart) if cart.id == line.cart_id)
    return Victim(
        browser=browser,
        account=next(a.public_id for a in world.all(Account) if a.email == EMAIL),
        number=world.all(Reservation)[0].reference,
        part=world.parts()[0].public_id,
        payment=second.public_id,
        reference=world.all(DemoCheckout)[0].reference,
        proof=world.all(TransferProof)[0].public_id,
        address=world.all(SavedAddress)[0].public_id,
        cart=cart.public_id,
        line=line.public_id,
        draft=draft.public_id,
        draft_slug=draft.slug,
        picture=world.all(Picture)[0].public_id if world.all(Picture) else "pic_none",
        reservation=first.public_id,
    )
