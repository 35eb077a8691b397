from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shop.catalog.models import CanonConflict, Listing, ListingMotif
from shop.core.letters import Letter
from tests.flows.world import World


def carry(world: World, name: str, motif_id: str) -> Listing:
    with world.shop.database.transaction() as db:
        listing = db.get_one(Listing, world.listings[name].id)
        db.add(ListingMotif(listing_id=listing.id, motif_id=motif_id, role="utama"))
        return listing


def status_of(world: World, listing: Listing) -> str:
    with world.shop.database.reading() as db:
        return db.scalars(sa.select(Listing.status).where(Listing.id == listing.id)).one()


def tighten(world: World, curator: Any, motif_id: str, status: str = "restricted") -> None:
    page = curator.open(f"/en/admin/motifs/{motif_id}")
    assert (
        curator.send(page.form(f"/admin/motifs/{motif_id}"), cultural_status=status).status == 200
    )
    world.work()


def test_a_black_orchid_that_becomes_restricted_reaches_queue_letter_and_studio(
    world: World,
) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    artisan = world.signed_in("ibu@example.com", artisan=world.artisans[0].id)
    listing = carry(world, "unique", "anggrek-hitam")
    carry(world, "stocked", "telang")

    tighten(world, curator, "anggrek-hitam")

    queue = curator.open("/en/admin/")
    assert "A motif is not free any more" in queue.text
    assert status_of(world, listing) == "published"
    letters = [letter for letter in world.all(Letter) if "conflict" in letter.fact]
    assert [letter.recipient for letter in letters] == ["ibu@example.com"]
    assert "Anggrek Hitam" in letters[0].text
    assert "tetap tampil di toko" in letters[0].text
    page = artisan.open(f"/en/studio/listings/{listing.public_id}").text
    assert "A motif of this listing is not free any more" in page
    assert "“Black orchid” is kept by custom" in page
    assert "send us the community's written permission" in page


def test_staff_take_it_out_of_the_shop_with_a_reason(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    listing = carry(world, "unique", "anggrek-hitam")
    tighten(world, curator, "anggrek-hitam")

    page = curator.open("/en/admin/conflicts")
    refused = curator.send(page.form("/withdraw"), reason="")
    assert refused.status == 422
    page = curator.send(page.form("/withdraw"), reason="Motif ini sekarang dijaga adat.")
    world.work()

    assert page.status == 200
    assert "Nothing to decide" in curator.open("/en/admin/conflicts").text
    assert status_of(world, listing) == "returned"
    assert [row.decision for row in world.all(CanonConflict)] == ["resolved"]


def test_staff_let_it_stay_with_a_reason(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    listing = carry(world, "unique", "anggrek-hitam")
    tighten(world, curator, "anggrek-hitam")

    page = curator.open("/en/admin/conflicts")
    page = curator.send(page.form("/conflicts/keep"), reason="Dibuat sebelum aturannya berubah.")

    assert "Nothing to decide" in page.text
    assert status_of(world, listing) == "published"
    (row,) = world.all(CanonConflict)
    assert (row.decision, row.reason) == ("kept", "Dibuat sebelum aturannya berubah.")


def test_the_page_is_for_reviewers(world: World) -> None:
    coach = world.signed_in("coach@example.com", role="coach")
    buyer = world.signed_in("buyer@example.com")

    assert coach.open("/admin/conflicts").status == 403
    assert buyer.open("/admin/conflicts").status in (403, 404)


def test_a_conflict_that_is_decided_cannot_be_decided_again(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    listing = carry(world, "unique", "anggrek-hitam")
    tighten(world, curator, "anggrek-hitam")
    page = curator.open("/en/admin/conflicts")
    form, late = page.form("/conflicts/keep"), page.form("/withdraw")
    curator.send(form, reason="Dibuat sebelum aturannya berubah.")

    assert curator.send(late, reason="Sudah terlambat, bukan?").status == 404
    assert status_of(world, listing) == "published"
