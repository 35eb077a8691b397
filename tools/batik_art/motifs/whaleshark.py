"""hiu-paus-talisayan: spotted whale sharks seen from above, with small fish about them."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tools.batik_art import isen
from tools.batik_art.curves import (
    Point,
    along,
    bezier,
    curl,
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

WIDTHS = (34, 58, 66, 68, 66, 62, 56, 49, 41, 33, 25, 18, 12, 9)
SIZE = 400.0


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two sharks a tile, one turning left and one turning right."""
    tile = Tile(SIZE, 340, ground=palette.ground)
    for x, y, side, turn in ((SIZE * 0.25, 85, 1, -24), (SIZE * 0.75, 255, -1, -24)):
        turned = turn + rng.uniform(-4, 4)
        _Shark(tile, x, y, side=side, turn=turned, palette=palette).draw()
    for x, y, turn in ((SIZE * 0.74, 72, 150), (SIZE * 0.23, 242, 30)):
        _shoal(tile, x, y, turn, palette=palette)
    return tile


class _Shark:
    """A shark about (x, y) whose head points to -x before it is turned; ``side`` -1 mirrors it."""

    def __init__(
        self, tile: Tile, x: float, y: float, *, side: int, turn: float, palette: Palette
    ) -> None:
        self.tile, self.x, self.y, self.side, self.turn, self.palette = (
            tile,
            x,
            y,
            side,
            turn,
            palette,
        )
        front = bezier((-128, 8), (-70, -14), (-10, -20), (50, 2), count=26)
        back = bezier((50, 2), (84, 14), (110, 26), (132, 16), count=18)[1:]
        self.spine = front + back

    def draw(self) -> None:
        """Fins first, then the body and its spots."""
        self._fins()
        outline = smooth(self._place(ribbon(self.spine, WIDTHS))[::2], closed=True)
        isen.klowong(
            self.tile,
            outline,
            palette=self.palette,
            fill=self.palette.mid,
            halo=13,
            wax=7.5,
            line=1.8,
        )
        self._back()
        self._head()

    def _place(self, points: Iterable[Point]) -> list[Point]:
        return [(self.x + x * self.side, self.y + y) for x, y in rotate(points, self.turn)]

    def _fin(
        self, root: Point, *, angle: float, length: float, width: float, bend: float, level: int = 1
    ) -> None:
        palette = self.palette
        outline, rib = leaf(length, width, bend=bend)
        outline, rib = (self._place(shift(rotate(p, angle), *root)) for p in (outline, rib))
        data = smooth(outline, closed=True)
        isen.klowong(
            self.tile, data, palette=palette, fill=palette.accent, level=level, halo=10, wax=6
        )
        isen.sawut(
            self.tile,
            rib[3:-3],
            colour=palette.wax,
            length=width * 0.24,
            step=5.5,
            line=1.2,
            lean=40,
            level=level,
        )

    def _fins(self) -> None:
        self._fin((-58, 18), angle=58, length=86, width=34, bend=34)
        self._fin((-52, -34), angle=-48, length=80, width=32, bend=-34)
        self._fin((66, 20), angle=62, length=34, width=15, bend=26)
        self._fin((70, -2), angle=-42, length=34, width=15, bend=-26)
        self._fin((128, 18), angle=44, length=54, width=21, bend=-30)
        self._fin((128, 16), angle=-64, length=64, width=22, bend=30)

    def _back(self) -> None:
        """Rows of spots between pale bars, the checkerboard of the species."""
        palette, spine = self.palette, self.spine
        ridge = self._place(spine[9:36])
        self.tile.path(smooth(ridge[::2]), stroke=palette.wax, line=1.8, level=2)
        for k, aside in enumerate((-23, -13.5, 13.5, 23)):
            row = self._place(offset(spine[9 : 34 - 6 * (k in {0, 3})], aside * 0.92))
            isen.cecek(
                self.tile,
                row,
                colour=palette.wax,
                step=10.5,
                radius=2.7 if k in {1, 2} else 2.2,
                start=2 + k % 2 * 4,
            )
        for k, (x, y, heading) in enumerate(along(spine[10:32], 10.5, start=6)):
            reach = 25 - k * 1.25
            for side in (1, -1):
                bar = [polar(x, y, heading + 90 * side, 4), polar(x, y, heading + 78 * side, reach)]
                self.tile.path(smooth(self._place(bar)), stroke=palette.ground, line=1.3, level=2)
        self._fin((34, -16), angle=12, length=38, width=15, bend=20, level=2)

    def _head(self) -> None:
        palette = self.palette
        mouth = self._place(bezier((-126, -9), (-133, 2), (-132, 16), (-123, 26), count=8))
        self.tile.path(smooth(mouth), stroke=palette.deep, line=2.4, level=2)
        for side, root in ((1, (-80, 24)), (-1, (-84, -24))):
            for k in range(4):
                slit = bezier(
                    (root[0] + k * 6.5, root[1]),
                    (root[0] + k * 6.5 + 3, root[1] - 3 * side),
                    (root[0] + k * 6.5 + 3, root[1] - 7 * side),
                    (root[0] + k * 6.5, root[1] - 11 * side),
                    count=6,
                )
                self.tile.path(smooth(self._place(slit)), stroke=palette.deep, line=1.8, level=2)
        for eye in self._place([(-112, -21), (-108, 29)]):
            isen.target(
                self.tile, *eye, ((5, palette.wax), (3.2, palette.deep), (1.1, palette.wax))
            )
        for x, y in (
            (-114, -6),
            (-114, 6),
            (-112, 18),
            (-103, -12),
            (-102, 1),
            (-101, 14),
            (-91, -12),
            (-90, 2),
            (-90, 15),
        ):
            self.tile.dot(*self._place([(x, y)])[0], 2.2, fill=palette.wax, level=2)


def _shoal(tile: Tile, x: float, y: float, turn: float, *, palette: Palette) -> None:
    """Draw a ring of small fish round a shell of foam."""
    for k in range(6):
        angle = 60 * k + turn
        px, py = polar(x, y, angle, 46)
        _fish(
            tile,
            px,
            py,
            angle + 104,
            palette=palette,
            fill=palette.wax if k % 2 else palette.accent,
        )
    foam = curl(x, y, heading=turn, length=110, bend=(0.30, 0.055), power=0.5, count=60)
    tile.path(smooth(foam[::2]), stroke=palette.wax, line=3.4, level=1, solid=True)
    isen.cecek(tile, offset(foam[16:], 6), colour=palette.mid, step=8, radius=1.8)


def _fish(tile: Tile, x: float, y: float, heading: float, *, palette: Palette, fill: str) -> None:
    outline, rib = leaf(46, 19, bend=22)
    outline, rib = (shift(rotate(points, heading), x, y) for points in (outline, rib))
    tail_x, tail_y = rib[-2]
    angle = heading + 11
    tail = [
        (tail_x, tail_y),
        polar(tail_x, tail_y, angle - 34, 15),
        polar(tail_x, tail_y, angle, 9),
        polar(tail_x, tail_y, angle + 34, 15),
    ]
    isen.klowong(
        tile, smooth(tail, closed=True), palette=palette, fill=fill, halo=7, wax=4, line=1.1
    )
    isen.klowong(
        tile, smooth(outline, closed=True), palette=palette, fill=fill, halo=8, wax=4.6, line=1.2
    )
    mark = palette.mid if fill == palette.wax else palette.wax
    isen.sawut(tile, rib[7:-4], colour=mark, length=4.5, step=5, line=1.2)
    isen.target(tile, *rib[4], ((2.8, palette.wax), (1.9, palette.deep)))
