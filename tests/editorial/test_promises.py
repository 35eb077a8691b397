"""Texts that come with the software promise only what the software or its operator does."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.editorial import loading

SHOP = Path(loading.__file__).resolve().parents[1]
SEED = SHOP / "editorial" / "seed"
SUFFIXES = {".py", ".html", ".txt", ".typ", ".md", ".json", ".po"}

#: What no code keeps. The change that builds one of these takes it from this list.
UNKEPT = (
    "Buyers can, once it has reached them",
    "Pembeli bisa menulis setelah menerimanya",
    "you are reminded of it",
    "Anda akan diingatkan",
    "you will be told",
    "you are told before the date passes",
    "Anda akan diberi tahu",
    "Anda diberi tahu sebelum tanggalnya lewat",
    "and the receipt then says so",
    "akan tertulis di nota",
    "invoice with a tax number",
    "nota dengan NPWP",
    "passport card",
    "kartu asal-usul",
    "there is a line on its card",
    "di kartunya ada satu baris",
    "estimate is shown on the product page",
    "Perkiraan ongkos tampak di halaman produk",
    "Amount, way and proof are shown",
    "with the dates it starts and ends",
    "reviews and messages",
    "ulasan dan pesan |",
    "Reviews must be true",
    "Ulasan harus benar",
    "again within the day",
    "dalam hari ini",
    "We have been told",
)

#: What each page says about the law of the buyer's own country, by language.
OWN_LAW = {
    "terms": {
        "en": "consumer protection that the law of your own country gives you stays with you",
        "id": "pelindungan konsumen yang diberikan hukum negara Anda sendiri tetap menjadi hak",
    },
    "returns": {
        "en": "if you live elsewhere, the consumer law that protects you there",
        "id": "bila Anda tinggal di negara lain, menurut hukum konsumen yang melindungi Anda",
    },
    "privacy": {
        "en": "where you are protected by the law of your own country as well, that protection",
        "id": "bila hukum negara Anda sendiri juga melindungi Anda, pelindungan itu tetap berlaku",
    },
}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Every text of the package by its path, with single blanks between the words."""
    files = (path for path in SHOP.rglob("*") if path.suffix in SUFFIXES)
    return {
        str(path.relative_to(SHOP)): " ".join(path.read_text("utf-8").replace('"\n"', "").split())
        for path in files
    }


@pytest.mark.parametrize("promise", UNKEPT)
def test_no_text_promises_what_no_code_keeps(texts: dict[str, str], promise: str) -> None:
    assert [path for path, text in texts.items() if promise in text] == []


@pytest.mark.parametrize("locale", ["en", "id"])
@pytest.mark.parametrize("name", sorted(OWN_LAW))
def test_both_languages_keep_the_law_of_the_buyers_own_country(name: str, locale: str) -> None:
    page = loading.parse(f"{name}.{locale}.md", (SEED / f"{name}.{locale}.md").read_text("utf-8"))
    assert OWN_LAW[name][locale] in page.body


def test_privacy_names_what_the_browser_keeps() -> None:
    pages = {page.locale: page.body for page in loading.pages(SEED) if page.name == "privacy"}
    assert "local storage" in pages["en"]
    assert "penyimpanan lokal" in pages["id"]
