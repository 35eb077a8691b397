from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.core import clock as clocks
from shop.editorial import loading
from shop.editorial.models import InfoPage, Story
from tests.factories import make_artisan, make_picture
from tests.storefront.pages import linked_data, text_of


def tell(db: Session, **values: Any) -> None:
    db.add(
        Story(
            **{
                "slug": "buku-celup",
                "title_id": "Buku celup",
                "title_en": "The dye book",
                "lead_id": "Tiga tahun catatan.",
                "lead_en": "Three years of notes.",
                "body_id": "Isi **tebal**.",
                "body_en": "A **bold** body.\n\n<script>x()</script>",
                "published_at": clocks.now(db),
                **values,
            }
        )
    )
    db.flush()


def write(
    db: Session, *, locale: Any = "id", version: Any = 1, name: Any = "terms", **values: Any
) -> None:
    db.add(
        InfoPage(
            **{
                "name": name,
                "locale": locale,
                "version": version,
                "title": f"Syarat {version}",
                "summary": "Aturan main.",
                "body": "Toko ini milik {operator_name}. Lihat [pengembalian](info:returns).",
                "created_at": clocks.now(db),
                **values,
            }
        )
    )
    db.flush()


def test_stories_are_listed_and_read(db: Session, client: FlaskClient) -> None:
    artisan = make_artisan(db, name="Teras Teritip", slug="teras-teritip")
    picture = make_picture(db, is_illustration=True)
    tell(db, artisan_id=artisan.id, picture_id=picture.id, alt_en="A vat")
    db.commit()

    index = client.get("/en/story/")
    page = client.get("/en/story/buku-celup")

    assert 'href="/en/story/buku-celup">The dye book</a>' in index.text
    assert "<p>A <strong>bold</strong> body.</p>" in page.text
    assert "<script>x()" not in page.text
    assert 'alt="A vat"' in page.text
    assert 'href="/en/artisan/teras-teritip"' in page.text
    article, _way = linked_data(page)["@graph"]
    assert (article["@type"], article["headline"], article["datePublished"]) == (
        "Article",
        "The dye book",
        "2026-11-24T03:00:00+00:00",
    )


def test_a_story_in_one_language_says_so(db: Session, client: FlaskClient) -> None:
    tell(db, title_en="", lead_en="", body_en="")
    db.commit()

    page = client.get("/en/story/buku-celup")

    assert '<div class="prose section" lang="id"><p>Isi <strong>tebal</strong>.</p>' in page.text
    assert "Buku celup (Bahasa Indonesia)" in text_of(page)


def test_a_story_of_a_closed_shop_does_not_lead_there(db: Session, client: FlaskClient) -> None:
    tell(db, artisan_id=make_artisan(db, name="Tutup", status="suspended").id)
    db.commit()

    assert "Tutup" not in client.get("/story/buku-celup").text


@pytest.mark.parametrize("path", ["/story/nothing", "/story/buku-celup", "/info/nothing"])
def test_what_is_not_published_is_not_found(db: Session, client: FlaskClient, path: Any) -> None:
    tell(db, published_at=None)
    db.commit()

    assert client.get(path).status_code == 404


def test_an_empty_index_has_words(client: FlaskClient) -> None:
    assert "No story yet" in client.get("/en/story/").text


def test_an_information_page_names_the_operator_and_links_in_the_readers_language(
    db: Session, client: FlaskClient
) -> None:
    write(db, locale="en")
    db.commit()

    page = client.get("/en/info/terms")

    assert "<h1>Syarat 1</h1>" in page.text
    assert "Toko ini milik Koperasi Canting (contoh)." in page.text
    assert '<a href="/en/info/returns" rel="noopener">pengembalian</a>' in page.text
    assert "Version 1 of November 24, 2026" in text_of(page)


def test_the_newest_version_is_shown_and_older_ones_stay_readable(
    db: Session, client: FlaskClient
) -> None:
    write(db)
    write(db, version=2)
    db.commit()

    assert "<h1>Syarat 2</h1>" in client.get("/info/terms").text
    old = client.get("/info/terms?version=1").text
    assert "<h1>Syarat 1</h1>" in old
    assert 'href="/info/terms">' in old
    assert client.get("/info/terms?version=3").status_code == 404


@pytest.mark.parametrize("version", ["x", "", "-1", "٣", "9" * 40])
def test_a_version_that_is_no_number_means_the_newest(
    db: Session, client: FlaskClient, version: Any
) -> None:
    write(db)
    db.commit()

    assert client.get("/info/terms", query_string={"version": version}).status_code == 200


def test_a_page_in_the_other_language_is_marked(db: Session, client: FlaskClient) -> None:
    write(db)
    db.commit()

    page = client.get("/en/info/terms")

    assert '<article lang="id">' in page.text
    assert "Only in Bahasa Indonesia so far" in page.text


def test_the_pages_that_come_with_the_software_can_be_shown(
    db: Session, client: FlaskClient
) -> None:
    loading.load(db)
    db.commit()

    for page in db.query(InfoPage):
        prefix = "" if page.locale == "id" else f"/{page.locale}"
        answer = client.get(f"{prefix}/info/{page.name}")
        assert answer.status_code == 200
        assert "{operator_" not in answer.text
