from __future__ import annotations

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
    assert "Nobody of this cohort has an open shop yet." in page.text


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
