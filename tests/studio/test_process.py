from __future__ import annotations

import io

from PIL import Image

from shop.catalog.models import ListingVersion, ProcessEntry
from shop.core.pictures import Picture
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World


def photo() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (900, 1200), "#345").save(file, "JPEG")
    file.seek(0)
    return file, "celup.jpg"


def open_listing(world: World, artisan: Visitor) -> Opened:
    return artisan.open(f"/en/studio/listings/{world.listings['unique'].public_id}")


def test_a_step_of_a_live_listing_waits_for_review_with_its_photo(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    page = open_listing(world, artisan)

    page = artisan.send(
        page.form("/process/add"),
        step_id="nglowong",
        on="2026-10-02",
        note_id="Garis luar, sembilan hari.",
        note_en="Outlines, nine days.",
        picture=photo(),
    )
    world.work()

    assert page.status == 200
    assert "Saved." in page.text
    (picture,) = world.all(Picture)
    assert picture.state == "ready"
    assert "Garis luar, sembilan hari." in open_listing(world, artisan).text
    assert world.all(ProcessEntry) == []
    public = world.visitor().open("/en/batik/kain-unique")
    assert "Outlines, nine days." not in public.text
    assert picture.public_id not in public.html
    versions = [(version.number, version.status) for version in world.all(ListingVersion)]
    assert versions == [(1, "approved"), (2, "draft")]


def test_a_step_is_taken_away_again(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    page = open_listing(world, artisan)
    for note in ("pertama", "kedua"):
        page = artisan.send(page.form("/process/add"), step_id="nglowong", note_id=note)

    page = artisan.send(page.form("/process/remove"))

    assert "kedua" in page.text
    assert "pertama" not in page.text


def test_a_step_nobody_knows_and_a_file_that_is_no_photo_are_refused(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    form = open_listing(world, artisan).form("/process/add")

    unknown = artisan.send(form, step_id="menyulap", note_id="Ajaib.")
    broken = artisan.send(
        form, step_id="nglowong", picture=(io.BytesIO(b"not a picture"), "virus.jpg")
    )

    assert unknown.status == 422
    assert 'id="f-step-step_id-error"' in unknown.html
    assert unknown.form("/process/add").fields["note_id"] == ["Ajaib."]
    assert broken.status == 422
    assert world.all(ProcessEntry) == []
    assert world.all(Picture) == []


def test_nobody_writes_steps_for_another_workshop(world: World) -> None:
    other = world.signed_in("titian@example.com", artisan=world.artisans[1].id)
    own = other.open(f"/en/studio/listings/{world.listings['stocked'].public_id}")
    form = own.form("/process/add")
    form.action = f"/en/studio/listings/{world.listings['unique'].public_id}/process/add"

    assert other.send(form, step_id="nglowong").status == 404
    assert world.all(ProcessEntry) == []
