"""A bolt of cloth, partly unrolled (gulung)."""

from __future__ import annotations

import math

import numpy as np

from tools.batik_art.canvas import cast, grid, inside, light, over, shade, smoothstep, wall
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import colour, noise, sample


def gulung(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Show a bolt, partly unrolled towards the viewer."""
    k = width / 1200
    tone = ("#e5ded1", "#e2dfd8", "#e8dbc9")[int(rng.integers(3))]
    picture = wall(rng, width, height, tone)
    radius, y = 118 * k, height * 0.215
    left, right = width * 0.12, width * 0.84
    picture = _sheet(picture, cloth, rng, left=left, right=right, y=y, radius=radius)
    picture = _roll(picture, cloth, rng, left=left, right=right, y=y, radius=radius)
    return _end(picture, cloth, x=right, y=y, radius=radius, depth=34 * k)


def _sheet(
    picture: np.ndarray,
    cloth: Cloth,
    rng: np.random.Generator,
    *,
    left: float,
    right: float,
    y: float,
    radius: float,
) -> np.ndarray:
    """Lay the part that lies on the table and widens towards the viewer."""
    height, width = picture.shape[:2]
    k = width / 1200
    across, down = grid(width, height)
    t = np.clip((down - y) / (height * 0.97 - y), 0, 1.2)
    edge_left, edge_right = left - width * 0.062 * t, right + width * 0.062 * t
    a = (across - edge_left) / (edge_right - edge_left)
    foot = height * 0.945 + 9 * k * np.sin(a * 9 + 1) + 5 * k * np.sin(a * 21)
    mask = (
        inside(across - edge_left)
        * inside(edge_right - across)
        * np.clip(down - y, 0, 1)
        * inside(foot - down)
    )
    hills = (
        noise(rng, height, width, 420 * k, 0.7) * 9 * k
        + noise(rng, height, width, 160 * k) * 1.6 * k
    )
    hills = (hills * smoothstep(0.12, 0.5, t)).astype(np.float32)
    slope_y, slope_x = np.gradient(hills)
    u = (a - 0.5) * (right - left) * 1.06 + slope_x * 24 * k
    v = (down - y) * (1.22 - 0.26 * t) + radius * 1.2 + slope_y * 24 * k
    rows = cloth.strip.shape[0]
    border_v = rows - (foot - down)
    border = sample(cloth.strip, u, np.clip(border_v, 0, rows - 1), wrap_down=False)
    print_ = np.where((border_v >= 0)[..., None], border, sample(cloth.body, u, v))
    shades = light(hills, ambient=0.38, key=0.84) * (1.02 - 0.10 * a)
    shades = shades * (1 - 0.62 * np.exp(-np.clip(down - y - radius * 0.92, 0, None) / (46 * k)))
    picture = cast(picture, mask, dx=20 * k, dy=22 * k, radius=22 * k, strength=0.40)
    picture = cast(picture, mask, dx=4 * k, dy=6 * k, radius=5 * k, strength=0.34)
    return over(picture, shade(print_, shades), mask)


def _roll(
    picture: np.ndarray,
    cloth: Cloth,
    rng: np.random.Generator,
    *,
    left: float,
    right: float,
    y: float,
    radius: float,
) -> np.ndarray:
    height, width = picture.shape[:2]
    k = width / 1200
    across, down = grid(width, height)
    q = (down - y) / radius
    end = 34 * k * np.sqrt(np.clip(1 - q * q, 0, 1))
    mask = inside(across - (left - end * 0.55)) * inside(right - across)
    mask = mask * np.clip((1 - np.abs(q)) * radius + 0.3, 0, 1)
    angle = np.arcsin(np.clip(q, -0.9999, 0.9999))
    print_ = sample(cloth.body, across - (left + right) / 2, angle * radius)
    shades = 0.30 + 0.84 * np.clip(-np.sin(angle) * 0.55 + np.cos(angle) * 0.70, 0, 1)
    shades = shades + 0.10 * np.exp(-(((q + 0.42) / 0.18) ** 2))
    shades = shades * (1 + 0.02 * noise(rng, height, width, 90 * k))
    shades = shades * (1.03 - 0.12 * (across - left) / (right - left))
    picture = cast(picture, mask, dx=14 * k, dy=30 * k, radius=20 * k, strength=0.30)
    return over(picture, shade(print_, shades), mask)


def _end(
    picture: np.ndarray, cloth: Cloth, *, x: float, y: float, radius: float, depth: float
) -> np.ndarray:
    """Lay the wound layers at the end of the roll."""
    height, width = picture.shape[:2]
    across, down = grid(width, height)
    q = (down - y) / radius
    away = np.hypot((across - x) / depth, q)
    turn = away * 9 + np.arctan2(q, (across - x) / depth) / (2 * math.pi)
    ring = np.abs((turn - np.floor(turn)) * 2 - 1)
    wax, ground = colour(cloth.palette.wax), colour(cloth.palette.ground)
    pale = wax * 0.80 + ground * 0.20
    tone = np.where((ring > 0.42)[..., None], pale, ground * 0.9 + pale * 0.1)
    core = inside((0.20 - away) * depth)[..., None]
    tone = tone * (1 - core) + colour("#3a2a20") * core
    shades = (0.58 + 0.20 * smoothstep(1, -1, q)) * (1 - 0.25 * smoothstep(0.86, 1.0, away))
    return over(picture, shade(tone, shades), inside((1 - away) * depth))
