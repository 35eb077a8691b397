from __future__ import annotations

import datetime as dt
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.core.clock import FixedClock
from shop.editorial.models import FeaturedSlot, Story
from tests.factories import (
    make_artisan,
    make_artisan_picture,
    make_cohort,
    make_listing,
    make_motif,
    make_participation,
    make_picture,
    make_program,
)
from tests.storefront.pages import count_statements, linked_data, text_of

NOVEMBER = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
DECEMBER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def feature(db: Session, **values: Any) -> Any:
    artisan = make_artisan(db, name="Teras Teritip", slug="teras-teritip", **values)
    make_participation(db, make_cohort(db, make_program(db, slug="contoh"), year=2024), artisan)
    db.add(
        FeaturedSlot(
            public_id="feat_1",
            artisan_id=artisan.id,
            quote_id="Saya buka buku kas.",
            quote_en="I open the account book.",
            reason_id="Tiga tahun catatan celup.",
            starts_at=NOVEMBER,
            ends_at=DECEMBER,
            created_at=NOVEMBER,
        )
    )
    db.flush()
    return artisan


def tell(db: Session, **values: Any) -> None:
    db.add(
        Story(
            **{
                "slug": "buku-celup",
                "title_id": "Buku celup",
                "title_en": "The dye book",
                "lead_id": "Catatan.",
                "body_id": "Isi.",
                "published_at": NOVEMBER,
                **values,
            }
        )
    )
    db.flush()


def test_an_empty_shop_says_what_it_is(client: FlaskClient) -> None:
    page = client.get("/en/")

    assert "<h1>Batik whose maker you know</h1>" in page.text
    assert "<title>Canting: batik from small workshops of East Kalimantan</title>" in page.text
    assert "New pieces" not in text_of(page)
    assert [thing["@type"] for thing in linked_data(page)["@graph"]] == ["Organization", "WebSite"]


def test_the_featured_graduate_fills_the_door_with_words_and_a_reason(
    db: Session, client: FlaskClient
) -> None:
    artisan = feature(db)
    picture = make_artisan_picture(db, artisan, tint="tingi")
    db.commit()

    page = client.get("/en/")
    words = text_of(page)

    assert '<h1 id="featured">Teras Teritip</h1>' in page.text
    assert "“I open the account book.”" in words
    assert "Why featured: Tiga tahun catatan celup. (Bahasa Indonesia)" in words
    assert "feature-picture tint-tingi" in page.text
    assert f'content="http://localhost/media/{picture.public_id}-1200.webp"' in page.text
    assert 'href="/en/program/contoh"' in page.text
    assert "Graduate 2024" in words


def test_the_slot_ends_by_the_clock_without_deployment(
    db: Session, client: FlaskClient, clock: FixedClock
) -> None:
    feature(db)
    db.commit()

    clock.at = DECEMBER

    assert "Teras Teritip" not in client.get("/").text


def test_a_suspended_workshop_is_not_featured(db: Session, client: FlaskClient) -> None:
    feature(db, status="suspended")
    db.commit()

    assert "Teras Teritip" not in client.get("/").text


def test_new_pieces_motifs_cohorts_and_stories_are_there(db: Session, client: FlaskClient) -> None:
    feature(db)
    picture = make_picture(db)
    make_motif(db, has_swatch=True, swatch_picture_id=picture.id)
    make_motif(db, "telang", name_id="Telang", name_en="Butterfly pea")
    older = make_listing(db, title_en="Older cloth", published_at=NOVEMBER)
    newer = make_listing(db, title_en="Newer cloth", published_at=NOVEMBER + dt.timedelta(days=1))
    tell(db)
    tell(db, slug="draf", title_en="A draft", published_at=None)
    db.commit()

    page = client.get("/en/")

    assert page.text.index(newer.slug) < page.text.index(older.slug)
    assert "Mahakam dolphin" in page.text
    assert "Butterfly pea" not in page.text
    assert "Cohort 2024" in page.text
    assert "1 graduate with an open shop" in page.text
    assert "The dye book" in page.text
    assert "A draft" not in page.text


def test_a_card_says_sold_and_one_of_a_kind_and_when_it_is_ready(
    db: Session, client: FlaskClient
) -> None:
    make_listing(db, title_en="Taken", stock=0, sold_as="one_of_a_kind")
    make_listing(db, title_en="Single")
    make_listing(db, title_en="To order", stock=None)
    db.commit()

    words = text_of(client.get("/en/"))

    assert "Sold Taken" in words
    assert "One of a kind Single" in words
    assert "Ready in 14 working days To order" in words
    assert "Rp450.000" in words


def test_the_home_page_is_the_same_for_everyone(db: Session, client: FlaskClient) -> None:
    page = client.get("/")

    assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Set-Cookie" not in page.headers
    assert "csrf" not in page.text


def test_the_home_page_asks_at_most_twelve_questions(db: Session, client: FlaskClient) -> None:
    make_artisan_picture(db, feature(db))
    make_motif(db, has_swatch=True, swatch_picture_id=make_picture(db).id)
    for _ in range(10):
        make_listing(db, pictures=1)
    tell(db)
    db.commit()

    with count_statements(client) as seen:
        client.get("/")

    assert len(seen) == 10
