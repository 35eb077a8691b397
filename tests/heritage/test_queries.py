from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.clock import FixedClock
from shop.heritage import queries, seed
from shop.heritage.models import Motif, MotifConsultation, MotifPermission
from tests.factories import make_craft, make_motif, make_picture

ARTISAN, OTHER = 7, 8


def permit(
    db: Session,
    motif_id: Any = "jalukap",
    *,
    artisan_id: Any = ARTISAN,
    kind: Any = "holder",
    **values: Any,
) -> None:
    db.add(
        MotifPermission(
            motif_id=motif_id,
            artisan_id=artisan_id,
            kind=kind,
            granted_by="Dekranasda",
            document_note="Surat 1",
            created_at=clock.now(db),
            **values,
        )
    )
    db.flush()


def consult(
    db: Session, decision: Any, *, on: Any, artisan_id: Any = ARTISAN, form_id: Any = None
) -> None:
    db.add(
        MotifConsultation(
            motif_id="lembuswana",
            artisan_id=artisan_id,
            form_id=form_id,
            who="Bapak A",
            role="Tetua",
            on=on,
            decision=decision,
            created_at=clock.now(db),
        )
    )
    db.flush()


def codes(
    db: Session, *motif_ids: Any, form_id: Any = "kain-panjang", has_attribution: Any = False
) -> list[str]:
    found = queries.blocks(
        db,
        motif_ids=motif_ids,
        form_id=form_id,
        artisan_id=ARTISAN,
        has_attribution=has_attribution,
    )
    return [block.code for block in found]


def test_the_registrys_rules_reach_a_listing(db: Session) -> None:
    seed.load(db)

    assert codes(db, "pesut-mahakam", "burung-enggang") == []
    assert codes(db, "aso-kenyah", "batang-garing", "jalukap", "lembuswana", "shaho") == [
        "restricted",
        "not_kaltim_sacred",
        "permission_missing",
        "consultation_missing",
        "brand_of_others",
    ]
    assert codes(db, "burung-enggang", form_id="keset") == ["disrespectful_form"]
    assert codes(db, "wakaroros") == ["attribution_missing"]
    assert codes(db, "wakaroros", has_attribution=True) == []
    assert codes(db, "busak-kangkung", has_attribution=True) == ["consultation_missing"]


def test_a_permission_counts_for_its_artisan_until_its_last_day(
    db: Session, clock: FixedClock
) -> None:
    seed.load(db)
    permit(db, artisan_id=OTHER)
    assert codes(db, "jalukap") == ["permission_missing"]

    permit(db, valid_until=dt.date(2026, 11, 25))
    assert codes(db, "jalukap") == []

    clock.advance(days=2)
    assert codes(db, "jalukap") == ["permission_missing"]


def test_the_last_day_ends_at_midnight_in_east_kalimantan(db: Session, clock: FixedClock) -> None:
    seed.load(db)
    permit(db, valid_until=dt.date(2026, 11, 24))

    clock.at = dt.datetime(2026, 11, 24, 15, 59, tzinfo=dt.UTC)
    assert codes(db, "jalukap") == []
    clock.at = dt.datetime(2026, 11, 24, 16, 0, tzinfo=dt.UTC)
    assert codes(db, "jalukap") == ["permission_missing"]


def test_a_revoked_permission_is_none(db: Session) -> None:
    seed.load(db)
    permit(db, revoked_at=clock.now(db))

    assert codes(db, "jalukap") == ["permission_missing"]


def test_only_a_customary_permission_opens_a_restricted_motif(db: Session) -> None:
    seed.load(db)
    permit(db, "aso-kenyah", kind="licence")
    assert codes(db, "aso-kenyah") == ["restricted"]

    permit(db, "aso-kenyah", kind="customary")
    assert codes(db, "aso-kenyah") == []


@pytest.mark.parametrize(
    "whose",
    [
        pytest.param(OTHER, id="another artisan's"),
        pytest.param(None, id="of an artisan who was never recorded"),
    ],
)
def test_a_talk_frees_only_the_artisan_who_had_it(db: Session, whose: Any) -> None:
    seed.load(db)
    consult(db, "agreed", on=dt.date(2026, 5, 1), artisan_id=whose)

    assert codes(db, "lembuswana") == ["consultation_missing"]

    consult(db, "agreed", on=dt.date(2026, 5, 1))
    assert codes(db, "lembuswana") == []


def test_a_refusal_of_another_artisan_takes_nothing_away(db: Session) -> None:
    seed.load(db)
    consult(db, "agreed", on=dt.date(2026, 5, 1))
    consult(db, "refused", on=dt.date(2026, 6, 1), artisan_id=OTHER)

    assert codes(db, "lembuswana") == []


def test_a_talk_about_one_form_frees_that_form_alone(db: Session) -> None:
    seed.load(db)
    consult(db, "agreed", on=dt.date(2026, 5, 1), form_id="selendang")

    assert codes(db, "lembuswana", form_id="selendang") == []
    assert codes(db, "lembuswana", form_id="kain-panjang") == ["consultation_missing"]


def test_a_permission_for_one_form_frees_that_form_alone(db: Session) -> None:
    seed.load(db)
    permit(db, form_id="selendang")

    assert codes(db, "jalukap", form_id="selendang") == []
    assert codes(db, "jalukap", form_id="kain-panjang") == ["permission_missing"]


def test_a_brand_is_free_for_its_recorded_owner_alone(db: Session) -> None:
    seed.load(db)
    permit(db, "shaho", kind="holder")
    assert codes(db, "shaho", has_attribution=True) == ["brand_of_others"]

    db.get_one(Motif, "shaho").owner_artisan_id = OTHER
    db.flush()
    assert codes(db, "shaho", has_attribution=True) == ["brand_of_others"]

    db.get_one(Motif, "shaho").owner_artisan_id = ARTISAN
    db.flush()
    assert codes(db, "shaho", has_attribution=True) == []


def test_the_latest_talk_with_a_community_counts(db: Session) -> None:
    seed.load(db)
    consult(db, "agreed_with_conditions", on=dt.date(2026, 5, 1))
    assert codes(db, "lembuswana") == []

    consult(db, "refused", on=dt.date(2026, 6, 1))
    assert codes(db, "lembuswana") == ["consultation_missing"]


def test_the_index_knows_places_communities_and_drawings(db: Session) -> None:
    make_craft(db)
    picture = make_picture(db, tint="indigo")
    make_motif(db, has_swatch=True, swatch_picture_id=picture.id)
    make_motif(db, "telang", name_id="Telang", name_en="Butterfly pea")

    pesut, telang = queries.motif_cards(db)

    assert (pesut.name_id, pesut.swatch.picture_id, pesut.swatch.tint) == (
        "Pesut Mahakam",
        picture.public_id,
        "indigo",
    )
    assert (telang.swatch, telang.places, telang.communities) == (None, (), ())
    assert [card.id for card in queries.motif_cards(db, drawn=True)] == ["pesut-mahakam"]


@pytest.mark.parametrize(
    ("has_swatch", "state"),
    [
        pytest.param(False, "ready", id="nobody has looked at the drawing"),
        pytest.param(True, "waiting", id="the picture is not made yet"),
    ],
)
def test_a_drawing_is_shown_only_when_it_may_be(db: Session, has_swatch: Any, state: Any) -> None:
    picture = make_picture(db, state=state)
    make_motif(db, has_swatch=has_swatch, swatch_picture_id=picture.id)

    assert queries.motif_cards(db)[0].swatch is None
    assert queries.motif(db, "pesut-mahakam").card.swatch is None


def test_a_motif_page_has_all_that_the_registry_knows(db: Session) -> None:
    seed.load(db)

    page = queries.motif(db, "tengkawang-ampiek")

    assert [place.code for place in page.card.places] == ["64.02"]
    assert page.meaning_id is not None
    assert page.meaning_sources == page.sources != ()
    assert (page.reviewed_by, page.reviewed_at) == (None, None)


def test_an_unknown_motif_is_none(db: Session) -> None:
    assert queries.motif(db, "nothing") is None


def test_search_gets_names_in_both_languages_and_aliases(db: Session) -> None:
    make_motif(db, aliases=["Ikan Pesut"])

    assert sorted(queries.search_names(db)) == [
        ("pesut-mahakam", "Mahakam dolphin"),
        ("pesut-mahakam", "Pesut Mahakam"),
        ("pesut-mahakam", "ikan pesut"),
    ]


def test_choices_for_forms_and_addresses(db: Session) -> None:
    seed.load(db)

    assert "batik-prada" not in [technique.id for technique in queries.techniques(db)]
    assert len(queries.techniques(db)) == 11
    assert len(queries.provinces(db)) == 38
    assert len(queries.regencies(db)) == 10
    assert [d.name_id for d in queries.districts(db, parent_code="64.74")] == [
        "Bontang Barat",
        "Bontang Selatan",
        "Bontang Utara",
    ]
    assert queries.forms(db)[6].sizes == ("S", "M", "L", "XL", "XXL", "3XL")
    assert queries.fabrics(db)[0].fibres == ({"fibre": "cotton", "pct": 100},)
    assert next(dye.id for dye in queries.dyes(db) if not dye.is_natural) == "naphthol"
    assert [step.id for step in queries.process_steps(db)][:2] == ["ngloyor", "nganji"]
    assert len(queries.care_instructions(db)) == 10


def test_region_names_leave_out_what_is_empty_or_unknown(db: Session) -> None:
    make_craft(db)

    names = queries.region_names(db, ["64.72", "", "99"])

    assert {code: name.short_name for code, name in names.items()} == {"64.72": "Samarinda"}
    assert queries.region_names(db, [""]) == {}
