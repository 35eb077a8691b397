from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.aftersales.models import Review
from shop.core import clock as clocks
from shop.editorial.models import Story
from tests.factories import (
    make_artisan,
    make_artisan_picture,
    make_cohort,
    make_listing,
    make_participation,
    make_program,
)
from tests.storefront.pages import count_statements, linked_data, text_of


def review(db: Session, listing: Any, *, rating: Any = 5, **values: Any) -> None:
    db.add(
        Review(
            **{
                "public_id": f"rev_{listing.id}_{rating}",
                "listing_id": listing.id,
                "author": "Wulan S.",
                "locale": "id",
                "rating": rating,
                "body": "Bagus sekali.",
                "created_at": clocks.now(db),
                **values,
            }
        )
    )
    db.flush()


def test_the_index_shows_open_shops_and_narrows_by_place(db: Session, client: FlaskClient) -> None:
    make_artisan(db, name="Batik Awan", region_code="64.72")
    graduate = make_artisan(db, name="Studio Rawi", region_code="64.71")
    make_participation(db, make_cohort(db, make_program(db), year=2025), graduate)
    make_artisan(db, name="Tutup", status="suspended")
    db.commit()

    everybody = text_of(client.get("/en/artisan/"))
    there = text_of(client.get("/en/artisan/?place=64.71"))

    assert "Batik Awan Samarinda" in everybody
    assert "Studio Rawi Balikpapan Graduate 2025" in everybody
    assert "Tutup" not in everybody
    assert "Artisans in Balikpapan" in there
    assert "Batik Awan" not in there


def test_a_place_nobody_lives_in_shows_everybody(db: Session, client: FlaskClient) -> None:
    make_artisan(db, name="Batik Awan")
    db.commit()

    assert "Batik Awan" in client.get("/artisan/?place=99").text


def test_an_empty_index_has_words(client: FlaskClient) -> None:
    assert "No artisan here yet" in client.get("/en/artisan/").text


def test_a_workshops_page_tells_who_and_where(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(
        db,
        slug="studio-rawi",
        name="Studio Rawi",
        owner_name="Lintang",
        village="Gunung Bahagia",
        founded_year=2021,
        workers=6,
        tagline_id="Baju sehari-hari.",
        story_id="Alinea satu.\n\nAlinea dua.",
        story_en="",
    )
    picture = make_artisan_picture(db, artisan, is_illustration=True)
    db.commit()

    page = client.get("/en/artisan/studio-rawi")
    words = text_of(page)

    assert "Gunung Bahagia, Samarinda" in words
    assert "Led by Lintang Since 2021 People at work 6" in words
    assert "Baju sehari-hari. (Bahasa Indonesia)" in words
    assert '<div lang="id"><p>Alinea satu.</p>' in page.text
    assert 'alt="A stamping table on the terrace."' in page.text
    assert f"{picture.public_id}-400.webp" in page.text
    assert "Illustration" in words
    organisation, _way = linked_data(page)["@graph"]
    assert (organisation["@type"], organisation["name"], organisation["url"]) == (
        "Organization",
        "Studio Rawi",
        "http://localhost/en/artisan/studio-rawi",
    )


def test_the_path_through_a_programme_has_dates(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(db)
    make_participation(
        db,
        make_cohort(db, make_program(db, slug="contoh"), year=2024),
        artisan,
        stage="alumni",
        applied_on=dt.date(2024, 2, 12),
        graduated_on=dt.date(2024, 10, 18),
    )
    db.commit()

    words = text_of(client.get(f"/en/artisan/{artisan.slug}"))

    assert "February 12, 2024 Applied October 18, 2024 Graduated" in words
    assert "Selected" not in words
    assert "Graduate 2024" in words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        pytest.param(
            dt.date(2026, 11, 20),
            dt.date(2026, 11, 28),
            "On vacation until November 28, 2026. Orders are welcome; parcels leave from "
            "November 30, 2026 on. Pulang kampung (Bahasa Indonesia)",
            id="away",
        ),
        pytest.param(
            dt.date(2026, 12, 20),
            dt.date(2027, 1, 3),
            "Away from December 20, 2026 to January 3, 2027.",
            id="soon",
        ),
    ],
)
def test_a_vacation_is_announced(
    db: Session, client: FlaskClient, first: Any, last: Any, words: Any
) -> None:
    artisan = make_artisan(
        db, vacation_from=first, vacation_until=last, vacation_note_id="Pulang kampung"
    )
    db.commit()

    assert words in text_of(client.get(f"/en/artisan/{artisan.slug}"))


def test_a_vacation_that_is_over_is_not_mentioned(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(
        db, vacation_from=dt.date(2026, 11, 1), vacation_until=dt.date(2026, 11, 23)
    )
    db.commit()

    assert "calendar-clock" not in client.get(f"/en/artisan/{artisan.slug}").text
    assert "vacation" not in text_of(client.get(f"/en/artisan/{artisan.slug}"))


def test_pieces_reviews_and_stories_of_the_workshop(db: Session, client: FlaskClient) -> None:
    artisan, other = make_artisan(db), make_artisan(db)
    piece = make_listing(db, artisan=artisan, title_en="Morning tide")
    foreign = make_listing(db, artisan=other, title_en="Foreign cloth")
    review(db, piece, rating=5, reply="Terima kasih.")
    review(db, piece, rating=4, body="")
    review(db, foreign, rating=1, body="Bukan milik kami.")
    db.add(
        Story(
            slug="buku",
            title_id="Buku",
            lead_id="Catatan.",
            body_id="Isi.",
            artisan_id=artisan.id,
            published_at=clocks.now(db),
        )
    )
    db.commit()

    words = text_of(client.get(f"/en/artisan/{artisan.slug}"))

    assert "Morning tide" in words
    assert "4.5 of 5 stars (2)" in words
    assert "Bagus sekali." in words
    assert "Terima kasih." in words
    assert "Foreign cloth" not in words
    assert "Bukan milik kami." not in words
    assert "Catatan." in words


@pytest.mark.parametrize("status", ["invited", "suspended"])
def test_a_shop_that_is_not_open_is_not_found(
    db: Session, client: FlaskClient, status: Any
) -> None:
    artisan = make_artisan(db, status=status, whatsapp="+6281234567890")
    db.commit()

    for path in ("", "/ask"):
        assert client.get(f"/artisan/{artisan.slug}{path}").status_code == 404
    assert client.post(f"/artisan/{artisan.slug}/ask").status_code == 404


def test_the_number_is_in_no_page_that_robots_read(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(db, name="Batik Awan", whatsapp="+6281234567890")
    db.commit()
    address = f"/en/artisan/{artisan.slug}"

    for path in (address, f"{address}/ask"):
        assert "81234567890" not in client.get(path).text
    answer = client.post(f"{address}/ask")

    assert "https://wa.me/6281234567890?text=Hello%20Batik%20Awan" in answer.text
    assert 'rel="nofollow noopener noreferrer"' in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"


def test_nobody_collects_numbers_by_the_hundred(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(db, whatsapp="+6281234567890")
    db.commit()

    answers = [client.post(f"/artisan/{artisan.slug}/ask").status_code for _ in range(21)]

    assert answers == [200] * 20 + [429]


def test_another_sites_page_cannot_ask(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(db, whatsapp="+6281234567890")
    db.commit()

    answer = client.post(
        f"/artisan/{artisan.slug}/ask", headers={"Origin": "https://elsewhere.example"}
    )

    assert answer.status_code == 400
    assert "wa.me/62812345" not in answer.text


def test_a_workshop_without_a_number_offers_no_asking(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(db)
    db.commit()

    assert "Ask by WhatsApp" not in client.get(f"/en/artisan/{artisan.slug}").text
    assert client.get(f"/en/artisan/{artisan.slug}/ask").status_code == 404


def test_a_hostile_story_stays_text(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(
        db, name="</script><b>x", story_id="<script>alert(1)</script>", tagline_id='"><img src=x>'
    )
    db.commit()

    page = client.get(f"/artisan/{artisan.slug}")

    assert "<script>alert" not in page.text
    assert "<b>x" not in page.text
    assert "<img src=x>" not in page.text
    assert linked_data(page)["@graph"][0]["name"] == "</script><b>x"


@pytest.mark.parametrize("pieces", [1, 9])
def test_a_workshops_page_asks_at_most_twelve_questions(
    db: Session, client: FlaskClient, pieces: Any
) -> None:
    artisan = make_artisan(db)
    make_participation(db, make_cohort(db, make_program(db)), artisan)
    for _ in range(pieces):
        review(db, make_listing(db, artisan=artisan, pictures=1))
    db.commit()

    with count_statements(client) as seen:
        client.get(f"/artisan/{artisan.slug}")

    assert len(seen) == 9
