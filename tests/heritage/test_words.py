from __future__ import annotations

from typing import Any

import pytest

from shop.core.i18n import use_locale
from shop.heritage import words
from shop.heritage.models import CulturalStatus, RightsType
from shop.heritage.seed import rows


@pytest.mark.parametrize(
    ("status", "sources", "expected"),
    [
        ("sourced", ["A", "B"], "According to A; B."),
        ("general_knowledge", [], "General knowledge, not reviewed yet."),
        ("needs_input", [], "We do not know its meaning. Ask the maker or the community."),
    ],
)
def test_a_meaning_says_where_it_comes_from(status: Any, sources: Any, expected: Any) -> None:
    with use_locale("en"):
        assert words.meaning_origin(status, sources) == expected


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
