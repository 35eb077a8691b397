"""penyu-berau: green turtles seen from above, swimming through eddies and seagrass."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from itertools import pairwise

from tools.batik_art import isen, parts
from tools.batik_art.curves import (
    Point,
    bezier,
    curl,
    offset,
    polar,
    ribbon,
    rotate,
    scale,
    shift,
    smooth,
)
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: Where the seams between the five middle plates cross the axis, tail to head.
SEAMS = (-62.0, -38.0, -13.0, 13.0, 38.0, 60.0)


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two turtles a tile, swimming past one another."""
    tile = Tile(350, 350, ground=palette.ground)
    for x, y, heading in ((87, 87, -62), (262, 262, 118)):
        _Turtle(tile, x, y, heading + rng.uniform(-6, 6), palette).draw()
    for x, y, turn in ((262, 84, 0), (87, 262, 180)):
        _eddies(tile, x, y, turn, palette=palette)
    return tile


def half_width(along_axis: float) -> float:
    """Half the width of the shell at a place on its axis; broadest behind the shoulders."""
    t = max(-1.0, min(1.0, along_axis / 72))
    return float(58 * (1 - abs(t) ** 2.3) ** 0.62 * (1 + 0.13 * t))


class _Turtle:
    """A turtle about (x, y); its own axis runs along +x to the head."""

    def __init__(self, tile: Tile, x: float, y: float, heading: float, palette: Palette) -> None:
        self.tile, self.x, self.y, self.heading, self.palette = tile, x, y, heading, palette

    def draw(self) -> None:
        """Limbs, then the shell over them."""
        for side in (1, -1):
            self._limb(
                side,
                root=(40, 36),
                reach=112,
                turn=58,
                bend=(0.003, 0.022),
                widths=(20, 31, 30, 21, 11, 3),
            )
            self._limb(
                side,
                root=(-50, 28),
                reach=52,
                turn=150,
                bend=(0.002, 0.012),
                widths=(14, 22, 24, 18, 5),
            )
        self._tail_and_head()
        self._shell()

    def _place(self, points: Iterable[Point]) -> list[Point]:
        return shift(rotate(points, self.heading), self.x, self.y)

    def _limb(
        self,
        side: int,
        *,
        root: Point,
        reach: float,
        turn: float,
        bend: tuple[float, float],
        widths: tuple[float, ...],
    ) -> None:
        palette = self.palette
        bends = (bend[0] * side, bend[1] * side)
        middle = curl(
            root[0], root[1] * side, heading=turn * side, length=reach, bend=bends, count=30
        )
        data = smooth(self._place(ribbon(middle, widths))[::2], closed=True)
        isen.klowong(self.tile, data, palette=palette, fill=palette.mid, halo=11, wax=6.5)
        for aside in (-6.5, 0, 6.5):
            row = self._place(offset(middle[7:24], aside))
            isen.cecek(
                self.tile, row, colour=palette.wax, step=7.5, radius=2.2 if aside == 0 else 1.5
            )

    def _tail_and_head(self) -> None:
        palette = self.palette
        tail = self._place(rotate(scale([(60, -8), (84, 0), (60, 8)], 1), 180))
        isen.klowong(
            self.tile, smooth(tail, closed=True), palette=palette, fill=palette.mid, halo=9, wax=5
        )
        neck = [(58.0, 0.0), (72.0, 0.0), (88.0, 0.0), (104.0, 0.0), (112.0, 0.0)]
        outline = ribbon(neck, [30, 30, 36, 30, 12])
        data = smooth(self._place(outline), closed=True)
        isen.klowong(self.tile, data, palette=palette, fill=palette.mid, halo=11, wax=6.5)
        for x, y, size in ((92, 0, 5.4), (81, 8.5, 3.8), (81, -8.5, 3.8), (103, 0, 3.4)):
            place = self._place([(x, y)])[0]
            isen.target(self.tile, *place, ((size, palette.wax), (size * 0.62, palette.accent)))
        for side in (1, -1):
            eye = self._place([(98, 10.5 * side)])[0]
            isen.target(self.tile, *eye, ((4, palette.wax), (2.6, palette.deep)))

    def _shell(self) -> None:
        palette = self.palette
        axis = [-72 + 144 * k / 40 for k in range(41)]
        rim = [(t, half_width(t)) for t in axis] + [(t, -half_width(t)) for t in reversed(axis)]
        data = smooth(self._place(rim[::2]), closed=True)
        isen.klowong(
            self.tile, data, palette=palette, fill=palette.accent, halo=13, wax=8, line=1.8
        )
        self._rim_plates()
        inner = smooth(self._place(scale(rim, 0.81, 0.79))[::2], closed=True)
        self.tile.path(inner, fill=palette.wax, stroke=palette.wax, line=2, level=1)
        for first, last in pairwise(SEAMS):
            for side in (1, -1):
                self._side_plate(first, last, side)
            self._middle_plate(first, last)

    def _rim_plates(self) -> None:
        for k in range(26):
            t = 72 * math.cos(math.pi * (k + 0.5) / 13)
            side = 1 if k < 13 else -1
            outer, inner = (t, half_width(t) * side), (t * 0.8, half_width(t) * 0.79 * side)
            self.tile.path(
                smooth(self._place([outer, inner])), stroke=self.palette.wax, line=2, level=1
            )

    def _middle_plate(self, first: float, last: float) -> None:
        middle, wide, narrow = (first + last) / 2, 17.0, 10.0
        outline = [
            (first + 1.5, -narrow),
            (middle, -wide),
            (last - 1.5, -narrow),
            (last - 1.5, narrow),
            (middle, wide),
            (first + 1.5, narrow),
        ]
        self._plate(outline, self.palette.mid)
        rays = [polar(middle, 0, angle, 7) for angle in range(0, 360, 60)]
        for x, y in self._place(rays):
            self.tile.dot(x, y, 1.5, fill=self.palette.wax, level=1)
        self.tile.dot(*self._place([(middle, 0)])[0], 2.6, fill=self.palette.deep, level=1)

    def _side_plate(self, first: float, last: float, side: int) -> None:
        middle = (first + last) / 2

        def rim(t: float) -> Point:
            return t * 0.80, max(half_width(t) * 0.79 - 2.5, 12.5) * side

        outline = [
            (first + 1.4, 12.5 * side),
            (middle, 19.5 * side),
            (last - 1.4, 12.5 * side),
            rim(last * 1.18 - 1.8),
            rim(middle * 1.2),
            rim(first * 1.18 + 1.8),
        ]
        self._plate(outline, self.palette.ground)
        # Rays from one corner, as on the plates of a green turtle.
        root = (middle, 23.0 * side)
        for share in (0.12, 0.5, 0.88):
            tip = rim((first + (last - first) * share) * 1.16)
            tip = (tip[0], tip[1] - 5 * side)
            line = bezier(root, root, tip, tip, count=6)
            self.tile.path(smooth(self._place(line)), stroke=self.palette.mid, line=2.2, level=1)

    def _plate(self, outline: list[Point], fill: str) -> None:
        placed = self._place(outline)
        data = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in placed) + "Z"
        self.tile.path(data, fill=fill, stroke=self.palette.deep, line=1.4, level=1)


def _eddies(tile: Tile, x: float, y: float, turn: float, *, palette: Palette) -> None:
    """Draw a knot of curling water with three blades of seagrass."""
    strands = (
        (-150, 118, (-0.004, 0.075), "wax"),
        (-60, 124, (0.004, -0.075), "mid"),
        (30, 118, (-0.004, 0.075), "accent"),
        (120, 112, (0.004, -0.08), "wax"),
        (205, 96, (-0.006, 0.085), "mid"),
        (-15, 70, (0.0, -0.09), "wax"),
    )
    for angle, length, bend, colour in strands:
        px, py = polar(x, y, angle + turn, 10)
        parts.hook(
            tile,
            px,
            py,
            palette=palette,
            angle=angle + turn,
            length=length,
            bend=bend,
            widths=(11, 4),
            fill=getattr(palette, colour),
            level=0,
            power=1.5,
            bud=0.9,
            halo=8,
            wax=5,
            dots=palette.deep if colour == "wax" else palette.wax,
        )
    rings = (
        (15, palette.ground),
        (13, palette.wax),
        (9.5, palette.mid),
        (5, palette.wax),
        (2.2, palette.deep),
    )
    isen.target(tile, x, y, rings)
    tile.keep_clear(x, y, 14)
