"""The demo's words: true of its drawn pictures, its places and its care, and fit to be shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from shop.catalog import places
from shop.demo import data_files
from shop.heritage import queries as heritage
from shop.heritage import seed

PLACES = ("designed_in", "waxed_in", "dyed_in", "sewn_in")
FILES = ("artisans", "listings", "people", "programs", "reviews", "stories")

#: The pictures are drawn, so no text may call one of them a photograph or point at evidence in it.
OF_PHOTOGRAPHS = (
    "lihat foto",
    "melihat foto",
    "Foto kedua",
    "sebelum difoto",
    "daripada di foto.",
    "foto akan diganti",
    "foto proses",
    "second picture",
    "before being photographed",
    "process photographs",
    "terlampir",
    "on file",
)

#: A person under 18 at work: a number of years in words or digits.
UNDER_AGE = re.compile(
    r"\b(?:sepuluh|sebelas|(?:dua|tiga|empat|lima|enam|tujuh) belas|1[0-7]) tahun[,.]"
    r"|berumur (?:\w+ belas|1[0-7])\b"
    r"|\b(?:\w+teen|1[0-7]) years old\b|, (?:four|fif|six|seven)teen,",
    re.IGNORECASE,
)


def listings() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = data_files.read("listings")["listings"]
    return found


def sentences(value: Any) -> list[str]:
    """Every text in a piece of data."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in sentences(item)]
    return (
        [text for item in value or () for text in sentences(item)]
        if isinstance(value, list)
        else []
    )


def test_the_demo_names_only_places_that_exist(db: Session) -> None:
    seed.load(db)
    named = {one[field] for one in listings() for field in PLACES if one[field]}
    known = heritage.region_names(db, named).keys()
    assert {code for code in named if not places.is_abroad(code)} == set(known)


def test_the_demos_care_agrees_with_what_its_stories_say() -> None:
    by_machine = [one for one in listings() if "Boleh dicuci mesin" in one["story"]["id"]]
    assert len(by_machine) == 2
    for one in by_machine:
        assert "wash-machine-gentle" in one["care"], one["slug"]
        assert not {"wash-hand-cold", "lerak", "no-soak"} & set(one["care"]), one["slug"]


@pytest.mark.parametrize("words", OF_PHOTOGRAPHS)
def test_no_text_calls_a_drawn_picture_a_photograph(words: str) -> None:
    found = [text for one in listings() for text in sentences(one["story"]) if words in text]
    assert found == []


@pytest.mark.parametrize("name", FILES)
def test_nobody_under_age_works_in_the_demo(name: str) -> None:
    texts = sentences(data_files.read(name))
    assert [text for text in texts if UNDER_AGE.search(text)] == []


def test_no_invented_shop_sells_the_recorded_motif_of_a_real_person() -> None:
    texts = [text for name in FILES for text in sentences(data_files.read(name))]
    assert [text for text in texts if re.search("Nuzuliyanti|Masniar", text)] == []


def test_the_first_blue_bath_is_named_only_where_the_cloth_is_dyed_blue() -> None:
    for one in listings():
        if any(step["step"] == "medel" for step in one["process"]):
            assert "indigofera" in one["dyes"], one["slug"]
