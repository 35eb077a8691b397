"""The list of villages comes out of a wheel and meets our kecamatan."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import shop
from shop.heritage import villages
from shop.heritage.seed import rows

LIST = Path(shop.__file__).parent / "static" / villages.FILE


def test_every_kecamatan_of_east_kalimantan_has_its_villages() -> None:
    listed = json.loads(LIST.read_text("utf-8"))
    ours = {row["code"] for row in rows.regions(rows.read("regions")) if row["level"] == "district"}

    assert set(listed) == ours
    assert len(listed) == 105
    assert sum(len(names) for names in listed.values()) == 1038
    assert all(
        code.startswith("7") and len(code) == 5 for own in listed.values() for _, code in own
    )


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("sidodadi", "Sidodadi"),
        ("Kelurahan  SIDODADI", "Sidodadi"),
        ("Kel. Sidodadi", "Sidodadi"),
        ("Kampung Baru Sekali", "Kampung Baru Sekali"),
        ("", ""),
    ],
)
def test_a_village_is_spelt_as_the_list_has_it_and_else_as_it_was_typed(
    typed: str, official: str
) -> None:
    assert villages.spelt("64.72.03", typed) == official


def test_the_name_of_another_kecamatan_is_left_as_it_was_typed() -> None:
    assert villages.spelt("64.02.05", "sidodadi") == "sidodadi"
    assert villages.spelt("", "sidodadi") == "sidodadi"
