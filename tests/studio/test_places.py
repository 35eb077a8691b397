"""Where a piece was made may be anywhere in Indonesia, or abroad; nothing forces a false origin."""

from __future__ import annotations

from typing import Any

import pytest

from shop.catalog.models import Listing
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World
from tests.studio.test_sheet import open_listing, path, stored

PLACES = ("designed_in", "waxed_in", "dyed_in", "sewn_in")


def set_places(world: World, **places: str) -> None:
    def change(db: Any) -> None:
        listing = db.get_one(Listing, world.listings["unique"].id)
        for field, code in places.items():
            setattr(listing, field, code)

    world.shop.database.run(change)


def withdraw(world: World, name: str) -> None:
    """Take a listing out of the shop, so that it need not be complete."""
    listing_id = world.listings[name].id
    world.shop.database.run(
        lambda db: setattr(db.get_one(Listing, listing_id), "status", "withdrawn")
    )


def save(artisan: Visitor, page: Opened, world: World, **changes: Any) -> Opened:
    form = page.form(path(world))
    return artisan.send(form, **changes)


def places_of(world: World) -> dict[str, str]:
    listing = stored(world)
    return {field: getattr(listing, field) for field in PLACES}


HONEST = {"designed_in": "64.01", "waxed_in": "34", "dyed_in": "34", "sewn_in": "64.01"}
ABROAD = {"designed_in": "64.72", "waxed_in": "MY", "dyed_in": "IN", "sewn_in": "32"}


@pytest.mark.parametrize("places", [HONEST, ABROAD], ids=["Yogyakarta", "abroad"])
def test_a_piece_made_elsewhere_opens_with_its_places_and_saves_unchanged(
    world: World, places: dict[str, str]
) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    withdraw(world, "unique")
    set_places(world, **places)
    before = stored(world)

    page = open_listing(world, artisan)
    shown = page.form(path(world)).fields
    assert {field: shown[field][0] for field in PLACES} == places
    page = save(artisan, page, world)

    assert page.status == 200, page.text
    assert places_of(world) == places
    assert stored(world).title_id == before.title_id


def test_the_form_offers_regencies_other_provinces_and_countries(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    choices = open_listing(world, artisan).form(path(world)).choices
    for field in PLACES:
        offered = choices[field]
        assert len(offered) == len(set(offered)), field
        assert {"", "64.01", "64.72", "34", "31", "MY", "CN"} <= set(offered)
        assert {"64", "ID", "other"} & set(offered) == set()
        assert len([code for code in offered if code.startswith("64.")]) == 10
        assert len([code for code in offered if len(code) == 2 and code.isdigit()]) == 37


@pytest.mark.parametrize("code", ["ID", "XX", "my", "99", "34.71", "other", "6472", "MYS"])
def test_a_place_that_does_not_exist_is_refused_at_its_field(world: World, code: str) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    withdraw(world, "unique")
    set_places(world, **HONEST)

    page = save(artisan, open_listing(world, artisan), world, waxed_in=code, title_id="Lain")

    assert page.status == 422
    assert 'href="#f-waxed_in"' in page.html
    assert places_of(world) == HONEST


@pytest.mark.parametrize(
    ("places", "said", "unsaid"),
    [
        pytest.param(
            HONEST,
            ["Designed in Paser", "Waxed in Special Region of Yogyakarta", "Sewn in Paser"],
            ["Made in East Kalimantan"],
            id="Yogyakarta",
        ),
        pytest.param(
            ABROAD, ["Waxed in Malaysia", "Dyed in India"], ["Made in East Kalimantan"], id="abroad"
        ),
        pytest.param(
            {**HONEST, "waxed_in": "64.01", "dyed_in": "64.72"},
            ["Made in East Kalimantan"],
            ["Yogyakarta"],
            id="waxed and dyed here",
        ),
        pytest.param(
            {**HONEST, "waxed_in": "64.01", "dyed_in": ""},
            ["Waxed in Paser"],
            ["Made in East Kalimantan", "Dyed in"],
            id="dyed nobody said where",
        ),
    ],
)
def test_the_product_page_says_where_and_made_here_only_from_the_facts(
    world: World, places: dict[str, str], said: list[str], unsaid: list[str]
) -> None:
    set_places(world, **places)
    text = world.visitor().open(f"/en/batik/{world.listings['unique'].slug}").text
    for words in said:
        assert words in text
    for words in unsaid:
        assert words not in text
