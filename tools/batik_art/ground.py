"""Fills the ground between shapes with wax dots (cecek) that follow the outlines."""

from __future__ import annotations

import math
import random

import numpy as np

from tools.batik_art.curves import polar
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile, pixels

FAR = 1e9


def distances(mask: np.ndarray) -> np.ndarray:
    """Distance in pixels from every pixel to the nearest True one, on a torus (jump flooding)."""
    height, width = mask.shape
    best = np.where(mask, 0, FAR).astype(np.float32)
    # Offsets from each pixel to the nearest True pixel known so far.
    down, across = np.zeros_like(best), np.zeros_like(best)
    step = 1 << (max(height, width).bit_length() - 2)
    while step:
        for dy in (-step, 0, step):
            for dx in (-step, 0, step):
                if not (dx or dy):
                    continue
                y = np.roll(down, (-dy, -dx), (0, 1)) + dy
                x = np.roll(across, (-dy, -dx), (0, 1)) + dx
                known = np.roll(best, (-dy, -dx), (0, 1)) < FAR / 10
                squared = np.where(known, y * y + x * x, FAR)
                nearer = squared < best
                best = np.where(nearer, squared, best)
                down = np.where(nearer, y, down)
                across = np.where(nearer, x, across)
        step //= 2
    return np.sqrt(best)


class _Walker:
    """Places dots along rings, always going to the nearest free place, as a hand would."""

    def __init__(self, field: np.ndarray, gap: float) -> None:
        self.field = field
        self.taken = np.zeros(field.shape, bool)
        reach = math.ceil(gap)
        dy, dx = np.mgrid[-reach : reach + 1, -reach : reach + 1]
        inside = dy * dy + dx * dx < gap * gap
        self.dy, self.dx = dy[inside], dx[inside]

    def ring(self, low: float) -> list[tuple[float, float]]:
        """Places about ``low`` pixels away from the shapes that are still free."""
        height, width = self.field.shape
        ys, xs = np.nonzero((self.field >= low) & (self.field < low + 1.3))
        x, y = width / 2, height / 2
        places: list[tuple[float, float]] = []
        while True:
            free = ~self.taken[ys, xs]
            ys, xs = ys[free], xs[free]
            if not len(xs):
                return places
            away_x, away_y = np.abs(xs - x), np.abs(ys - y)
            near = (
                np.minimum(away_x, width - away_x) ** 2 + np.minimum(away_y, height - away_y) ** 2
            )
            k = int(np.argmin(near))
            x, y = float(xs[k]), float(ys[k])
            self.taken[(int(y) + self.dy) % height, (int(x) + self.dx) % width] = True
            places.append((x, y))


def _field(tile: Tile) -> np.ndarray:
    width, height = round(tile.width), round(tile.height)
    return distances(pixels(tile.solid_svg(), width, height)[..., 0] > 0.4)


def dotted(
    tile: Tile,
    rng: random.Random,
    *,
    colour: str,
    radius: float = 2.4,
    gap: float = 13.0,
    margin: float = 6.0,
    rings: int = 40,
) -> None:
    """Fill the ground with up to ``rings`` rings of dots round the solid shapes."""
    field = _field(tile)
    walker = _Walker(field, gap)
    for index in range(rings):
        low = margin + index * gap * 0.92
        if low > field.max():
            return
        for x, y in walker.ring(low):
            where = x + rng.uniform(-0.5, 0.5), y + rng.uniform(-0.5, 0.5)
            tile.dot(*where, radius * rng.uniform(0.8, 1.15), fill=colour, level=-1)


def triples(tile: Tile, rng: random.Random, *, colour: str, gap: float = 31.0) -> None:
    """Fill the ground with loose groups of three dots (cecek telu)."""
    field = _field(tile)
    walker = _Walker(field, gap)
    for index in range(40):
        low = 9 + index * gap * 0.9
        if low > field.max():
            return
        for x, y in walker.ring(low):
            turn = rng.uniform(0, 120)
            for k in range(3):
                tile.dot(*polar(x, y, turn + 120 * k, 4.3), 2.2, fill=colour, level=-1)


def fill_ground(tile: Tile, palette: Palette, rng: random.Random) -> None:
    """Choose one of three ways to dot the ground, by the tile's own random numbers."""
    kind = rng.choice(("dense", "dense", "echo", "triples"))
    if kind == "dense":
        dotted(tile, rng, colour=palette.wax)
    elif kind == "triples":
        triples(tile, rng, colour=palette.wax)
    else:
        # A close ring echoes the outline; larger dots stand apart in the rest.
        dotted(tile, rng, colour=palette.wax, radius=2.1, gap=10.5, margin=6.5, rings=1)
        _sparse(tile, rng, colour=palette.wax, gap=25)


def _sparse(tile: Tile, rng: random.Random, *, colour: str, gap: float) -> None:
    field = _field(tile)
    walker = _Walker(field, gap)
    low = 24.0
    while low < field.max():
        for x, y in walker.ring(low):
            tile.dot(x, y, 2.9 * rng.uniform(0.9, 1.1), fill=colour, level=-1)
        low += gap * 0.9
