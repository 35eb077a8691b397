"""The listing's form: what is shown, what is typed, and what the artisan will receive."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import shop
from shop.catalog.models import Listing, Variant
from shop.core import money
from shop.orders.draft import commission
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World


def open_listing(world: World, artisan: Visitor, name: str = "unique") -> Opened:
    return artisan.open(f"/en/studio/listings/{world.listings[name].public_id}")


def path(world: World, name: str = "unique") -> str:
    return f"/en/studio/listings/{world.listings[name].public_id}"


def unpublish(world: World, name: str) -> None:
    """Make a listing a draft, so that it need not be complete and is edited directly."""
    listing_id = world.listings[name].id

    def work(db: Session) -> None:
        listing = db.get_one(Listing, listing_id)
        listing.status, listing.published_at = "draft", None

    world.shop.database.run(work)


def stored(world: World, name: str = "unique") -> Listing:
    with world.shop.database.reading() as db:
        return db.get_one(Listing, world.listings[name].id)


def test_the_price_says_what_the_books_will_pay(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)

    page = open_listing(world, artisan)

    assert world.shop.settings.commission_bps == 800
    assert "You receive Rp1.334.000" in page.text
    assert 'data-receive="800"' in page.html


def test_several_pieces_in_one_order_pay_what_one_rounding_leaves(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)

    page = send_price(world, artisan, "Rp100.006")

    assert commission(100_006_00, 1, 800) == 8_000_00
    assert commission(100_006_00, 3, 800) == 24_001_00, "not three times the fee of one piece"
    assert "You receive Rp92.006" in page.text
    assert "For 3 pieces in one order Rp276.017" in page.text


def send_price(world: World, artisan: Visitor, typed: str, **fields: object) -> Opened:
    """Type a price into the stocked listing's form, as a draft for Rp110.000."""
    unpublish(world, "stocked")
    world.shop.database.run(lambda db: _cost(db, world.listings["stocked"].id, 110_000_00))
    form = open_listing(world, artisan, "stocked").form(path(world, "stocked"))
    return artisan.send(
        form, price_rupiah=typed, fibre_names=["cotton"], fibre_shares=["100"], **fields
    )


def _cost(db: Session, listing_id: int, price_minor: int) -> None:
    for row in (
        db.get_one(Listing, listing_id),
        *db.scalars(sa.select(Variant).where(Variant.listing_id == listing_id)),
    ):
        row.price_minor = price_minor


@pytest.mark.parametrize(
    ("typed", "rupiah"),
    [("150rb", 150_000), ("0,15 jt", 150_000), ("150.000,00", 150_000), ("Rp 150.000,-", 150_000)],
)
def test_a_price_is_stored_as_it_was_meant(world: World, typed: str, rupiah: int) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)

    page = send_price(world, artisan, typed)

    assert page.status == 200
    assert stored(world, "stocked").price_minor == rupiah * 100
    assert "You receive Rp138.000" in page.text


@pytest.mark.parametrize("typed", ["1,250", "150.00", "1.250 jt", "lima puluh"])
def test_a_price_that_reads_in_two_ways_is_refused_and_kept(world: World, typed: str) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)

    page = send_price(world, artisan, typed)

    assert page.status == 422
    assert "Write the price in whole rupiah, such as 1.250.000 or 1250rb." in page.text
    assert page.form(path(world, "stocked")).fields["price_rupiah"] == [typed]
    assert 'id="receive" role="status" hidden' in page.html, "no amount is said for no price"
    assert stored(world, "stocked").price_minor == 110_000_00


@pytest.mark.parametrize("typed", ["11000", "999", "1100000", "54.999", "220.001"])
def test_a_price_far_from_the_last_one_is_asked_back(world: World, typed: str) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)

    page = send_price(world, artisan, typed, title_id="Judul yang diketik")

    assert page.status == 422
    assert "Is this price right?" in page.text
    form = page.form(path(world, "stocked"))
    assert form.fields["title_id"] == ["Judul yang diketik"]
    assert stored(world, "stocked").price_minor == 110_000_00

    page = artisan.send(form, price_confirmed=typed.replace(".", ""))
    assert page.status == 200
    assert stored(world, "stocked").price_minor == int(typed.replace(".", "")) * 100
    assert stored(world, "stocked").title_id == "Judul yang diketik"


@pytest.mark.parametrize("typed", ["55.000", "220.000", "110.000"])
def test_an_ordinary_change_of_price_is_not_asked_back(world: World, typed: str) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)

    assert send_price(world, artisan, typed).status == 200
    assert stored(world, "stocked").price_minor == int(typed.replace(".", "")) * 100


def test_the_confirmation_counts_for_the_price_that_it_names(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)

    page = send_price(world, artisan, "1.100.000", price_confirmed="11000000")

    assert page.status == 422
    assert stored(world, "stocked").price_minor == 110_000_00


def test_a_size_far_from_the_price_is_asked_back_and_then_kept(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    unpublish(world, "stocked")
    before = stored(world, "stocked").price_minor
    form = open_listing(world, artisan, "stocked").form("/variants")
    row = {"sizes": [""], "colours": [""], "prices_rupiah": ["35rb"], "pieces": ["5"]}

    page = artisan.send(form, **row)

    assert page.status == 422
    assert "Yes, Rp35.000 is right" in page.text
    assert stored(world, "stocked").price_minor == before

    page = artisan.send(page.form("/variants"), **row, price_confirmed="35000")
    assert page.status == 200
    assert stored(world, "stocked").price_minor == 35_000_00


def test_after_a_clash_the_second_tap_does_not_overwrite(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    unpublish(world, "stocked")
    address = path(world, "stocked")
    first, second = (open_listing(world, artisan, "stocked").form(address) for _ in range(2))
    fibres = {"fibre_names": ["cotton"], "fibre_shares": ["100"]}
    artisan.send(first, **fibres, title_en="Hers")

    page = artisan.send(second, **fibres, title_en="His")

    assert page.status == 409
    assert "Open the saved version" in page.text
    again = page.form(address)
    assert again.fields["title_en"] == ["His"]
    assert again.fields["revision"] == second.fields["revision"]
    assert artisan.send(again).status == 409, "the second tap is refused like the first"
    assert stored(world, "stocked").title_en == "Hers"


def test_the_script_reads_amounts_by_the_rule_of_the_server() -> None:
    script = (Path(shop.__file__).parent / "static/desk.js").read_text()

    for rule in (money._RUPIAH, money._SHORT_RUPIAH):
        assert f"/^{rule.pattern}$/i.exec(text)" in script


def test_a_price_with_points_is_saved(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    unpublish(world, "stocked")
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
    assert "· Restricted<" in page.html
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
    assert page.form("/variants").fields["prices_rupiah"][:2] == ["", "400.000"]
    assert world.variant("stocked").on_hand == 5


def test_slip_and_label_of_another_workshop_are_not_found(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    assert artisan.open("/studio/orders/part_nobody/slip").status == 404
