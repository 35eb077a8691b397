"""What the demo's texts may not say or rely on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from shop.demo import data_files
from shop.heritage.policy import publishing_blocks
from shop.heritage.seed import rows

FILES = ("listings", "artisans", "stories", "reviews", "programs", "people")


def listings() -> list[dict[str, Any]]:
    return list(data_files.read("listings")["listings"])


def sentences(node: Any) -> Iterator[str]:
    """Every text below a node of a data file."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from sentences(value)
    elif isinstance(node, list):
        for value in node:
            yield from sentences(value)


def everything() -> list[str]:
    return [text for name in FILES for text in sentences(data_files.read(name))]


@dataclass(frozen=True)
class Motif:
    id: str
    name_id: str
    name_en: str
    kind: str
    cultural_status: str


def test_what_is_published_keeps_the_rules_of_the_registry_without_any_invented_permission() -> (
    None
):
    registry = {
        entry["id"]: Motif(
            entry["id"],
            entry["names"]["id"],
            entry["names"]["en"],
            entry["kind"],
            entry["cultural_status"],
        )
        for entry in rows.read("motifs")["motifs"]
    }
    uses = {row["id"]: row["use"] for row in rows.forms(rows.read("techniques"))}

    against = {
        entry["slug"]: [block.code for block in blocks]
        for entry in listings()
        if entry["status"] == "published"
        and (
            blocks := publishing_blocks(
                [registry[motif["id"]] for motif in entry["motifs"]],
                form_use=uses[entry["form"]],
                has_attribution=bool(entry["attribution"]),
            )
        )
    }

    assert against == {}


@pytest.mark.parametrize(
    "name",
    [
        "Etty", "Nuzuliyanti", "Masniar", "Imam Pranawa", "Sutiani", "Rinda Wahyuni", "Risno",
        "Sayid Abdul", "Oktavianus", "Juniah", "Eva Rifsa", "Shaho", "Beras Basah", "Sekar Buen",
        "Kuntul Perak", "Busak Kangkung",
    ],
)  # fmt: skip
def test_no_real_creator_brand_or_palace_ornament_stands_in_the_demo(name: str) -> None:
    assert [text for text in everything() if re.search(rf"\b{name}\b", text, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    "phrase",
    [
        pytest.param(r"kartu asal-usul|passport card|di kartunya|on its card", id="a passport"),
        pytest.param(
            r"\bdi kartu\b(?!, di halaman)|on the card(?!, on the page)|ikut kartu",
            id="a card in the parcel",
        ),
        pytest.param(r"foto kedua|second (picture|photo)", id="drawings called photographs"),
        pytest.param(r"taken outdoors, and|sebelum difoto|before being photographed", id="a photo"),
        pytest.param(r"terlampir|on file|pembeli boleh melihatnya", id="evidence on file"),
        pytest.param(r"lewat pesan\b(?! tertulis)|by message|Write to us if", id="messages"),
        pytest.param(
            r"(empat belas|lima belas|enam belas|tujuh belas) tahun|berumur (tujuh|enam) belas"
            r"|(fourteen|fifteen|sixteen|seventeen)( years old|,)",
            id="children at paid work",
        ),
        pytest.param(r"deer is the emblem|rusa sambar adalah lambang", id="an emblem"),
        pytest.param(r"\bsutera\b(?!-)", id="sutera for sutra"),
    ],
)
def test_no_text_relies_on_what_is_not_there(phrase: str) -> None:
    words = [text for text in everything() if " " in text]

    assert [text for text in words if re.search(phrase, text, re.IGNORECASE)] == []


def test_only_indigo_is_called_the_first_blue() -> None:
    wrong = [
        entry["slug"]
        for entry in listings()
        for step in entry["process"]
        if step["step"] == "medel" and "indigofera" not in entry["dyes"]
    ]

    assert wrong == []


def test_every_review_and_picture_belongs_to_something() -> None:
    slugs = {entry["slug"] for entry in listings()}
    reviewed = {review["listing"] for review in data_files.read("reviews")["reviews"]}
    named = set(re.findall(r'"file": "([^"]+)"', json.dumps([data_files.read(f) for f in FILES])))

    assert len(slugs) == len(listings())
    assert reviewed <= slugs
    assert {name for name in named if data_files.picture(name) is None} == set()


def test_a_picture_shows_a_motif_of_its_listing() -> None:
    wrong = [
        picture["file"]
        for entry in listings()
        for picture in entry["pictures"]
        if picture["draw"]["motif"] not in {motif["id"] for motif in entry["motifs"]}
    ]

    assert wrong == []
