"""jejeran-buah-mangrove: rows of hanging mangrove fruit under leafy twigs."""

from __future__ import annotations

import math
import random

from tools.batik_art import isen, parts
from tools.batik_art.curves import Point, curl, leaf, offset, ribbon, rotate, shift, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

WIDTH, ROW = 360.0, 215.0


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two rows a tile, the second shifted by half a fruit and bending the other way."""
    tile = Tile(WIDTH, 2 * ROW, ground=palette.ground)
    for row in range(2):
        _row(tile, row, palette=palette, rng=rng)
    return tile


def _row(tile: Tile, row: int, *, palette: Palette, rng: random.Random) -> None:
    top = row * ROW + 52
    side = -1 if row else 1
    twig = [
        (WIDTH * k / 48, top + 7 * math.sin(2 * math.pi * k / 24) * side) for k in range(-4, 53)
    ]
    isen.thread(tile, twig, palette=palette, width=9)
    for k in range(6):
        x = WIDTH * (k + 0.5 + row * 0.5) / 6
        y = top + 7 * math.sin(4 * math.pi * x / WIDTH) * side
        _leaves(tile, x + WIDTH / 12, y, side, palette=palette, light=(k + row) % 2 > 0)
        _fruit(
            tile,
            x,
            y,
            (rng.uniform(2, 7) if k % 2 else rng.uniform(-7, -2)),
            palette=palette,
            long=k % 2 == row,
        )
    _water(tile, row * ROW + ROW - 12, palette=palette, phase=row * math.pi / 2)


def _leaves(tile: Tile, x: float, y: float, side: int, *, palette: Palette, light: bool) -> None:
    for angle, length in ((-90 + 34 * side, 62), (-90 - 30 * side, 52)):
        parts.leaf_at(
            tile,
            x,
            y,
            palette=palette,
            angle=angle,
            length=length,
            width=27,
            bend=12 * side,
            fill=palette.wax if light else palette.mid,
            veins=palette.deep if light else palette.wax,
            level=0,
            halo=8,
            wax=5,
        )


def _fruit(tile: Tile, x: float, y: float, lean: float, *, palette: Palette, long: bool) -> None:
    """Draw a pear-shaped fruit with its crown and the long seedling that grows out of it."""
    length = 104 if long else 82
    stalk = curl(x, y, heading=90 - lean, length=20, bend=(0, 0), count=8)
    tile.path(smooth(stalk), stroke=palette.wax, line=6, level=1, solid=True)
    tile.path(smooth(stalk), stroke=palette.mid, line=2.6, level=1)
    bend = math.radians(lean * 1.6) / length
    body = curl(*stalk[-1], heading=90 - lean, length=length, bend=(bend, bend), count=40)
    data = smooth(ribbon(body, [9, 13, 14.5, 16, 17.5, 18.5, 17, 12, 2.5]), closed=True)
    isen.klowong(
        tile,
        data,
        palette=palette,
        fill=palette.wax if long else palette.mid,
        halo=11,
        wax=6,
        line=1.5,
    )
    mark = palette.mid if long else palette.wax
    for aside in (-3.6, 3.6):
        isen.cecek(tile, offset(body[12:36], aside), colour=mark, step=6.4, radius=1.4)
    isen.sawut(
        tile,
        body[12:37],
        colour=palette.deep if long else palette.wax,
        length=4,
        step=6.4,
        line=1,
        lean=52,
    )
    _crown(tile, body, lean, palette=palette)


def _crown(tile: Tile, body: list[Point], lean: float, *, palette: Palette) -> None:
    """Draw the fruit itself, from whose tip the seedling ``body`` grows, and its sepals."""
    pear = ribbon(body[:15], [12, 22, 27, 25, 17])
    isen.klowong(
        tile,
        smooth(pear, closed=True),
        palette=palette,
        fill=palette.accent,
        level=2,
        halo=9,
        wax=5.5,
    )
    isen.cecek(tile, body[2:13], colour=palette.wax, step=6.5, radius=2)
    for angle in (-72, -36, 0, 36, 72):
        outline = leaf(17, 7.5)[0]
        placed = shift(rotate(outline, 90 - lean + angle * 1.05 + 180), *body[1])
        isen.klowong(
            tile,
            smooth(placed, closed=True),
            palette=palette,
            fill=palette.mid,
            level=2,
            halo=5,
            wax=3,
            line=1,
        )


def _water(tile: Tile, y: float, *, palette: Palette, phase: float) -> None:
    """Draw a band of ripples that closes the row."""
    for k, width in enumerate((4.6, 3.0, 1.8)):
        line = [
            (WIDTH * i / 72, y + k * 8 + 3.4 * math.sin(2 * math.pi * i / 12 + phase + k))
            for i in range(-3, 76)
        ]
        tile.path(
            smooth(line), stroke=palette.wax if k != 1 else palette.accent, line=width, solid=True
        )
