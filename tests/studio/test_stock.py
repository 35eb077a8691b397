from __future__ import annotations

from shop.catalog.models import StockMovement
from tests.flows.world import World


def test_only_what_differs_is_written_down(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    page = artisan.open("/en/studio/stock")
    form = page.form("/studio/stock")
    assert form.fields["pieces"] == ["5"]
    before = len(world.all(StockMovement))

    assert artisan.send(form).status == 200
    assert len(world.all(StockMovement)) == before
    page = artisan.send(form, pieces=["3"])

    assert "Saved." in page.text
    assert world.variant("stocked").on_hand == 3
    movement = world.all(StockMovement)[-1]
    assert (movement.change, movement.reason) == (-2, "counted")


def test_a_count_that_others_overtook_has_to_be_done_again(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    stale = artisan.open("/en/studio/stock").form("/studio/stock")
    artisan.send(artisan.open("/en/studio/stock").form("/studio/stock"), pieces=["4"])

    page = artisan.send(stale, pieces=["7"])

    assert page.status == 409
    assert page.form("/studio/stock").fields["pieces"] == ["7"]
    assert page.form("/studio/stock").fields["were"] == ["4"]
    assert world.variant("stocked").on_hand == 4


def test_numbers_that_are_none_change_nothing(world: World) -> None:
    artisan = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    form = artisan.open("/en/studio/stock").form("/studio/stock")

    for typed in ("-1", "banyak", "٣", "99999"):
        page = artisan.send(form, pieces=[typed])
        assert page.status == 422, typed
        assert page.form("/studio/stock").fields["pieces"] == [typed]
    assert artisan.send(form, pieces=["1", "2"]).status == 422
    assert world.variant("stocked").on_hand == 5


def test_the_shelf_of_another_workshop_is_out_of_reach(world: World) -> None:
    other = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    owner = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    assert "Nothing to count" in other.open("/en/studio/stock").text
    form = owner.open("/en/studio/stock").form("/studio/stock")
    token = other.open("/en/studio/listings/new").form("/new").fields["csrf_token"]

    assert other.send(form, csrf_token=token, pieces=["1"]).status == 404
    assert world.variant("stocked").on_hand == 5
