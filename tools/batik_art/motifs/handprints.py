"""telapak-tangan-sangkulirang: hands sprayed round with pigment, joined by painted stems."""

from __future__ import annotations

import random
from collections.abc import Iterable

from tools.batik_art import isen, parts
from tools.batik_art.curves import (
    Point,
    bezier,
    curl,
    ellipse,
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

WIDTH, HEIGHT = 440.0, 420.0
#: Root, angle, length and width of the thumb and the four fingers of a right hand, fingers up.
FINGERS = (
    (-25, 14, -148, 54, 15),
    (-23, -22, -106, 62, 14),
    (-8, -28, -93, 72, 14.5),
    (8, -25, -81, 66, 14),
    (22, -16, -64, 52, 12.5),
)
#: x, y, turn, size, mirrored, filling.
HANDS = (
    (84, 96, -16, 1.0, 1, "dots"),
    (232, 128, 12, 0.86, -1, "lines"),
    (368, 70, 26, 0.98, 1, "rings"),
    (72, 318, 10, 0.92, -1, "rings"),
    (214, 322, -20, 1.06, 1, "dots"),
    (360, 292, -6, 0.90, -1, "lines"),
)


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Six hands a tile."""
    tile = Tile(WIDTH, HEIGHT, ground=palette.ground)
    _stems(tile, palette=palette)
    for x, y, turn, size, side, filling in HANDS:
        turned = turn + rng.uniform(-7, 7)
        hand = _Hand(tile, x, y, turn=turned, size=size, side=side, palette=palette)
        hand.draw(filling, rng)
    return tile


class _Hand:
    """A hand about (x, y), fingers up before it is turned; ``side`` -1 mirrors it."""

    def __init__(
        self,
        tile: Tile,
        x: float,
        y: float,
        *,
        turn: float,
        size: float,
        side: int,
        palette: Palette,
    ) -> None:
        self.tile, self.x, self.y, self.turn, self.size, self.side = tile, x, y, turn, size, side
        self.palette = palette

    def draw(self, filling: str, rng: random.Random) -> None:
        """Spray first, the bare hand over it, then what is painted in the palm."""
        self._spray(rng)
        palm = [
            (-20, -22),
            (-6, -32),
            (10, -30),
            (25, -20),
            (29, 4),
            (24, 30),
            (16, 50),
            (-14, 50),
            (-23, 32),
            (-30, 14),
        ]
        shapes = [smooth(self._place(palm), closed=True)]
        shapes += [smooth(self._place(self._finger(*finger)), closed=True) for finger in FINGERS]
        isen.joined(
            self.tile, shapes, palette=self.palette, fill=self.palette.wax, halo=9, wax=5, line=2
        )
        getattr(self, f"_{filling}")()

    def _place(self, points: Iterable[Point]) -> list[Point]:
        turned = rotate(scale(points, self.size * self.side, self.size), self.turn)
        return shift(turned, self.x, self.y)

    @staticmethod
    def _finger(x: float, y: float, angle: float, length: float, width: float) -> list[Point]:
        line = curl(x, y, heading=angle, length=length, bend=(0, 0.0012), count=16)
        return ribbon(line, [width * 1.15, width, width * 0.98, width, width * 0.94, width * 0.5])

    def _spray(self, rng: random.Random) -> None:
        """Mouth-blown pigment: dots that thin out away from the hand."""
        colours = (self.palette.mid, self.palette.mid, self.palette.accent)
        tips = [
            polar(x, y, angle, length * share)
            for x, y, angle, length, _ in FINGERS
            for share in (0.3, 0.65, 1.0)
        ]
        roots = tips + [(0, 0), (-16, 30), (16, 30), (0, 46), (0, 20)] * 2
        for _ in range(330):
            x, y = rng.choice(roots)
            spread = rng.choice((11, 15, 22))
            x, y = x + rng.gauss(0, spread), y + rng.gauss(0, spread)
            place = self._place([(x, y)])[0]
            self.tile.dot(*place, rng.uniform(1.2, 3.0), fill=rng.choice(colours), level=0)
        for x, y, angle, length, width in FINGERS:
            for share in (0.2, 0.6, 1.0):
                place = self._place([polar(x, y, angle, length * share)])[0]
                self.tile.keep_clear(*place, (width + 13) * self.size)
        self.tile.keep_clear(*self._place([(0, 12)])[0], 56 * self.size)

    def _dots(self) -> None:
        for k in range(5):
            row = self._place(shift([(-15, 0), (17, 0)], 0, -12 + 12 * k))
            isen.cecek(
                self.tile, row, colour=self.palette.mid, step=8 * self.size, radius=2.3 * self.size
            )
        self._knuckles()

    def _lines(self) -> None:
        for k in range(6):
            line = bezier(
                (-16, -14 + 11 * k),
                (-6, -8 + 11 * k),
                (8, -8 + 11 * k),
                (19, -15 + 11 * k),
                count=10,
            )
            self.tile.path(
                smooth(self._place(line)), stroke=self.palette.mid, line=2.6 * self.size, level=2
            )
        self._knuckles()

    def _rings(self) -> None:
        x, y = self._place([(0, 12)])[0]
        for radius, colour in ((21, "mid"), (18, "wax"), (13, "accent"), (10, "wax"), (5, "mid")):
            self.tile.dot(x, y, radius * self.size, fill=getattr(self.palette, colour), level=2)
        self._knuckles()

    def _knuckles(self) -> None:
        for x, y, angle, length, width in FINGERS:
            line = curl(x, y, heading=angle, length=length * 0.86, bend=(0, 0.0012), count=16)
            isen.cecek(
                self.tile,
                self._place(line)[4:],
                colour=self.palette.accent,
                step=8.5,
                radius=1.5 * self.size,
            )
            for share in (0.30, 0.36):
                a = polar(*polar(x, y, angle, length * share), angle + 90, width * 0.40)
                b = polar(*polar(x, y, angle, length * share), angle - 90, width * 0.40)
                self.tile.path(
                    smooth(self._place([a, b])), stroke=self.palette.mid, line=1.5, level=2
                )


def _stems(tile: Tile, *, palette: Palette) -> None:
    """Branching lines that join wrist to wrist, as on the cave walls."""
    for (x, y, _, _, _, _), (x1, y1, _, _, _, _) in (
        (HANDS[0], HANDS[4]),
        (HANDS[1], HANDS[5]),
        (HANDS[2], HANDS[5]),
        (HANDS[3], HANDS[4]),
    ):
        line = bezier((x, y + 40), (x + 6, y + 110), (x1 - 60, y1 + 96), (x1, y1 + 46), count=30)
        for colour, width in ((palette.ground, 10), (palette.accent, 5)):
            tile.path(
                smooth(line), stroke=colour, line=width, level=0, solid=colour == palette.accent
            )
        isen.cecek(tile, offset(line[4:26], 7), colour=palette.wax, step=9, radius=1.6, level=0)
    for x, y, turn in (
        (150, 214, 20),
        (296, 214, 160),
        (18, 210, 60),
        (292, 400, 30),
        (146, 414, 150),
    ):
        parts.hook(
            tile,
            x,
            y,
            palette=palette,
            angle=turn,
            length=70,
            bend=(0.0, 0.11),
            widths=(8, 3),
            fill=palette.mid,
            level=0,
            halo=7,
            wax=4,
        )
        spiral = ellipse(x, y, 6, 6)
        tile.path(
            smooth(spiral[::3], closed=True),
            fill=palette.wax,
            stroke=palette.deep,
            line=1.4,
            level=0,
        )
