from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.heritage import seed, services
from shop.heritage.models import Motif, MotifRegion
from tests.factories import (
    make_artisan,
    make_craft,
    make_listing,
    make_motif,
    make_picture,
    make_principal,
)
from tests.storefront.pages import count_statements, linked_data, text_of


def test_the_index_groups_by_place_with_the_province_behind_its_regencies(
    db: Session, client: FlaskClient
) -> None:
    seed.load(db)
    db.commit()

    page = client.get("/en/motif/")

    headings = re.findall(r'<h2 id="p[^"]*">([^<]+)</h2>', page.text)
    assert headings[0] == "Paser"
    assert headings[9:] == [
        "Bontang",
        "All of East Kalimantan",
        "Central Kalimantan: not from East Kalimantan",
    ]
    assert 'href="/en/motif/pesut-mahakam"' in page.text


@pytest.mark.parametrize(
    ("by", "first", "last"),
    [
        ("people", "Aoheng", "Of no single people"),
        ("nature", "Plants", "Not known"),
    ],
)
def test_the_index_groups_by_people_and_by_nature(
    db: Session, client: FlaskClient, by: Any, first: Any, last: Any
) -> None:
    seed.load(db)
    db.commit()

    headings = re.findall(
        r"<h2 id=\"[^\"]+-name\">([^<]+)</h2>", client.get(f"/en/motif/?by={by}").text
    )

    assert (headings[0], headings[-1]) == (first, last)


@pytest.mark.parametrize(
    ("q", "hits"),
    [
        pytest.param("pesut", ["pesut-mahakam"], id="a name"),
        pytest.param("WHALE  shark", ["hiu-paus-talisayan"], id="an alias"),
        pytest.param("zzz", [], id="nothing"),
        pytest.param("bontang", ["beras-basah", "kuntul-perak", "mangrove-bontang"], id="a place"),
    ],
)
def test_the_index_finds_names_aliases_and_places(
    db: Session, client: FlaskClient, q: Any, hits: Any
) -> None:
    seed.load(db)
    db.commit()

    page = client.get("/en/motif/", query_string={"q": q})

    assert sorted(set(re.findall(r'href="/en/motif/([a-z-]+)"', page.text))) == hits
    assert 'content="noindex, follow"' in page.text


def test_a_grouping_nobody_knows_is_by_place(db: Session, client: FlaskClient) -> None:
    make_craft(db)
    make_motif(db)
    db.add(MotifRegion(motif_id="pesut-mahakam", region_code="64.72", position=0))
    db.commit()

    page = client.get("/motif/?by=colour&q=")

    assert page.status_code == 200
    assert "Samarinda" in page.text


def test_names_that_are_not_from_here_say_where_they_belong(
    db: Session, client: FlaskClient
) -> None:
    seed.load(db)
    db.commit()

    assert "Sasirangan: South Kalimantan" in text_of(client.get("/en/motif/"))


def test_a_meaning_is_shown_with_who_says_so(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    db.commit()

    page = text_of(client.get("/en/motif/pesut-mahakam"))

    assert "A river that is cared for. According to Buku Contoh." in page
    assert "A cultural reviewer's check of this entry is pending." in page


def test_in_indonesian_it_says_menurut(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    db.commit()

    page = text_of(client.get("/motif/pesut-mahakam"))

    assert "Lambang sungai yang dijaga. Menurut Buku Contoh." in page


def test_an_unknown_meaning_stays_unknown(db: Session, client: FlaskClient) -> None:
    make_motif(
        db, meaning_id=None, meaning_en=None, meaning_status="needs_input", meaning_sources=[]
    )
    db.commit()

    page = text_of(client.get("/en/motif/pesut-mahakam"))

    assert "We do not know its meaning yet, or have no source for it." in page
    assert "According to" not in page


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_meaning_without_a_source_is_on_no_public_page(
    db: Session, client: FlaskClient, prefix: str
) -> None:
    make_motif(db, meaning_status="general_knowledge", meaning_sources=[], sources=[])
    piece = make_listing(db, motif_ids=["pesut-mahakam"], pictures=1)
    db.commit()

    for address in (
        "/motif/pesut-mahakam",
        f"/batik/{piece.slug}",
        "/motif/",
        "/batik/",
        "/",
        "/feed.xml",
        "/sitemap.xml",
        "/batik/?q=sungai",
    ):
        page = client.get(f"{prefix}{address}").text
        assert "Lambang sungai yang dijaga" not in page, address
        assert "A river that is cared for" not in page, address


def test_every_meaning_on_a_page_of_the_seed_has_its_source(
    db: Session, client: FlaskClient
) -> None:
    seed.load(db)
    db.commit()
    hidden = {
        motif.id: motif.meaning_id
        for motif in db.query(Motif).filter_by(meaning_status="general_knowledge")
    }

    assert len(hidden) == 18
    for motif_id, meaning in hidden.items():
        page = text_of(client.get(f"/motif/{motif_id}"))
        assert meaning not in page
        assert "Kami belum tahu maknanya, atau belum punya sumbernya." in page
        assert "looked up" not in page


def test_a_source_is_a_citation_with_a_link_to_its_site(db: Session, client: FlaskClient) -> None:
    seed.load(db)
    db.commit()

    page = client.get("/motif/anyaman-rotan")

    assert "Menurut Antara Kaltim, artikel 24664, 212100, 10 Mei 2024" in text_of(page)
    assert 'href="https://kaltim.antaranews.com/" rel="noopener nofollow"' in page.text
    assert "24664 and 212100" not in page.text
    english = text_of(client.get("/en/motif/anyaman-rotan"))
    assert "According to Antara Kaltim, articles 24664, 212100, 10 May 2024" in english


def test_notes_on_rights_are_read_in_the_pages_language(db: Session, client: FlaskClient) -> None:
    seed.load(db)
    db.commit()

    page = text_of(client.get("/motif/jalukap"))

    assert "Dicatatkan Oktober 2021; ditulis Jalukap atau Jelukap." in page
    assert "(English)" not in page


def test_a_note_for_editors_is_not_read_by_buyers(db: Session, client: FlaskClient) -> None:
    seed.load(db)
    piece = make_listing(db, motif_ids=["pesut-mahakam"])
    db.commit()

    for address in ("/motif/pesut-mahakam", f"/batik/{piece.slug}"):
        page = text_of(client.get(address))
        assert "subpopulasi Mahakam terancam kritis" in page
        assert "Jangan menulis" not in page


def test_a_brand_says_whose_it_is_and_is_free_for_nobody_else(
    db: Session, client: FlaskClient
) -> None:
    seed.load(db)
    db.commit()

    page = text_of(client.get("/motif/shaho"))

    assert "Nama merek atau sanggar" in page
    assert "Hanya pemiliknya yang boleh menjual dengan nama ini." in page
    assert "Semua pengrajin boleh" not in page


@pytest.mark.parametrize("by", ["place", "people", "nature"])
def test_brands_and_a_motif_of_others_are_marked_in_every_view_of_the_index(
    db: Session, client: FlaskClient, by: str
) -> None:
    seed.load(db)
    db.commit()

    page = client.get(f"/motif/?by={by}").text

    for name, mark in (
        ("Shaho", "Nama merek atau sanggar"),
        ("Beras Basah", "Nama merek atau sanggar"),
        ("Sekar Buen", "Nama merek atau sanggar"),
        ("Batang Garing", "Sakral, bukan dari Kalimantan Timur"),
    ):
        links = re.findall(rf">{name}(.*?)</a>", page)
        assert links
        assert all(mark in link for link in links)
    assert "Nama merek" not in re.findall(r">Rusa Sambar(.*?)</a>", page)[0]


def test_drawn_motifs_come_first_and_the_others_are_names_without_a_disc(
    db: Session, client: FlaskClient
) -> None:
    make_craft(db)
    picture = make_picture(db)
    make_motif(db, "zebra", name_id="Zebra", has_swatch=True, swatch_picture_id=picture.id)
    make_motif(db, "anggrek", name_id="Anggrek")
    for motif_id in ("zebra", "anggrek"):
        db.add(MotifRegion(motif_id=motif_id, region_code="64.72", position=0))
    db.commit()

    page = client.get("/motif/").text

    assert page.index("/motif/zebra") < page.index("/motif/anggrek")
    assert page.count('class="swatch-cloth') == 1


@pytest.mark.parametrize(
    ("status", "note", "expected"),
    [
        ("respectful_use", "Bukan untuk keset.", "Dipakai dengan hormat. Bukan untuk keset."),
        ("permission_required", None, "Perlu izin."),
    ],
)
def test_a_product_page_shows_status_and_note_of_the_canon(
    db: Session, client: FlaskClient, status: str, note: str | None, expected: str
) -> None:
    make_motif(db, cultural_status=status, pakem_note_id=note)
    piece = make_listing(db, motif_ids=["pesut-mahakam"])
    db.commit()

    assert expected in text_of(client.get(f"/batik/{piece.slug}"))


def test_a_review_takes_the_place_of_the_pending_note(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    services.edit_motif(
        db,
        services.EditMotif(
            motif_id="pesut-mahakam",
            name_id="Pesut",
            name_en="Dolphin",
            meaning_id="Sungai yang dijaga.",
            meaning_sources=("Ibu Siti",),
            cultural_status="open",
            reviewed_by="Ibu Ratna",
        ),
        actor=make_principal(db),
    )
    db.commit()

    page = text_of(client.get("/en/motif/pesut-mahakam"))

    assert "Checked by Ibu Ratna on November 24, 2026." in page
    assert "pending" not in page


def test_a_missing_translation_is_marked(db: Session, client: FlaskClient) -> None:
    make_motif(db, meaning_en=None)
    db.commit()

    page = client.get("/en/motif/pesut-mahakam").text

    assert '<span lang="id">Lambang sungai yang dijaga.</span>' in page
    assert "(Bahasa Indonesia)" in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("restricted", "Custom keeps it for certain people. It is not sold here."),
        ("respectful_use", "never for footwear, doormats or underwear."),
        ("not_kaltim_sacred", "Not sold here."),
    ],
)
def test_the_status_is_said_in_plain_words(
    db: Session, client: FlaskClient, status: Any, words: Any
) -> None:
    make_motif(db, cultural_status=status, pakem_note_id="Jangan dipakai sembarangan.")
    db.commit()

    page = text_of(client.get("/en/motif/pesut-mahakam"))

    assert words in page
    assert "Jangan dipakai sembarangan. (Bahasa Indonesia)" in page


def test_a_record_of_copyright_is_called_no_patent(db: Session, client: FlaskClient) -> None:
    make_motif(
        db, rights_type="copyright_record_reported", rights_holder="Dekranasda", taxon="Orcaella"
    )
    db.commit()

    page = text_of(client.get("/en/motif/pesut-mahakam"))

    assert "It is not a patent. Named as holder: Dekranasda (to be confirmed)." in page
    assert "Orcaella" in page


def test_a_drawing_is_called_an_illustration(db: Session, client: FlaskClient) -> None:
    picture = make_picture(db)
    make_motif(db, has_swatch=True, swatch_picture_id=picture.id)
    db.commit()

    page = client.get("/en/motif/pesut-mahakam").text

    assert f"{picture.public_id}-400.webp" in page
    assert "Illustration" in page
    assert "nobody has drawn" not in page


def test_an_undrawn_motif_shows_dyes_and_no_invention(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    db.commit()

    page = client.get("/en/motif/pesut-mahakam").text

    assert "<figure" in page
    assert re.search(r'<span class="swatch-cloth tint-[a-z]+"></span>', page)
    assert "Colours of dyes: nobody has drawn this motif for us yet." in page


def test_pieces_and_makers_of_a_motif(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    maker, other = make_artisan(db, name="Batik Awan"), make_artisan(db, name="Studio Rawi")
    piece = make_listing(db, artisan=maker, motif_ids=["pesut-mahakam"], title_en="River cloth")
    make_listing(db, artisan=other)
    make_listing(db, artisan=other, motif_ids=["pesut-mahakam"], status="draft", published_at=None)
    db.commit()

    page = client.get("/en/motif/pesut-mahakam").text

    assert f'href="/en/batik/{piece.slug}">River cloth</a>' in page
    assert "Batik Awan" in page
    assert "Studio Rawi" not in page


def test_printed_cloth_is_never_called_batik_on_its_card(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    make_listing(db, motif_ids=["pesut-mahakam"], technique_id="tiruan-batik", is_batik=False)
    db.commit()

    page = text_of(client.get("/motif/pesut-mahakam"))

    assert "Tekstil motif batik (bukan batik)" in page


def test_a_motif_page_tells_search_engines_its_way(db: Session, client: FlaskClient) -> None:
    make_motif(db)
    db.commit()

    page = client.get("/en/motif/pesut-mahakam")

    assert "<title>Mahakam dolphin · Canting</title>" in page.text
    assert [step["name"] for step in linked_data(page)["itemListElement"]] == [
        "Home",
        "Motifs",
        "Mahakam dolphin",
    ]
    assert 'hreflang="id" href="http://localhost/motif/pesut-mahakam"' in page.text
    assert '<link rel="canonical" href="http://localhost/en/motif/pesut-mahakam">' in page.text
    assert page.headers["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_an_unknown_motif_is_not_found(client: FlaskClient) -> None:
    assert client.get("/motif/nothing").status_code == 404


@pytest.mark.parametrize("pieces", [1, 9])
def test_a_motif_page_asks_a_bounded_number_of_questions(
    db: Session, client: FlaskClient, pieces: Any
) -> None:
    make_motif(db)
    for _ in range(pieces):
        make_listing(db, motif_ids=["pesut-mahakam"], pictures=1)
    db.commit()

    with count_statements(client) as seen:
        client.get("/motif/pesut-mahakam")

    assert len(seen) == 9


def test_the_index_asks_a_bounded_number_of_questions(db: Session, client: FlaskClient) -> None:
    seed.load(db)
    db.commit()

    with count_statements(client) as seen:
        client.get("/motif/")

    assert len(seen) == 5


def registry_ids(db: Session) -> list[Any]:
    return [motif.id for motif in db.query(Motif)]


def test_every_motif_of_the_registry_has_a_page_in_both_languages(
    db: Session, client: FlaskClient
) -> None:
    seed.load(db)
    db.commit()

    for motif_id in registry_ids(db):
        for prefix in ("", "/en"):
            page = client.get(f"{prefix}/motif/{motif_id}")
            assert page.status_code == 200, motif_id
            assert json.dumps(linked_data(page))
