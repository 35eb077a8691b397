"""What is made and not committed: fonts small enough for a slow line, and the catalogues."""

from __future__ import annotations

import gettext
import runpy
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

TOOL = Path(__file__).parents[2] / "tools" / "build_assets.py"

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Cart"
msgstr "Keranjang"
"""


@pytest.fixture(scope="module")
def tool() -> dict[str, Any]:
    return runpy.run_path(str(TOOL))


@pytest.fixture(scope="module")
def fonts(tool: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    tool["build_fonts"](folder)
    return folder


def test_the_two_fonts_stand_beside_their_licences(fonts: Path) -> None:
    assert sorted(path.name for path in fonts.iterdir()) == [
        "fontpkg_fraunces-OFL.txt",
        "fontpkg_plus_jakarta_sans-OFL.txt",
        "fraunces-600.woff2",
        "jakarta.woff2",
    ]
    assert "SIL OPEN FONT LICENSE" in (fonts / "fontpkg_fraunces-OFL.txt").read_text()


@pytest.mark.parametrize("name", ["jakarta.woff2", "fraunces-600.woff2"])
def test_a_font_is_small_and_has_every_letter_we_show(fonts: Path, name: str) -> None:
    assert (fonts / name).stat().st_size < 20_000

    letters = TTFont(fonts / name).getBestCmap()

    # A dash, quotation marks and the multiplication sign of sizes are in both fonts.
    shown = "Rp1.450.000 Canting é ü \u2013 \u2019 \u201c \u201d \u00d7"
    assert [letter for letter in shown if ord(letter) not in letters] == []


def test_the_text_font_keeps_figures_of_one_width_and_its_weights(fonts: Path) -> None:
    font = TTFont(fonts / "jakarta.woff2")

    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    (weight,) = font["fvar"].axes

    assert "tnum" in features
    assert (weight.axisTag, weight.minValue, weight.maxValue) == ("wght", 400, 700)


def test_the_same_sources_make_the_same_bytes(
    tool: dict[str, Any], fonts: Path, tmp_path: Path
) -> None:
    tool["build_fonts"](tmp_path)

    for name in ("jakarta.woff2", "fraunces-600.woff2"):
        assert (tmp_path / name).read_bytes() == (fonts / name).read_bytes()


def test_catalogues_are_compiled_beside_their_sources_and_parts_are_not(
    tool: dict[str, Any], tmp_path: Path
) -> None:
    source = tmp_path / "translations" / "id" / "LC_MESSAGES" / "shop.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    part = tmp_path / "translations" / "parts" / "look.po"
    part.parent.mkdir()
    part.write_text(PO)

    written = tool["compile_translations"](tmp_path)

    assert written == [source.with_suffix(".mo")]
    with written[0].open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Cart") == "Keranjang"
    assert not part.with_suffix(".mo").exists()
