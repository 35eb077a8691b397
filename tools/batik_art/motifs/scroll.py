"""ukir-kalung-kenyah: hook spirals mirrored on a stem, after Kenyah carving."""

from __future__ import annotations

import random

from tools.batik_art import parts
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: x, y, angle, length, bend, widths, colour of the palette, power: one side of the stem.
TENDRILS = (
    (4, 54, -8, 142, (-0.012, -0.088), (15, 5), "accent", 2.1),
    (4, 30, -64, 176, (-0.004, 0.088), (18, 6), "mid", 2.3),
    (3, -2, -84, 96, (0.003, -0.115), (11, 4.2), "wax", 2.2),
    (52, 40, 30, 62, (0.0, -0.15), (8, 3.2), "wax", 1.6),
    (4, 68, 52, 84, (-0.006, -0.12), (9, 3.6), "mid", 1.8),
)


def draw(palette: Palette, _rng: random.Random) -> Tile:
    """Two stems a tile, set like bricks."""
    tile = Tile(290, 250, ground=palette.ground)
    for x, y in ((145, 62.5), (0, 187.5)):
        _stem(tile, x, y, palette=palette)
    return tile


def _stem(tile: Tile, x: float, y: float, *, palette: Palette) -> None:
    for side in (1, -1):
        for dx, dy, angle, length, bend, widths, colour, power in TENDRILS:
            parts.hook(
                tile,
                x + dx * side,
                y + dy,
                palette=palette,
                angle=angle if side > 0 else 180 - angle,
                length=length,
                bend=(bend[0] * side, bend[1] * side),
                widths=widths,
                fill=getattr(palette, colour),
                power=power,
                dots=palette.wax if length > 120 else None,
            )
    for dy, size in ((52, 30), (12, 19), (88, 15.6), (-16, 11)):
        parts.lozenge(tile, x, y + dy, palette=palette, size=size)
