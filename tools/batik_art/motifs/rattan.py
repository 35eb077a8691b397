"""anyaman-rotan: rattan plaited in three directions, with a flower in every opening."""

from __future__ import annotations

import math
import random

from tools.batik_art import isen
from tools.batik_art.curves import leaf, number, polar, rotate, shift, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: Distance between parallel strands, and the width of a strand.
SPACING, STRAND = 78.0, 25.0
STEP = 2 * SPACING / math.sqrt(3)
COLUMNS, ROWS = 4, 2
WIDTH, HEIGHT = STEP * COLUMNS, 2 * SPACING * ROWS


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Strands over one and under one, turn about, in three directions."""
    tile = Tile(WIDTH, HEIGHT, ground=palette.ground)
    fills = (palette.mid, palette.wax, palette.accent if rng.random() < 0.35 else palette.mid)
    for direction in range(3):
        for strand in _strands(direction):
            _strand(tile, strand, palette=palette, fill=fills[direction], level=direction)
    # The first family dives under the last one and comes up over the second: redraw short pieces.
    for x, y in _crossings():
        _piece(tile, x, y, palette=palette, fill=fills[0])
    for index, (x, y) in enumerate(_openings()):
        _flower(tile, x, y, palette=palette, large=index % 2 == 0)
    return tile


def _strands(direction: int) -> list[tuple[float, float]]:
    """Points on the middle lines of one family that cross the tile."""
    if direction == 0:
        return [(WIDTH / 2, SPACING * k) for k in range(2 * ROWS)]
    # The slanted families cross the top edge once every STEP; half a step apart from one another.
    start = 0.0 if direction == 1 else STEP / 2
    return [(start + STEP * k, 0.0) for k in range(-2 * COLUMNS, 3 * COLUMNS)]


def _angle(direction: int) -> float:
    return (0.0, 60.0, 120.0)[direction]


def _strand(
    tile: Tile, point: tuple[float, float], *, palette: Palette, fill: str, level: int
) -> None:
    direction = level
    if direction == 0:
        ends = (-40.0, point[1]), (WIDTH + 40, point[1])
    else:
        lean = HEIGHT / math.tan(math.radians(_angle(direction)))
        ends = (point[0] - lean * 0.1, -HEIGHT * 0.1), (point[0] + lean * 1.1, HEIGHT * 1.1)
    _cane(tile, *ends, palette=palette, fill=fill, level=level)


def _cane(
    tile: Tile,
    a: tuple[float, float],
    b: tuple[float, float],
    *,
    palette: Palette,
    fill: str,
    level: int,
) -> None:
    """Draw a flat cane from a to b: dark halo, waxed edges, fine lines and dots along it."""
    data = f"M{number(a[0])} {number(a[1])}L{number(b[0])} {number(b[1])}"
    angle = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    mark = palette.deep if fill == palette.wax else palette.wax
    layers = (
        (palette.ground, STRAND + 7),
        (palette.wax, STRAND + 1),
        (palette.deep, STRAND - 4.5),
        (fill, STRAND - 7),
    )
    for colour, width in layers:
        tile.add(
            f'<path d="{data}" stroke="{colour}" stroke-width="{number(width)}"/>', level=level
        )
    tile.solid.append(f'<path d="{data}" stroke="#fff" stroke-width="{number(STRAND)}"/>')
    for aside in (-4.6, 4.6):
        (ax, ay), (bx, by) = polar(*a, angle + 90, aside), polar(*b, angle + 90, aside)
        line = f"M{number(ax)} {number(ay)}L{number(bx)} {number(by)}"
        tile.add(f'<path d="{line}" stroke="{mark}" stroke-width="1.5"/>', level=level)
    isen.cecek(tile, [a, b], colour=mark, step=STEP / 12, radius=1.6, level=level)


def _crossings() -> list[tuple[float, float]]:
    """Where the level family meets the third one, within the tile."""
    places = []
    for _, y in _strands(0):
        lean = y / math.tan(math.radians(_angle(2)))
        for x, _ in _strands(2):
            if 0 <= x + lean < WIDTH - 1e-6:
                places.append((x + lean, y))
    return places


def _piece(tile: Tile, x: float, y: float, *, palette: Palette, fill: str) -> None:
    reach = STRAND * 0.80
    _cane(tile, (x - reach, y), (x + reach, y), palette=palette, fill=fill, level=3)


def _openings() -> list[tuple[float, float]]:
    """Return the middles of the six-sided openings: half a strand spacing below a level strand."""
    places = []
    for row in range(2 * ROWS):
        y = SPACING * (row + 0.5)
        for column in range(COLUMNS):
            x = STEP * column + STEP * (0.25 if row % 2 else 0.75)
            places.append((x % WIDTH, y % HEIGHT))
    return places


def _flower(tile: Tile, x: float, y: float, *, palette: Palette, large: bool) -> None:
    length = 17.0 if large else 13.0
    for k in range(6):
        petal = shift(rotate(leaf(length, length * 0.52)[0], 60 * k + 30), x, y)
        tile.path(
            smooth(petal[::2], closed=True), fill=palette.wax, stroke=palette.mid, line=1.2, level=4
        )
    isen.target(tile, x, y, ((5, palette.wax), (3.6, palette.accent), (1.4, palette.wax)), level=4)
    tile.keep_clear(x, y, 30)
