"""The listing's form: what is shown, what is typed, and what the artisan will receive."""

from __future__ import annotations

import pytest

from shop.catalog.models import Listing
from shop.studio.sheet import plain_rupiah
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World


def open_listing(world: World, artisan: Visitor, name: str = "unique") -> Opened:
    return artisan.open(f"/en/studio/listings/{world.listings[name].public_id}")


def path(world: World, name: str = "unique") -> str:
    return f"/en/studio/listings/{world.listings[name].public_id}"


def withdraw(world: World, name: str) -> None:
    """Take a listing out of the shop, so that it need not be complete."""
    listing_id = world.listings[name].id
    world.shop.database.run(
        lambda db: setattr(db.get_one(Listing, listing_id), "status", "withdrawn")
    )


def stored(world: World, name: str = "unique") -> Listing:
    with world.shop.database.reading() as db:
        return db.get_one(Listing, world.listings[name].id)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1450000", "1450000"),
        ("1.450.000", "1450000"),
        (" Rp 1.450.000 ", "1450000"),
        ("1.45", "1.45"),
        ("1.450.00", "1.450.00"),
        ("1,450,000", "1,450,000"),
        ("١٤٥", "١٤٥"),
        ("", ""),
    ],
)
def test_an_amount_is_read_as_people_write_it_and_never_guessed(typed: str, read: str) -> None:
    assert plain_rupiah(typed) == read


def test_the_price_says_what_the_books_will_pay(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)

    page = open_listing(world, artisan)

    assert world.shop.settings.commission_bps == 800
    assert "You receive Rp1.334.000" in page.text
    assert 'data-receive="800"' in page.html


def test_a_price_with_points_is_saved(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    withdraw(world, "stocked")
    form = open_listing(world, artisan, "stocked").form(path(world, "stocked"))

    page = artisan.send(
        form, price_rupiah="Rp375.000", fibre_names=["cotton"], fibre_shares=["100"]
    )

    assert page.status == 200
    assert stored(world, "stocked").price_minor == 375_000_00


def test_motifs_are_picked_from_groups_with_their_rule(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)

    page = open_listing(world, artisan)

    assert '<optgroup label="Animals">' in page.html
    assert "(kept by custom)" in page.html
    assert page.form(path(world)).fields["motif_ids"] == [""]


def test_fibres_that_make_no_sense_are_refused_beside_their_fields(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    form = open_listing(world, artisan).form(path(world))

    page = artisan.send(form, fibre_names=["cotton", "silk"], fibre_shares=["60", "empat puluh"])

    assert page.status == 422
    assert "Choose a fibre and its share." in page.text
    assert 'value="60"' in page.html
    assert stored(world).fibres == [{"fibre": "cotton", "pct": 100}]


def test_two_sizes_of_one_name_are_refused_and_kept(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    form = open_listing(world, artisan, "stocked").form("/variants")

    page = artisan.send(
        form,
        sizes=["M", "m"],
        colours=["", ""],
        prices_rupiah=["", "400.000"],
        pieces=["1", "lima"],
    )

    assert page.status == 422
    assert 'id="f-v-pieces.1-error"' in page.html
    assert page.form("/variants").fields["sizes"][:2] == ["M", "m"]
    assert page.form("/variants").fields["prices_rupiah"][:2] == ["", "400000"]
    assert world.variant("stocked").on_hand == 5


def test_slip_and_label_of_another_workshop_are_not_found(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    assert artisan.open("/studio/orders/part_nobody/slip").status == 404
