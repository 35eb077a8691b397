"""Sewn pieces: a drawn outline filled with cloth, folded, lit, and edged with seams.

Outlines are SVG paths in a drawing of 960 by 1200 units, whatever the size of the picture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from tools.batik_art.canvas import blur, cast, drawn, drawn_mask, grid, light, over, shade, turned
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import noise, sample

BOX = (960.0, 1200.0)


@dataclass(frozen=True)
class Piece:
    """One part of a garment."""

    outline: str
    #: The grain of the cloth, degrees clockwise.
    grain: float = 0
    #: Moves the print, in units.
    start: tuple[float, float] = (0, 0)
    #: The x about which the print is mirrored, or None.
    mirror: float | None = None
    #: Height of the folds in units, and their length and slenderness.
    fold: float = 5
    fold_size: float = 190
    fold_aspect: float = 2.4
    #: White SVG strokes that stand up and black ones that lie low, softened before use.
    creases: str = ""
    #: How far the edge rounds off, in units.
    edge: float = 7
    #: Strength of the shadow on what lies below.
    shadow: float = 0.34
    #: Overall brightness.
    tone: float = 1.0


class Sewing:
    """A picture on which pieces are laid one after another."""

    def __init__(
        self,
        picture: np.ndarray,
        cloth: Cloth,
        rng: np.random.Generator,
        *,
        box: tuple[float, float] = BOX,
    ) -> None:
        self.picture, self.cloth, self.rng, self.box = picture, cloth, rng, box
        self.height, self.width = picture.shape[:2]
        #: Pixels to a unit.
        self.unit = self.width / box[0]

    def mask(self, outline: str) -> np.ndarray:
        """Return a path as a mask."""
        return drawn_mask(
            f'<path d="{outline}" fill="#fff"/>', self.width, self.height, box=self.box
        )

    def lay(self, piece: Piece) -> None:
        """Lay a piece on the picture, with its shadow."""
        mask = self.mask(piece.outline)
        heights = self._heights(piece, mask)
        shades = light(heights, ambient=0.40, key=0.80)
        flat_light = 0.40 + 0.80 * 0.745
        shades = (1 + (shades / flat_light - 1) * 0.95) * piece.tone
        unit = self.unit
        if piece.shadow:
            self.picture = cast(
                self.picture,
                mask,
                dx=12 * unit,
                dy=16 * unit,
                radius=15 * unit,
                strength=piece.shadow,
            )
            self.picture = cast(
                self.picture,
                mask,
                dx=2 * unit,
                dy=4 * unit,
                radius=4 * unit,
                strength=piece.shadow * 0.8,
            )
        self.picture = over(self.picture, shade(self._print(piece, heights), shades), mask)

    def draw(self, body: str, *, shadow: float = 0) -> None:
        """Draw SVG over the picture: seams, buttons, hangers."""
        layer = drawn(body, self.width, self.height, box=self.box)
        if shadow:
            unit = self.unit
            self.picture = cast(
                self.picture,
                layer[..., 3],
                dx=9 * unit,
                dy=13 * unit,
                radius=9 * unit,
                strength=shadow,
            )
        self.picture = over(self.picture, layer[..., :3], layer[..., 3])

    def _heights(self, piece: Piece, mask: np.ndarray) -> np.ndarray:
        unit = self.unit
        size = (self.rng, self.height, self.width)
        heights = noise(*size, piece.fold_size * unit, piece.fold_aspect) * piece.fold
        heights = heights + noise(*size, 70 * unit, 1.6) * piece.fold * 0.14
        if piece.creases:
            base = f'<rect width="100%" height="100%" fill="#808080"/>{piece.creases}'
            lines = drawn(base, self.width, self.height, box=self.box)[..., 0]
            heights = heights + (blur(lines, 9 * unit) - 0.502) * 60
        rounded = 1 - (1 - blur(mask, piece.edge * unit)) ** 2
        return np.asarray((heights + rounded * piece.edge * 1.6) * unit, np.float32)

    def _print(self, piece: Piece, heights: np.ndarray) -> np.ndarray:
        across, down = grid(self.width, self.height)
        if piece.mirror is not None:
            middle = piece.mirror * self.unit
            across = middle - np.abs(across - middle)
        slope_y, slope_x = np.gradient(heights)
        u, v = turned(across + slope_x * 9 * self.unit, down + slope_y * 9 * self.unit, piece.grain)
        return sample(
            self.cloth.body, u + piece.start[0] * self.unit, v + piece.start[1] * self.unit
        )


def seam(path: str, *, tone: str = "#000", opacity: float = 0.35, stitches: bool = True) -> str:
    """Return a pressed seam: a dark line and a row of stitches beside it."""
    line = f'<path d="{path}" fill="none" stroke="{tone}" stroke-opacity="{opacity}" stroke-width="2"/>'
    if not stitches:
        return line
    return line + (
        f'<path d="{path}" fill="none" stroke="#fff" stroke-opacity="0.30" stroke-width="1.2" '
        'stroke-dasharray="6 4" transform="translate(3.5 0)"/>'
    )


HANGER = (
    '<path d="M480 199 C482 182 502 178 502 161 C502 140 467 136 462 155" fill="none" '
    'stroke="#8d8a84" stroke-width="6" stroke-linecap="round"/>'
    '<path d="M480 197 C570 207 659 243 717 290 C726 299 715 309 702 303 C637 268 558 243 480 242 C402 243 323 268 258 303 C245 309 234 299 243 290 C301 243 390 207 480 197 Z" fill="#8a5a36"/>'
    '<path d="M480 203 C565 213 648 245 706 290" fill="none" stroke="#c08d60" stroke-width="4" '
    'stroke-opacity="0.6"/>'
    '<path d="M480 203 C395 213 312 245 254 290" fill="none" stroke="#c08d60" stroke-width="5" '
    'stroke-opacity="0.8"/>'
)


def mirrored(path: str) -> str:
    """Return a path of absolute M, L, C and Z commands mirrored about the middle (x = 480)."""
    result, is_x = [], True
    for word in re.findall(r"[A-Z]|-?[0-9.]+", path):
        if word.isalpha():
            result.append(word)
            is_x = True
            continue
        result.append(f"{BOX[0] - float(word):g}" if is_x else word)
        is_x = not is_x
    return " ".join(result)
