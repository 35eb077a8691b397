"""A painterly filter (Kuwahara): flat dabs with kept edges."""

from __future__ import annotations

import numpy as np


def brushed(picture: np.ndarray, radius: int) -> np.ndarray:
    """Every pixel takes the mean of the calmest of the four squares that touch it."""
    brightness = picture.mean(-1)
    best = np.full(brightness.shape, np.inf, np.float32)
    result = picture.copy()
    for dy in (0, -radius):
        for dx in (0, -radius):
            stack = np.dstack([picture, brightness**2])
            mean = _square_mean(stack, radius, dy, dx)
            spread = mean[..., 3] - mean[..., :3].mean(-1) ** 2
            calmer = spread < best
            best = np.where(calmer, spread, best)
            result = np.where(calmer[..., None], mean[..., :3], result)
    return result


def _square_mean(picture: np.ndarray, radius: int, dy: int, dx: int) -> np.ndarray:
    """Return the mean over rows y+dy to y+dy+radius and columns x+dx to x+dx+radius."""
    side = radius + 1
    padded = np.pad(picture, ((radius, radius), (radius, radius), (0, 0)), mode="edge")
    total = np.cumsum(np.cumsum(padded, 0, dtype=np.float64), 1)
    total = np.pad(total, ((1, 0), (1, 0), (0, 0)))
    height, width = picture.shape[:2]
    top, left = radius + dy, radius + dx
    rows = slice(top, top + height), slice(top + side, top + side + height)
    columns = slice(left, left + width), slice(left + side, left + side + width)
    area = total[rows[1], columns[1]] - total[rows[0], columns[1]]
    area += total[rows[0], columns[0]] - total[rows[1], columns[0]]
    return np.asarray(area / side**2, np.float32)
