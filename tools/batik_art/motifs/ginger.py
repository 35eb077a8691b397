"""jahe-balikpapan: the red-bracted heads of a wild ginger between long ribbed leaves."""

from __future__ import annotations

import random

from tools.batik_art import isen, parts
from tools.batik_art.curves import along, bezier, leaf, offset, polar, ribbon, rotate, shift, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: Rows of bracts from the lowest (outermost): spread in degrees, length, width.
BRACTS = (
    ((-78, -52, 52, 78), 46, 21),
    ((-62, -34, 34, 62), 56, 22),
    ((-46, -18, 18, 46), 66, 22),
    ((-28, 0, 28), 72, 21),
    ((-12, 12), 78, 18),
)


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two plants a tile, set like bricks."""
    tile = Tile(330, 380, ground=palette.ground)
    for x, y, side in ((82, 118, 1), (247, 308, -1)):
        _leaves(tile, x, y, palette=palette)
        _roots(tile, x, y + 62, side, palette=palette)
        _head(tile, x, y, rng.uniform(-4, 4), palette=palette)
    return tile


def _leaves(tile: Tile, x: float, y: float, *, palette: Palette) -> None:
    """Long blades on both sides that bow outwards."""
    for lean, length, width in ((30, 150, 34), (58, 138, 38), (88, 112, 36)):
        for side in (1, -1):
            light = lean == 58
            outline, rib = leaf(length, width, bend=34 * side)
            angle = -90 + (lean - 14) * side
            outline, rib = (shift(rotate(p, angle), x + 4 * side, y + 58) for p in (outline, rib))
            fill = palette.wax if light else palette.mid
            isen.klowong(
                tile,
                smooth(outline, closed=True),
                palette=palette,
                fill=fill,
                level=0,
                halo=11,
                wax=6,
                line=1.5,
            )
            vein = palette.deep if light else palette.wax
            tile.path(smooth(rib[1:-1]), stroke=vein, line=2.2, level=0)
            isen.sawut(
                tile,
                rib[3:-2],
                colour=palette.mid if light else palette.wax,
                length=width * 0.42,
                step=6.5,
                line=1.4,
                level=0,
                lean=30,
            )


def _head(tile: Tile, x: float, y: float, turn: float, *, palette: Palette) -> None:
    """Bracts opening like a torch; the inner ones lie under the outer ones."""
    stalk = bezier((x, y + 66), (x - 3, y + 50), (x + 3, y + 36), (x, y + 20), count=10)
    data = smooth(ribbon(stalk, [15, 13, 12]), closed=True)
    isen.klowong(tile, data, palette=palette, fill=palette.wax, halo=11, wax=6)
    for index, (angles, length, width) in enumerate(reversed(BRACTS)):
        for angle in angles:
            outline, rib = leaf(length * 1.12, width * 1.22, bend=angle * 0.30)
            outline, rib = (shift(rotate(p, -90 + angle + turn), x, y + 24) for p in (outline, rib))
            fill = palette.mid if index % 2 else palette.accent
            isen.klowong(
                tile,
                smooth(outline, closed=True),
                palette=palette,
                fill=fill,
                halo=9,
                wax=5.5,
                line=1.5,
            )
            for aside in (-3.6, 3.6):
                tile.path(smooth(offset(rib[8:-4], aside)), stroke=palette.wax, line=1.4, level=1)
    for k in range(5):
        px, py = polar(x, y + 24, -90 + turn + (k - 2) * 34, 19)
        isen.target(tile, px, py, ((6.4, palette.wax), (4.4, palette.mid), (1.6, palette.wax)))
    rings = ((12, palette.wax), (9, palette.deep), (6.4, palette.accent), (2.6, palette.wax))
    isen.target(tile, x, y + 26, rings, level=3)


def _roots(tile: Tile, x: float, y: float, side: int, *, palette: Palette) -> None:
    """Ringed runners below ground, each ending in a curl."""
    for mirrored in (1, -1):
        for angle, length, width in ((26, 92, 12), (64, 66, 9)):
            bend = -0.085 * mirrored
            line = parts.hook(
                tile,
                x,
                y - 4,
                palette=palette,
                angle=90 - (90 - angle) * mirrored,
                length=length,
                bend=(-0.004 * mirrored * side, bend),
                widths=(width, 4),
                fill=palette.wax if length > 80 else palette.accent,
                level=0,
                power=2.0,
                halo=8,
                wax=5,
            )
            for px, py, heading in along(line[4:34], 7.5):
                ring = [
                    polar(px, py, heading + 90, width * 0.4),
                    polar(px, py, heading - 90, width * 0.4),
                ]
                tile.path(smooth(ring), stroke=palette.mid, line=1.5, level=1)
    isen.target(tile, x, y - 2, ((9, palette.wax), (6.6, palette.mid), (2.6, palette.wax)), level=1)
