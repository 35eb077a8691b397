"""One deadline of an order, the same on every page and in the e-mail, with its time zone."""

from __future__ import annotations

import datetime as dt

import pytest

from shop.core.i18n import use_locale
from shop.core.letters import Letter
from shop.core.templates import moment
from shop.orders.models import Order
from tests.flows.buying import in_english, order_with_demo, press
from tests.flows.test_transfer import order_by_transfer
from tests.flows.world import World


def deadline(order: Order, locale: str) -> str:
    with use_locale(locale):
        return " ".join(moment(order.expires_at).split())


@pytest.mark.parametrize("locale", ["id", "en"])
def test_every_page_and_the_email_show_the_same_deadline(world: World, locale: str) -> None:
    buyer, other = world.visitor(), world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    order_page = press(buyer, bank, "cancel").address
    world.work()

    def words(address: str) -> str:
        return in_english(address) if locale == "en" else address

    until = deadline(world.order(), locale)
    assert until.endswith("WITA" if locale == "id" else "WITA (UTC+8)")
    assert until in buyer.open(words(bank.address)).text
    assert until in buyer.open(words(order_page)).text
    product = f"http://localhost/batik/{world.listings['unique'].slug}"
    assert until in other.open(words(product)).text
    (letter,) = world.all(Letter)
    assert deadline(world.order(), world.order().locale) in " ".join(letter.text.split())


def test_a_transfer_keeps_the_piece_longer_and_the_product_page_says_so(world: World) -> None:
    buyer, other = world.visitor(), world.visitor()
    page = order_by_transfer(world, buyer, "unique")
    order = world.order()
    assert order.expires_at - order.placed_at > dt.timedelta(hours=12)
    assert page.text.count(deadline(order, "en")) == 2
    product = in_english(f"http://localhost/batik/{world.listings['unique'].slug}")
    assert f"has until {deadline(order, 'en')} to pay" in other.open(product).text


def test_the_payment_page_says_when_the_hold_is_over(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    world.clock.advance(minutes=31)
    page = buyer.open(in_english(bank.address))
    assert "The pieces are held for you" not in page.text
    assert f"The time to pay ended on {deadline(world.order(), 'en')}." in page.text
