"""From a motif tile to dyed cloth: hand wobble, wax cracks, uneven dye, weave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tools.batik_art import motifs
from tools.batik_art.border import tumpal
from tools.batik_art.cracks import cracks
from tools.batik_art.noise import colour, noise, sample
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import pixels

#: Greatest side in pixels of the patch of cracks.
CRACKED = 1400

GREY = np.array([0.3, 0.59, 0.11], np.float32)


@dataclass(frozen=True)
class Cloth:
    """A patch of cloth as (height, width, 3) float32 arrays from 0 to 1."""

    #: Repeats both ways.
    body: np.ndarray
    #: The end border; repeats sideways, its last row is the hem.
    strip: np.ndarray
    palette: Palette
    #: Pixels to a tile unit.
    scale: float
    printed: bool
    #: Pixels of ``body`` at the middle of what a close view looks at.
    focus: tuple[float, float]


def make_cloth(
    motif: str, dyes: Palette, seed: int, *, scale: float, printed: bool = False, span: int
) -> Cloth:
    """Dye a patch of about ``span`` pixels with a motif drawn at ``scale`` pixels a tile unit.

    ``printed`` cloth is perfectly regular: no wobble, no cracks, flat colour.

    :raises KeyError: unknown motif.
    """
    drawn = motifs.tile(motif, dyes, seed)
    rng = np.random.Generator(np.random.PCG64(seed))
    width, height = round(drawn.width * scale), round(drawn.height * scale)
    one = pixels(drawn.svg(), width, height)
    body = np.tile(one, (max(1, round(span / height)), max(1, round(span / width)), 1))
    border = tumpal(dyes)
    # The border is drawn a little smaller than the field, as on real cloth.
    width, height = round(border.width * scale * 0.8), round(border.height * scale * 0.8)
    strip = np.tile(pixels(border.svg(), width, height), (1, max(1, round(span / width)), 1))
    focus = motifs.FOCUS[motif][0] * scale, motifs.FOCUS[motif][1] * scale
    if printed:
        return Cloth(_weave(body, rng), _weave(strip, rng), dyes, scale, printed, focus)
    rows, columns = body.shape[:2]
    unit = max(scale / 1.45, 0.55)
    # Cracks need not repeat with the drawing; a smaller patch of them will do.
    rows, columns = min(rows, CRACKED), min(columns, CRACKED)
    lines = np.maximum(
        cracks(rng, rows, columns, 88 * unit, 1.5),
        0.75 * cracks(rng, rows, columns, 41 * unit, 1.0),
    )
    body, strip = _dye(body, dyes, rng, lines), _dye(strip, dyes, rng, lines)
    return Cloth(body, strip, dyes, scale, printed, focus)


def _dye(
    image: np.ndarray, palette: Palette, rng: np.random.Generator, lines: np.ndarray
) -> np.ndarray:
    """Return a clean print as hand-dyed cloth; ``lines`` holds the cracks and may be of another size."""
    height, width = image.shape[:2]
    image = _wobble(image, rng)
    lines = lines[np.arange(height) % lines.shape[0]][:, np.arange(width) % lines.shape[1]]
    waxed = _wax_share(image, palette)
    ground = colour(palette.ground)
    ink = (ground if float(ground @ GREY) < 0.62 else colour(palette.mid)) * np.float32(0.92)
    image = _stain(image, ink, lines * waxed * np.float32(0.82))
    # Faint ghosts of the cracks in the dyed parts.
    image = _stain(image, colour(palette.deep), lines * (1 - waxed) * np.float32(0.16))
    mottle = 0.055 * noise(rng, height, width, 150) + 0.030 * noise(rng, height, width, 34)
    image = image * (1 + mottle * (1.15 - 0.75 * waxed))[..., None]
    age = np.clip(noise(rng, height, width, 110), 0, 3) * np.float32(0.035)
    return _weave(_stain(image, colour(palette.mid), age), rng)


def _wobble(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the drawing bent by a pixel or two, as a hand bends it."""
    height, width = image.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)

    def bend() -> np.ndarray:
        return np.asarray(
            noise(rng, height, width, 60) * 1.5 + noise(rng, height, width, 16) * 0.45
        )

    return sample(image, across + bend(), down + bend())


def _wax_share(image: np.ndarray, palette: Palette) -> np.ndarray:
    """How much wax lay on each pixel: 0 in the darkest dye, 1 on the lightest cloth."""
    low = float(colour(palette.deep) @ GREY)
    high = max(float(colour(palette.wax) @ GREY), float(colour(palette.ground) @ GREY))
    share = np.clip((image @ GREY - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _stain(image: np.ndarray, ink: np.ndarray, share: np.ndarray) -> np.ndarray:
    return np.asarray(image + (ink - image) * share[..., None])


def _weave(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    height, width = image.shape[:2]
    thread = noise(rng, height, width, 4.5, 0.35) + noise(rng, height, width, 4.5, 2.86)
    woven = image * (1 + np.float32(0.007) * thread)[..., None]
    return np.asarray(np.clip(woven, 0, 1), np.float32)
