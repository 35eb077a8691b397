from __future__ import annotations

from importlib import resources
from typing import Any

import pytest

from shop.core.i18n import use_locale
from shop.heritage import citations, words
from shop.heritage.models import CulturalStatus, RightsType
from shop.heritage.seed import rows


@pytest.mark.parametrize(
    ("meaning", "sources", "expected"),
    [
        ("River", ["A", "B"], "According to A; B."),
        ("River", [], "According to the cultural reviewer Ibu Ratna."),
        (None, ["A"], "We do not know its meaning yet, or have no source for it."),
    ],
)
def test_a_meaning_says_where_it_comes_from(meaning: Any, sources: Any, expected: Any) -> None:
    with use_locale("en"):
        assert words.meaning_origin(meaning, citations.read(sources), "Ibu Ratna") == expected


def test_a_brand_and_a_motif_of_others_wear_a_mark_in_every_list() -> None:
    with use_locale("en"):
        assert words.status_mark("brand", "open_with_attribution") == "Name of a brand or workshop"
        assert (
            words.status_mark("traditional", "not_kaltim_sacred")
            == "Sacred, not from East Kalimantan"
        )
        assert words.status_mark("traditional", "restricted") == ""
        assert "Only its owner" in str(words.status_words("brand", "open").rule)


@pytest.mark.parametrize("locale", ["id", "en"])
def test_the_page_on_the_craft_explains_every_status_by_the_same_name(locale: str) -> None:
    page = resources.files("shop.editorial").joinpath(f"seed/craft.{locale}.md").read_text("utf-8")

    with use_locale(locale):
        for status, text in words.STATUS_WORDS.items():
            assert f"- **{text.name}**:" in page, status


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tingang (Ngaju)", "tingang"),
        ("Krioongk'  Besiq", "krioongk besiq"),
        ("Ulap Doyó", "ulap doyo"),
        ("()", ""),
    ],
)
def test_names_are_compared_without_their_ornaments(text: Any, expected: Any) -> None:
    assert words.normalised(text) == expected


def test_every_status_and_right_has_words() -> None:
    assert set(words.STATUS_WORDS) == set(CulturalStatus)
    assert set(words.RIGHTS_WORDS) == set(RightsType)


def test_only_what_is_not_known_lands_in_the_last_group() -> None:
    motifs = rows.read("motifs")["motifs"]

    lost = {m["inspiration"] for m in motifs if words.subject_of(m["inspiration"]) == "other"}

    assert lost == {"unknown"}
