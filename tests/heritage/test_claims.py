from __future__ import annotations

import re
from typing import Any

import pytest

from shop.core.i18n import use_locale
from shop.heritage import claims
from shop.heritage.claims import ClaimFacts, findings

TULIS = ClaimFacts(is_batik=True, is_printed=False, is_made_in_kaltim=True)
PRINT = ClaimFacts(is_batik=False, is_printed=True, is_made_in_kaltim=False)


def found(text: str, facts: ClaimFacts = TULIS) -> list[tuple[str, str]]:
    return [(one.code, one.words) for one in findings({"story_id": text}, facts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Motif ini sudah dipatenkan.", [("patent", "dipatenkan")]),
        ("Our patented motif", [("patent", "patented")]),
        ("Diakui UNESCO", [("unesco", "UNESCO")]),
        ("Bersertifikat SNI", [("certified", "Bersertifikat")]),
        ("certified natural", [("certified", "certified")]),
        ("Pewarna halal", [("halal", "halal")]),
        ("Binaan BI sejak 2021", [("bank_indonesia", "BI")]),
        ("Seragam Bank  Indonesia", [("bank_indonesia", "Bank Indonesia")]),
        ("Batik resmi kota", [("official", "resmi")]),
        ("Direkomendasikan oleh Gubernur", [("endorsed", "Direkomendasikan oleh Gubernur")]),
        ("Kain ramah lingkungan", [("environment", "ramah lingkungan")]),
        ("100% pewarna alam", [("environment", "100% pewarna alam")]),
        ("Hiasan sisik penyu", [("protected_species", "sisik penyu")]),
        ("Hanya di Mahakam, Gangga, Amazon", [("dolphin", "Gangga")]),
        ("Batik di atas ulap doyo", [("woven_ground", "ulap doyo")]),
    ],
)
def test_a_claim_is_found_with_the_words_that_make_it(text: str, expected: Any) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ini bukan paten; yang ada pencatatan ciptaan.", id="denied in Indonesian"),
        pytest.param("It is not a patent.", id="denied in English"),
        pytest.param("Belum bersertifikat.", id="not yet certified"),
        pytest.param("Terinspirasi sarung Samarinda.", id="only inspired by the woven cloth"),
        pytest.param("Bibi saya yang mengajari.", id="BI inside another word"),
        pytest.param("Bi Ijah memegang canting.", id="an aunt is no bank"),
        pytest.param("Kepatenan tidak ada hubungannya.", id="part of a longer word"),
        pytest.param("Batik asli buatan tangan dari Samarinda.", id="true of real batik"),
    ],
)
def test_harmless_words_are_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Batik Tulis Asli", ["called_batik", "called_genuine"]),
        ("Kain motif batik, bukan batik", []),
        ("Batik-patterned cloth, not batik", []),
        ("Dibuat dengan tangan", ["called_handmade"]),
        ("Dibuat di Kalimantan Timur", ["made_here"]),
    ],
)
def test_words_that_are_true_of_batik_are_claims_on_printed_cloth(
    text: str, codes: list[str]
) -> None:
    assert [code for code, _words in found(text, PRINT)] == codes
    assert found(text, TULIS) == []


def test_the_listing_of_the_review_shows_every_claim_it_makes() -> None:
    facts = ClaimFacts(
        is_batik=False, is_printed=True, is_made_in_kaltim=False, not_from_here=("Batang Garing",)
    )
    texts = {
        "title_id": "Batik Tulis Asli",
        "story_id": "Dipatenkan dan bersertifikat UNESCO. Motif Batang Garing khas Kaltim.",
    }

    assert [(one.field, one.code) for one in findings(texts, facts)] == [
        ("title_id", "called_batik"),
        ("title_id", "called_genuine"),
        ("story_id", "patent"),
        ("story_id", "unesco"),
        ("story_id", "certified"),
        ("story_id", "not_from_here"),
    ]


def test_a_brand_of_others_is_found_and_the_artisans_own_name_is_not() -> None:
    facts = ClaimFacts(
        is_batik=False,
        is_printed=True,
        is_made_in_kaltim=True,
        own_names=("Rumah Batik Kandilo",),
        brands=("Shaho", "Beras Basah"),
    )

    assert found("Rumah Batik Kandilo, corak SHAHO dan beras  basah", facts) == [
        ("brand", "SHAHO"),
        ("brand", "beras basah"),
    ]
    assert found("Shahomi", facts) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("U\u200bNESCO", id="zero-width space"),
        pytest.param("\uff35\uff2e\uff25\uff33\uff23\uff2f", id="full-width letters"),
        pytest.param("ÚNÈSCÔ", id="accents"),
    ],
)
def test_spelling_tricks_do_not_hide_a_word(text: str) -> None:
    assert found(text) == [("unesco", "UNESCO")]


def test_the_same_words_count_once_for_each_text_and_have_a_stable_key() -> None:
    texts = {"title_id": "UNESCO, Unesco", "story_id": "unesco"}

    assert [one.key for one in findings(texts, TULIS)] == [
        "unesco:title_id:unesco",
        "unesco:story_id:unesco",
    ]


def test_a_finding_quotes_its_surroundings_and_gives_its_reason_in_the_readers_language() -> None:
    (one,) = findings({"story_id": f"{'a ' * 60}sudah dipatenkan {'b ' * 60}"}, TULIS)

    assert one.quote.startswith("…a a")
    assert "sudah dipatenkan b b" in one.quote
    assert one.quote.endswith("…")
    with use_locale("id"):
        assert one.reason.startswith("Motif tidak bisa dipatenkan.")
    with use_locale("en"):
        assert one.reason.startswith("A motif cannot be patented.")


def test_every_entry_compiles_has_both_languages_and_a_known_condition() -> None:
    listed = claims._listed()
    ids = [entry["id"] for entry in listed["claims"]]

    assert len(ids) == len(set(ids)) == 16
    for entry in listed["claims"]:
        re.compile(entry["pattern"])
        assert isinstance(TULIS.holds(entry["when"]), bool)
        assert entry["reason"]["id"].strip()
        assert entry["reason"]["en"].strip()
        assert entry["reason"]["id"] != entry["reason"]["en"]
    assert sorted(listed["names"]) == ["brand", "not_from_here"]


def test_a_long_hostile_text_is_searched_in_no_time() -> None:
    text = "bukan " * 4000 + "batik " * 4000

    assert len(found(text, PRINT)) == 1
