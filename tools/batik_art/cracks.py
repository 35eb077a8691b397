"""Wax cracks (remekan): where stiff wax broke and dye crept in."""

from __future__ import annotations

import numpy as np

from tools.batik_art.noise import noise


def cracks(
    rng: np.random.Generator, height: int, width: int, cell: float, line: float
) -> np.ndarray:
    """Crack strength 0 to 1 of every pixel; repeats at the edges.

    The cracks follow warped edges of a cell pattern: ``cell`` is the distance between them and
    ``line`` their width, both in pixels.
    """
    x, y, rows, columns = _warped(rng, height, width, cell)
    points_x = rng.random((rows, columns), dtype=np.float32)
    points_y = rng.random((rows, columns), dtype=np.float32)
    cell_x, cell_y = np.floor(x).astype(np.int32), np.floor(y).astype(np.int32)
    nearest = np.full((height, width), 9, np.float32)
    second = nearest.copy()
    for j in (-1, 0, 1):
        for i in (-1, 0, 1):
            index = (cell_y + j) % rows * columns + (cell_x + i) % columns
            distance = (cell_x + i + points_x.take(index) - x) ** 2
            distance += (cell_y + j + points_y.take(index) - y) ** 2
            second = np.minimum(second, np.maximum(nearest, distance))
            nearest = np.minimum(nearest, distance)
    wide = line * (1 + 0.5 * noise(rng, height, width, cell)) / cell * 2
    edge = (np.sqrt(second) - np.sqrt(nearest)) / np.maximum(wide, 1e-3)
    # Not every edge breaks.
    keep = np.clip(0.75 + 0.75 * noise(rng, height, width, cell * 1.3), 0, 1)
    return np.asarray((1 - np.clip(edge, 0, 1)) * keep, np.float32)


def _warped(
    rng: np.random.Generator, height: int, width: int, cell: float
) -> tuple[np.ndarray, np.ndarray, int, int]:
    """Pixel places in cell units, bent by noise, and the numbers of rows and columns of cells."""
    rows, columns = max(2, round(height / cell)), max(2, round(width / cell))
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)

    def bend() -> np.ndarray:
        large = noise(rng, height, width, cell * 0.8) * np.float32(cell * 0.14)
        return np.asarray(large + noise(rng, height, width, 9) * np.float32(1.1))

    return (across + bend()) / width * columns, (down + bend()) / height * rows, rows, columns
