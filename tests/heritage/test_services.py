from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.audit import AuditEntry
from shop.core.errors import NotFound
from shop.core.outbox import OutboxRow
from shop.core.permissions import Principal
from shop.heritage import queries, seed, services
from shop.heritage.errors import AlreadyRevoked, MeaningNeedsSource, NeedsWriting
from shop.heritage.models import Motif, MotifPermission
from tests.factories import make_motif

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

    assert queries.standing(db, 7, ["pesut-mahakam"]).permitted == {"pesut-mahakam"}
    assert audited(db) == [("heritage.permission_recorded", "pesut-mahakam", "kurator@example.com")]


def test_a_permission_that_is_taken_back_stays_on_record(db: Session) -> None:
    make_motif(db)
    recorded = services.record_permission(db, permission(), actor=CURATOR)

    services.revoke_permission(db, recorded.id, reason="Berakhir", actor=CURATOR)

    assert queries.standing(db, 7, ["pesut-mahakam"]).permitted == frozenset()
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
            who="Bapak A",
            role="Tetua",
            on=dt.date(2026, 5, 1),
            decision="agreed",
        ),
        actor=CURATOR,
    )

    assert queries.standing(db, 7, ["pesut-mahakam"]).consulted == {"pesut-mahakam"}
    assert audited(db)[0][0] == "heritage.consultation_recorded"


def test_staffs_words_survive_the_next_seed(db: Session) -> None:
    seed.load(db)

    services.edit_motif(db, edit(reviewed_by="Ibu Siti"), actor=CURATOR)
    db.commit()
    seed.load(db)

    page = queries.motif(db, "pesut-mahakam")
    assert (page.card.name_en, page.meaning_id) == ("Dolphin", "Sungai yang dijaga.")
    assert (page.meaning_status, page.meaning_sources) == ("sourced", ("Ibu Siti, pembatik",))
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


def test_a_meaning_without_a_source_is_refused(db: Session) -> None:
    make_motif(db)

    with pytest.raises(MeaningNeedsSource):
        services.edit_motif(db, edit(meaning_sources=()), actor=CURATOR)

    assert db.get(Motif, "pesut-mahakam").name_en == "Mahakam dolphin"
    assert audited(db) == []
