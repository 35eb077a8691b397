"""burung-enggang: two hornbills facing one another over a tree of life."""

from __future__ import annotations

import random
from collections.abc import Sequence

from tools.batik_art import isen, parts
from tools.batik_art.curves import Point, bezier, curl, offset, poly, ribbon, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: dy, angle, length, bend, first width, colour: tendrils on one side of the tree.
TENDRILS = (
    (74, -20, 84, (-0.012, -0.10), 9, "mid"),
    (22, -30, 66, (-0.004, 0.125), 8, "accent"),
    (-86, -48, 74, (0.006, -0.105), 8, "mid"),
)


def draw(palette: Palette, _rng: random.Random) -> Tile:
    """Two trees a tile, set like bricks, each with a pair of birds."""
    tile = Tile(440, 510, ground=palette.ground)
    for x, y in ((220, 127.5), (0, 382.5)):
        for side in (1, -1):
            _tendrils(tile, x, y, side, palette=palette)
            _Bird(tile, x + 124 * side, y - 2, side, palette).draw()
        for dy, size in ((-98, 17), (-52, 24), (0, 27.6), (50, 22.8), (92, 15)):
            parts.lozenge(tile, x, y + dy, palette=palette, size=size)
    return tile


def _tendrils(tile: Tile, x: float, y: float, side: int, *, palette: Palette) -> None:
    for dy, angle, length, bend, width, colour in TENDRILS:
        parts.hook(
            tile,
            x + 3 * side,
            y + dy,
            palette=palette,
            angle=(0 if side > 0 else 180) + angle * side,
            length=length,
            bend=(bend[0] * side, bend[1] * side),
            widths=(width, 3.5),
            fill=getattr(palette, colour),
            power=1.9,
        )


class _Bird:
    """One hornbill about (x, y), looking inwards; ``side`` -1 mirrors it."""

    def __init__(self, tile: Tile, x: float, y: float, side: int, palette: Palette) -> None:
        self.tile, self.x, self.y, self.side, self.palette = tile, x, y, side, palette

    def draw(self) -> None:
        """Tail first, eye last."""
        self._tail()
        self._wing()
        self._body()
        self._head()
        self._crest_and_eye()

    def _band(
        self,
        points: Sequence[Point],
        widths: Sequence[float],
        *,
        fill: str,
        halo: float = 10,
        wax: float = 6,
        line: float = 1.3,
    ) -> list[Point]:
        placed = [(self.x + x * self.side, self.y + y) for x, y in points]
        data = smooth(ribbon(placed, widths)[::2], closed=True)
        isen.klowong(
            self.tile, data, palette=self.palette, fill=fill, halo=halo, wax=wax, line=line
        )
        return placed

    def _tail(self) -> None:
        palette = self.palette
        for angle, length, bend, width in (
            (34, 92, 0.018, 16),
            (54, 100, 0.014, 18),
            (76, 88, 0.010, 16),
        ):
            points = curl(
                40, 96, heading=angle, length=length, bend=(0.003, bend), power=1.2, count=40
            )
            widths = [width * 0.5, width, width * 1.1, width, width * 0.4]
            middle = self._band(points, widths, fill=palette.wax)
            for low, high in ((20, 24), (28, 32)):
                stripe = ribbon(middle[low:high], [width * 0.98, width * 0.98])
                self.tile.path(poly(stripe), fill=palette.deep, level=1)
            self.tile.path(smooth(middle[4:36]), stroke=palette.deep, line=1.1, level=1)

    def _wing(self) -> None:
        palette = self.palette
        for k in range(6):
            bend = (-0.004, 0.016 + k * 0.0012)
            length = 104 - abs(k - 2) * 9
            points = curl(
                24, 34 + k * 5, heading=-62 + k * 20, length=length, bend=bend, power=1.3, count=40
            )
            fill, mark = (palette.mid, palette.wax) if k % 2 == 0 else (palette.wax, palette.deep)
            middle = self._band(points, [8, 16, 17, 13, 5], fill=fill, halo=8, wax=5)
            self.tile.path(smooth(middle[5:34]), stroke=mark, line=1.3, level=1)
            hair = palette.wax if k % 2 == 0 else palette.mid
            isen.sawut(
                self.tile, middle[7:32], colour=hair, length=5, step=4.6, line=1, level=1, lean=48
            )

    def _body(self) -> None:
        neck = bezier((-14, -70), (16, -44), (-22, -6), (2, 34), count=26)
        belly = bezier((2, 34), (14, 56), (34, 78), (46, 116), count=18)[1:]
        widths = [24, 28, 33, 42, 53, 54, 40, 14]
        middle = self._band(neck + belly, widths, fill=self.palette.mid, halo=12, wax=7, line=1.5)
        for aside in (-11.0, 0.0, 11.0):
            isen.cecek(
                self.tile,
                offset(middle[5:38], aside),
                colour=self.palette.wax,
                step=7.2,
                radius=1.55,
                level=1,
                start=4 if aside else 7.6,
                end=8 if aside else 2,
            )
        for aside in (-5.5, 5.5):
            isen.cecek(
                self.tile,
                offset(middle[8:38], aside),
                colour=self.palette.accent,
                step=7.2,
                radius=1.2,
                level=1,
                start=4,
                end=8,
            )

    def _head(self) -> None:
        palette = self.palette
        beak = curl(-18, -70, heading=190, length=116, bend=(-0.004, -0.026), power=1.1, count=36)
        middle = self._band(beak, [27, 26, 23, 17, 9, 2], fill=palette.wax, wax=5)
        self.tile.path(smooth(middle[2:32]), stroke=palette.deep, line=1.6, level=1)
        inner = offset(middle, -4.5 * self.side)[4:20]
        self.tile.path(smooth(inner), stroke=palette.mid, line=1.4, level=1)
        casque = curl(-24, -84, heading=204, length=118, bend=(0.002, 0.108), power=1.9, count=54)
        middle = self._band(casque, [15, 19, 17, 13, 9, 5], fill=palette.accent, halo=9, wax=5.5)
        isen.cecek(self.tile, middle[4:38], colour=palette.wax, step=6, radius=1.4, level=1)
        self.tile.dot(*middle[-1], 4.6, fill=palette.wax, level=1)

    def _crest_and_eye(self) -> None:
        palette, side = self.palette, self.side
        for angle, bend in ((-34, -0.030), (-4, -0.036), (24, -0.040)):
            parts.hook(
                self.tile,
                self.x - 2 * side,
                self.y - 74,
                palette=palette,
                angle=angle if side > 0 else 180 - angle,
                length=46,
                bend=(bend * 0.1 * side, bend * 2.2 * side),
                widths=(6.5, 2.4),
                fill=palette.wax,
                level=0,
                bud=0.7,
                halo=6,
                wax=3.4,
            )
        rings = (
            (23, palette.ground),
            (19.5, palette.wax),
            (17, palette.deep),
            (15, palette.mid),
            (9.4, palette.wax),
            (6.8, palette.deep),
            (2.3, palette.wax),
        )
        isen.target(self.tile, self.x - 13 * side, self.y - 72, rings)
