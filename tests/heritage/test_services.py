from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.audit import AuditEntry
from shop.core.errors import Invalid, NotFound
from shop.core.outbox import OutboxRow
from shop.core.permissions import Principal
from shop.heritage import citations, queries, seed, services
from shop.heritage.errors import (
    AlreadyRevoked,
    MeaningNeedsSource,
    NeedsWriting,
    OnlyBrandsHaveOwners,
)
from shop.heritage.models import Motif, MotifConsultation, MotifPermission
from tests.factories import make_craft, make_motif

CURATOR = Principal(account_id=None, label="kurator@example.com")


def permission(**values: Any) -> services.RecordPermission:
    return services.RecordPermission(
        **{
            "motif_id": "pesut-mahakam",
            "artisan_id": 7,
            "kind": "licence",
            "granted_by": "Dekranasda",
            **values,
        }
    )


def edit(**values: Any) -> services.EditMotif:
    return services.EditMotif(
        **{
            "motif_id": "pesut-mahakam",
            "name_id": "Pesut",
            "name_en": "Dolphin",
            "meaning_id": "Sungai yang dijaga.",
            "meaning_sources": ("Ibu Siti, pembatik",),
            "cultural_status": "open",
            **values,
        }
    )


def audited(db: Session) -> list[tuple[str, str, str]]:
    return [
        (row.action, row.subject, row.actor)
        for row in db.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
    ]


def test_a_recorded_permission_opens_the_motif_and_is_audited(db: Session) -> None:
    make_motif(db, cultural_status="permission_required")

    services.record_permission(db, permission(), actor=CURATOR)

    assert queries.standing(db, 7, ["pesut-mahakam"], form_id="sarung").permitted == {
        "pesut-mahakam"
    }
    assert audited(db) == [("heritage.permission_recorded", "pesut-mahakam", "kurator@example.com")]


def test_a_permission_that_is_taken_back_stays_on_record(db: Session) -> None:
    make_motif(db)
    recorded = services.record_permission(db, permission(), actor=CURATOR)

    services.revoke_permission(db, recorded.id, reason="Berakhir", actor=CURATOR)

    assert queries.standing(db, 7, ["pesut-mahakam"], form_id="sarung").permitted == frozenset()
    assert db.scalar(sa.select(sa.func.count(MotifPermission.id))) == 1
    with pytest.raises(AlreadyRevoked):
        services.revoke_permission(db, recorded.id, reason="Berakhir", actor=CURATOR)
    assert len(audited(db)) == 2


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        pytest.param({"motif_id": "unknown"}, NotFound, id="no such motif"),
        pytest.param({"kind": "customary"}, NeedsWriting, id="custom, but not in writing"),
    ],
)
def test_a_refused_permission_leaves_nothing(db: Session, values: Any, refusal: Any) -> None:
    make_motif(db)

    with pytest.raises(refusal):
        services.record_permission(db, permission(**values), actor=CURATOR)

    assert db.scalars(sa.select(MotifPermission)).all() == []
    assert audited(db) == []


def test_a_recorded_talk_opens_the_motif(db: Session) -> None:
    make_motif(db, cultural_status="consult_community")

    services.record_consultation(
        db,
        services.RecordConsultation(
            motif_id="pesut-mahakam",
            artisan_id=7,
            who="Bapak A",
            role="Tetua",
            on=dt.date(2026, 5, 1),
            decision="agreed",
        ),
        actor=CURATOR,
    )

    assert queries.standing(db, 7, ["pesut-mahakam"], form_id="sarung").consulted == {
        "pesut-mahakam"
    }
    assert audited(db)[0][0] == "heritage.consultation_recorded"


def test_staffs_words_survive_the_next_seed(db: Session) -> None:
    seed.load(db)

    services.edit_motif(db, edit(reviewed_by="Ibu Siti"), actor=CURATOR)
    db.commit()
    seed.load(db)

    page = queries.motif(db, "pesut-mahakam")
    assert (page.card.name_en, page.meaning_id) == ("Dolphin", "Sungai yang dijaga.")
    assert [source.label for source in page.meaning_sources] == ["Ibu Siti, pembatik"]
    assert page.reviewed_by == "Ibu Siti"
    assert db.scalars(sa.select(OutboxRow.event)).all() == ["heritage.motif_edited"]
    entry = db.scalars(sa.select(AuditEntry)).one()
    assert (entry.before["name_en"], entry.after["name_en"]) == ("Mahakam dolphin", "Dolphin")


def test_an_edit_without_a_reviewer_puts_the_check_back_to_pending(db: Session) -> None:
    make_motif(db)
    services.edit_motif(db, edit(reviewed_by="Ibu Siti"), actor=CURATOR)

    services.edit_motif(db, edit(), actor=CURATOR)

    motif = db.get(Motif, "pesut-mahakam")
    assert (motif.reviewed_by, motif.reviewed_at) == (None, None)


def test_an_emptied_meaning_becomes_unknown_again(db: Session) -> None:
    make_motif(db)

    services.edit_motif(db, edit(meaning_id="", meaning_en="Left over"), actor=CURATOR)

    motif = db.get(Motif, "pesut-mahakam")
    assert (motif.meaning_id, motif.meaning_en, motif.meaning_status, motif.meaning_sources) == (
        None,
        None,
        "needs_input",
        [],
    )


def test_a_hidden_meaning_stays_hidden_while_staff_edit_something_else(db: Session) -> None:
    make_motif(db, meaning_status="general_knowledge", meaning_sources=[], meaning_en=None)
    same = {"meaning_id": "Lambang sungai yang dijaga.", "meaning_sources": ()}

    services.edit_motif(db, edit(**same, pakem_note_id="Catatan baru"), actor=CURATOR)

    page = queries.motif(db, "pesut-mahakam")
    assert (page.meaning_id, page.pakem_note_id) == (None, "Catatan baru")
    assert db.get_one(Motif, "pesut-mahakam").meaning_status == "general_knowledge"


def test_a_reviewers_word_shows_a_meaning_that_has_no_source(db: Session) -> None:
    make_motif(db, meaning_status="general_knowledge", meaning_sources=[])
    assert queries.motif(db, "pesut-mahakam").meaning_id is None

    services.edit_motif(db, edit(meaning_sources=(), reviewed_by="Ibu Ratna"), actor=CURATOR)

    page = queries.motif(db, "pesut-mahakam")
    assert (page.meaning_id, page.meaning_sources) == ("Sungai yang dijaga.", ())
    assert page.reviewed_by == "Ibu Ratna"


def test_a_seeded_source_keeps_its_structure_when_staff_save_its_line(db: Session) -> None:
    seed.load(db)
    motif = db.get_one(Motif, "anyaman-rotan")
    (line,) = (source.label for source in citations.read(motif.meaning_sources))
    before = list(motif.meaning_sources)
    lines = (line, "Buku Rotan https://example.org/rotan.")

    services.edit_motif(db, edit(motif_id="anyaman-rotan", meaning_sources=lines), actor=CURATOR)

    assert db.get_one(Motif, "anyaman-rotan").meaning_sources == [
        *before,
        {"text": "Buku Rotan", "url": "https://example.org/rotan"},
    ]


def test_only_a_brand_has_an_owner(db: Session) -> None:
    make_motif(db)

    with pytest.raises(OnlyBrandsHaveOwners):
        services.edit_motif(db, edit(owner_artisan_id=7), actor=CURATOR)

    assert db.get_one(Motif, "pesut-mahakam").owner_artisan_id is None
    assert audited(db) == []


def test_an_old_talk_frees_its_artisan_once_staff_complete_it(db: Session) -> None:
    make_craft(db)
    make_motif(db, cultural_status="consult_community")
    old = MotifConsultation(
        motif_id="pesut-mahakam",
        who="Bapak A",
        role="Tetua",
        on=dt.date(2026, 5, 1),
        decision="agreed",
        created_at=dt.datetime(2026, 5, 1, tzinfo=dt.UTC),
    )
    db.add(old)
    db.flush()
    completion = services.CompleteConsultation(
        motif_id="pesut-mahakam", consultation_id=old.id, artisan_id=7, form_id="kain-panjang"
    )

    services.complete_consultation(db, completion, actor=CURATOR)

    for artisan_id, form_id, expected in (
        (7, "kain-panjang", {"pesut-mahakam"}),
        (7, "keset", set()),
        (8, "kain-panjang", set()),
    ):
        found = queries.standing(db, artisan_id, ["pesut-mahakam"], form_id=form_id)
        assert found.consulted == expected
    with pytest.raises(NotFound):
        services.complete_consultation(db, completion, actor=CURATOR)
    assert [action for action, _subject, _actor in audited(db)] == [
        "heritage.consultation_completed"
    ]


def test_an_unknown_form_is_refused(db: Session) -> None:
    make_motif(db)

    with pytest.raises(Invalid) as refusal:
        services.record_permission(db, permission(form_id="kapal"), actor=CURATOR)

    assert refusal.value.field == "form_id"
    assert db.scalars(sa.select(MotifPermission)).all() == []


def test_a_meaning_without_a_source_is_refused(db: Session) -> None:
    make_motif(db)

    with pytest.raises(MeaningNeedsSource):
        services.edit_motif(db, edit(meaning_sources=()), actor=CURATOR)

    assert db.get(Motif, "pesut-mahakam").name_en == "Mahakam dolphin"
    assert audited(db) == []
