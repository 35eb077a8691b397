from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.outbox import OutboxRow
from shop.heritage import citations, seed
from shop.heritage.models import (
    Fabric,
    Form,
    Motif,
    MotifAlias,
    MotifCommunity,
    MotifRegion,
    Packaging,
    Region,
    Technique,
)
from shop.heritage.seed import rows
from shop.heritage.seed.loading import Loaded, bring_in


def test_a_fresh_shop_gets_all_the_reference_data(db: Session) -> None:
    reports = {report.table: report.added for report in seed.load(db)}

    assert reports == {
        "shop_regions": 38 + 10 + 105,
        "shop_techniques": 13,
        "shop_process_steps": 18,
        "shop_dyes": 22,
        "shop_fixatives": 5,
        "shop_fabrics": 14,
        "shop_forms": 24,
        "shop_packaging": 4,
        "shop_care_instructions": 10,
        "shop_misattributions": 7,
        "shop_motifs": 82,
        "shop_motif_aliases": 41,
        "shop_motif_regions": 91,
        "shop_motif_communities": 121,
    }


def test_loading_again_changes_nothing(db: Session) -> None:
    first = seed.load(db)
    db.commit()

    again = seed.load(db)

    assert [(r.table, r.added, r.updated, r.kept) for r in again] == [
        (r.table, 0, 0, 0) for r in first
    ]
    assert [r.unchanged for r in again] == [r.added for r in first]
    assert not db.dirty


def test_a_newer_seed_updates_what_nobody_edited(db: Session) -> None:
    seed.load(db)
    db.execute(sa.update(Technique).values(name_en="Old words"))
    db.commit()

    reports = {report.table: report for report in seed.load(db)}

    assert reports["shop_techniques"] == Loaded("shop_techniques", 0, 13, 0, 0)
    assert db.get(Technique, "batik-tulis").name_en == "Hand-drawn batik"


def told(db: Session) -> list[tuple[str, list[str]]]:
    """What was said about the craft, oldest first."""
    rows = db.scalars(sa.select(OutboxRow).order_by(OutboxRow.id)).all()
    assert {row.event for row in rows} <= {"heritage.craft_changed"}
    return [(row.payload["kind"], row.payload["keys"]) for row in rows]


def test_a_newer_seed_says_which_words_it_changed(db: Session) -> None:
    seed.load(db)
    db.execute(sa.update(Technique).where(Technique.id == "batik-cap").values(name_en="Old words"))
    db.execute(sa.update(Fabric).where(Fabric.id.in_(("sutera", "rayon"))).values(name_id="Lama"))
    db.execute(sa.update(Region).where(Region.code == "64.72").values(short_name="Lama"))
    db.execute(sa.update(Packaging).values(name_en="Old words"))
    db.commit()

    seed.load(db)

    assert told(db) == [
        ("region", ["64.72"]),
        ("technique", ["batik-cap"]),
        ("fabric", ["rayon", "sutera"]),
    ], "packaging is on no buyer's page"
    seed.load(db)
    assert len(told(db)) == 3, "nothing changed any more"


def test_a_first_load_has_nobody_to_tell(db: Session) -> None:
    seed.load(db)
    seed.load(db)

    assert told(db) == []


def test_new_rows_and_new_names_of_a_motif_are_said_too(db: Session) -> None:
    seed.load(db)
    db.execute(sa.delete(Fabric).where(Fabric.id == "sutera"))
    db.execute(sa.delete(MotifAlias).where(MotifAlias.motif_id == "jalukap"))
    db.commit()

    seed.load(db)

    assert told(db) == [("fabric", ["sutera"]), ("motif", ["jalukap"])]


def test_what_staff_edited_says_nothing_for_it_stays(db: Session) -> None:
    seed.load(db)
    technique = db.get(Technique, "batik-cap")
    technique.name_en, technique.edited_at = "Staff's words", clock.now(db)
    db.commit()

    seed.load(db)

    assert told(db) == []
    assert db.get(Technique, "batik-cap").name_en == "Staff's words"


def test_what_staff_edited_is_never_overwritten(db: Session) -> None:
    seed.load(db)
    motif = db.get(Motif, "jalukap")
    motif.name_en = "Staff's words"
    motif.edited_at = clock.now(db)
    db.execute(sa.delete(MotifAlias).where(MotifAlias.motif_id == "jalukap"))
    db.commit()

    reports = {report.table: report for report in seed.load(db)}

    assert reports["shop_motifs"] == Loaded("shop_motifs", 0, 0, 81, 1)
    assert db.get(Motif, "jalukap").name_en == "Staff's words"
    assert db.scalars(sa.select(MotifAlias).where(MotifAlias.motif_id == "jalukap")).all() == []


def test_rows_of_staff_that_the_seed_does_not_know_stay(db: Session) -> None:
    seed.load(db)
    form = rows.forms(rows.read("techniques"))[0]
    db.add(Form(**{**form, "id": "gorden"}))
    db.commit()

    seed.load(db)

    assert db.get(Form, "gorden") is not None


def test_an_edited_row_that_equals_the_seed_counts_as_unchanged(db: Session) -> None:
    wanted = rows.forms(rows.read("techniques"))[:1]
    bring_in(db, Form, wanted)
    db.get(Form, wanted[0]["id"]).edited_at = clock.now(db)

    assert bring_in(db, Form, wanted) == Loaded("shop_forms", 0, 0, 1, 0)


def test_unknown_meanings_stay_unknown(db: Session) -> None:
    seed.load(db)

    unknown = db.scalars(sa.select(Motif).where(Motif.meaning_id.is_(None))).all()

    assert len(unknown) == 26
    assert {motif.meaning_status for motif in unknown} == {"needs_input"}
    assert all(motif.meaning_en is None and motif.meaning_sources == [] for motif in unknown)


def test_general_knowledge_claims_no_source_for_its_meaning(db: Session) -> None:
    seed.load(db)

    motifs = db.scalars(sa.select(Motif).where(Motif.meaning_status == "general_knowledge")).all()

    assert len(motifs) == 18
    assert all(motif.meaning_sources == [] for motif in motifs)


def test_no_source_says_that_nothing_was_looked_up(db: Session) -> None:
    seed.load(db)

    shown = {motif.id: citations.read(motif.sources) for motif in db.scalars(sa.select(Motif))}

    assert {motif_id for motif_id, sources in shown.items() if not sources} == {
        "perisai-kelembit",
        "yupa",
    }
    assert not any("looked up" in source.label for sources in shown.values() for source in sources)


def test_every_source_of_the_registry_is_a_citation_with_a_publisher() -> None:
    registry, cited = rows.read("motifs")["motifs"], rows.read("citations")["citations"]

    assert {key for motif in registry for key in motif["sources"]} == set(cited)
    for key, entries in cited.items():
        for citation in citations.read(entries):
            assert citation.publisher, key
            assert citation.url == "", "no address of an article is known, so none is given"
            assert citation.site in key


def test_notes_on_rights_are_written_in_both_languages(db: Session) -> None:
    seed.load(db)

    noted = db.scalars(sa.select(Motif).where(Motif.rights_note_en != "")).all()

    assert len(noted) == 34
    assert all(m.rights_note_id and m.rights_note_id != m.rights_note_en for m in noted)


@pytest.mark.parametrize("phrase", ["Jangan menulis", "Do not write", "Do not feature", "seeding"])
def test_words_for_editors_stand_in_no_text_for_readers(db: Session, phrase: str) -> None:
    seed.load(db)

    for motif in db.scalars(sa.select(Motif)):
        read = (
            motif.meaning_id,
            motif.meaning_en,
            motif.pakem_note_id,
            motif.pakem_note_en,
            motif.rights_note_id,
            motif.rights_note_en,
        )
        assert not any(phrase in (text or "") for text in read), motif.id


def test_palace_ornament_needs_the_families(db: Session) -> None:
    seed.load(db)

    status = dict(db.execute(sa.select(Motif.id, Motif.cultural_status)).all())

    assert status["busak-kangkung"] == "consult_community"
    assert status["keraton-gunung-tabur"] == "consult_community"
    assert status["lembuswana"] == "consult_community"
    assert status["lempinak-kombat-serembolum"] == "restricted"


def test_every_motif_waits_for_a_cultural_reviewer(db: Session) -> None:
    seed.load(db)

    assert set(db.scalars(sa.select(Motif.reviewed_by))) == {None}


def test_whole_provinces_are_places_too(db: Session) -> None:
    seed.load(db)

    home = sa.select(MotifRegion.region_code).where(MotifRegion.motif_id == "batang-garing")
    assert db.scalars(home).all() == ["62"]
    assert db.get(Region, "62").iso == "ID-KT"
    assert db.get(Region, "64").iso == "ID-KI"


def test_both_code_systems_are_kept_apart(db: Session) -> None:
    seed.load(db)

    kukar, kubar = db.get(Region, "64.02"), db.get(Region, "64.07")

    assert (kukar.name_en, kukar.bps_code, kukar.level) == (
        "Kutai Kartanegara Regency",
        "6403",
        "regency",
    )
    assert (kubar.name_en, kubar.bps_code) == ("West Kutai Regency", "6402")


def test_districts_know_their_regency_and_postal_codes(db: Session) -> None:
    seed.load(db)

    district = db.get(Region, "64.01.04")

    assert (district.name_id, district.parent_code, district.level) == (
        "Tanah Grogot",
        "64.01",
        "district",
    )
    assert (district.postal_codes, district.shipping_zone, district.timezone) == (
        ["76251"],
        "kaltim",
        "Asia/Makassar",
    )


def test_finishes_and_ways_of_colouring_are_no_types(db: Session) -> None:
    seed.load(db)

    kinds = dict(db.execute(sa.select(Technique.id, Technique.kind)).all())

    assert (kinds["batik-prada"], kinds["colet"], kinds["batik-tulis"]) == (
        "finish",
        "colouring_method",
        "type",
    )


def test_forms_that_the_canon_names_are_there_to_be_refused(db: Session) -> None:
    seed.load(db)

    uses = dict(db.execute(sa.select(Form.use, sa.func.count()).group_by(Form.use)).all())

    assert (uses["footwear"], uses["doormat"], uses["underwear"]) == (1, 1, 1)


def test_communities_keep_their_order(db: Session) -> None:
    seed.load(db)

    found = db.scalars(
        sa.select(MotifCommunity.community)
        .where(MotifCommunity.motif_id == "burung-enggang")
        .order_by(MotifCommunity.position)
    ).all()

    assert found == ["Dayak Kenyah", "Dayak Bahau", "Dayak (umum)"]


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"meaning_id": "Made up"}, id="a meaning while it says that none is known"),
        pytest.param({"cultural_status": "whatever"}, id="a status nobody knows"),
        pytest.param(
            {"reviewed_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, id="a review by nobody"
        ),
    ],
)
def test_the_database_refuses(db: Session, values: Any) -> None:
    seed.load(db)

    with pytest.raises(sa.exc.IntegrityError):
        db.execute(sa.update(Motif).where(Motif.id == "jalukap").values(**values))
