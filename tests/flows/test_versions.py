"""Changes of a live listing: from the studio through review to what buyers read."""

from __future__ import annotations

from typing import Any

from shop.catalog.models import Listing, ListingVersion
from shop.core.letters import Letter
from shop.core.pictures import Picture
from tests.flows.test_listing import STORY, begin, fill_in, open_motif, photo
from tests.flows.visitor import FormOnPage, Opened, Visitor
from tests.flows.world import World

#: Ticked by the curator who has seen the wax.
EVIDENCE = {"evidence": "wax_on_cloth"}


def staff_path(listing: Listing) -> str:
    return f"/en/admin/listings/{listing.public_id}"


def studio_path(listing: Listing) -> str:
    return f"/en/studio/listings/{listing.public_id}"


def people(world: World) -> tuple[Visitor, Visitor, Visitor]:
    """An artisan, a curator and a buyer."""
    return (
        world.signed_in("teras@example.com", artisan=world.artisans[0].id),
        world.signed_in("curator@example.com", role="curator"),
        world.visitor(),
    )


def published_print(world: World, artisan: Visitor, curator: Visitor) -> Listing:
    """A printed cloth that went through review."""
    page = fill_in(world, artisan, begin(artisan, technique_id="tiruan-batik"))
    artisan.send(page.form("/submit"))
    listing = world.all(Listing)[-1]
    desk = curator.open(staff_path(listing))
    assert "Evidence of hot wax" not in desk.text, "print is never batik, whatever was seen"
    curator.send(desk.form("/publish"))
    world.work()
    return world.all(Listing)[-1]


def details(world: World, page: Opened, listing: Listing, **changes: Any) -> FormOnPage:
    form = page.form(studio_path(listing))
    fixed = {"fibre_names": ["cotton"], "fibre_shares": ["100"], "motif_ids": open_motif(world)}
    form.fields.update(
        {
            name: value if isinstance(value, list) else [value]
            for name, value in {**fixed, **changes}.items()
        }
    )
    return form


def test_print_does_not_become_batik_by_a_click(world: World) -> None:
    artisan, curator, buyer = people(world)
    listing = published_print(world, artisan, curator)
    address = f"/batik/{listing.slug}"
    assert "bukan batik" in buyer.open(address).text

    page = artisan.open(studio_path(listing))
    page = artisan.send(
        details(world, page, listing, technique_id="batik-tulis", title_id="Batik Tulis Asli")
    )
    assert page.status == 200, page.text
    assert "Buyers still see the approved version." in page.text
    assert "Changed: Title (Indonesian), Technique" in page.text
    page = artisan.send(page.form("/submit"))
    assert "Changes wait for review" in page.text
    world.work()

    shown = buyer.open(address)
    assert "bukan batik" in shown.text
    assert "Batik Tulis Asli" not in shown.text
    assert "Batik Tulis Asli" not in buyer.open("/batik/?q=tulis+asli").text
    assert "Review changes of a listing" in curator.open("/en/admin/").text
    assert "Kain Sungai Panjang" in curator.open("/en/admin/listings?status=changed").text

    desk = curator.open(staff_path(listing))
    assert "Now: Kain Sungai Panjang" in desk.text
    assert "Then: Batik Tulis Asli" in desk.text
    refused = curator.send(desk.form("/publish"))
    assert refused.status == 422
    assert "only with evidence of hot wax" in refused.text
    assert world.all(Listing)[-1].technique_id == "tiruan-batik"

    curator.send(refused.form("/publish"), **EVIDENCE)
    world.work()
    assert "bukan batik" not in buyer.open(address).text
    assert "Batik Tulis Asli" in buyer.open(address).text
    assert any("Perubahan" in letter.subject for letter in world.all(Letter))


def test_the_woven_sarung_of_samarinda_is_refused_as_batik_tulis(world: World) -> None:
    artisan, curator, _buyer = people(world)
    listing = published_print(world, artisan, curator)
    page = artisan.open(studio_path(listing))
    page = artisan.send(
        details(
            world,
            page,
            listing,
            technique_id="batik-tulis",
            fabric_id="ulap-doyo",
            form_id="sarung",
            motif_ids="garis-sarung-samarinda",
            attribution_id="Terinspirasi sarung Samarinda",
        )
    )

    page = artisan.send(page.form("/submit"))

    assert page.status == 422
    assert "Doyo fibre cloth” is a woven cloth, not a ground for batik" in page.text
    assert "is a woven cloth, not batik" in page.text
    assert [version.status for version in world.all(ListingVersion)] == ["approved", "draft"]


def test_a_picture_that_waits_is_on_no_public_page(world: World) -> None:
    artisan, curator, buyer = people(world)
    listing = published_print(world, artisan, curator)
    page = artisan.open(studio_path(listing))
    page = artisan.send(page.form("/pictures/add"), picture=photo(), alt_id="Sisi belakang.")
    world.work()
    new = world.all(Picture)[-1]
    assert new.public_id in artisan.open(studio_path(listing)).html

    for address in (f"/batik/{listing.slug}", "/batik/", "/", f"/artisan/{world.artisans[0].slug}"):
        assert new.public_id not in buyer.open(address).html, address

    page = artisan.send(artisan.open(studio_path(listing)).form("/submit"))
    desk = curator.open(staff_path(listing))
    assert "added" in desk.text
    curator.send(desk.form("/publish"))
    world.work()
    assert new.public_id in buyer.open(f"/batik/{listing.slug}").html


def test_remarks_stand_at_their_places_and_are_answered(world: World) -> None:
    artisan, curator, buyer = people(world)
    page = fill_in(world, artisan, begin(artisan))
    artisan.send(page.form("/submit"))
    listing = world.all(Listing)[-1]
    desk = curator.open(staff_path(listing))
    form = desk.form("/return")
    places = form.fields["places"]
    assert {"story_id", "title_en", "variants"} <= set(places)

    empty = curator.send(form)
    assert empty.status == 422
    assert "Say what should be changed" in empty.text

    texts = ["Dari kebun siapa?" if place == "story_id" else "" for place in places]
    curator.send(empty.form("/return"), texts=texts)
    world.work()
    page = artisan.open(studio_path(listing))
    assert page.text.count("Dari kebun siapa?") == 3, "the list, the field, the history"
    assert page.html.count('class="remark"') == 1
    assert 'href="#f-story_id"' in page.html
    assert any("Dari kebun siapa?" in letter.text for letter in world.all(Letter))

    refused = artisan.send(page.form("/submit"))
    assert refused.status == 422
    assert "Nothing has changed since the last review." in refused.text

    answered = artisan.send(refused.form("/remarks/"), answer="Kebun ibu saya.")
    assert "Kebun ibu saya." in answered.text
    artisan.send(answered.form("/submit"))
    desk = curator.open(staff_path(listing))
    assert "Kebun ibu saya." in desk.text
    curator.send(desk.form("/publish"), **EVIDENCE)
    assert buyer.open(f"/batik/{listing.slug}").status == 200


def test_a_draft_shows_staff_no_way_to_publish_it(world: World) -> None:
    artisan, curator, _buyer = people(world)
    fill_in(world, artisan, begin(artisan))
    listing = world.all(Listing)[-1]

    desk = curator.open(staff_path(listing))

    assert "/publish" not in desk.html
    assert "the artisan has not sent it to review" in desk.text


def test_staff_see_everything_that_was_entered(world: World) -> None:
    artisan, curator, _buyer = people(world)
    page = fill_in(world, artisan, begin(artisan))
    artisan.send(page.form("/submit"))

    text = curator.open(staff_path(world.all(Listing)[-1])).text

    for words in ("240 cm", "320 g", "cotton 100%", "Cloth of the long river", STORY[:40], "Indig"):
        assert words in text, words


def test_changes_are_given_up_and_price_goes_through(world: World) -> None:
    artisan, curator, buyer = people(world)
    listing = published_print(world, artisan, curator)
    page = artisan.open(studio_path(listing))
    page = artisan.send(
        details(world, page, listing, title_id="Judul lain", price_rupiah="1.300.000")
    )
    world.work()
    assert "Rp1.300.000" in buyer.open(f"/batik/{listing.slug}").text

    page = artisan.send(page.form("/discard"))

    assert page.status == 200
    assert "Judul lain" not in page.text
    assert "Kain Sungai Panjang" in buyer.open(f"/batik/{listing.slug}").text
