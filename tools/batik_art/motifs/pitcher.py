"""kantong-semar: pitcher plants hanging from the tips of their leaves."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tools.batik_art import isen, parts
from tools.batik_art.curves import (
    Point,
    along,
    bezier,
    curl,
    ellipse,
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


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two plants a tile, mirrored, each with two pitchers."""
    tile = Tile(370, 380, ground=palette.ground)
    for x, y, side in ((92, 92, 1), (277, 282, -1)):
        _plant(tile, x, y, side, palette=palette, turn=rng.uniform(-3, 3))
    return tile


def _plant(tile: Tile, x: float, y: float, side: int, *, palette: Palette, turn: float) -> None:
    stem = bezier(
        (x - 96 * side, y + 118),
        (x - 40 * side, y + 40),
        (x - 50 * side, y - 30),
        (x + 14 * side, y - 84),
    )
    stem += bezier(
        (x + 14 * side, y - 84),
        (x + 62 * side, y - 124),
        (x + 120 * side, y - 110),
        (x + 122 * side, y - 60),
    )[1:]
    isen.thread(tile, stem, palette=palette, width=8)
    _twigs(tile, stem, palette=palette)
    large = _Pitcher(tile, x + 50 * side, y + 8, side=side, size=1.12, turn=turn, palette=palette)
    large.draw(tip=stem[24])
    small = _Pitcher(
        tile, x - 54 * side, y - 64, side=-side, size=0.74, turn=-turn, palette=palette
    )
    small.draw(tip=stem[18])


def _twigs(tile: Tile, stem: list[Point], *, palette: Palette) -> None:
    """Draw leaves and tendrils on alternate sides of the stem."""
    for index, (px, py, heading) in enumerate(along(stem, 52, start=16, end=6)):
        turned = 1 if index % 2 else -1
        parts.leaf_at(
            tile,
            px,
            py,
            palette=palette,
            angle=heading + 62 * turned,
            length=70 if index < 4 else 50,
            width=25,
            bend=-18 * turned,
            fill=palette.wax if index % 2 else palette.mid,
            veins=palette.mid if index % 2 else palette.wax,
            level=0,
        )
        parts.hook(
            tile,
            px,
            py,
            palette=palette,
            angle=heading - 40 * turned,
            length=50,
            bend=(0, -0.14 * turned),
            widths=(6, 2.4),
            fill=palette.accent,
            level=0,
            bud=0.8,
            halo=6,
            wax=3.6,
        )


class _Pitcher:
    """A jug whose mouth is about (x, y - 44); ``side`` -1 mirrors it."""

    def __init__(
        self,
        tile: Tile,
        x: float,
        y: float,
        *,
        side: int,
        size: float,
        turn: float,
        palette: Palette,
    ) -> None:
        self.tile, self.x, self.y, self.side, self.size, self.turn = tile, x, y, side, size, turn
        self.palette = palette

    def draw(self, *, tip: Point) -> None:
        """Draw the tendril that holds it, the jug, its wings, its ribbed mouth, its lid."""
        self._tendril(tip)
        self._jug()
        self._lid()
        self._mouth()

    def _place(self, points: Iterable[Point]) -> list[Point]:
        turned = rotate(((x * self.size * self.side, y * self.size) for x, y in points), self.turn)
        return shift(turned, self.x, self.y)

    def _tendril(self, tip: Point) -> None:
        foot = self._place([(36, 66)])[0]
        low = self._place([(70, 96)])[0]
        line = bezier(foot, low, (tip[0] + 56 * self.side, tip[1] + 60), tip)
        data = smooth(line)
        for colour, width in (
            (self.palette.ground, 10),
            (self.palette.wax, 6),
            (self.palette.mid, 2.2),
        ):
            self.tile.path(
                data, stroke=colour, line=width, level=0, solid=colour == self.palette.wax
            )

    def _jug(self) -> None:
        palette = self.palette
        middle = bezier((0, -42), (-4, -6), (-10, 34), (4, 58), count=30)
        middle += bezier((4, 58), (12, 72), (28, 76), (37, 64), count=12)[1:]
        widths = [37, 38, 42, 49, 55, 56, 50, 40, 26, 13, 6]
        data = smooth(self._place(ribbon(middle, widths))[::2], closed=True)
        isen.klowong(self.tile, data, palette=palette, fill=palette.mid, halo=12, wax=7, line=1.7)
        for aside in (-15, 15):
            row = self._place(offset(middle[4:27], aside))
            isen.cecek(self.tile, row, colour=palette.wax, step=7.5, radius=1.7)
        for x, y, size in (
            (-2, -22, 5),
            (8, -4, 4),
            (-13, 2, 6),
            (2, 18, 5),
            (-14, 30, 5),
            (6, 40, 5.5),
            (-4, 52, 4),
        ):
            outline = self._place(shift(ellipse(0, 0, size, size * 1.5), x, y))
            self.tile.path(
                smooth(outline[::3], closed=True),
                fill=palette.accent,
                stroke=palette.deep,
                line=1,
                level=2,
            )
        for aside in (-4, 4):
            wing = self._place(offset(middle[2:26], aside + 3))
            self.tile.path(smooth(wing), stroke=palette.wax, line=1.5, level=2)
        fringe = self._place(offset(middle[2:26], 3))
        isen.sawut(
            self.tile, fringe, colour=palette.wax, length=9 * self.size, step=7, line=1.3, lean=72
        )

    def _mouth(self) -> None:
        palette = self.palette
        for half_width, half_height, colour in (
            (29, 14.5, palette.ground),
            (26.5, 12.5, palette.wax),
            (24.5, 10.6, palette.accent),
        ):
            rim = self._place(shift(rotate(ellipse(0, 0, half_width, half_height), -8), 0, -44))
            self.tile.path(
                smooth(rim[::2], closed=True), fill=colour, level=3, solid=colour == palette.wax
            )
        outer = self._place(shift(rotate(ellipse(0, 0, 23.5, 9.8), -8), 0, -44))
        inner = self._place(shift(rotate(ellipse(0, 0, 15, 5.4), -8), 0, -43))
        for a, b in zip(outer, inner, strict=True):
            self.tile.path(smooth([a, b]), stroke=palette.wax, line=1.5, level=3)
        self.tile.path(
            smooth(inner[::2], closed=True),
            fill=palette.deep,
            stroke=palette.wax,
            line=1.6,
            level=3,
        )

    def _lid(self) -> None:
        palette = self.palette
        outline, rib = leaf(50, 42, bend=-24)
        outline, rib = (
            self._place(shift(rotate(points, -118), 24, -50)) for points in (outline, rib)
        )
        data = smooth(outline, closed=True)
        isen.klowong(
            self.tile, data, palette=palette, fill=palette.wax, level=2, halo=11, wax=6.5, line=1.5
        )
        self.tile.path(smooth(rib[1:-3]), stroke=palette.deep, line=1.8, level=2)
        isen.sawut(
            self.tile,
            rib[2:-4],
            colour=palette.mid,
            length=13 * self.size,
            step=5.5,
            line=1.5,
            lean=46,
        )
        spur = curl(
            *self._place([(24, -50)])[0],
            heading=-90 + 30 * self.side,
            length=24,
            bend=(0, 0.16 * self.side),
            count=16,
        )
        self.tile.path(
            smooth(ribbon(spur, [5, 4, 2]), closed=True),
            fill=palette.mid,
            stroke=palette.wax,
            line=2,
            level=2,
        )
        top = polar(*rib[-1], -90, 6)
        self.tile.dot(*top, 2.2, fill=palette.wax, level=2)
