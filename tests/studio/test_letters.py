"""What artisans are told by letter about a sale."""

from __future__ import annotations

from shop.core.letters import Letter
from tests.flows.buying import order_with_demo, press
from tests.flows.world import World


def test_the_artisan_reads_what_was_sold_and_opens_exactly_that_order(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    buyer = world.visitor()
    press(buyer, order_with_demo(world, buyer, unique=1, stocked=2), "pay")
    world.work()

    (letter,) = [row for row in world.all(Letter) if row.recipient == "teras@example.com"]

    part = world.parts()[0]
    title = world.listings["unique"].title_id
    assert f"1 x {title}" in letter.text
    assert world.listings["stocked"].title_id not in letter.text
    address = f"http://localhost/studio/orders/{part.public_id}"
    assert address in letter.text
    assert artisan.open(address).status == 200
    assert "t=" not in letter.text.partition(address)[2]


def test_a_slip_and_a_label_are_printed_for_a_paid_part(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    buyer = world.visitor()
    press(buyer, order_with_demo(world, buyer, unique=1), "pay")
    world.work()
    part = world.parts()[0]

    page = artisan.open(f"/en/studio/orders/{part.public_id}/slip")

    assert page.status == 200
    assert "Siti Aminah" in page.text
    assert world.listings["unique"].title_id in page.text or "Sample cloth" in page.text
    assert page.html.count('class="page-a6') == 2
