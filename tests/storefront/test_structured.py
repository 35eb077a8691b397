from __future__ import annotations

import json

from shop.storefront import look
from shop.storefront.structured import linked_data


def test_no_text_can_end_the_script_element() -> None:
    text = str(linked_data({"@type": "Thing", "name": "</script><!-- & é"}))

    assert "<" not in text
    assert ">" not in text
    assert "&" not in text
    assert json.loads(text)["name"] == "</script><!-- & é"


def test_gaps_are_left_out_and_several_things_become_a_graph() -> None:
    one = {"@type": "Thing", "name": "x", "image": "", "url": None, "rating": 0}

    assert json.loads(linked_data(one)) == {
        "@context": "https://schema.org",
        "@type": "Thing",
        "name": "x",
        "rating": 0,
    }
    assert len(json.loads(linked_data(one, one))["@graph"]) == 2


def test_descriptions_are_cut_between_words() -> None:
    assert look.shortened("satu  dua\n\ntiga", 10) == "satu dua…"
    assert look.shortened("satu dua", 10) == "satu dua"


def test_an_undrawn_motif_always_has_the_same_dye() -> None:
    assert look.dye_tint("telang") == look.dye_tint("telang")
    assert {look.dye_tint(str(number)) for number in range(200)} == set(look.DYE_TINTS)


def test_the_largest_file_is_never_wider_than_the_picture() -> None:
    assert [look.largest(width) for width in (300, 800, 1199, 4000)] == [400, 800, 800, 1200]
