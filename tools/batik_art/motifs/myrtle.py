"""karamunting: rose-myrtle flowers with brush-like stamens, three-veined leaves, crowned berries."""

from __future__ import annotations

import math
import random

from tools.batik_art import isen
from tools.batik_art.curves import (
    Point,
    along,
    bezier,
    ellipse,
    leaf,
    number,
    offset,
    polar,
    rotate,
    shift,
    smooth,
)
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two twigs a tile, each ending in two flowers and carrying berries."""
    tile = Tile(390, 360, ground=palette.ground)
    for x, y, side in ((97, 90, 1), (292, 270, -1)):
        _twig(tile, x, y, side, palette=palette, turn=rng.uniform(0, 72))
    return tile


def _twig(tile: Tile, x: float, y: float, side: int, *, palette: Palette, turn: float) -> None:
    twig = bezier(
        (x - 90 * side, y + 96),
        (x - 84 * side, y + 10),
        (x - 20 * side, y + 66),
        (x + 8 * side, y + 12),
    )
    twig += bezier(
        (x + 8 * side, y + 12),
        (x + 30 * side, y - 36),
        (x + 104 * side, y - 10),
        (x + 112 * side, y - 86),
    )[1:]
    isen.thread(tile, twig, palette=palette, width=8)
    for index, (px, py, heading) in enumerate(along(twig, 40, start=12, end=8)):
        for turned in (1, -1):
            _leaf(
                tile,
                px,
                py,
                heading + 58 * turned,
                palette=palette,
                light=(index + (turned > 0)) % 2 > 0,
            )
    for dx, dy in ((-112, 44), (-64, 92), (58, 36), (134, -30), (70, -74)):
        _berry(
            tile,
            x + dx * side,
            y + dy,
            palette=palette,
            from_twig=_nearest(twig, x + dx * side, y + dy),
        )
    _flower(tile, x, y - 10, turn, palette=palette, radius=58)
    _flower(tile, x + 104 * side, y + 66, turn + 30, palette=palette, radius=42)


def _nearest(points: list[Point], x: float, y: float) -> Point:
    return min(points, key=lambda p: math.dist(p, (x, y)))


def _leaf(tile: Tile, x: float, y: float, angle: float, *, palette: Palette, light: bool) -> None:
    outline, rib = leaf(54, 27)
    outline, rib = (shift(rotate(points, angle), x, y) for points in (outline, rib))
    fill, vein = (palette.wax, palette.deep) if light else (palette.mid, palette.wax)
    isen.klowong(
        tile,
        smooth(outline, closed=True),
        palette=palette,
        fill=fill,
        level=0,
        halo=9,
        wax=5,
        line=1.3,
    )
    for aside in (-5.2, 0, 5.2):
        inner = offset(rib[3:-3] if aside else rib[1:-1], aside)
        tile.path(smooth(inner), stroke=vein, line=1.8 if aside == 0 else 1.3, level=0)


def _petal(radius: float) -> list[Point]:
    """Return a broad petal along +x with a soft notch."""
    return [
        (radius * 0.16, -radius * 0.08),
        (radius * 0.44, -radius * 0.34),
        (radius * 0.80, -radius * 0.34),
        (radius * 1.0, -radius * 0.15),
        (radius * 0.97, 0),
        (radius * 1.0, radius * 0.15),
        (radius * 0.80, radius * 0.34),
        (radius * 0.44, radius * 0.34),
        (radius * 0.16, radius * 0.08),
    ]


def _flower(
    tile: Tile, x: float, y: float, turn: float, *, palette: Palette, radius: float
) -> None:
    for k in range(5):
        angle = turn + 72 * k
        data = smooth(shift(rotate(_petal(radius), angle), x, y), closed=True)
        isen.klowong(tile, data, palette=palette, fill=palette.mid, halo=12, wax=7, line=1.7)
    for k in range(5):
        for lean in (-15, -5, 5, 15):
            angle = turn + 72 * k + lean
            vein = [
                polar(x, y, angle, radius * 0.56),
                polar(x, y, angle * 1.0 + lean * 0.15, radius * (0.86 - abs(lean) * 0.004)),
            ]
            tile.path(smooth(vein), stroke=palette.wax, line=1.5, level=1)
    _stamens(tile, x, y, turn, palette=palette, radius=radius * 0.50)


def _stamens(
    tile: Tile, x: float, y: float, turn: float, *, palette: Palette, radius: float
) -> None:
    isen.target(tile, x, y, ((radius * 0.92, palette.deep),))
    hairs = ""
    for k in range(30):
        angle = turn + 12 * k
        reach = radius * (1.0 if k % 2 else 0.74)
        tip = polar(x, y, angle, reach)
        hairs += f"M{number(x)} {number(y)}L{number(tip[0])} {number(tip[1])}"
        tile.dot(*tip, radius * 0.085, fill=palette.wax if k % 2 else palette.accent, level=3)
    tile.path(hairs, stroke=palette.wax, line=1.1, level=2)
    isen.target(
        tile, x, y, ((radius * 0.26, palette.wax), (radius * 0.17, palette.accent)), level=3
    )


def _berry(tile: Tile, x: float, y: float, *, palette: Palette, from_twig: Point) -> None:
    """Draw a round berry whose crown of sepals points away from the twig."""
    away = math.degrees(math.atan2(y - from_twig[1], x - from_twig[0]))
    stalk = smooth([from_twig, (x, y)])
    tile.path(stalk, stroke=palette.wax, line=4.6, solid=True)
    tile.path(stalk, stroke=palette.mid, line=1.8)
    body = shift(rotate(ellipse(0, 0, 17, 14.5), away), x, y)
    for k in range(5):
        sepal = shift(rotate(leaf(12, 7.5)[0], away - 60 + 30 * k), *polar(x, y, away, 13))
        isen.klowong(
            tile,
            smooth(sepal, closed=True),
            palette=palette,
            fill=palette.wax,
            level=1,
            halo=5,
            wax=2.6,
            line=1,
        )
    isen.klowong(
        tile, smooth(body[::2], closed=True), palette=palette, fill=palette.accent, halo=9, wax=5.4
    )
    for k in range(7):
        tile.dot(*polar(x, y, away + k * 360 / 7, 8.2), 1.6, fill=palette.wax, level=1)
    tile.dot(x, y, 2.4, fill=palette.wax, level=1)
