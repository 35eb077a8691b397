"""One picture from one description; the same description gives the same pixels."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tools.batik_art.cloth import make_cloth
from tools.batik_art.palettes import PALETTES, WAXED
from tools.batik_art.scenes import SCENES
from tools.batik_art.scenes.stage import BOX, Stage
from tools.batik_art.shots import SHOTS

PORTRAIT, LANDSCAPE, WIDE, SWATCH = (960, 1200), (1200, 960), (1600, 900), (600, 600)
#: Product pictures are drawn this much larger and then scaled down; brushed scenes need not be.
OVERSAMPLE = 1.2


@dataclass(frozen=True)
class Draw:
    """What to draw: a shot of one cloth, or a scene; exactly one of the two is set."""

    motif: str
    palette: str
    seed: int
    shot: str = ""
    scene: str = ""
    printed: bool = False
    wide: bool = False
    portrait: bool = False

    def __post_init__(self) -> None:
        if bool(self.shot) == bool(self.scene):
            raise ValueError("give either a shot or a scene")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        if self.shot == "swatch":
            return SWATCH
        if self.shot or self.portrait:
            return PORTRAIT
        return WIDE if self.wide else LANDSCAPE


def render(draw: Draw, *, size: tuple[int, int] | None = None) -> Image.Image:
    """Draw the picture at its own size, or at another one (for tests and previews).

    :raises KeyError: unknown motif, palette, shot or scene.
    """
    width, height = size or draw.size
    larger = OVERSAMPLE if draw.shot else 1
    large = round(width * larger), round(height * larger)
    # Python's own hash of text changes from run to run.
    name = zlib.crc32((draw.shot or draw.scene).encode())
    rng = np.random.Generator(np.random.PCG64([draw.seed, name]))
    pixels = _shoot(draw, rng, *large) if draw.shot else _stage(draw, rng, *large)
    image = Image.fromarray((np.clip(_rolled_off(pixels), 0, 1) * 255 + 0.5).astype(np.uint8))
    if image.size == (width, height):
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS)


def _rolled_off(pixels: np.ndarray) -> np.ndarray:
    """Bright places come close to white and never quite reach it, so pale cloth keeps its folds."""
    knee = np.float32(0.80)
    room = 1 - knee
    bright = knee + room * np.tanh((pixels - knee) / (room * 1.25))
    return np.where(pixels > knee, bright, pixels)


def _shoot(draw: Draw, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    shot = SHOTS[draw.shot]
    # A little larger or smaller from picture to picture, as a photographer stands.
    scale = shot.scale * width / 1200 * (0.94 + 0.16 * float(rng.random()))
    dyes = PALETTES[draw.palette]
    # The patch is a little wider than the picture.
    span = round(width * 1.13)
    cloth = make_cloth(draw.motif, dyes, draw.seed, scale=scale, printed=draw.printed, span=span)
    return shot.shoot(cloth, rng, width, height)


def _stage(draw: Draw, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Paint the scene in its own shape, large enough to cover the picture, and crop it."""
    scene = SCENES[draw.scene]
    unit = max(width / BOX[0], height / BOX[1])
    full_width, full_height = round(BOX[0] * unit), round(BOX[1] * unit)
    dyes = WAXED if scene.waxed else PALETTES[draw.palette]
    span = round(full_width * 0.9)
    cloth = make_cloth(draw.motif, dyes, draw.seed, scale=scene.scale * unit, span=span)
    painted = scene.paint(Stage(cloth, PALETTES[draw.palette], rng, full_width, full_height))
    left = round((full_width - width) * scene.focus[0])
    top = round((full_height - height) * scene.focus[1])
    return painted[top : top + height, left : left + width]
