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

    assert "We do not know its meaning. Ask the maker or the community." in page
    assert "According to" not in page


def test_general_knowledge_says_that_it_is_only_that(db: Session, client: FlaskClient) -> None:
    make_motif(db, meaning_status="general_knowledge", meaning_sources=[])
    db.commit()

    page = text_of(client.get("/en/motif/pesut-mahakam"))

    assert "A river that is cared for. General knowledge, not reviewed yet." in page


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
