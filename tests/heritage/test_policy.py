from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from shop.core.i18n import use_locale
from shop.heritage.policy import (
    BLOCK_MESSAGES,
    BY_HAND,
    PART_PRINTED,
    PRINTED,
    WAYS_ON,
    Standing,
    frozen_label,
    is_batik,
    is_meaning_public,
    made_in_kaltim,
    publishing_blocks,
    technique_label,
    woven_blocks,
)
from shop.heritage.seed import loading


@dataclass(frozen=True)
class Technique:
    batik_rule: str


@dataclass(frozen=True)
class Motif:
    cultural_status: str
    id: str = "pesut"
    name_id: str = "Pesut"
    name_en: str = "Dolphin"
    kind: str = "creation"


@pytest.mark.parametrize(
    ("rule", "hot_wax_evidence", "expected"),
    [
        pytest.param("always", False, False, id="the word tulis or cap alone proves nothing"),
        pytest.param("always", True, True, id="tulis and cap are, once hot wax was shown"),
        pytest.param(
            "only_if_hot_wax", False, False, id="painting is not, as long as it is a word"
        ),
        pytest.param("only_if_hot_wax", True, True, id="painting is, once hot wax was shown"),
        pytest.param("never", True, False, id="print stays print, whatever was shown"),
        pytest.param("base_technique_decides", True, False, id="a finish alone proves nothing"),
    ],
)
def test_batik_is_derived_from_technique_and_evidence(
    rule: Any, hot_wax_evidence: Any, expected: Any
) -> None:
    assert is_batik(Technique(rule), hot_wax_evidence=hot_wax_evidence) is expected


@dataclass(frozen=True)
class Named:
    id: str
    name_id: str = "Nama"
    name_en: str = "Name"
    inspiration: str = "flora"
    is_attested_as_batik: bool = True


DOYO_PATTERN = Named("ragam-ulap-doyo", inspiration="woven textile", is_attested_as_batik=False)
SARUNG_STRIPE = Named("garis-sarung-samarinda", inspiration="woven textile")


@pytest.mark.parametrize(
    ("fabric", "form", "motifs", "codes"),
    [
        pytest.param("primissima", "sarung", [Named("pesut")], [], id="batik on cotton"),
        pytest.param("ulap-doyo", "syal", [Named("pesut")], ["woven_fabric"], id="ulap doyo"),
        pytest.param("primissima", "syal", [DOYO_PATTERN], ["woven_motif"], id="doyo weaving"),
        pytest.param("primissima", "sarung", [SARUNG_STRIPE], ["woven_motif"], id="the sarung"),
        pytest.param("primissima", "syal", [SARUNG_STRIPE], [], id="inspired by the sarung"),
        pytest.param(
            "ulap-doyo",
            "sarung",
            [Named("pesut"), SARUNG_STRIPE],
            ["woven_fabric", "woven_motif"],
            id="both are said",
        ),
    ],
)
def test_woven_cloth_is_no_ground_for_batik(
    fabric: Any, form: Any, motifs: Any, codes: Any
) -> None:
    found = woven_blocks(Named(fabric), form, motifs)

    assert [block.code for block in found] == codes
    assert all(block.advice for block in found)
    assert is_batik(
        Technique("always"), hot_wax_evidence=True, excludes_wax=bool(found)
    ) is not bool(codes)


@pytest.mark.parametrize(
    ("technique_id", "name_en", "batik", "expected"),
    [
        ("batik-tulis", "Hand-drawn batik", True, "Hand-drawn batik"),
        ("tiruan-batik", "Imitation batik", False, "Batik-patterned textile (not batik)"),
        ("paduan-tiruan-batik", "Mixed", False, "Mixed, part printed (not batik)"),
        (
            "batik-lukis",
            "Painted batik",
            False,
            "Painted cloth (not batik: hot wax not shown)",
        ),
        ("batik-lukis", "Painted batik", True, "Painted batik"),
        ("ecoprint", "Ecoprint", False, "Ecoprint (not batik)"),
    ],
)
def test_what_is_not_batik_says_so(
    technique_id: Any, name_en: Any, batik: Any, expected: Any
) -> None:
    with use_locale("en"):
        assert (
            technique_label(technique_id, name_id="x", name_en=name_en, is_batik=batik) == expected
        )


def test_prada_is_named_as_a_finish_on_its_base() -> None:
    with use_locale("en"):
        label = technique_label(
            "batik-cap", name_id="x", name_en="Stamped batik", is_batik=True, has_prada=True
        )
    assert label == "Stamped batik, with prada"


@pytest.mark.parametrize(
    ("waxed_in", "dyed_in", "expected"),
    [
        ("MY", "64.72", False),
        ("64.72", "MY", False),
        ("64.72", "64", True),
        ("64.72", "34.71", False),
        ("34", "64.72", False),
        ("64.72", "", False),
        ("", "", False),
        ("640", "640", False),
    ],
)
def test_made_here_needs_wax_and_dye_here(waxed_in: Any, dyed_in: Any, expected: Any) -> None:
    made_here = made_in_kaltim(technique_id="batik-cap", waxed_in=waxed_in, dyed_in=dyed_in)
    assert made_here is expected


@pytest.mark.parametrize("technique_id", [PRINTED, PART_PRINTED, "unknown"])
def test_printed_cloth_is_never_called_made_here(technique_id: str) -> None:
    assert not made_in_kaltim(technique_id=technique_id, waxed_in="64.72", dyed_in="64.72")


def test_the_seed_has_no_technique_of_which_it_is_unknown_whether_it_is_by_hand() -> None:
    seed = json.loads((Path(loading.__file__).parent / "techniques.json").read_text("utf-8"))
    types = {row["id"] for row in seed["techniques"] if "kind" not in row}
    assert types == BY_HAND | {PRINTED, PART_PRINTED}
    assert {row["id"] for row in seed["techniques"] if row["is_batik_sni"] is True} <= BY_HAND


def test_the_frozen_label_has_both_languages_whatever_is_spoken() -> None:
    with use_locale("en"):
        label = frozen_label("tiruan-batik", name_id="x", name_en="x", is_batik=False)
    assert label == {
        "id": "Tekstil motif batik (bukan batik)",
        "en": "Batik-patterned textile (not batik)",
    }


@pytest.mark.parametrize(
    ("status", "form_use", "has_attribution", "standing", "codes"),
    [
        pytest.param("open", "doormat", False, Standing(), [], id="open: anything goes"),
        pytest.param(
            "open_with_attribution",
            "cloth",
            False,
            Standing(),
            ["attribution_missing"],
            id="credit is missing",
        ),
        pytest.param("open_with_attribution", "cloth", True, Standing(), [], id="credit is given"),
        pytest.param("respectful_use", "clothing", False, Standing(), [], id="worn with respect"),
        *(
            pytest.param(
                "respectful_use", use, True, Standing(), ["disrespectful_form"], id=f"not on {use}"
            )
            for use in ("footwear", "doormat", "underwear")
        ),
        pytest.param(
            "permission_required",
            "cloth",
            True,
            Standing(permitted=frozenset({"other"})),
            ["permission_missing"],
            id="permission for another motif does not help",
        ),
        pytest.param(
            "permission_required",
            "cloth",
            False,
            Standing(permitted=frozenset({"pesut"})),
            [],
            id="the holder may",
        ),
        pytest.param(
            "consult_community",
            "cloth",
            True,
            Standing(permitted=frozenset({"pesut"})),
            ["consultation_missing"],
            id="a licence does not replace the talk",
        ),
        pytest.param(
            "consult_community",
            "cloth",
            False,
            Standing(consulted=frozenset({"pesut"})),
            [],
            id="the community was asked",
        ),
        pytest.param(
            "restricted",
            "cloth",
            True,
            Standing(permitted=frozenset({"pesut"}), consulted=frozenset({"pesut"})),
            ["restricted"],
            id="restricted, whatever else was shown",
        ),
        pytest.param(
            "restricted",
            "cloth",
            True,
            Standing(customary=frozenset({"pesut"})),
            [],
            id="the community wrote its permission",
        ),
        pytest.param(
            "not_kaltim_sacred",
            "cloth",
            True,
            Standing(*[frozenset({"pesut"})] * 3),
            ["not_kaltim_sacred"],
            id="sacred elsewhere: never",
        ),
    ],
)
def test_the_canon_blocks_what_it_must(
    status: Any, form_use: Any, has_attribution: Any, standing: Any, codes: Any
) -> None:
    blocks = publishing_blocks(
        [Motif(status)], form_use=form_use, has_attribution=has_attribution, standing=standing
    )

    assert [block.code for block in blocks] == codes


@pytest.mark.parametrize(
    ("status", "has_attribution", "standing", "codes"),
    [
        pytest.param(
            "open_with_attribution",
            True,
            Standing(),
            ["brand_of_others"],
            id="credit does not make a brand free",
        ),
        pytest.param("open", True, Standing(), ["brand_of_others"], id="nor does an open status"),
        pytest.param(
            "open_with_attribution",
            True,
            Standing(*[frozenset({"pesut"})] * 3),
            ["brand_of_others"],
            id="nor a permission",
        ),
        pytest.param(
            "open_with_attribution",
            True,
            Standing(owned=frozenset({"other"})),
            ["brand_of_others"],
            id="the owner of another brand is not its owner",
        ),
        pytest.param(
            "open_with_attribution",
            True,
            Standing(owned=frozenset({"pesut"})),
            [],
            id="its owner may",
        ),
        pytest.param(
            "restricted",
            True,
            Standing(owned=frozenset({"pesut"})),
            ["restricted"],
            id="the owner is bound by the status all the same",
        ),
    ],
)
def test_a_brand_is_listed_only_by_its_owner(
    status: Any, has_attribution: Any, standing: Any, codes: Any
) -> None:
    blocks = publishing_blocks(
        [Motif(status, kind="brand")],
        form_use="cloth",
        has_attribution=has_attribution,
        standing=standing,
    )

    assert [block.code for block in blocks] == codes


def test_every_block_says_what_is_wrong_and_what_to_do() -> None:
    assert set(BLOCK_MESSAGES) == set(WAYS_ON)


@pytest.mark.parametrize(
    ("meaning_status", "is_reviewed", "expected"),
    [
        ("sourced", False, True),
        ("general_knowledge", False, False),
        ("general_knowledge", True, True),
        ("needs_input", True, False),
    ],
)
def test_a_meaning_is_public_with_a_source_or_a_reviewers_word(
    meaning_status: Any, is_reviewed: Any, expected: Any
) -> None:
    assert is_meaning_public(meaning_status=meaning_status, is_reviewed=is_reviewed) is expected


def test_every_motif_of_a_listing_is_asked_in_its_order() -> None:
    motifs = [
        Motif("restricted", id="aso"),
        Motif("open", id="ulin"),
        Motif("permission_required", id="jalukap"),
    ]

    blocks = publishing_blocks(motifs, form_use="cloth", has_attribution=False)

    assert [(block.motif_id, block.code) for block in blocks] == [
        ("aso", "restricted"),
        ("jalukap", "permission_missing"),
    ]


def test_a_block_speaks_the_readers_language_when_it_is_read() -> None:
    (block,) = publishing_blocks(
        [Motif("open_with_attribution")], form_use="cloth", has_attribution=False
    )

    with use_locale("en"):
        assert block.message == "“Dolphin” asks for credit: write whose motif it is."
