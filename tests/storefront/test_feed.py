"""The feed of new pieces."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.artisans.models import ArtisanStatus
from tests.factories import make_artisan, make_craft, make_listing

ATOM = "{http://www.w3.org/2005/Atom}"


def entries(client: FlaskClient, address: str) -> list[ET.Element]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return list(ET.fromstring(answer.text).iter(f"{ATOM}entry"))


def said(entry: ET.Element, tag: str) -> str:
    return entry.findtext(f"{ATOM}{tag}") or ""


def test_the_newest_piece_stands_first_with_its_maker_technique_and_price(
    db: Session, client: FlaskClient
) -> None:
    make_craft(db)
    artisan = make_artisan(db, name="Teras & Teritip")
    make_listing(db, artisan=artisan, slug="kain-lama", title_id="Kain lama")
    make_listing(db, artisan=artisan, slug="kain-baru", title_id="Kain <baru>")
    db.commit()

    first, second = entries(client, "/feed.atom")

    assert (said(first, "title"), said(second, "title")) == ("Kain <baru>", "Kain lama")
    assert said(first, "id") == "http://localhost/batik/kain-baru"
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Teras & Teritip"
    assert said(first, "summary").startswith("Batik tulis, Teras & Teritip, ")
    assert said(first, "summary").replace("\xa0", "").endswith("Rp450.000")


def test_printed_cloth_says_in_the_feed_that_it_is_not_batik(
    db: Session, client: FlaskClient
) -> None:
    make_craft(db)
    make_listing(db, slug="kain-cetak", technique_id="tiruan-batik", is_batik=False)
    db.commit()

    (entry,) = entries(client, "/feed.atom")
    (english,) = entries(client, "/en/feed.atom")

    assert "bukan batik" in said(entry, "summary")
    assert "not batik" in said(english, "summary")
    assert said(english, "id") == "http://localhost/en/batik/kain-cetak"


def test_what_buyers_may_not_see_is_not_in_the_feed(db: Session, client: FlaskClient) -> None:
    make_craft(db)
    make_listing(db, slug="draf", status="draft")
    make_listing(db, artisan=make_artisan(db, status=ArtisanStatus.SUSPENDED), slug="ditutup")
    db.commit()

    assert entries(client, "/feed.atom") == []


def test_pages_name_the_feed_of_their_language(db: Session, client: FlaskClient) -> None:
    assert 'type="application/atom+xml"' in client.get("/").text
    assert 'href="/en/feed.atom"' in client.get("/en/").text
