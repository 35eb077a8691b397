"""What an order page says follows from what is so: thanks, lateness, the terms that were agreed."""

from __future__ import annotations

import datetime as dt

from shop.aftersales import services
from shop.core.permissions import Principal
from shop.shipping.commands import Dispatch
from tests.flows.buying import in_english, order_with_demo, press
from tests.flows.world import World

THANKS = "We write to siti@example.com when one is on its way."


def send(world: World, part: int) -> None:
    sent = world.parts()[part]
    command = Dispatch(courier="jne", tracking_number=f"JX12345678{part}")
    world.shop.database.run(
        lambda db: services.ship(
            db, sent.public_id, command, artisan_ids=[sent.artisan_id], actor=Principal()
        )
    )
    world.work()


def test_thanks_that_promise_an_email_end_with_the_last_parcel(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1, stocked=1)
    address = in_english(press(buyer, bank, "pay").address)
    world.work()
    assert THANKS in buyer.open(address).text
    send(world, 0)
    assert THANKS in buyer.open(address).text
    send(world, 1)
    assert THANKS not in buyer.open(address).text


def test_a_parcel_that_is_late_says_so_and_what_the_buyer_can_do(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    address = in_english(press(buyer, bank, "pay").address)
    world.work()
    assert "This date has passed." not in buyer.open(address).text
    late = world.parts()[0].ship_by + dt.timedelta(days=1)
    world.clock.at = dt.datetime.combine(late, dt.time(4), dt.UTC)
    assert "This date has passed. Write to us" in buyer.open(address).text
    send(world, 0)
    assert "This date has passed." not in buyer.open(address).text


def test_the_order_page_leads_to_the_terms_that_were_agreed(world: World) -> None:
    buyer = world.visitor()
    bank = order_with_demo(world, buyer, unique=1)
    page = buyer.open(in_english(press(buyer, bank, "cancel").address))
    terms = buyer.open(page.link("/info/terms?version="))
    assert terms.address.endswith(f"/info/terms?version={world.order().terms_version}")
    assert terms.status == 200
