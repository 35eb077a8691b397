"""Marks that build a batik drawing: waxed outlines (klowong) and fillings (isen-isen)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from tools.batik_art.curves import Point, along, number, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile


def klowong(
    tile: Tile,
    data: str,
    *,
    palette: Palette,
    fill: str,
    level: int = 1,
    halo: float = 10,
    wax: float = 6.5,
    line: float = 1.6,
) -> None:
    """Draw a shape in the batik way: dark halo, waxed outline, a fine dyed line, then its filling.

    ``halo``, ``wax`` and ``line`` are the widths of the three strokes; 0 leaves one out.
    """
    tile.path(data, fill=palette.ground, stroke=palette.ground, line=halo, level=level)
    tile.path(data, fill=fill, stroke=palette.wax, line=wax, level=level, solid=True)
    if line:
        tile.path(data, stroke=palette.deep, line=line, level=level)


def joined(
    tile: Tile,
    parts: Iterable[str],
    *,
    palette: Palette,
    fill: str,
    level: int = 1,
    halo: float = 11,
    wax: float = 7,
    line: float = 1.8,
) -> None:
    """Several overlapping paths as one shape: only their common outline is waxed."""
    paths = list(parts)
    strokes = ((palette.ground, halo), (palette.wax, wax), (palette.deep, line))
    for colour, width in strokes:
        for data in paths:
            solid = colour == palette.wax
            tile.path(data, fill=colour, stroke=colour, line=width, level=level, solid=solid)
    for data in paths:
        tile.path(data, fill=fill, level=level)


def cecek(
    tile: Tile,
    points: Sequence[Point],
    *,
    colour: str,
    step: float = 7,
    radius: float = 1.5,
    level: int = 2,
    start: float = 0,
    end: float = 0,
) -> None:
    """Draw a row of dots along a curve."""
    for x, y, _ in along(points, step, start=start, end=end):
        tile.dot(x, y, radius, fill=colour, level=level)


def sawut(
    tile: Tile,
    points: Sequence[Point],
    *,
    colour: str,
    length: float,
    step: float,
    line: float = 1.2,
    level: int = 2,
    lean: float = 60,
    sides: Sequence[int] = (1, -1),
) -> None:
    """Fine hair lines leaning off a rib by ``lean`` degrees, on one or both sides."""
    data = ""
    for x, y, heading in along(points, step, start=3, end=3):
        for side in sides:
            angle = math.radians(heading + side * lean)
            dx, dy = math.cos(angle) * length, math.sin(angle) * length
            data += f"M{number(x)} {number(y)}l{number(dx)} {number(dy)}"
    tile.path(data, stroke=colour, line=line, level=level)


def target(
    tile: Tile, x: float, y: float, rings: Iterable[tuple[float, str]], *, level: int = 2
) -> None:
    """Circles inside one another, given as (radius, colour) from the outside in."""
    for radius, colour in rings:
        tile.dot(x, y, radius, fill=colour, level=level)


def thread(tile: Tile, points: Sequence[Point], *, palette: Palette, width: float = 7) -> None:
    """Draw a stem below everything else: dark halo, wax, and a dyed core.

    Each stroke has its own level, so that a stem runs on across the edge of the tile.
    """
    data = smooth(points)
    tile.path(data, stroke=palette.ground, line=width * 1.7, level=-5)
    tile.path(data, stroke=palette.wax, line=width, level=-4, solid=True)
    tile.path(data, stroke=palette.mid, line=width * 0.4, level=-3)
