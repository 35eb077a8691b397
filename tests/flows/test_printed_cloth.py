"""Printed cloth carries the same words from the card to the receipt, and no claim of handwork."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
import typst

from shop.catalog.events import ListingPublished
from shop.catalog.models import Listing, Variant
from shop.core import outbox
from shop.core.letters import Letter
from shop.heritage.models import Technique
from tests.factories import make_listing
from tests.flows.buying import go_to_pay, in_english, place, press, put_into_cart
from tests.flows.world import World

ID = "Tekstil motif batik (bukan batik)"
EN = "Batik-patterned textile (not batik)"


@pytest.fixture
def printed(world: World) -> Listing:
    """A printed cloth of the first workshop."""

    def offer(db: Any) -> Listing:
        listing = make_listing(
            db,
            artisan=world.artisans[0],
            slug="kain-cetak",
            title_id="Kain Cetak Pesut",
            title_en="Printed dolphin cloth",
            technique_id="tiruan-batik",
            is_batik=False,
            stock=3,
        )
        outbox.emit(db, ListingPublished(listing_id=listing.id))
        world.variants["printed"] = db.scalars(
            sa.select(Variant).where(Variant.listing_id == listing.id)
        ).one()
        return listing

    world.listings["printed"] = world.shop.database.run(offer)
    world.work()
    return world.listings["printed"]


def test_the_words_are_the_same_from_the_card_to_the_receipt(
    world: World, printed: Listing, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = world.visitor()
    for address in ("/en/batik/", "/en/batik/?q=cetak", f"/en/batik/{printed.slug}"):
        assert EN in buyer.open(address).text, address
    suggested = buyer.client.get("/en/batik/suggest.json?q=cetak").get_json()["items"]
    assert f"Printed dolphin cloth: {EN}" in json.dumps(suggested)

    assert ID in put_into_cart(world, buyer, "printed").text
    page = go_to_pay(buyer)
    assert ID in page.text
    address = press(buyer, place(page, buyer), "pay").address
    world.work()
    _sold_as_something_else(world, printed)

    assert ID in buyer.open(address).text
    assert EN in buyer.open(in_english(address)).text
    placed, *_others = world.all(Letter)
    assert ID in placed.text
    assert ID in placed.html
    compiled: list[str] = []
    compile_pdf = typst.compile

    def keep(template: bytes, *, sys_inputs: dict[str, str], **options: Any) -> bytes:
        compiled.extend(sys_inputs.values())
        pdf: bytes = compile_pdf(template, sys_inputs=sys_inputs, **options)
        return pdf

    monkeypatch.setattr(typst, "compile", keep)
    receipt = address.replace(f"/{world.order().number}", f"/{world.order().number}/receipt.pdf")
    assert buyer.client.get(receipt.removeprefix("http://localhost")).status_code == 200
    assert ID in compiled[0]
    for text in (placed.text, compiled[0], buyer.open(address).text):
        assert "Tiruan batik" not in text
        assert "Batik tulis" not in text


def _sold_as_something_else(world: World, printed: Listing) -> None:
    """Rename the technique and change the listing: the order keeps what was agreed."""

    def change(db: Any) -> None:
        db.get_one(Technique, "tiruan-batik").name_id = "Batik modern"
        listing = db.get_one(Listing, printed.id)
        listing.technique_id, listing.is_batik = "batik-tulis", True

    world.shop.database.run(change)


@pytest.mark.parametrize(
    ("technique", "is_batik", "said", "unsaid"),
    [
        pytest.param(
            "batik-tulis",
            True,
            ["Made by hand: lines differ", "The colour will not be exactly the same"],
            ["not made by hand", "is printed"],
            id="hand-drawn",
        ),
        pytest.param(
            "tenun",
            False,
            ["Made by hand: lines differ"],
            ["The colour will not be exactly the same", "is printed"],
            id="woven, no dye named",
        ),
        pytest.param(
            "tiruan-batik",
            False,
            ["the pattern was not made by hand with hot wax"],
            ["Made by hand", "The colour will not be exactly the same"],
            id="printed",
        ),
        pytest.param(
            "paduan-tiruan-batik",
            False,
            ["Part of the pattern is printed"],
            ["Made by hand", "The colour will not be exactly the same"],
            id="part printed",
        ),
    ],
)
def test_a_product_page_says_by_hand_only_where_it_is_so(
    world: World,
    technique: str,
    is_batik: bool,  # noqa: FBT001
    said: list[str],
    unsaid: list[str],
) -> None:
    world.shop.database.run(
        lambda db: make_listing(
            db,
            artisan=world.artisans[0],
            slug="kain-teknik",
            technique_id=technique,
            is_batik=is_batik,
            story_id="Cerita kain ini.",
            story_en="The story of this cloth.",
        )
    )
    text = world.visitor().open("/en/batik/kain-teknik").text
    for words in said:
        assert words in text
    for words in unsaid:
        assert words not in text
