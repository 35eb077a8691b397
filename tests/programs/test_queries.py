from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.programs import queries
from shop.programs.models import Participation
from shop.programs.queries import Badge, Step
from tests.factories import make_artisan, make_cohort, make_participation, make_program


def test_a_path_shows_only_the_stages_that_have_a_date(db: Session) -> None:
    artisan = make_artisan(db)
    cohort = make_cohort(db, make_program(db, slug="contoh"), year=2024)
    make_participation(
        db,
        cohort,
        artisan,
        stage="alumni",
        applied_on=dt.date(2024, 2, 12),
        coached_on=dt.date(2024, 8, 30),
        graduated_on=dt.date(2024, 10, 18),
    )

    (path,) = queries.paths(db, artisan.id)

    assert path.steps == (
        Step("applied", dt.date(2024, 2, 12)),
        Step("coached", dt.date(2024, 8, 30)),
        Step("graduated", dt.date(2024, 10, 18)),
    )
    assert (path.stage, path.program_slug, path.year) == (
        "alumni",
        "contoh",
        2024,
    )


def test_newer_cohorts_come_first(db: Session) -> None:
    artisan, program = make_artisan(db), make_program(db)
    for year in (2023, 2025, 2024):
        make_participation(db, make_cohort(db, program, year=year), artisan, stage="coached")

    assert [path.year for path in queries.paths(db, artisan.id)] == [2025, 2024, 2023]
    assert queries.is_graduate(db, artisan.id) is False


def test_the_badge_tells_the_latest_graduation(db: Session) -> None:
    artisan, program = make_artisan(db), make_program(db, slug="contoh")
    for year in (2025, 2023):
        make_participation(
            db,
            make_cohort(db, program, year=year, name_id=f"Angkatan {year}"),
            artisan,
            stage="graduated",
            graduated_on=dt.date(year, 10, 1),
        )

    badges = queries.badges(db, [artisan.id, artisan.id + 1])

    assert badges == {
        artisan.id: Badge(
            "contoh", "Program Contoh", "Sample programme", "Angkatan 2025", "Cohort 2025", 2025
        )
    }


def test_withdrawn_and_still_coached_are_no_graduates(db: Session) -> None:
    artisan, program = make_artisan(db), make_program(db)
    make_participation(db, make_cohort(db, program, year=2025), artisan, stage="coached")
    make_participation(
        db,
        make_cohort(db, program, year=2024),
        artisan,
        stage="withdrawn",
        graduated_on=None,
        withdrawn_on=dt.date(2024, 5, 1),
    )

    assert queries.badges(db, [artisan.id]) == {}
    assert queries.badges(db, []) == {}


def test_a_graduate_without_a_date_is_refused_by_the_database(db: Session) -> None:
    artisan, cohort = make_artisan(db), make_cohort(db, make_program(db))
    participation = make_participation(db, cohort, artisan, stage="coached", graduated_on=None)

    with pytest.raises(sa.exc.IntegrityError):
        db.execute(
            sa.update(Participation)
            .where(Participation.id == participation.id)
            .values(stage="graduated")
        )


def graduate(db: Session, cohort: Any, **values: Any) -> str:
    artisan = make_artisan(db, **values)
    make_participation(db, cohort, artisan, stage="graduated", graduated_on=dt.date(2024, 10, 18))
    return artisan.name


def test_a_programmes_page_lists_graduates_whose_shops_are_open(db: Session) -> None:
    program = make_program(db, slug="contoh")
    older, newer = make_cohort(db, program, year=2024), make_cohort(db, program, year=2025)
    names = [graduate(db, older, name="Batik Awan"), graduate(db, older, name="Studio Rawi")]
    graduate(db, older, status="suspended")

    page = queries.program(db, "contoh")

    assert [(cohort.year, [g.name for g in cohort.graduates]) for cohort in page.cohorts] == [
        (2025, []),
        (2024, names),
    ]
    assert page.cohorts[0].slug == newer.slug
    assert queries.program(db, "nothing") is None


def test_lists_count_open_shops_of_graduates(db: Session) -> None:
    program = make_program(db, slug="contoh")
    older, newer = make_cohort(db, program, year=2024), make_cohort(db, program, year=2025)
    graduate(db, older)
    graduate(db, newer)
    graduate(db, newer, status="suspended")
    make_program(db, slug="kosong")

    first, empty = queries.program_cards(db)

    assert (first.slug, first.cohorts, first.graduates, first.first_year, first.last_year) == (
        "contoh",
        2,
        2,
        2024,
        2025,
    )
    assert (empty.slug, empty.cohorts, empty.graduates, empty.first_year) == ("kosong", 0, 0, None)
    assert [(card.year, card.graduates) for card in queries.cohort_cards(db)] == [
        (2025, 1),
        (2024, 1),
    ]
    assert [card.year for card in queries.cohort_cards(db, limit=1)] == [2025]
