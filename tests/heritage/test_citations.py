from __future__ import annotations

from typing import Any

import pytest

from shop.core.i18n import use_locale
from shop.heritage import citations
from shop.heritage.citations import Citation

ANTARA = Citation(
    publisher="Antara Kaltim",
    numbers=("24664",),
    dates=("2024-05-10",),
    site="kaltim.antaranews.com",
)


@pytest.mark.parametrize(
    ("citation", "locale", "expected"),
    [
        (ANTARA, "id", "Antara Kaltim, artikel 24664, 10 Mei 2024"),
        (ANTARA, "en", "Antara Kaltim, article 24664, 10 May 2024"),
        (
            Citation(publisher="Tempo", title="Info Bisnis", pages="7", dates=("2019", "2020-03")),
            "en",
            "Tempo, “Info Bisnis”, p. 7, 2019, March 2020",
        ),
        (
            Citation(publisher="Suara", about_id="ukiran", about_en="carving"),
            "en",
            "Suara, carving",
        ),
        (Citation(text="Ibu Siti, Samarinda", publisher="x"), "en", "Ibu Siti, Samarinda"),
    ],
)
def test_a_citation_reads_in_the_language_of_the_page(
    citation: Citation, locale: str, expected: str
) -> None:
    with use_locale(locale):
        assert citation.label == expected


def test_a_link_goes_to_the_source_or_to_its_site_and_is_never_made_up() -> None:
    assert (ANTARA.link, ANTARA.link_text) == (
        "https://kaltim.antaranews.com/",
        "kaltim.antaranews.com",
    )
    page = Citation(text="Buku", url="https://www.example.org/a/b")
    assert (page.link, page.link_text) == ("https://www.example.org/a/b", "example.org")
    assert Citation(text="Ibu Siti").link == ""


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ibu Siti, Samarinda", Citation(text="Ibu Siti, Samarinda")),
        (
            "Kain, 2020 (https://example.org/kain).",
            Citation(text="Kain, 2020", url="https://example.org/kain"),
        ),
        ("https://example.org/", Citation(text="https://example.org/", url="https://example.org/")),
        ("javascript:alert(1)", Citation(text="javascript:alert(1)")),
    ],
)
def test_an_address_in_a_typed_line_becomes_its_link(line: str, expected: Any) -> None:
    assert citations.written(line) == expected


def test_a_text_that_says_nothing_was_looked_up_is_no_source() -> None:
    stored = ["general knowledge, not looked up", {"text": "Buku"}]

    assert [source.label for source in citations.read(stored)] == ["Buku"]


@pytest.mark.parametrize("locale", ["id", "en"])
def test_what_is_stored_is_read_back_from_the_line_of_a_form_in_either_language(
    locale: str,
) -> None:
    with use_locale(locale):
        line = citations.line_of(ANTARA)

    with use_locale("en"):
        again = citations.merged([line, " ", "Buku"], [ANTARA])

    assert again == [citations.stored(ANTARA), {"text": "Buku"}]
    assert citations.read(again)[0] == ANTARA
