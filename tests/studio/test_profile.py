from __future__ import annotations

import datetime as dt

from shop.artisans.models import Artisan
from shop.core.audit import AuditEntry
from tests.flows.world import World

PROFILE = "/en/studio/profile/teras-contoh"


def stored(world: World, number: int = 0) -> Artisan:
    with world.shop.database.reading() as db:
        return db.get_one(Artisan, world.artisans[number].id)


def test_the_story_is_saved_and_buyers_read_it(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    page = artisan.open("/en/studio/profile")
    assert page.address.endswith(PROFILE)

    page = artisan.send(
        page.form(PROFILE), story_id="Kami mulai di teras.", story_en="We began on a porch."
    )

    assert "Buyers see it now." in page.text
    assert "We began on a porch." in world.visitor().open("/en/artisan/teras-contoh").text
    entry = world.all(AuditEntry)[-1]
    assert (entry.action, entry.subject) == ("artisans.profile_edited", "teras-contoh")
    assert set(entry.after) == {"story_id", "story_en"}


def test_a_vacation_is_announced_and_ended(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    page = artisan.open(PROFILE)

    page = artisan.send(
        page.form("/vacation"),
        vacation_from="2026-11-24",
        vacation_until="2026-11-28",
        vacation_note_en="Harvest feast.",
    )

    assert "Monday, November 30, 2026" in page.text
    assert stored(world).vacation_until == dt.date(2026, 11, 28)
    assert "Harvest feast." in world.visitor().open("/en/artisan/teras-contoh").text
    (end,) = [form for form in page.forms() if "vacation" in form.action][1:]
    artisan.send(end)
    assert stored(world).vacation_from is None


def test_a_vacation_that_ends_before_it_begins_is_refused_beside_its_field(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    form = artisan.open(PROFILE).form("/vacation")

    page = artisan.send(form, vacation_from="2026-12-10", vacation_until="2026-12-01")

    assert page.status == 422
    assert 'id="f-vacation_until-error"' in page.html
    assert page.form("/vacation").fields["vacation_from"] == ["2026-12-10"]
    assert stored(world).vacation_from is None


def test_saving_what_is_there_already_leaves_no_entry(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    page = artisan.open(PROFILE)
    before = len(world.all(AuditEntry))

    artisan.send(page.form(PROFILE))

    assert len(world.all(AuditEntry)) == before


def test_another_workshop_does_not_exist_here(world: World) -> None:
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    form = artisan.open(PROFILE).form("/vacation")
    form.action = form.action.replace("teras-contoh", "titian-contoh")

    assert artisan.open("/studio/profile/titian-contoh").status == 404
    answer = artisan.send(form, vacation_from="2026-12-01", vacation_until="2026-12-02")

    assert answer.status == 404
    assert stored(world, 1).vacation_from is None
