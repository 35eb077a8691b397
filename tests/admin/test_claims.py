from __future__ import annotations

from shop.catalog.models import Listing, ListingDye, ListingMotif, ListingStatus, VersionStatus
from shop.catalog.services import versions
from shop.core import clock
from tests.factories import make_listing_picture
from tests.flows.world import World


def write(world: World, name: str, **values: object) -> Listing:
    """Give a listing other words and put it into review."""
    with world.shop.database.transaction() as db:
        listing = db.get_one(Listing, world.listings[name].id)
        values = {
            "status": ListingStatus.SUBMITTED,
            "published_at": None,
            "story_id": "Cerita kain. " * 12,
            **values,
        }
        for column, value in values.items():
            setattr(listing, column, value)
        listing.waxed_in = listing.dyed_in = "64.71"
        picture = make_listing_picture(db, listing)
        picture.alt_id, picture.alt_en = "Kain terbentang.", ""
        db.add(ListingMotif(listing_id=listing.id, motif_id="telang", role="utama"))
        db.add(ListingDye(listing_id=listing.id, dye_id="indigofera"))
        if listing.status == ListingStatus.SUBMITTED:
            versions.record(db, listing, VersionStatus.SUBMITTED, at=clock.now(db))
        return listing


def status_of(world: World, listing: Listing) -> str:
    with world.shop.database.reading() as db:
        return db.get_one(Listing, listing.id).status


CLAIM = {
    "title_id": "Batik Tulis Asli",
    "story_id": "Dipatenkan dan bersertifikat UNESCO, motif Batang Garing khas Kaltim. " * 3,
    "story_en": "",
    "technique_id": "tiruan-batik",
    "is_batik": False,
}


def test_a_curator_confirms_every_claim_before_publishing(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    listing = write(world, "unique", **CLAIM)
    page = curator.open(f"/en/admin/listings/{listing.public_id}")
    assert "UNESCO listed the tradition of Indonesian batik (2009)." in page.text
    form = page.form("/publish")

    page = curator.send(form, seen=[])
    assert page.status == 422
    assert 'id="f-seen"' in page.html
    assert status_of(world, listing) == "submitted"

    keys = [
        "called_batik:title_id:batik",
        "called_genuine:title_id:asli",
        "patent:story_id:dipatenkan",
        "unesco:story_id:unesco",
        "certified:story_id:bersertifikat",
    ]
    page = curator.send(page.form("/publish"), seen=keys)
    assert page.status == 422, "the motif of another province was not confirmed"
    assert status_of(world, listing) == "submitted"

    page = curator.send(page.form("/publish"), seen=[*keys, "not_from_here:story_id:batang garing"])
    assert page.status == 200
    assert status_of(world, listing) == "published"


def test_a_claim_that_was_written_after_the_look_is_not_confirmed_with_it(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    listing = write(world, "unique", title_id="Kain UNESCO")
    form = curator.open(f"/admin/listings/{listing.public_id}").form("/publish")
    with world.shop.database.transaction() as db:
        row = db.get_one(Listing, listing.id)
        row.title_id = "Kain UNESCO, halal"
        versions.follow_rows(db, row)

    assert curator.send(form, seen=["unesco:title_id:unesco"]).status == 409
    form = curator.open(f"/admin/listings/{listing.public_id}").form("/publish")
    assert curator.send(form, seen=["unesco:title_id:unesco"]).status == 422
    assert status_of(world, listing) == "submitted"


def test_words_without_a_claim_are_published_without_a_tick(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    listing = write(world, "unique")
    page = curator.open(f"/en/admin/listings/{listing.public_id}")
    assert "Claims to look at" not in page.text

    curator.send(page.form("/publish"), evidence="wax_on_cloth")

    assert status_of(world, listing) == "published"


def test_the_artisan_sees_claims_and_rules_before_sending_and_claims_do_not_refuse(
    world: World,
) -> None:
    artisan = world.signed_in("ibu@example.com", artisan=world.artisans[0].id)
    listing = write(world, "unique", status=ListingStatus.DRAFT, **CLAIM)

    page = artisan.open(f"/en/studio/listings/{listing.public_id}")
    assert "Words to look at again" in page.text
    assert "A motif cannot be patented." in page.text
    artisan.send(page.form("/submit"))

    assert status_of(world, listing) == "submitted"


def test_a_blocked_motif_is_named_with_the_way_on(world: World) -> None:
    artisan = world.signed_in("ibu@example.com", artisan=world.artisans[0].id)
    listing = write(world, "unique", status=ListingStatus.DRAFT)
    with world.shop.database.transaction() as db:
        db.add(ListingMotif(listing_id=listing.id, motif_id="shaho", role="pendukung"))
    page = artisan.open(f"/en/studio/listings/{listing.public_id}")
    wrong = "“Shaho” is the name of a workshop or brand, not a motif: only its owner may list it."
    way_on = "If the name is yours, ask us to record you as its owner."
    assert wrong in page.text
    assert way_on in page.text

    page = artisan.send(page.form("/submit"))

    assert page.status == 422
    assert wrong in page.text
    assert status_of(world, listing) == "draft"


def test_the_picker_shows_each_status_before_choosing(world: World) -> None:
    artisan = world.signed_in("ibu@example.com", artisan=world.artisans[0].id)
    listing = write(world, "unique", status=ListingStatus.DRAFT)

    page = artisan.open(f"/studio/listings/{listing.public_id}").html

    assert "Shaho · Nama merek atau sanggar<" in page
    assert "Batang Garing · Sakral, bukan dari Kalimantan Timur<" in page
    assert "Jalukap · Perlu izin<" in page
    assert ">Telang<" in page


def test_what_to_mind_when_writing_stands_in_the_studio(world: World) -> None:
    artisan = world.signed_in("ibu@example.com", artisan=world.artisans[0].id)
    listing = write(world, "unique", status=ListingStatus.DRAFT)
    with world.shop.database.transaction() as db:
        db.add(ListingMotif(listing_id=listing.id, motif_id="pesut-mahakam", role="isen"))

    page = artisan.open(f"/studio/listings/{listing.public_id}").text

    assert 'Jangan menulis "hanya ada di Gangga, Amazon, Mahakam".' in page
