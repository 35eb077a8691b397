"""The grid, the suggestions and the product page as a browser gets them."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.aftersales.models import Review
from shop.catalog import stock
from shop.catalog.index import subscriber
from shop.catalog.models import Listing, ListingDye, PriceChange, ProcessEntry, Variant
from shop.core import clock
from tests.factories import (
    days_ago,
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


def open_window(db: Session) -> None:
    """Let the index know what the test put into the window."""
    subscriber.rebuild(db)
    db.commit()


def titles(page: object) -> list[str]:
    found = re.findall(r'<h3 class="card-title"><a [^>]*>(.*?)</a>', page.text)  # type: ignore[attr-defined]
    return [html.unescape(title) for title in found]


# -- the grid ------------------------------------------------------------------------------------


def test_the_grid_shows_cards_with_maker_technique_and_price(
    db: Session, client: FlaskClient
) -> None:
    artisan = make_artisan(db, name="Lorong Selili")
    make_listing(db, artisan=artisan, title_id="Kain pasang", pictures=1)
    make_listing(db, technique_id="tiruan-batik", is_batik=False, title_id="Cetak", stock=4)
    open_window(db)

    page = client.get("/batik/")

    assert page.status_code == 200
    assert titles(page) == ["Cetak", "Kain pasang"]
    words = text_of(page)
    assert "Lorong Selili, Samarinda" in words
    assert "Rp450.000" in words
    assert words.count("Batik-patterned textile (not batik)") == 2 or "bukan batik" in words
    assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Set-Cookie" not in page.headers


def test_the_same_page_speaks_english_below_en(db: Session, client: FlaskClient) -> None:
    make_listing(db, title_id="Kain pasang", title_en="Tide cloth")
    make_listing(db, title_id="Hanya Indonesia", title_en="")
    open_window(db)

    page = client.get("/en/batik/")

    assert titles(page) == ["Hanya Indonesia", "Tide cloth"]
    assert 'lang="id">Hanya Indonesia' in page.text
    assert '<html lang="en">' in page.text


def test_pages_follow_each_other_and_the_last_one_ends(db: Session, client: FlaskClient) -> None:
    made = [
        make_listing(db, title_id=f"Kain {n:02d}", published_at=days_ago(db, n)) for n in range(30)
    ]
    open_window(db)

    first = client.get("/batik/")
    after = re.search(r'href="([^"]*after=[^"]*)" rel="next"', first.text)
    assert after is not None
    second = client.get(html.unescape(after.group(1)))

    assert titles(first) + titles(second) == [listing.title_id for listing in made]
    assert len(titles(first)) == 24
    assert 'rel="next"' not in second.text


def test_chosen_facets_become_chips_that_can_be_let_go(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    make_listing(db, motif_ids=["pesut-mahakam"], colours=["blue"], title_id="Biru")
    make_listing(db, colours=["red"], title_id="Merah")
    open_window(db)

    page = client.get("/batik/?motif=pesut-mahakam&colour=blue&sort=price")

    assert titles(page) == ["Biru"]
    chips = re.findall(r'<a class="chip" href="([^"]+)">\s*([^<]+?)\s*<', page.text)
    assert [(html.unescape(address), name) for address, name in chips][:2] == [
        ("/batik/?colour=blue&sort=price", "Pesut Mahakam"),
        ("/batik/?motif=pesut-mahakam&sort=price", chips[1][1]),
    ]
    assert page.headers["X-Robots-Tag"] == "noindex, follow"


def test_nothing_found_offers_a_way_on(db: Session, client: FlaskClient) -> None:
    make_listing(db, title_id="Kain baru")
    open_window(db)

    page = client.get("/batik/?q=zzzzzzzz")

    assert page.status_code == 200
    assert titles(page) == ["Kain baru"], "new pieces instead"
    assert 'href="/batik/"' in page.text


def test_a_typing_error_is_mended_and_said(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    make_listing(db, motif_ids=["pesut-mahakam"], title_id="Kain sungai")
    open_window(db)

    page = client.get("/en/batik/?q=pesutt")

    assert titles(page) == ["Sample cloth"] or len(titles(page)) == 1
    assert "Shown: pieces for “pesut”" in text_of(page)


@pytest.mark.parametrize(
    "query",
    [
        "motif=nothing",
        "motif=%00&colour=%FF%FE",
        "after=%00%00%00",
        "after=" + "A" * 500,
        "q=" + "a" * 5_000,
        "q=%00%ED%A0%80' OR 1=1",
        "q=" + "%20" * 300,
        "sort=evil&sort=price",
        "price=-1&price=999999999999999999999",
        "&".join(f"motif=m{n}" for n in range(500)),
        "artisan=../../etc/passwd",
        "unknown[]=1&q[]=2",
    ],
)
def test_odd_addresses_are_answered_politely(db: Session, client: FlaskClient, query: str) -> None:
    make_listing(db)
    open_window(db)

    for path in ("/batik/", "/en/batik/", "/batik/suggest.json", "/batik/recent.json"):
        status = client.get(f"{path}?{query}").status_code
        assert status == (404 if "%00" in query else 200), path


def test_the_grid_needs_two_statements_however_many_rows(db: Session, client: FlaskClient) -> None:
    for _ in range(30):
        make_listing(db, pictures=1, motif_ids=[])
    open_window(db)
    client.get("/batik/")

    with count_statements(client) as seen:
        client.get("/batik/?technique=batik-tulis&sort=price")

    assert len(seen) == 2, "the feed's head, and the cards"


def test_a_search_needs_one_more_statement_and_only_once(db: Session, client: FlaskClient) -> None:
    make_listing(db)
    open_window(db)
    client.get("/batik/?q=batik")

    with count_statements(client) as seen:
        client.get("/batik/?q=tulis")
    with count_statements(client) as again:
        client.get("/batik/?q=tulis")

    assert (len(seen), len(again)) == (2, 1), "head and words: these cards were shown before"


def test_suggestions_name_motifs_artisans_pieces_and_words(
    db: Session, client: FlaskClient
) -> None:
    make_motif(db)
    make_listing(
        db,
        artisan=make_artisan(db, name="Pesisir Jaya", slug="pesisir-jaya"),
        motif_ids=["pesut-mahakam"],
        title_id="Kain tepian",
        slug="kain-tepian",
    )
    open_window(db)

    items = client.get("/batik/suggest.json?q=pes").get_json()["items"]

    assert {(item["kind"], item["text"], item["url"]) for item in items} >= {
        ("motif", "Pesut Mahakam", "/motif/pesut-mahakam"),
        ("artisan", "Pesisir Jaya", "/artisan/pesisir-jaya"),
        ("listing", "Kain tepian", "/batik/kain-tepian"),
        ("word", "pesut", "/batik/?q=pesut"),
    }
    assert client.get("/batik/suggest.json?q=").get_json() == {"items": []}


def test_pieces_seen_before_are_given_in_the_browsers_order(
    db: Session, client: FlaskClient
) -> None:
    make_listing(db, slug="satu", title_id="Satu")
    make_listing(db, slug="dua", title_id="Dua", pictures=1)
    make_listing(db, slug="draf", status="draft")
    db.commit()

    answer = client.get("/batik/recent.json?slug=dua&slug=draf&slug=satu&slug=../x")

    assert [item["title"] for item in answer.get_json()["items"]] == ["Dua", "Satu"]
    assert answer.headers["Cache-Control"] == "no-store"


# -- the product page ----------------------------------------------------------------------------


def full_listing(db: Session) -> Listing:
    """A listing that has everything a page can show."""
    make_motif(db)
    artisan = make_artisan(
        db,
        name="Lorong Selili",
        slug="lorong-selili",
        tagline_id="Tiga meja di tepi sungai.",
        whatsapp="+6281234567890",
        founded_year=2016,
    )
    make_artisan_picture(db, artisan)
    cohort = make_cohort(db, make_program(db), year=2022)
    make_participation(db, cohort, artisan, stage="graduated", graduated_on=dt.date(2022, 12, 9))
    listing = make_listing(
        db,
        artisan=artisan,
        motif_ids=["pesut-mahakam"],
        slug="kain-pesut",
        title_id="Kain Pesut",
        title_en="Dolphin cloth",
        story_id="Paragraf pertama.\n\nParagraf <kedua>.",
        story_en="",
        pictures=3,
        waxed_in="64.72",
        dyed_in="64.72",
        has_natural_dye=True,
        grams_per_square_metre=110,
    )
    db.add(ListingDye(listing_id=listing.id, dye_id="indigofera"))
    db.add(
        ProcessEntry(
            listing_id=listing.id,
            step_id="nglowong",
            on=dt.date(2026, 9, 1),
            note_id="Garis luar, sembilan hari.",
            picture_id=make_picture(db).id,
            position=0,
        )
    )
    db.add(
        Review(
            public_id="rev_1",
            listing_id=listing.id,
            author="Ani",
            locale="id",
            rating=5,
            body="Halus sekali.",
            created_at=clock.now(db),
        )
    )
    return listing


def test_the_product_page_tells_everything(db: Session, client: FlaskClient) -> None:
    full_listing(db)
    open_window(db)

    page = client.get("/batik/kain-pesut")

    assert page.status_code == 200
    words = text_of(page)
    for said in (
        "Kain Pesut",
        "Lorong Selili",
        "Rp450.000",
        "Batik tulis",
        "Tentang Batik tulis.",
        "Lambang sungai yang dijaga.",
        "Buku Contoh",
        "100%",
        "110 g/m²",
        "Indigofera",
        "Garis luar, sembilan hari.",
        "250 \N{MULTIPLICATION SIGN} 105 cm",
        "Paragraf <kedua>.",
        "Halus sekali.",
        "5,0 dari 5 bintang",
        "Warna tidak akan sama persis",
        "Tiga meja di tepi sungai.",
        "2022",
    ):
        assert said in words, said
    assert "<kedua>" not in page.text
    assert "+6281234567890" not in page.text
    assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    ("artisan", "said"),
    [
        ({"ships_abroad": False}, "Within Indonesia only."),
        ({}, "Within Indonesia and abroad, but not to the European Union."),
        ({"eu_contact": "Contoh GmbH, Berlin"}, "Within Indonesia and abroad."),
    ],
)
def test_the_product_page_says_where_the_workshop_does_not_send(
    db: Session, client: FlaskClient, artisan: dict[str, Any], said: str
) -> None:
    make_listing(db, slug="kain", stock=4, artisan=make_artisan(db, **artisan))
    open_window(db)

    page = client.get("/en/batik/kain")

    assert said in text_of(page)
    assert ("European Union" in page.text) is ("European Union" in said)


def test_the_order_form_posts_variant_and_quantity_to_the_cart(
    db: Session, client: FlaskClient
) -> None:
    listing = make_listing(db, slug="kemeja", stock=4, sizes=("S", "M"))
    open_window(db)
    variant = db.scalars(sa.select(Variant).where(Variant.listing_id == listing.id)).first()
    assert variant is not None
    db.commit()

    page = client.get("/batik/kemeja")
    assert f'<input type="radio" name="variant" value="{variant.public_id}"' in page.text
    assert 'action="/cart/add"' in page.text
    answer = client.post("/cart/add", data={"variant": variant.public_id, "quantity": "2"})

    assert answer.status_code == 303
    assert client.get("/cart/bar.json").get_json()["pieces"] == 2


def test_search_engines_learn_product_offer_and_rating(db: Session, client: FlaskClient) -> None:
    full_listing(db)
    open_window(db)

    product, crumbs = linked_data(client.get("/batik/kain-pesut"))["@graph"]

    assert product["@type"] == "Product"
    assert product["name"] == "Kain Pesut"
    assert product["offers"]["price"] == "450000"
    assert product["offers"]["priceCurrency"] == "IDR"
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    assert product["aggregateRating"]["ratingValue"] == 5.0
    assert len(product["image"]) == 3
    assert product["brand"]["name"] == "Lorong Selili"
    assert [step["name"] for step in crumbs["itemListElement"]][-1] == "Kain Pesut"
    assert crumbs["itemListElement"][-1]["item"] == "http://localhost/batik/kain-pesut"


def test_without_reviews_there_is_no_rating(db: Session, client: FlaskClient) -> None:
    make_listing(db, slug="baru")
    open_window(db)

    product = linked_data(client.get("/batik/baru"))["@graph"][0]

    assert "aggregateRating" not in product


def test_canonical_alternates_and_share_picture(db: Session, client: FlaskClient) -> None:
    full_listing(db)
    open_window(db)

    page = client.get("/en/batik/kain-pesut?utm_source=x")

    assert '<link rel="canonical" href="http://localhost/en/batik/kain-pesut">' in page.text
    assert 'hreflang="id" href="http://localhost/batik/kain-pesut"' in page.text
    assert re.search(r'og:image" content="http://localhost/media/pic_\w+-1200\.webp"', page.text)
    assert "wa.me/?text=Dolphin%20cloth" in page.text


def test_a_missing_language_falls_back_with_a_mark(db: Session, client: FlaskClient) -> None:
    full_listing(db)
    open_window(db)

    page = client.get("/en/batik/kain-pesut")

    assert "(Bahasa Indonesia)" in page.text
    assert '<div class="prose" lang="id">' in page.text


def test_a_sold_piece_keeps_its_page_and_cannot_be_ordered(
    db: Session, client: FlaskClient
) -> None:
    make_motif(db)
    sold = make_listing(db, slug="terjual", motif_ids=["pesut-mahakam"])
    make_listing(db, title_id="Mirip", motif_ids=["pesut-mahakam"])
    variant_id = db.scalars(sa.select(Variant.id).where(Variant.listing_id == sold.id)).one()
    stock.reserve(
        db,
        {variant_id: 1},
        reference="C26-AAAA-BBBB",
        holders=[],
        expires_at=days_ago(db, -1),
        held_pieces=1,
    )
    open_window(db)
    held = client.get("/batik/terjual")
    assert 'action="/cart/add"' not in held.text
    assert "badge-sold" in held.text

    stock.sell(db, "C26-AAAA-BBBB")
    open_window(db)
    page = client.get("/batik/terjual")

    assert page.status_code == 200
    assert 'action="/cart/add"' not in page.text
    assert titles(page) == ["Mirip"]
    offer = linked_data(page)["@graph"][0]["offers"]
    assert offer["availability"] == "https://schema.org/SoldOut"
    assert text_of(held) != text_of(page), "on hold is said differently from sold"


def test_printed_cloth_is_never_called_batik(db: Session, client: FlaskClient) -> None:
    make_listing(db, slug="cetak", technique_id="tiruan-batik", is_batik=False)
    open_window(db)

    page = client.get("/en/batik/cetak")

    assert "Batik-patterned textile (not batik)" in text_of(page)
    assert "badge-not-batik" in page.text


def test_a_reduced_price_names_the_lowest_of_the_last_thirty_days(
    db: Session, client: FlaskClient
) -> None:
    listing = make_listing(db, slug="turun", price_minor=400_000_00, published_at=days_ago(db, 100))
    for rupiah, age in ((300_000, 90), (500_000, 60), (550_000, 20), (400_000, 5)):
        db.add(PriceChange(listing_id=listing.id, price_minor=rupiah * 100, at=days_ago(db, age)))
    open_window(db)

    page = client.get("/batik/turun")

    assert "<del>Rp500.000</del> <ins>Rp400.000</ins>" in page.text


def test_a_raised_price_claims_no_reduction(db: Session, client: FlaskClient) -> None:
    listing = make_listing(db, slug="naik", price_minor=400_000_00, published_at=days_ago(db, 100))
    for rupiah, age in ((300_000, 20), (400_000, 5)):
        db.add(PriceChange(listing_id=listing.id, price_minor=rupiah * 100, at=days_ago(db, age)))
    open_window(db)

    assert "<del>" not in client.get("/batik/naik").text


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "withdrawn"])
def test_what_is_not_in_the_window_has_no_page(
    db: Session, client: FlaskClient, status: str
) -> None:
    make_listing(db, slug="rahasia", status=status)
    open_window(db)

    assert client.get("/batik/rahasia").status_code == 404


def test_a_suspended_workshops_piece_has_no_page(db: Session, client: FlaskClient) -> None:
    make_listing(db, slug="rahasia", artisan=make_artisan(db, status="suspended"))
    open_window(db)

    assert client.get("/batik/rahasia").status_code == 404
    assert client.get("/batik/").text.count('class="card"') == 0


@pytest.mark.parametrize("slug", ["%00", "a%27--", "x" * 300, "Kain", "é", "a%2Fb"])
def test_odd_slugs_are_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/batik/{slug}").status_code == 404


def test_a_product_page_stays_within_its_statements(db: Session, client: FlaskClient) -> None:
    full_listing(db)
    for _ in range(6):
        make_listing(db, motif_ids=["pesut-mahakam"], pictures=1)
    open_window(db)
    client.get("/batik/")

    with count_statements(client) as first:
        client.get("/batik/kain-pesut")
    with count_statements(client) as second:
        client.get("/batik/kain-pesut")

    assert (len(first), len(second)) == (12, 6), second
