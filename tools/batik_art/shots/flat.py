"""Cloth that fills the picture: lying flat, gathered, seen close, or as a swatch."""

from __future__ import annotations

import math

import numpy as np

from tools.batik_art.canvas import grid, light, shade
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import noise, sample


def kain(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Lying flat, filling the picture, with a few soft undulations."""
    across, down = grid(width, height)
    k = width / 1200
    hills = noise(rng, height, width, 620 * k, 0.8) * 15 * k
    hills = hills + noise(rng, height, width, 250 * k, 1.5) * 3.6 * k
    slope_y, slope_x = np.gradient(hills)
    shift_x, shift_y = rng.random(2) * 900
    print_ = sample(
        cloth.body, across + slope_x * 22 * k + shift_x, down + slope_y * 22 * k + shift_y
    )
    shades = light(hills, ambient=0.36, key=0.86)
    away = np.hypot(across / width - 0.4, down / height - 0.38)
    return shade(print_, shades / shades.mean() * (1.05 - 0.16 * away))


def draperi(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Gathered in sweeping diagonal folds."""
    across, down = grid(width, height)
    k = width / 1200
    folds, large = _sweep(rng, across, down, k)
    # The print follows the large folds only.
    slope_y, slope_x = np.gradient(large)
    u = across + slope_x * 10 * k - 0.16 * large
    v = down + slope_y * 10 * k - 0.40 * large
    shades = light(folds, ambient=0.38, key=0.88, hollows=0.36)
    return shade(sample(cloth.body, u, v), shades / shades.mean() * 1.0)


def _sweep(
    rng: np.random.Generator, across: np.ndarray, down: np.ndarray, k: float
) -> tuple[np.ndarray, np.ndarray]:
    """Heights of diagonal folds, and of their large waves alone."""
    height, width = across.shape
    angle = math.radians(58 + 14 * float(rng.random()))
    over_folds = (across * math.cos(angle) + down * math.sin(angle)) / k
    along_folds = (-across * math.sin(angle) + down * math.cos(angle)) / k
    place = over_folds + 150 * np.sin(along_folds / 620 + float(rng.random()) * 6)
    place = place + 40 * noise(rng, height, width, 420 * k)
    folds = np.zeros_like(across)
    large = folds
    for length, size in ((470, 58), (250, 20), (141, 5)):
        phase = float(rng.random()) * 2 * math.pi
        strength = 0.62 + 0.38 * np.sin(along_folds / (length * 1.9) + float(rng.random()) * 6)
        turn = 2 * math.pi * place / length + phase
        folds = folds + size * strength * (np.sin(turn) + 0.16 * np.cos(2 * turn))
        if length == 250:
            large = folds * k
    folds = (folds + noise(rng, height, width, 130 * k) * 2.0) * k
    return np.asarray(folds, np.float32), np.asarray(large, np.float32)


def detail(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Show a close crop, one soft fold across it, the threads of the weave visible."""
    across, down = grid(width, height)
    k = width / 1200
    angle = math.radians(-28 + 16 * float(rng.random()))
    place = (across * math.sin(angle) + down * math.cos(angle)) / k
    ridge = 46 * np.exp(-(((place - 900 - 200 * float(rng.random())) / 190) ** 2))
    hills = (ridge + 9 * noise(rng, height, width, 380 * k)) * k
    slope_y, slope_x = np.gradient(hills.astype(np.float32))
    aside = (rng.random(2) - 0.5) * 50 * cloth.scale
    start_x = cloth.focus[0] - width / 2 + aside[0]
    start_y = cloth.focus[1] - height * 0.46 + aside[1]
    u, v = across + slope_x * 30 * k + start_x, down + slope_y * 30 * k + start_y
    print_ = sample(cloth.body, u, v)
    pitch = 2 * math.pi / (7.0 * k)
    warp, weft = np.sin(u * pitch), np.sin(v * pitch)
    # Plain weave: one thread on top of the other, turn about.
    threads = np.where(np.sin(u * pitch / 2) * np.sin(v * pitch / 2) > 0, warp, weft)
    strength = 0.030 if cloth.printed else 0.042
    shades = light(hills.astype(np.float32), ambient=0.34, key=0.90)
    shades = shades / shades.mean() * (1.0 + strength * threads)
    return shade(
        print_, shades * (1.06 - 0.18 * np.hypot(across / width - 0.42, down / height - 0.4))
    )


def swatch(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Flat and evenly lit, for the chips of the motif pages."""
    across, down = grid(width, height)
    shades = 1.0 + 0.02 * noise(rng, height, width, width * 0.4)
    return shade(sample(cloth.body, across, down), shades)
