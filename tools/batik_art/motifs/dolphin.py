"""pesut-mahakam: Irrawaddy dolphins of the Mahakam leaping over curling water."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

from tools.batik_art import isen
from tools.batik_art.curves import (
    Point,
    bezier,
    curl,
    leaf,
    offset,
    ribbon,
    rotate,
    shift,
    smooth,
)
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

WIDTHS = (8, 37, 48, 53, 54, 52, 48, 42, 35, 27, 20, 14, 10, 8)


def draw(palette: Palette, _rng: random.Random) -> Tile:
    """Two dolphins a tile, facing opposite ways."""
    tile = Tile(420, 330, ground=palette.ground)
    for x, y, side in ((105, 66, 1), (315, 231, -1)):
        _waves(tile, x + 2 * side, y + 70, side, palette=palette)
        _dolphin(tile, x, y, side, palette=palette)
    return tile


def _dolphin(tile: Tile, x: float, y: float, side: int, *, palette: Palette) -> None:
    def place(points: Iterable[Point]) -> list[Point]:
        return [(x + px * side, y + py) for px, py in rotate(points, -4)]

    spine = bezier((-86, 22), (-56, -44), (26, -54), (76, 16), count=30)
    spine += bezier((76, 16), (84, 28), (90, 40), (92, 54), count=10)[1:]
    for angle, bend in ((62, 26), (136, -26)):
        fluke = place(shift(rotate(leaf(46, 20, bend=bend)[0], angle), 91, 46))
        isen.klowong(
            tile, smooth(fluke, closed=True), palette=palette, fill=palette.accent, halo=9, wax=5.5
        )
    fin = place([(2, -50), (20, -68), (38, -73), (31, -56), (34, -36)])
    isen.klowong(
        tile, smooth(fin, closed=True), palette=palette, fill=palette.accent, halo=9, wax=5.5
    )
    body = smooth(place(ribbon(spine, WIDTHS))[::2], closed=True)
    isen.klowong(tile, body, palette=palette, fill=palette.mid, halo=12, wax=7, line=1.5)
    belly = place(offset(spine, 10)[4:30])
    tile.path(smooth(belly), stroke=palette.wax, line=2, level=2)
    isen.sawut(
        tile, belly, colour=palette.wax, length=8, step=5, line=1.1, lean=70 * side, sides=(1,)
    )
    for aside in (-14.0, -6.5):
        row = place(offset(spine, aside)[6:30])
        isen.cecek(tile, row, colour=palette.wax, step=7.2, start=2 + aside % 5)
    flipper = place(shift(rotate(leaf(48, 21, bend=-30)[0], 70), -36, -6))
    isen.klowong(
        tile,
        smooth(flipper, closed=True),
        palette=palette,
        fill=palette.accent,
        level=2,
        halo=7,
        wax=4.5,
    )
    eye = place([(-66, -3)])[0]
    isen.target(tile, *eye, ((5.4, palette.wax), (3.4, palette.deep), (1.2, palette.wax)))
    mouth = place(bezier((-93, 9), (-84, 17), (-74, 17), (-66, 11), count=10))
    tile.path(smooth(mouth), stroke=palette.deep, line=1.7, level=2)


def _waves(tile: Tile, x: float, y: float, side: int, *, palette: Palette) -> None:
    for index, dx in enumerate((-84, -42, 0, 42, 84)):
        fill = palette.accent if index % 2 else palette.wax
        heading = 8 if side > 0 else 172
        bend = (-0.034 * side, 0.135 * side)
        crest = curl(
            x + (dx - 40) * side,
            y + 20,
            heading=heading,
            length=128,
            bend=bend,
            power=0.85,
            count=60,
        )
        data = smooth(ribbon(crest, [2, 10, 13, 11, 7, 4])[::2], closed=True)
        isen.klowong(tile, data, palette=palette, fill=fill, halo=8, wax=4.6, line=1.1)
        tile.dot(*crest[-1], 3.2, fill=palette.wax, level=1)
        middle = palette.wax if index % 2 else palette.deep
        tile.path(smooth(crest[6:40:2]), stroke=middle, line=1.2, level=1)
    for row in range(3):
        height = y + 34 + row * 10
        points = [
            (x - 112 + k * 224 / 24, height + 4.2 * math.sin(k * math.pi / 2 + row))
            for k in range(25)
        ]
        tile.path(smooth(points), stroke=palette.wax, line=2.6 - row * 0.5, solid=True)
