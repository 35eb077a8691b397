"""daun-ulin: ironwood leaves and fruit on a running vine."""

from __future__ import annotations

import math
import random

from tools.batik_art import isen, parts
from tools.batik_art.curves import along, ellipse, polar, rotate, shift, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

WIDTH, HEIGHT = 340.0, 300.0


def draw(palette: Palette, _rng: random.Random) -> Tile:
    """Two vines a tile that run from top to bottom."""
    tile = Tile(WIDTH, HEIGHT, ground=palette.ground)
    for phase, x in ((0, WIDTH * 0.25), (1, WIDTH * 0.75)):
        _vine(tile, x, phase, palette=palette)
    return tile


def _vine(tile: Tile, x: float, phase: int, *, palette: Palette) -> None:
    turns = [2 * math.pi * (k / 60 + phase * 0.25) for k in range(61)]
    points = [(x + 26 * math.sin(turn), HEIGHT * k / 60) for k, turn in enumerate(turns)]
    above, below = shift(points[-8:-1], 0, -HEIGHT), shift(points[1:8], 0, HEIGHT)
    isen.thread(tile, (above + points + below)[::2], palette=palette)
    for index, (px, py, heading) in enumerate(
        along(points, HEIGHT / 5.8, start=8 + phase * 22, end=6)
    ):
        side = 1 if (index + phase) % 2 else -1
        dark = index % 2 > 0
        parts.leaf_at(
            tile,
            px,
            py,
            palette=palette,
            angle=heading + side * 54,
            length=78,
            width=36,
            bend=-26 * side,
            fill=palette.mid if dark else palette.wax,
            veins=palette.wax if dark else palette.mid,
            wax=5.5,
        )
        parts.hook(
            tile,
            px,
            py,
            palette=palette,
            angle=heading - side * 46,
            length=58,
            bend=(0, -0.125 * side),
            widths=(7.5, 3),
            fill=palette.accent,
            level=0,
            power=1.7,
            bud=0.9,
            halo=7,
            wax=4,
        )
        if not dark:
            _fruit(
                tile, *polar(px, py, heading - side * 96, 22), heading - side * 96, palette=palette
            )


def _fruit(tile: Tile, x: float, y: float, angle: float, *, palette: Palette) -> None:
    rings = (
        (11, palette.ground),
        (9, palette.wax),
        (6.8, palette.deep),
        (5.4, palette.accent),
        (2, palette.wax),
    )
    for radius, colour in rings:
        outline = shift(rotate(ellipse(0, 0, radius, radius * 0.74), angle), x, y)
        tile.path(smooth(outline[::3], closed=True), fill=colour, level=2)
    tile.keep_clear(x, y, 10)
