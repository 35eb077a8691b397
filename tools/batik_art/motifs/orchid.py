"""anggrek-hitam: Coelogyne pandurata, narrow green petals and a dark frilled lip."""

from __future__ import annotations

import math
import random

from tools.batik_art import isen, parts
from tools.batik_art.curves import Point, Step, along, curl, leaf, offset, rotate, shift, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: angle, length, width, bend of the five petals.
PETALS = (
    (-90, 74, 31, 0),
    (-22, 76, 29, -16),
    (202, 76, 29, 16),
    (48, 66, 30, 18),
    (132, 66, 30, -18),
)


def draw(palette: Palette, _rng: random.Random) -> Tile:
    """Two flowers a tile, each between two leafy sprays."""
    tile = Tile(380, 330, ground=palette.ground)
    for x, y, turn, side in ((95, 82.5, -8, 1), (285, 247.5, 10, -1)):
        _spray(tile, x + 30 * side, y + 26, side, palette=palette)
        _spray(tile, x - 30 * side, y - 40, -side, palette=palette)
        _flower(tile, x, y, turn, palette=palette)
    return tile


def _flower(tile: Tile, x: float, y: float, turn: float, *, palette: Palette) -> None:
    for angle, length, width, bend in PETALS:
        outline, rib = leaf(length, width, bend=bend)
        outline, rib = (shift(rotate(points, angle + turn), x, y) for points in (outline, rib))
        data = smooth(outline, closed=True)
        isen.klowong(tile, data, palette=palette, fill=palette.mid, halo=9, wax=5.5, line=1.3)
        for aside in (-4.6, 0, 4.6):
            tile.path(smooth(offset(rib[3:-4], aside)), stroke=palette.wax, line=1.2, level=1)
    _lip(tile, x, y, turn, palette=palette)
    rings = ((13, palette.wax), (10.4, palette.mid), (5.4, palette.wax), (2.6, palette.deep))
    isen.target(tile, x, y, rings)


def _lip(tile: Tile, x: float, y: float, turn: float, *, palette: Palette) -> None:
    outline = []
    for index in range(44):
        angle = 2 * math.pi * index / 44
        radius = 27 + 2.6 * math.sin(11 * angle)
        across = math.cos(angle) * radius * (0.74 + 0.16 * math.sin(angle))
        outline.append((across, math.sin(angle) * radius * 1.16 + 19))
    data = smooth(shift(rotate(outline, turn), x, y), closed=True)
    tile.path(data, fill=palette.deep, stroke=palette.wax, line=5, level=2)
    tile.path(data, fill=palette.deep, stroke=palette.deep, line=1.2, level=2)
    for row in range(5):
        for column in range(-2, 3):
            if abs(column) + abs(row - 2) >= 4:
                continue
            dx, dy = rotate([(column * 6.2, 7 + row * 7 - abs(column) * 1.6)], turn)[0]
            colour = palette.accent if (row + column) % 2 else palette.wax
            tile.dot(x + dx, y + dy, 1.55, fill=colour, level=2)


def _spray(tile: Tile, x: float, y: float, side: int, *, palette: Palette) -> None:
    bend = (-0.012 * side, 0.014 * side)
    points = curl(x, y, heading=90 - 66 * side, length=226, bend=bend, count=60)
    isen.thread(tile, points[::3], palette=palette)
    for index, (px, py, heading) in enumerate(along(points, 31, start=26, end=4)):
        _spray_leaf(tile, index, (px, py, heading), palette=palette)
    _spray_tip(tile, points, palette=palette)


def _spray_leaf(tile: Tile, index: int, at: Step, *, palette: Palette) -> None:
    """Draw a leaf and, on the other side of the twig, a tendril."""
    px, py, heading = at
    turn = 1 if index % 2 else -1
    parts.hook(
        tile,
        px,
        py,
        palette=palette,
        angle=heading + turn * 50,
        length=50,
        bend=(0, 0.13 * turn),
        widths=(7, 2.6),
        fill=palette.accent,
        level=0,
        bud=0.8,
        halo=6,
        wax=3.4,
    )
    light = index % 3 > 0
    parts.leaf_at(
        tile,
        px,
        py,
        palette=palette,
        angle=heading - turn * 48,
        length=56,
        width=22,
        bend=22 * turn,
        fill=palette.wax if light else palette.mid,
        level=0,
        veins=palette.deep if light else palette.wax,
        halo=7,
        wax=3.6,
    )


def _spray_tip(tile: Tile, points: list[Point], *, palette: Palette) -> None:
    """Draw three small leaves at the end of the twig."""
    px, py = points[-1]
    end = math.degrees(math.atan2(py - points[-3][1], px - points[-3][0]))
    for angle, length in ((-26, 34), (0, 42), (26, 34)):
        parts.leaf_at(
            tile,
            px,
            py,
            palette=palette,
            angle=end + angle,
            length=length,
            width=16,
            fill=palette.mid,
            level=0,
            halo=6,
            wax=3.4,
        )
