from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import make_artisan, make_cohort, make_participation, make_program
from tests.storefront.pages import count_statements, text_of


def test_the_index_lists_programmes_with_their_cohorts(db: Session, client: FlaskClient) -> None:
    program = make_program(db, slug="contoh", description_en="First.\n\nSecond.")
    make_participation(db, make_cohort(db, program, year=2024), make_artisan(db))
    make_cohort(db, program, year=2025)
    db.commit()

    words = text_of(client.get("/en/program/"))

    assert "2024\u20132025 Sample programme Run by Koperasi Contoh First." in words
    assert "2 cohorts 1 graduate with an open shop" in words
    assert "Second." not in words


def test_an_empty_index_has_words(client: FlaskClient) -> None:
    assert "No programme yet" in client.get("/en/program/").text


def test_a_programme_says_what_graduated_means_and_what_not(
    db: Session, client: FlaskClient
) -> None:
    make_program(db, slug="contoh", is_demo=True)
    db.commit()

    words = text_of(client.get("/en/program/contoh"))

    assert "What graduated means Attended and handed in a piece." in words
    assert "no endorsement by anybody else" in words
    assert "The first cohort has not begun yet." in words
    assert "An invented programme of the demo." in words


def test_graduates_are_listed_by_cohort(db: Session, client: FlaskClient) -> None:
    program = make_program(db, slug="contoh")
    cohort = make_cohort(db, program, year=2024)
    artisan = make_artisan(db, name="Studio Rawi")
    make_participation(db, cohort, artisan)
    make_participation(db, cohort, make_artisan(db, name="Batik Awan"), stage="coached")
    make_participation(db, cohort, make_artisan(db, name="Tutup", status="suspended"))
    make_cohort(db, program, year=2025)
    db.commit()

    page = client.get("/en/program/contoh")

    assert "Studio Rawi Samarinda graduated on October 18, 2024" in text_of(page)
    assert 'id="angkatan-2024"' in page.text
    assert "Batik Awan" not in page.text
    assert "Tutup" not in page.text
    assert "1 participant who has not graduated sells here." in text_of(page)
    assert page.text.count("No shop of this cohort is open yet.") == 1


@pytest.mark.parametrize(
    ("stages", "home", "page"),
    [
        pytest.param(
            [],
            "No shop of this cohort is open yet.",
            "No shop of this cohort is open yet.",
            id="none",
        ),
        pytest.param(
            ["applied", "withdrawn"],
            "No shop of this cohort is open yet.",
            "No shop of this cohort is open yet.",
            id="applied and withdrawn do not take part",
        ),
        pytest.param(
            ["selected", "trained", "coached"],
            "3 participants with open shops",
            "3 participants who have not graduated sell here.",
            id="nobody graduated",
        ),
        pytest.param(
            ["coached", "graduated", "alumni"],
            "2 graduates with an open shop 1 participant with an open shop",
            "1 participant who has not graduated sells here.",
            id="both",
        ),
    ],
)
def test_a_cohort_counts_graduates_and_participants_with_open_shops(
    db: Session, client: FlaskClient, stages: list[str], home: str, page: str
) -> None:
    cohort = make_cohort(db, make_program(db, slug="contoh"), year=2026)
    for stage in stages:
        make_participation(db, cohort, make_artisan(db), stage=stage)
    make_participation(db, cohort, make_artisan(db, status="suspended"), stage="coached")
    db.commit()

    front, about = text_of(client.get("/en/")), text_of(client.get("/en/program/contoh"))

    assert home in front
    assert page in about
    if stages and "No shop" not in home:
        assert "No shop of this cohort is open yet." not in front + about


def test_no_page_says_that_every_artisan_was_coached(db: Session, client: FlaskClient) -> None:
    cohort = make_cohort(db, make_program(db, slug="contoh"), year=2026)
    make_participation(db, cohort, make_artisan(db), stage="selected")
    db.commit()

    for address in ("/", "/batik/", "/artisan/", "/program/"):
        page = client.get(f"/en{address}").text
        assert "coached artisans" not in page
        assert "went through a coaching programme" not in page
        assert "Those that finished a coaching programme carry its badge." in page


def test_an_unknown_programme_is_not_found(client: FlaskClient) -> None:
    assert client.get("/program/nothing").status_code == 404


def test_programmes_ask_few_questions(db: Session, client: FlaskClient) -> None:
    program = make_program(db, slug="contoh")
    for year in (2022, 2023, 2024, 2025):
        cohort = make_cohort(db, program, year=year)
        make_participation(db, cohort, make_artisan(db))
    db.commit()

    with count_statements(client) as one:
        client.get("/program/contoh")
    with count_statements(client) as index:
        client.get("/program/")

    assert (len(one), len(index)) == (3, 1)
