"""rusa-sambar: sambar stags among ferny grass."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from tools.batik_art import isen, parts
from tools.batik_art.curves import Point, bezier, curl, leaf, offset, ribbon, rotate, shift, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

#: Middle line (four Bezier points) and widths of each leg, far legs first.
LEGS = (
    (((-48, 18), (-40, 44), (-52, 66), (-44, 96)), (24, 15, 9, 8, 11)),
    (((52, 20), (62, 44), (50, 66), (60, 94)), (26, 16, 9, 8, 11)),
    (((-30, 20), (-34, 48), (-22, 62), (-28, 98)), (26, 16, 9, 8, 11)),
    (((66, 14), (82, 42), (66, 64), (80, 98)), (34, 19, 10, 9, 12)),
)
#: Antler tines of one side: Bezier points from the brow upwards.
ANTLERS = (
    ((-70, -66), (-92, -92), (-88, -122), (-66, -138)),
    ((-84, -98), (-100, -104), (-108, -116), (-108, -130)),
    ((-74, -76), (-92, -78), (-102, -86), (-106, -98)),
    ((-60, -66), (-52, -96), (-32, -112), (-26, -138)),
    ((-46, -98), (-34, -100), (-20, -108), (-10, -122)),
    ((-56, -76), (-44, -78), (-34, -86), (-28, -94)),
)


def draw(palette: Palette, rng: random.Random) -> Tile:
    """Two stags a tile, facing opposite ways."""
    tile = Tile(370, 400, ground=palette.ground)
    for x, y, side in ((100, 128, 1), (285, 328, -1)):
        _grass(tile, x + 184 * side, y + 26, palette=palette, sway=rng.uniform(-6, 6))
        _Stag(tile, x, y, side, palette).draw()
    return tile


class _Stag:
    """A stag about (x, y) facing -x; ``side`` -1 mirrors it."""

    def __init__(self, tile: Tile, x: float, y: float, side: int, palette: Palette) -> None:
        self.tile, self.x, self.y, self.side, self.palette = tile, x, y, side, palette

    def draw(self) -> None:
        """One outline round body, neck, head and legs, then the markings."""
        shapes = [self._outline(bezier(*points, count=20), widths) for points, widths in LEGS]
        back = bezier((-46, -4), (-20, 10), (30, -8), (72, 4), count=30)
        neck = bezier((-34, 2), (-48, -14), (-50, -36), (-66, -56), count=20)
        head = bezier((-56, -58), (-72, -62), (-88, -50), (-104, -40), count=14)
        shapes.append(self._outline(back, (44, 54, 50, 47, 50, 52, 30)))
        shapes.append(self._outline(neck, (52, 42, 32, 27, 22)))
        shapes.append(self._outline(head, (16, 25, 23, 17, 13, 9)))
        shapes.append(
            self._outline(bezier((84, -6), (98, -4), (102, 8), (96, 24), count=10), (12, 11, 10, 4))
        )
        self._ears()
        isen.joined(
            self.tile, shapes, palette=self.palette, fill=self.palette.mid, halo=12, wax=7.5, line=2
        )
        self._antlers()
        self._markings(back, neck)

    def _place(self, points: Iterable[Point]) -> list[Point]:
        return [(self.x + x * self.side, self.y + y) for x, y in points]

    def _outline(self, line: Sequence[Point], widths: Sequence[float]) -> str:
        return smooth(self._place(ribbon(line, widths))[::2], closed=True)

    def _ears(self) -> None:
        for angle in (-20, -160):
            ear = self._place(shift(rotate(leaf(34, 16)[0], angle), -60, -62))
            isen.klowong(
                self.tile,
                smooth(ear, closed=True),
                palette=self.palette,
                fill=self.palette.accent,
                halo=9,
                wax=5,
            )

    def _antlers(self) -> None:
        for points in ANTLERS:
            data = self._outline(bezier(*points, count=16), (7, 6, 5, 2))
            isen.klowong(
                self.tile,
                data,
                palette=self.palette,
                fill=self.palette.wax,
                halo=8,
                wax=4.5,
                line=1.2,
            )

    def _markings(self, back: list[Point], neck: list[Point]) -> None:
        palette = self.palette
        for k, aside in enumerate((-14, -4, 6, 15)):
            row = self._place(offset(back[3:28], aside))
            isen.cecek(self.tile, row, colour=palette.wax, step=10, radius=2.3, start=k % 2 * 5)
        for aside in (-9, 0, 9):
            row = self._place(offset(neck[3:18], aside))
            isen.sawut(
                self.tile,
                row,
                colour=palette.wax,
                length=7,
                step=6,
                line=1.4,
                lean=150,
                sides=(1 if self.side > 0 else -1,),
            )
        for x, y, turn in ((66, 14, 200), (-34, 18, -20)):
            spiral = self._place(
                curl(x, y, heading=turn, length=66, bend=(0.05, 0.30), power=1.2, count=40)
            )
            self.tile.path(smooth(spiral[::2]), stroke=palette.wax, line=2.4, level=2)
            self.tile.dot(*spiral[-1], 2.6, fill=palette.accent, level=2)
        eye = self._place([(-76, -55)])[0]
        isen.target(self.tile, *eye, ((4.8, palette.wax), (3, palette.deep), (1, palette.wax)))
        nose = self._place([(-102, -41)])[0]
        self.tile.dot(*nose, 3.4, fill=palette.deep, level=2)
        for points, _ in LEGS:
            hoof = self._place([points[3]])[0]
            self.tile.dot(hoof[0], hoof[1] - 2, 4.6, fill=palette.deep, level=2)


def _grass(tile: Tile, x: float, y: float, *, palette: Palette, sway: float) -> None:
    """Draw a tuft of fern fronds with curled tips."""
    for k, (angle, length) in enumerate(
        ((-90, 150), (-122, 120), (-58, 120), (-150, 84), (-30, 84))
    ):
        side = 1 if angle > -90 or k == 0 else -1
        fill = palette.accent if k % 2 else palette.wax
        _frond(
            tile, (x, y + 66), angle + sway, length=length, side=side, palette=palette, fill=fill
        )
    for dx in (-34, 0, 34):
        parts.hook(
            tile,
            x + dx * 0.4,
            y + 66,
            palette=palette,
            angle=-90 + dx * 1.9,
            length=54,
            bend=(0, 0.13 if dx > 0 else -0.13),
            widths=(7, 3),
            fill=palette.mid,
            level=1,
            halo=7,
            wax=4,
        )


def _frond(
    tile: Tile,
    root: Point,
    heading: float,
    *,
    length: float,
    side: int,
    palette: Palette,
    fill: str,
) -> None:
    """Draw a stalk with a curled tip and pairs of leaflets."""
    line = curl(
        *root,
        heading=heading,
        length=length,
        bend=(0.0, 0.055 * side),
        power=2.4,
        count=50,
    )
    tile.path(smooth(line[::2]), stroke=palette.ground, line=9)
    tile.path(smooth(line[::2]), stroke=palette.wax, line=5, solid=True)
    tile.path(smooth(line[::2]), stroke=palette.mid, line=1.8)
    for i in range(6, 36, 5):
        px, py = line[i]
        for turned in (1, -1):
            outline = shift(rotate(leaf(26 - i * 0.35, 9)[0], heading + 52 * turned), px, py)
            isen.klowong(
                tile,
                smooth(outline[::2], closed=True),
                palette=palette,
                fill=fill,
                level=0,
                halo=5,
                wax=3,
                line=1,
            )
