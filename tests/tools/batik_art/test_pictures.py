"""Shots and scenes at a small size: right size, plausible colours, printed cloth without cracks."""

import numpy as np
import pytest

from tools.batik_art.cloth import make_cloth
from tools.batik_art.noise import colour
from tools.batik_art.palettes import PALETTES
from tools.batik_art.picture import Draw, render
from tools.batik_art.scenes import SCENES
from tools.batik_art.shots import SHOTS


@pytest.mark.parametrize("shot", sorted(SHOTS))
def test_a_shot_is_mostly_cloth_or_wall_in_the_colours_of_its_dyes(shot: str) -> None:
    draw = Draw(motif="daun-ulin", palette="hutan", seed=3, shot=shot)

    picture = np.asarray(render(draw, size=(160, 200)), np.float32) / 255

    assert picture.shape == (200, 160, 3)
    middle = picture[90:150, 55:105].reshape(-1, 3).mean(0)
    ground = colour(PALETTES["hutan"].ground)
    assert np.abs(middle - ground).max() < 0.35
    # Green cloth: green is the strongest channel of its middle.
    assert middle[1] > middle[0]
    assert middle[1] > middle[2]


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_a_scene_fills_its_picture(scene: str) -> None:
    draw = Draw(motif="telang", palette="indigo", seed=2, scene=scene)

    picture = np.asarray(render(draw, size=(200, 160)), np.float32) / 255

    assert picture.shape == (160, 200, 3)
    assert picture.std() > 0.08
    assert np.isfinite(picture).all()
    # Warm light: on the whole there is more red than blue.
    assert picture[..., 0].mean() > picture[..., 2].mean()


def test_two_seeds_give_two_workshops() -> None:
    first, second = (
        np.asarray(
            render(
                Draw(motif="telang", palette="soga", seed=seed, scene="workshop"), size=(100, 80)
            ),
            np.float32,
        )
        for seed in (1, 2)
    )

    assert np.abs(first - second).mean() > 4


def test_printed_cloth_is_flat_where_batik_is_cracked_and_mottled() -> None:
    dyes = PALETTES["ulin"]
    batik = make_cloth("anyaman-rotan", dyes, 1, scale=0.8, span=300)
    printed = make_cloth("anyaman-rotan", dyes, 1, scale=0.8, span=300, printed=True)

    clean = np.abs(printed.body - colour(dyes.ground)).max(-1) < 0.03
    hand_made = np.abs(batik.body - colour(dyes.ground)).max(-1) < 0.03

    assert clean.mean() > hand_made.mean()


@pytest.mark.parametrize(
    ("draw", "size"),
    [
        pytest.param({"shot": "kain"}, (960, 1200), id="a product picture is four by five"),
        pytest.param({"shot": "swatch"}, (600, 600), id="a swatch is square"),
        pytest.param({"scene": "tools"}, (1200, 960), id="a scene lies"),
        pytest.param({"scene": "tools", "portrait": True}, (960, 1200), id="unless it stands"),
        pytest.param({"scene": "tools", "wide": True}, (1600, 900), id="or opens a story"),
    ],
)
def test_a_picture_has_the_size_of_its_kind(draw: dict[str, str], size: tuple[int, int]) -> None:
    assert Draw(motif="telang", palette="soga", seed=1, **draw).size == size


def test_a_picture_is_a_shot_or_a_scene_but_not_both() -> None:
    with pytest.raises(ValueError, match="either a shot or a scene"):
        Draw(motif="telang", palette="soga", seed=1, shot="kain", scene="tools")
