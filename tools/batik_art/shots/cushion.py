"""A cushion (bantal)."""

from __future__ import annotations

import math

import numpy as np

from tools.batik_art.canvas import blur, cast, flat, grid, light, over, shade, smoothstep, wall
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import colour, noise, sample


def bantal(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Show a plump square cushion leaning back on a wooden bench."""
    k = width / 960
    tone = ("#e6ddd0", "#dfddd6", "#e9dac6")[int(rng.integers(3))]
    picture = _bench(wall(rng, width, height, tone), rng, top=height * 0.80)
    across, down = grid(width, height)
    turn = math.radians(-7 + 14 * float(rng.random()))
    c, s = math.cos(turn), math.sin(turn)
    dx, dy = across / k - 480, down / k - 640
    x, y = (dx * c + dy * s) / 345, (-dx * s + dy * c) / 345
    # Sides drawn in between pointed corners.
    edge_x, edge_y = 1 - 0.075 * np.cos(y * 1.45) ** 2, 1 - 0.075 * np.cos(x * 1.45) ** 2
    a, b = x / edge_x, y / edge_y
    nearest = np.minimum(1 - np.abs(a), 1 - np.abs(b))
    mask = np.clip(nearest * 345 * k + 0.5, 0, 1)
    heights = _puff(rng, a, b, k)
    slope_y, slope_x = np.gradient(heights)
    start = rng.random(2) * 500 * k
    u = (dx * c + dy * s) * k + slope_x * 16 * k + start[0]
    v = (-dx * s + dy * c) * k + slope_y * 16 * k + start[1]
    shades = light(heights, ambient=0.36, key=0.84)
    shades = shades * (1 - 0.30 * np.exp(-np.clip(nearest, 0, 1) / 0.035))
    picture = _ground_shadow(picture, mask, k)
    picture = over(picture, shade(sample(cloth.body, u, v), shades), mask)
    return _piping(picture, cloth, nearest, k)


def _puff(rng: np.random.Generator, a: np.ndarray, b: np.ndarray, k: float) -> np.ndarray:
    """Return a dome, with creases that run into the corners."""
    height, width = a.shape
    ca, cb = np.clip(1 - np.abs(a) ** 2.4, 0, 1), np.clip(1 - np.abs(b) ** 2.4, 0, 1)
    dome = (ca * cb) ** 0.62 * 150
    corner = smoothstep(0.55, 1.15, np.abs(a * b) ** 0.5 * 1.15)
    fan = np.sin(
        np.arctan2(np.abs(b) - 1.25, np.abs(a) - 1.25) * 26 + noise(rng, height, width, 130 * k)
    )
    wrinkles = noise(rng, height, width, 190 * k) * 4.5 + noise(rng, height, width, 80 * k) * 0.9
    return np.asarray((dome + fan * corner * 5 + wrinkles) * k, np.float32)


def _piping(picture: np.ndarray, cloth: Cloth, nearest: np.ndarray, k: float) -> np.ndarray:
    """Lay a cord sewn round the edge."""
    distance = np.abs(nearest * 345 * k + 1 * k) / (6.5 * k)
    mask = np.clip((1 - distance) * 6.5 * k + 0.5, 0, 1) * (nearest > -0.06)
    tone = np.broadcast_to(colour(cloth.palette.mid), picture.shape)
    return over(picture, shade(tone, 0.62 + 0.46 * np.sqrt(np.clip(1 - distance**2, 0, 1))), mask)


def _ground_shadow(picture: np.ndarray, mask: np.ndarray, k: float) -> np.ndarray:
    picture = cast(picture, mask, dx=26 * k, dy=34 * k, radius=34 * k, strength=0.42)
    return cast(picture, mask, dx=5 * k, dy=12 * k, radius=8 * k, strength=0.36)


def _bench(picture: np.ndarray, rng: np.random.Generator, *, top: float) -> np.ndarray:
    """Three boards of a wooden seat, running across."""
    height, width = picture.shape[:2]
    across, down = grid(width, height)
    mask = np.clip(down - top + 0.5, 0, 1)
    board = np.floor((down - top) / (height * 0.075))
    grain = (
        noise(rng, height, width, width * 0.10, 0.06) * 0.07
        + noise(rng, height, width, width * 0.02, 0.10) * 0.03
    )
    gap = np.exp(-(((down - top) % (height * 0.075)) / (width * 0.0022)))
    shades = 1.0 + grain + 0.05 * np.sin(board * 2.3) - 0.45 * gap - 0.10 * across / width
    picture = shade(picture, 1 - 0.35 * blur(mask, width * 0.02) * (1 - mask))
    return over(picture, shade(flat(width, height, "#a87848"), shades), mask)
