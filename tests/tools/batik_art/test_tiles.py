"""Motif tiles: drawn for registry motifs, repeating, and the same every time."""

import json
from pathlib import Path

import numpy as np
import pytest

from tools.batik_art.motifs import FOCUS, MOTIFS, tile
from tools.batik_art.noise import colour
from tools.batik_art.palettes import PALETTES
from tools.batik_art.tile import pixels

SEED = Path(__file__).parents[3] / "shop" / "heritage" / "seed"


@pytest.mark.parametrize("motif", sorted(MOTIFS))
def test_a_tile_shows_wax_and_dye_on_its_ground_and_repeats_without_a_seam(motif: str) -> None:
    dyes = PALETTES["soga"]

    drawn = tile(motif, dyes, 1)

    picture = pixels(drawn.svg(), round(drawn.width), round(drawn.height))
    assert _share_near(picture, dyes.ground) > 0.05
    assert _share_near(picture, dyes.wax) > 0.02
    assert _share_near(picture, dyes.mid) > 0.01
    inside = np.abs(np.diff(picture, axis=1)).mean(axis=(0, 2))
    seam = np.abs(picture[:, 0] - picture[:, -1]).mean()
    assert seam < inside.max() * 1.2 + 0.01


def test_the_same_seed_gives_the_same_drawing() -> None:
    dyes = PALETTES["tingi"]

    first, again, other = (tile("penyu-berau", dyes, seed).svg() for seed in (4, 4, 5))

    assert first == again
    assert first != other


def test_every_motif_has_a_place_for_the_close_view() -> None:
    assert set(FOCUS) == set(MOTIFS)


def test_only_motifs_that_may_be_listed_are_drawn() -> None:
    registry = json.loads((SEED / "motifs.json").read_text(encoding="utf-8"))
    status = {record["id"]: record["cultural_status"] for record in registry["motifs"]}

    assert {status[motif] for motif in MOTIFS} == {
        "open",
        "open_with_attribution",
        "respectful_use",
    }


def test_the_shop_knows_which_motifs_are_drawn() -> None:
    drawings = json.loads((SEED / "drawings.json").read_text(encoding="utf-8"))

    assert set(drawings["motifs"]) == set(MOTIFS)


def _share_near(picture: np.ndarray, wanted: str) -> float:
    return float((np.abs(picture - colour(wanted)).max(-1) < 0.06).mean())
