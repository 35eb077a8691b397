"""Robots and sitemap."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.storefront import seo
from tests.factories import make_artisan, make_listing, make_motif

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def locations(text: str) -> list[str]:
    return [found.text or "" for found in ET.fromstring(text).iter(f"{SITEMAP}loc")]


def test_robots_learn_where_not_to_go_and_where_the_list_is(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")

    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert "Disallow: /cart" in lines
    assert "Disallow: /en/checkout" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines
    assert not any(line == "Disallow: /" for line in lines)


def test_the_index_lists_every_part_and_each_part_is_there(
    db: Session, client: FlaskClient
) -> None:
    make_listing(db)
    db.commit()

    parts = locations(client.get("/sitemap.xml").text)

    assert [part.rpartition("/")[2] for part in parts] == [
        "pages.xml",
        "motifs.xml",
        "artisans.xml",
        "stories.xml",
        "listings-0.xml",
    ]
    for part in parts:
        answer = client.get(part.removeprefix("http://localhost"))
        assert answer.status_code == 200
        assert answer.mimetype == "application/xml"
        ET.fromstring(answer.text)


def test_listings_are_listed_in_both_languages_that_name_each_other(
    db: Session, client: FlaskClient
) -> None:
    make_listing(db, slug="kain-satu")
    make_listing(db, slug="draf", status="draft")
    make_listing(db, slug="diam", artisan=make_artisan(db, status="suspended"))
    db.commit()

    tree = ET.fromstring(client.get("/sitemap/listings-0.xml").text)

    assert [url.findtext(f"{SITEMAP}loc") for url in tree] == [
        "http://localhost/batik/kain-satu",
        "http://localhost/en/batik/kain-satu",
    ]
    assert [link.attrib["hreflang"] for link in tree[0].iter(f"{XHTML}link")] == ["id", "en"]
    assert tree[0].findtext(f"{SITEMAP}lastmod") == "2026-11-24"


def test_parts_hold_a_stretch_of_ids_each(
    db: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seo, "PART", 2)
    slugs = [make_listing(db).slug for _ in range(5)]
    db.commit()

    parts = [part for part in locations(client.get("/sitemap.xml").text) if "listings" in part]
    listed = [
        address
        for part in parts
        for address in locations(client.get(part.removeprefix("http://localhost")).text)
        if "/en/" not in address
    ]

    assert len(parts) == 3
    assert [address.rpartition("/")[2] for address in listed] == slugs


def test_motifs_are_listed(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    db.commit()

    assert "http://localhost/motif/pesut-mahakam" in locations(
        client.get("/sitemap/motifs.xml").text
    )


@pytest.mark.parametrize(
    "name", ["other", "listings-", "listings-x", "listings-1-2", "listings-\N{FULLWIDTH DIGIT ONE}"]
)
def test_there_are_no_other_parts(client: FlaskClient, name: str) -> None:
    assert client.get(f"/sitemap/{name}.xml").status_code == 404
