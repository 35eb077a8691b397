from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from shop.core.audit import AuditEntry
from shop.heritage.models import Motif, MotifConsultation, MotifPermission
from shop.heritage.queries import standing
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World


def with_status(world: World, status: str) -> str:
    with world.shop.database.reading() as db:
        found = db.scalar(
            sa.select(Motif.id).where(Motif.cultural_status == status).order_by(Motif.id)
        )
    assert found is not None
    return found


def stored(world: World, motif_id: str) -> Motif:
    with world.shop.database.reading() as db:
        return db.get_one(Motif, motif_id)


def edit(curator: Visitor, motif_id: str, **changes: Any) -> Opened:
    page = curator.open(f"/en/admin/motifs/{motif_id}")
    return curator.send(page.form(f"/admin/motifs/{motif_id}"), **changes)


def test_a_meaning_with_its_source_reaches_the_public_page(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    motif_id = with_status(world, "open")

    page = edit(
        curator,
        motif_id,
        meaning_id="Sungai yang dijaga bersama.",
        meaning_en="A river that is looked after together.",
        meaning_sources="Ibu Contoh, Samarinda\n\nBuku Contoh, 2021",
    )

    assert page.status == 200
    assert "Saved." in page.text
    motif = stored(world, motif_id)
    assert motif.meaning_sources == [
        {"text": "Ibu Contoh, Samarinda"},
        {"text": "Buku Contoh, 2021"},
    ]
    assert motif.edited_at is not None
    shown = world.visitor().open(f"/en/motif/{motif_id}")
    assert "A river that is looked after together." in shown.text
    assert "Ibu Contoh, Samarinda" in shown.text
    assert world.all(AuditEntry)[-1].action == "heritage.motif_edited"


def test_a_meaning_without_a_source_is_refused_and_kept_in_the_form(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    motif_id = with_status(world, "open")
    before = stored(world, motif_id).meaning_id

    page = edit(curator, motif_id, meaning_id="Karangan saya.", meaning_sources="")

    assert page.status == 422
    assert 'id="f-meaning_sources-error"' in page.html
    form = page.form(f"/admin/motifs/{motif_id}")
    assert form.fields["meaning_id"] == ["Karangan saya."]
    assert stored(world, motif_id).meaning_id == before


def test_a_permission_opens_a_motif_for_one_artisan_until_it_is_taken_back(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    motif_id = with_status(world, "permission_required")
    holder, other = world.artisans
    page = curator.open(f"/en/admin/motifs/{motif_id}")

    page = curator.send(
        page.form("/permissions"), artisan=holder.slug, kind="licence", granted_by="Pak Contoh"
    )

    assert "Pak Contoh" in page.text
    assert motif_id in permitted(world, holder.id, motif_id)
    assert motif_id not in permitted(world, other.id, motif_id)
    page = curator.send(page.form("/permissions/revoke"), reason="Masa izin habis.")
    assert permitted(world, holder.id, motif_id) == frozenset()
    (row,) = world.all(MotifPermission)
    assert row.revoked_at is not None


def permitted(world: World, artisan_id: int, motif_id: str) -> frozenset[str]:
    with world.shop.database.reading() as db:
        return standing(db, artisan_id, [motif_id], form_id="sarung").permitted


def test_a_customary_permission_needs_its_paper(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    motif_id = with_status(world, "restricted")
    page = curator.open(f"/en/admin/motifs/{motif_id}")

    page = curator.send(
        page.form("/permissions"),
        artisan=world.artisans[0].slug,
        kind="customary",
        granted_by="Kepala adat",
    )

    assert page.status == 422
    assert 'id="f-permission-document_note-error"' in page.html
    assert world.all(MotifPermission) == []


def test_a_talk_with_the_community_is_recorded_with_what_came_of_it(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    motif_id = with_status(world, "consult_community")
    page = curator.open(f"/en/admin/motifs/{motif_id}")

    page = curator.send(
        page.form("/consultations"),
        artisan=world.artisans[0].slug,
        form_id="",
        who="Ibu Contoh",
        role="Kepala adat contoh",
        on="2026-11-20",
        decision="agreed_with_conditions",
    )

    assert "agreed, with conditions" in page.text
    (row,) = world.all(MotifConsultation)
    assert (row.motif_id, row.decision) == (motif_id, "agreed_with_conditions")
    assert (row.artisan_id, row.form_id) == (world.artisans[0].id, None)
    with world.shop.database.reading() as db:
        first, second = (
            standing(db, artisan.id, [motif_id], form_id="sarung") for artisan in world.artisans
        )
    assert (first.consulted, second.consulted) == (frozenset({motif_id}), frozenset())


def test_a_talk_names_its_artisan(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    motif_id = with_status(world, "consult_community")
    page = curator.open(f"/en/admin/motifs/{motif_id}")

    page = curator.send(
        page.form("/consultations"),
        artisan="",
        who="Ibu Contoh",
        role="Kepala adat contoh",
        on="2026-11-20",
        decision="agreed",
    )

    assert page.status == 404
    assert world.all(MotifConsultation) == []


def test_staff_complete_a_talk_that_names_no_artisan(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    motif_id = with_status(world, "consult_community")
    with world.shop.database.transaction() as db:
        db.add(
            MotifConsultation(
                motif_id=motif_id,
                who="Ibu Lama",
                role="Tetua",
                on=dt.date(2025, 1, 2),
                decision="agreed",
                created_at=dt.datetime(2025, 1, 2, tzinfo=dt.UTC),
            )
        )
    page = curator.open(f"/en/admin/motifs/{motif_id}")
    assert "No artisan recorded: it frees none" in page.text

    page = curator.send(
        page.form("/consultations/complete"), artisan=world.artisans[1].slug, form_id="selendang"
    )

    assert "No artisan recorded" not in page.text
    (row,) = world.all(MotifConsultation)
    assert (row.artisan_id, row.form_id) == (world.artisans[1].id, "selendang")


def test_staff_record_the_owner_of_a_brand(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    owner = world.artisans[0]

    page = edit(curator, "shaho", owner=owner.slug)

    assert page.status == 200
    assert stored(world, "shaho").owner_artisan_id == owner.id
    assert page.form("/admin/motifs/shaho").fields["owner"] == [owner.slug]
    edit(curator, "shaho", owner="")
    assert stored(world, "shaho").owner_artisan_id is None


def test_a_motif_without_a_source_is_saved_and_stays_hidden(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    meaning = stored(world, "pesut-mahakam").meaning_en

    page = edit(curator, "pesut-mahakam", editor_note_id="Hati-hati.")

    assert page.status == 200
    assert stored(world, "pesut-mahakam").editor_note_id == "Hati-hati."
    shown = world.visitor().open("/en/motif/pesut-mahakam").text
    assert meaning not in shown
    assert "Hati-hati." not in shown


def test_a_permission_of_another_motif_cannot_be_taken_back_here(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    first, second = with_status(world, "permission_required"), with_status(world, "open")
    page = curator.open(f"/en/admin/motifs/{first}")
    page = curator.send(
        page.form("/permissions"), artisan="teras-contoh", kind="holder", granted_by="Pak Contoh"
    )
    form = page.form("/permissions/revoke")
    form.action = f"/en/admin/motifs/{second}/permissions/revoke"

    assert curator.send(form, reason="Salah tempat.").status == 404
    assert world.all(MotifPermission)[0].revoked_at is None


def test_the_registry_is_searched_and_guarded(world: World) -> None:
    curator = world.signed_in("curator@example.com", role="curator")
    coach = world.signed_in("coach@example.com", role="coach")
    assert "dolphin" in curator.open("/en/admin/motifs?q=pesut").text.lower()
    assert "No motif matches" in curator.open("/en/admin/motifs?q=zzzz").text
    assert curator.open("/en/admin/motifs?status=unknown").status == 404
    assert curator.open("/en/admin/motifs/nothing").status == 404
    assert coach.open("/admin/motifs").status == 403
