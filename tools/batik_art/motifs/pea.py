"""telang: butterfly-pea flowers, pods and feathered leaves on a twining stem."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence

from tools.batik_art import isen, parts
from tools.batik_art.curves import (
    Point,
    along,
    curl,
    leaf,
    number,
    polar,
    ribbon,
    rotate,
    scale,
    shift,
    smooth,
)
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

Place = Callable[[Sequence[Point]], list[Point]]
WIDTH, HEIGHT = 350.0, 320.0


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two twining stems a tile, each with a flower in every bend."""
    tile = Tile(WIDTH, HEIGHT, ground=palette.ground)
    for phase, x in ((0, WIDTH * 0.25), (1, WIDTH * 0.75)):
        _vine(tile, x, phase, palette=palette)
    for index, (x, y, turn) in enumerate(
        ((56, 78, -14), (114, 238, 14), (236, 238, -14), (294, 78, 14))
    ):
        _flower(
            tile,
            x,
            y,
            turn + rng.uniform(-8, 8),
            palette=palette,
            size=0.94 if index % 2 == 0 else 0.80,
        )
    return tile


def _vine(tile: Tile, x: float, phase: int, *, palette: Palette) -> None:
    sway = 1 if phase == 0 else -1
    points = [
        (x + 46 * sway * math.sin(2 * math.pi * k / 60), HEIGHT * k / 60) for k in range(-6, 67)
    ]
    isen.thread(tile, points, palette=palette, width=7.5)
    for index, (px, py, heading) in enumerate(along(points[6:-6], HEIGHT / 5, start=14)):
        side = (1 if index % 2 else -1) * sway
        if index in {1, 3}:
            _feather(tile, px, py, heading + 74 * side, palette=palette, light=index == 1)
        else:
            _pod(tile, px, py, heading - 58 * side, side, palette=palette)
        parts.hook(
            tile,
            px,
            py,
            palette=palette,
            angle=heading - 40 * side,
            length=58,
            bend=(0.0, -0.135 * side),
            widths=(5.5, 2.2),
            fill=palette.accent,
            level=0,
            bud=0.9,
            halo=6,
            wax=3.6,
        )


def _feather(
    tile: Tile, x: float, y: float, angle: float, *, palette: Palette, light: bool
) -> None:
    """Draw a leaf of five oval leaflets."""
    stalk = curl(x, y, heading=angle, length=58, bend=(0.002, 0.004), count=12)
    fill, vein = (palette.wax, palette.mid) if light else (palette.mid, palette.wax)
    tile.path(smooth(stalk), stroke=palette.wax, line=3.4, level=1)
    for k, turn in ((4, 70), (4, -70), (9, 62), (9, -62), (12, 0)):
        parts.leaf_at(
            tile,
            *stalk[k],
            palette=palette,
            angle=angle + turn,
            length=36,
            width=22,
            fill=fill,
            veins=vein,
            halo=7,
            wax=4,
        )


def _pod(tile: Tile, x: float, y: float, angle: float, side: int, *, palette: Palette) -> None:
    rib = curl(x, y, heading=angle, length=84, bend=(0.004 * side, 0.010 * side), count=30)
    outline = ribbon(rib, [3, 12, 14, 13, 14, 13, 12, 2])
    isen.klowong(
        tile,
        smooth(outline[::2], closed=True),
        palette=palette,
        fill=palette.accent,
        level=0,
        halo=9,
        wax=5,
    )
    isen.cecek(tile, rib[4:-3], colour=palette.wax, step=9, radius=2.6, level=0)
    isen.cecek(tile, rib[4:-3], colour=palette.deep, step=9, radius=1.1, level=0)


def _banner() -> list[Point]:
    """Return the large petal, broad as a shell, hanging from its root at the origin; notched at the tip."""
    outline = []
    for k in range(60):
        angle = 2 * math.pi * k / 60
        ruffle = 1 + 0.018 * math.sin(11 * angle)
        notch = 1 - 0.16 * math.exp(-(((angle - math.pi / 2) / 0.20) ** 2))
        dent = 1 - 0.30 * math.exp(-(((angle - 1.5 * math.pi) / 0.42) ** 2))
        radius = 53 * ruffle * notch * dent
        outline.append((radius * math.cos(angle) * 1.06, 40 + radius * math.sin(angle)))
    return outline


def _flower(tile: Tile, x: float, y: float, turn: float, *, palette: Palette, size: float) -> None:
    def place(points: Sequence[Point]) -> list[Point]:
        return shift(rotate(scale(shift(points, 0, -40), size), turn), x, y)

    _sepals(tile, place, palette=palette)
    banner = _banner()
    data = smooth(place(banner), closed=True)
    isen.klowong(tile, data, palette=palette, fill=palette.mid, halo=13, wax=8, line=1.8)
    rays = ""
    for k in range(-10, 11):
        far = 44 if k % 2 else 37
        near = polar(0, 34, 90 + k * 15, 22)
        (ax, ay), (bx, by) = place([near, polar(0, 36, 90 + k * 14.6, far)])
        rays += f"M{number(ax)} {number(ay)}L{number(bx)} {number(by)}"
    tile.path(rays, stroke=palette.wax, line=1.6, level=2)
    rim = shift(scale(shift(banner, 0, -40), 0.88), 0, 40)
    isen.cecek(tile, place(rim), colour=palette.wax, step=7.5, radius=1.6)
    _throat(tile, place, palette=palette)


def _sepals(tile: Tile, place: Place, *, palette: Palette) -> None:
    """Three green tips that hold the flower from above."""
    for lean in (-34, 34, 0):
        sepal = shift(rotate(leaf(36, 17)[0], -90 + lean), 0, 10)
        data = smooth(place(sepal), closed=True)
        isen.klowong(tile, data, palette=palette, fill=palette.accent, halo=8, wax=5, line=1.2)


def _throat(tile: Tile, place: Place, *, palette: Palette) -> None:
    """Draw the pale star of the throat, folded wings and the keel between them."""
    star = []
    for k in range(32):
        angle = 2 * math.pi * k / 32
        radius = 21 + (3.4 if k % 2 else 0)
        star.append((radius * math.cos(angle) * 0.86, 33 + radius * math.sin(angle) * 1.14))
    tile.path(
        smooth(place(star), closed=True), fill=palette.wax, stroke=palette.deep, line=1.4, level=2
    )
    for side in (1, -1):
        wing = shift(rotate(leaf(30, 16, bend=30 * side)[0], 90 - 24 * side), 4 * side, 10)
        data = smooth(place(wing), closed=True)
        isen.klowong(
            tile, data, palette=palette, fill=palette.mid, level=2, halo=0, wax=3, line=1.3
        )
        isen.cecek(
            tile, place([(7 * side, 15), (12 * side, 32)]), colour=palette.wax, step=6, radius=1.3
        )
    keel = [(0, 8), (5, 16), (3.6, 27), (0, 33), (-3.6, 27), (-5, 16)]
    isen.klowong(
        tile,
        smooth(place(keel), closed=True),
        palette=palette,
        fill=palette.accent,
        level=2,
        halo=0,
        wax=3,
        line=1.2,
    )
