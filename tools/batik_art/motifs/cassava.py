"""daun-singkong: seven-fingered cassava leaves on long red stalks."""

from __future__ import annotations

import random

from tools.batik_art import isen, parts
from tools.batik_art.curves import (
    Point,
    along,
    bezier,
    leaf,
    offset,
    polar,
    ribbon,
    rotate,
    shift,
    smooth,
)
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: angle from the middle lobe and length of each lobe, outermost first so the middle lies on top.
LOBES = ((-142, 46), (142, 46), (-98, 66), (98, 66), (-50, 82), (50, 82), (0, 92))


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Draw a stem with two large and two small leaves, twice a tile."""
    tile = Tile(330, 370, ground=palette.ground)
    for x, y, side in ((82, 92, 1), (247, 277, -1)):
        _stem(tile, x, y, side, palette=palette, sway=rng.uniform(-8, 8))
    return tile


def _stem(tile: Tile, x: float, y: float, side: int, *, palette: Palette, sway: float) -> None:
    stem = bezier(
        (x + 82 * side, y + 116),
        (x + 74 * side, y + 20),
        (x + 92 * side, y - 60),
        (x + 76 * side, y - 100),
        count=40,
    )
    isen.thread(tile, stem[::2], palette=palette, width=9)
    isen.cecek(tile, stem[2:38], colour=palette.deep, step=12, radius=2, level=0)
    _leaf(
        tile,
        (x, y),
        root=stem[26],
        heading=166 if side > 0 else 14,
        size=1.0,
        palette=palette,
        fill=palette.mid,
        sway=sway,
    )
    _leaf(
        tile,
        (x + 128 * side, y + 74),
        root=stem[10],
        heading=36 if side > 0 else 144,
        size=0.56,
        palette=palette,
        fill=palette.wax,
        sway=-sway,
    )
    _leaf(
        tile,
        (x + 136 * side, y - 62),
        root=stem[30],
        heading=-32 if side > 0 else 212,
        size=0.56,
        palette=palette,
        fill=palette.accent,
        sway=sway,
    )
    _tendrils(tile, stem, palette=palette)


def _tendrils(tile: Tile, stem: list[Point], *, palette: Palette) -> None:
    for index, (px, py, heading) in enumerate(along(stem, 48, start=6)):
        turned = 1 if index % 2 else -1
        parts.hook(
            tile,
            px,
            py,
            palette=palette,
            angle=heading - 50 * turned,
            length=44,
            bend=(0, -0.15 * turned),
            widths=(6, 2.4),
            fill=palette.wax,
            level=0,
            bud=0.9,
            halo=6,
            wax=3.6,
        )


def _leaf(
    tile: Tile,
    middle: Point,
    *,
    root: Point,
    heading: float,
    size: float,
    palette: Palette,
    fill: str,
    sway: float,
) -> None:
    x, y = middle
    bow = polar((x + root[0]) / 2, (y + root[1]) / 2, heading + 90, 14 * size)
    stalk = bezier(root, bow, bow, middle, count=16)
    for colour, width in ((palette.ground, 10), (palette.wax, 6.4), (palette.accent, 3)):
        tile.path(smooth(stalk), stroke=colour, line=width, level=0, solid=colour == palette.wax)
    dark = fill != palette.wax
    for angle, length in LOBES:
        _lobe(
            tile,
            middle,
            heading + angle + sway,
            length * size,
            palette=palette,
            fill=fill,
            dark=dark,
        )
    rings = ((8.5 * size, palette.wax), (6 * size, palette.deep), (2.4 * size, palette.wax))
    isen.target(tile, x, y, rings)


def _lobe(
    tile: Tile,
    middle: Point,
    angle: float,
    length: float,
    *,
    palette: Palette,
    fill: str,
    dark: bool,
) -> None:
    """Draw a lance-shaped lobe, narrow at its root and broadest beyond its middle."""
    rib = leaf(length, 1)[1]
    width = length * 0.33
    outline = ribbon(
        rib,
        [0.22 * width, 0.40 * width, 0.74 * width, width, 0.9 * width, 0.55 * width, 0.04 * width],
    )
    outline, rib = (shift(rotate(points, angle), *middle) for points in (outline, rib))
    data = smooth(outline[::2], closed=True)
    isen.klowong(tile, data, palette=palette, fill=fill, halo=9, wax=5.2, line=1.4)
    vein = palette.wax if dark else palette.deep
    tile.path(smooth(rib[1:-1]), stroke=vein, line=1.9, level=1)
    isen.sawut(
        tile,
        rib[6:-2],
        colour=vein,
        length=length * 0.105,
        step=length * 0.085,
        line=1.2,
        level=1,
        lean=44,
    )
    if length > 60:
        for aside in (-width * 0.30, width * 0.30):
            isen.cecek(
                tile,
                offset(rib[11:17], aside),
                colour=palette.wax if dark else palette.mid,
                step=5.5,
                radius=1.2,
                level=1,
            )
