"""Parts shared by several motifs: leaves, tendrils, flowers, lozenges."""

from __future__ import annotations

import math

from tools.batik_art import isen
from tools.batik_art.curves import (
    Point,
    curl,
    leaf,
    number,
    poly,
    ribbon,
    rotate,
    scale,
    shift,
    smooth,
)
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile


def leaf_at(
    tile: Tile,
    x: float,
    y: float,
    *,
    palette: Palette,
    angle: float,
    length: float,
    width: float,
    fill: str,
    bend: float = 0,
    veins: str | None = None,
    level: int = 1,
    halo: float = 9,
    wax: float = 5,
) -> list[Point]:
    """Draw a veined leaf growing from (x, y); returns its midrib."""
    outline, rib = leaf(length, width, bend=bend)
    outline, rib = (shift(rotate(points, angle), x, y) for points in (outline, rib))
    data = smooth(outline, closed=True)
    isen.klowong(tile, data, palette=palette, fill=fill, level=level, halo=halo, wax=wax, line=1.2)
    colour = veins or palette.wax
    tile.path(smooth(rib[1:-2]), stroke=colour, line=1.8, level=level)
    tile.path(_veins(rib, width), stroke=colour, line=1.15, level=level)
    return rib


def _veins(rib: list[Point], width: float) -> str:
    """Side veins that bow towards the tip, as one path."""
    data = ""
    count = len(rib)
    for k in range(3, count - 3, 2):
        (x, y), (x1, y1) = rib[k], rib[k + 1]
        along_rib = math.atan2(y1 - y, x1 - x)
        reach = width * math.sin(math.pi * (k / count) ** 0.82) * 0.34
        for side in (1, -1):
            out, tip = along_rib + side * 1.2, along_rib + side * 0.75
            middle = (
                x + reach * (math.cos(along_rib) * 0.3 + math.cos(out) * 0.5),
                y + reach * (math.sin(along_rib) * 0.3 + math.sin(out) * 0.5),
            )
            end = x + math.cos(tip) * reach * 1.15, y + math.sin(tip) * reach * 1.15
            data += f"M{number(x)} {number(y)}Q" + " ".join(number(v) for v in (*middle, *end))
    return data


def hook(
    tile: Tile,
    x: float,
    y: float,
    *,
    palette: Palette,
    angle: float,
    length: float,
    bend: tuple[float, float],
    widths: tuple[float, float],
    fill: str,
    level: int = 1,
    power: float = 1.6,
    bud: float = 1.0,
    dots: str | None = None,
    halo: float = 9,
    wax: float = 5.5,
) -> list[Point]:
    """Draw a tapering tendril that winds up and ends in a bud; returns its middle line."""
    points = curl(x, y, heading=angle, length=length, bend=bend, power=power, count=64)
    first, last = widths
    taper = [first, first * 0.95, first * 0.8 + last * 0.2, (first + last) / 2, last * 1.15, last]
    outline = ribbon(points, taper)
    data = smooth(outline[::2], closed=True)
    isen.klowong(tile, data, palette=palette, fill=fill, level=level, halo=halo, wax=wax, line=1.2)
    if bud:
        size = max(last * 0.95, 3.6) * bud
        rings = ((size + wax / 2, palette.wax), (size, fill), (size * 0.4, palette.wax))
        isen.target(tile, *points[-1], rings, level=level)
    if dots:
        isen.cecek(tile, points[4:46], colour=dots, step=7, radius=1.35, level=level)
    return points


def lozenge(tile: Tile, x: float, y: float, *, palette: Palette, size: float) -> None:
    """Draw a layered diamond, ``size`` units from its middle to its upper point."""
    corners = [(0.0, -size), (size / 2, 0.0), (0.0, size), (-size / 2, 0.0)]
    layers = (
        (1.5, palette.ground),
        (1.28, palette.wax),
        (1.0, palette.deep),
        (0.8, palette.accent),
        (0.42, palette.wax),
    )
    for share, colour in layers:
        data = poly(shift(scale(corners, share), x, y))
        tile.path(data, fill=colour, level=3, solid=share == 1.28)
