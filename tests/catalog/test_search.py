"""Search: both languages, typing errors, the same on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from shop.catalog.events import ListingPublished
from shop.catalog.index import CatalogueIndex, Page, Wish, words
from shop.catalog.models import Listing
from shop.core import outbox
from shop.core.db import Database
from tests.catalog.conftest import Catch
from tests.factories import make_artisan, make_listing, make_motif


@pytest.fixture
def shelf(db: Session, relay: Catch) -> dict[str, Listing]:
    """Four listings that differ in every field the search reads."""
    make_motif(db, "pesut-mahakam", aliases=["lumba-lumba sungai"])
    make_motif(
        db, "burung-enggang", name_id="Burung Enggang", name_en="Hornbill", aliases=["tebengang"]
    )
    make_motif(db, "anggrek-hitam", name_id="Anggrek Hitam", name_en="Black orchid")
    selili = make_artisan(db, name="Lorong Selili")
    teritip = make_artisan(db, name="Teras Teritip", region_code="64.71")
    shelf = {
        "pesut": make_listing(
            db,
            artisan=selili,
            motif_ids=["pesut-mahakam"],
            title_id="Kain panjang tepian",
            title_en="Riverside long cloth",
            colours=["blue"],
        ),
        "enggang": make_listing(
            db,
            artisan=selili,
            motif_ids=["burung-enggang"],
            title_id="Selendang sore",
            title_en="Evening shawl",
            story_id="Digambar setelah melihat pesut di sungai.",
        ),
        "anggrek": make_listing(
            db,
            artisan=teritip,
            motif_ids=["anggrek-hitam"],
            title_id="Kemeja malam",
            title_en="Night shirt",
            form_id="kemeja-pendek",
        ),
        "cap": make_listing(
            db,
            artisan=teritip,
            technique_id="batik-cap",
            title_id="Taplak Café Über",
            title_en="Tablecloth",
        ),
    }
    for listing in shelf.values():
        outbox.emit(db, ListingPublished(listing_id=listing.id))
    relay()
    return shelf


def search(database: Database, index: CatalogueIndex, question: str, **wish: object) -> Page:
    with database.reading() as db:
        return index.page(db, Wish(question=question, **wish))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param("pesut", ["pesut", "enggang"], id="motif before story"),
        pytest.param("Mahakam Dolphin", ["pesut"], id="the English name"),
        pytest.param("lumba lumba", ["pesut"], id="another name of the motif"),
        pytest.param("tebengang", ["enggang"], id="an alias"),
        pytest.param("enggang selili", ["enggang"], id="motif and artisan"),
        pytest.param("hornbill balikpapan", [], id="all words must match"),
        pytest.param("balikpapan", ["cap", "anggrek"], id="the place, newest first"),
        pytest.param("selen", ["enggang"], id="an unfinished last word"),
        pytest.param("selen sore", ["enggang"], id="an unfinished word that is nothing else"),
        pytest.param("shawls", ["enggang"], id="a plural"),
        pytest.param("scarf", ["enggang"], id="a synonym in the other language"),
        pytest.param("biru", ["pesut"], id="a colour in the other language"),
        pytest.param("kemejanya", ["anggrek"], id="an ending"),
        pytest.param("CAFÉ über", ["cap"], id="accents and capitals"),
        pytest.param("cafe uber", ["cap"], id="no accents"),
        pytest.param("batik tulis enggang", ["enggang"], id="a word that everything has"),
        pytest.param("zzzzzz", [], id="nothing"),
        pytest.param("🦜", ["cap", "anggrek", "enggang", "pesut"], id="no word at all"),
        pytest.param("dan yang untuk", ["cap", "anggrek", "enggang", "pesut"], id="stop words"),
        pytest.param("'; DROP TABLE shop_listings; --%", [], id="not SQL"),
    ],
)
def test_what_is_found_and_in_which_order(
    database: Database,
    index: CatalogueIndex,
    shelf: dict[str, Listing],
    question: str,
    found: list[str],
) -> None:
    names = {listing.id: name for name, listing in shelf.items()}

    page = search(database, index, question)

    assert [names[listing_id] for listing_id in page.listing_ids] == found
    assert page.total == len(found)
    assert page.corrected == ""


@pytest.fixture
def mixed(db: Session, relay: Catch) -> dict[str, Listing]:
    """Batik beside newer printed cloth whose words match as well or better."""
    shelf = {
        "drawn": make_listing(db, title_id="Selendang pesut", title_en="Dolphin shawl"),
        "stamped": make_listing(
            db,
            technique_id="batik-cap",
            title_id="Kemeja batik",
            title_en="Shirt",
            story_en="Stamped as an answer to a letter.",
        ),
        "printed": make_listing(
            db,
            technique_id="tiruan-batik",
            is_batik=False,
            title_id="Selendang cetak (bukan batik)",
            title_en="Printed shawl, our answer (not batik)",
            story_en="A cheap one. Hand drawn batik is not the answer to that. Batik it is not.",
        ),
    }
    for listing in shelf.values():
        outbox.emit(db, ListingPublished(listing_id=listing.id))
    relay()
    return shelf


@pytest.mark.parametrize(
    ("question", "found"),
    [
        pytest.param("batik", ["stamped", "drawn", "printed"], id="whatever the words weigh"),
        pytest.param("batk", ["stamped", "drawn", "printed"], id="with a typing error"),
        pytest.param("cheap hand-drawn batik", ["drawn", "printed"], id="a cheap one"),
        pytest.param("shawl", ["drawn", "printed"], id="among equals"),
        pytest.param("scarf", ["drawn", "printed"], id="a synonym of both"),
        pytest.param("answer", ["printed", "stamped"], id="a story does not outweigh a title"),
        pytest.param("selendang batik murah", ["drawn", "printed"], id="in Indonesian"),
        pytest.param("selendang cetak", ["printed"], id="printed cloth itself"),
        pytest.param("bukan batik", ["printed"], id="what is not batik"),
        pytest.param("printed shawl", ["printed"], id="printed cloth in English"),
    ],
)
def test_what_is_not_batik_never_ranks_before_batik_for_batik(
    database: Database,
    index: CatalogueIndex,
    mixed: dict[str, Listing],
    question: str,
    found: list[str],
) -> None:
    names = {listing.id: name for name, listing in mixed.items()}

    page = search(database, index, question)

    assert [names[listing_id] for listing_id in page.listing_ids] == found


def test_paging_goes_on_from_batik_to_what_is_not(
    database: Database, index: CatalogueIndex, mixed: dict[str, Listing]
) -> None:
    names = {listing.id: name for name, listing in mixed.items()}
    shown, after = [], ""
    for _page in range(3):
        with database.reading() as db:
            page = index.page(db, Wish(question="batik", after=after), size=1)
        shown += [names[listing_id] for listing_id in page.listing_ids]
        after = page.after
    assert shown == ["stamped", "drawn", "printed"]
    assert after == ""


def test_another_number_is_another_thing_and_no_slip(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    listing = make_listing(db, title_id="Kain contoh 1076")
    outbox.emit(db, ListingPublished(listing_id=listing.id))
    relay()

    assert search(database, index, "kain contoh 1075").total == 0
    assert search(database, index, "kain contoh 1076").listing_ids == (listing.id,)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pesutt", "pesut"),
        ("engang", "enggang"),
        ("anggrk", "anggrek"),
        ("angrek hitam", "anggrek hitam"),
        ("seledang sore", "selendang sore"),
        ("eveninng", "evening"),
        ("balikpapn", "balikpapan"),
        ("blaikpaapn", "balikpapan"),
    ],
)
def test_slips_of_the_finger_are_forgiven_and_said(
    database: Database, index: CatalogueIndex, shelf: dict[str, Listing], typed: str, meant: str
) -> None:
    page = search(database, index, typed)

    assert page.corrected == meant
    assert page.listing_ids == search(database, index, meant).listing_ids != ()


def test_facets_count_within_the_results(
    database: Database, index: CatalogueIndex, shelf: dict[str, Listing]
) -> None:
    page = search(database, index, "balikpapan", chosen={"technique": ("batik-cap",)})

    techniques = next(facet for facet in page.facets if facet.name == "technique")
    assert {option.value: option.count for option in techniques.options} == {
        "batik-tulis": 1,
        "batik-cap": 1,
    }
    assert page.listing_ids == (shelf["cap"].id,)


def test_results_can_be_paged_and_sorted(
    database: Database, index: CatalogueIndex, shelf: dict[str, Listing]
) -> None:
    with database.reading() as db:
        first = index.page(db, Wish("batik"), size=3)
        second = index.page(db, Wish("batik", after=first.after), size=3)
        by_price = index.page(db, Wish("batik", sort="price"), size=3)

    assert first.sort == "relevance"
    assert len(first.listing_ids) == 3
    assert len(second.listing_ids) == 1
    assert {*first.listing_ids, *second.listing_ids} == {i.id for i in shelf.values()}
    assert by_price.sort == "price"


def test_suggestions_for_what_is_being_typed(
    database: Database, index: CatalogueIndex, shelf: dict[str, Listing]
) -> None:
    with database.reading() as db:
        meant = index.suggest(db, "Sel")
        one = index.suggest(db, "pes")
        nothing = index.suggest(db, " ")

    assert meant.words == ("selili", "selendang")
    assert [name for _slug, name in meant.artisans] == ["Lorong Selili"]
    assert one.motifs == (("pesut-mahakam", "Pesut Mahakam"),)
    assert one.listing_ids[0] == shelf["pesut"].id
    assert nothing.listing_ids == nothing.words == ()


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("pesutnya", "pesut"),
        ("punya", "punya"),
        ("shawls", "shawl"),
        ("dresses", "dress"),
        ("berau", "berau"),
        ("emas", "emas"),
        ("grass", "grass"),
        ("bus", "bus"),
    ],
)
def test_stemming_is_cautious(word: str, stem: str) -> None:
    assert words.stem(word) == stem


def test_a_word_is_never_longer_than_its_column() -> None:
    assert words.split("a" * 500) == ["a" * 32]
