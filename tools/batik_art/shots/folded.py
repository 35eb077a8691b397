"""Cloth folded into a stack (lipat)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tools.batik_art.canvas import (
    between,
    cast,
    corners_to_unit,
    grid,
    inside,
    light,
    over,
    shade,
    smoothstep,
    wall,
)
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import noise, sample

FOLDS = 4


@dataclass(frozen=True)
class _Stack:
    """The outline of the stack in pixels; ``half`` is half the height of one fold."""

    k: float
    left: float
    right: float
    front: float
    back: float
    inset: float
    half: float

    @property
    def length(self) -> float:
        """Width of the front edge."""
        return self.right - self.left

    @property
    def depth(self) -> float:
        """Cloth between the front and the back edge."""
        return 560 * self.k


def lipat(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Folded into a soft stack on a pale table, its bordered end to the left."""
    k = width / 1200
    tone = ("#ebe6dd", "#e6e2da", "#ecdfce")[int(rng.integers(3))]
    picture = wall(rng, width, height, tone)
    stack = _Stack(
        k, width * 0.115, width * 0.885, height * 0.545, height * 0.275, width * 0.075, 46 * k
    )
    across, down = grid(width, height)
    wave = 5 * k * np.sin(across / (150 * k) + 1) + 3 * k * np.sin(across / (67 * k))
    picture = _shadow(picture, stack, across, down)
    phases = rng.random((FOLDS, 3)) * 6
    for index in reversed(range(FOLDS)):
        bent = wave * (1 - 0.2 * index)
        picture = _fold(picture, cloth, stack, rng, index=index, phase=phases[index], wave=bent)
    return _top(picture, cloth, stack, wave, rng)


def _print(cloth: Cloth, stack: _Stack, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return the cloth ``u`` pixels from the left edge: border first, then body."""
    rows = cloth.strip.shape[0]
    body = sample(cloth.body, u + 140 * stack.k, v)
    border = sample(cloth.strip, v, np.clip(rows - 1 - u, 0, rows - 1), wrap_down=False)
    return np.where((u < rows)[..., None], border, body)


def _shadow(picture: np.ndarray, stack: _Stack, across: np.ndarray, down: np.ndarray) -> np.ndarray:
    k = stack.k
    # The outline narrows towards the back.
    t = np.clip((stack.front - down) / (stack.front - stack.back), 0, 1)
    bottom = stack.front + 2 * stack.half * FOLDS * 0.965
    foot = (across > stack.left + stack.inset * t) & (across < stack.right - stack.inset * t)
    foot &= (down > stack.back + 50 * k) & (down < bottom)
    mask = foot.astype(np.float32)
    picture = cast(picture, mask, dx=10 * k, dy=40 * k, radius=46 * k, strength=0.50)
    return cast(picture, mask, dx=4 * k, dy=13 * k, radius=10 * k, strength=0.55)


def _fold(
    picture: np.ndarray,
    cloth: Cloth,
    stack: _Stack,
    rng: np.random.Generator,
    *,
    index: int,
    phase: np.ndarray,
    wave: np.ndarray,
) -> np.ndarray:
    """Lay the rounded front of one fold; index 0 is the uppermost and runs on into the top."""
    height, width = picture.shape[:2]
    k, half = stack.k, stack.half
    across, down = grid(width, height)
    lower = index > 0
    z = (down - wave - stack.front - 2 * half * index * 0.965 - half) / half
    z = z + 0.10 * np.sin(across / (210 * k) + phase[0]) * lower
    rim = np.sqrt(np.clip(1 - z * z, 0, 1))
    bulge = 26 * k * (1 - np.where((z < 0) & (not lower), 1, rim))
    left = stack.left + (9 * math.sin(phase[1]) - 4) * k * lower + bulge
    right = stack.right + (9 * math.sin(phase[2]) + 4) * k * lower - bulge
    mask = inside(across - left) * inside(right - across) * inside((1 - np.abs(z)) * half)
    v = stack.depth + index * 331 * k + np.arcsin(np.clip(z, -0.999, 0.999)) * half
    shades = 0.22 + np.clip(-z * 0.82 + rim * 0.56, 0, 1.0)
    shades = shades * (1 - 0.34 * smoothstep(0.45, 1.0, z))
    shades = shades * (1 - 0.26 * smoothstep(-0.55, -1.0, z) * lower)
    side = np.clip(np.minimum(across - left, right - across), 0, None)
    shades = shades * (1 - 0.32 * np.exp(-side / (16 * k)))
    shades = shades * (1.04 - 0.14 * (across - stack.left) / stack.length)
    shades = shades * (1 + 0.03 * noise(rng, height, width, 60 * k, 0.6)) * (1 - 0.05 * index)
    return over(picture, shade(_print(cloth, stack, across - stack.left, v), shades), mask)


def _top(
    picture: np.ndarray, cloth: Cloth, stack: _Stack, wave: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    height, width = picture.shape[:2]
    k = stack.k
    corners = [
        (stack.left + stack.inset, stack.back),
        (stack.right - stack.inset, stack.back),
        (stack.right, stack.front),
        (stack.left, stack.front),
    ]
    a, b = corners_to_unit(width, height, corners)
    b = b - wave * np.clip(b, 0, 1) / (stack.front - stack.back)
    hills = (
        noise(rng, height, width, 300 * k, 1.4) * 4.2 * k
        + noise(rng, height, width, 110 * k) * 0.9 * k
    )
    rounded = 0.012 * np.clip(1 - b / 0.05, 0, 1) ** 2
    length = stack.length
    mask = np.clip((a - rounded) * length, 0, 1) * np.clip((1 - rounded - a) * length, 0, 1)
    mask = mask * between(b, 0, 1.004)
    shades = light(hills.astype(np.float32), ambient=0.40, key=0.80)
    shades = shades / shades.mean() * (1.01 + 0.06 * b - 0.13 * a)
    shades = (
        shades
        * (1 + 0.10 * smoothstep(0.86, 1.0, b))
        * (1 - 0.30 * np.exp(-np.clip(b, 0, None) / 0.02))
    )
    side = np.minimum(np.clip(a, 0, 1), np.clip(1 - a, 0, 1))
    shades = shades * (1 - 0.22 * np.exp(-side / 0.008))
    return over(picture, shade(_print(cloth, stack, a * length, b * stack.depth), shades), mask)
