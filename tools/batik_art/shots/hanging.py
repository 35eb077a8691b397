"""Cloth that hangs: from a rod, or as a fringed scarf."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tools.batik_art.canvas import cast, grid, inside, light, over, rod, shade, smoothstep, wall
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import colour, sample


@dataclass(frozen=True)
class Panel:
    """Where a cloth hangs, in pixels, and how it folds."""

    left: float
    right: float
    top: float
    bottom: float
    depth: float
    waves: float
    border: bool = True
    #: Length of the fringe; 0 for none.
    fringe: float = 0
    #: Moves the print sideways.
    start: float = 0


def gantung(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Hung from a wooden rod against a pale wall."""
    k = width / 1200
    tone = ("#e7dfd2", "#e3e0d9", "#e9dccb", "#dfe0da")[int(rng.integers(4))]
    picture = wall(rng, width, height, tone)
    top = height * 0.085
    waves = 4.6 + 1.4 * float(rng.random())
    panel = Panel(width * 0.13, width * 0.87, top, height * 0.915, 21 * k, waves)
    picture = hang(picture, cloth, rng, panel)
    return rod(picture, left=width * 0.065, right=width * 0.935, y=top + 2 * k, radius=15 * k)


def selendang(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Show a scarf over a rod: a short tail behind, a long one in front, both fringed."""
    k = width / 1200
    tone = ("#e2ddd6", "#e6dccd", "#dcdfdb")[int(rng.integers(3))]
    picture = wall(rng, width, height, tone)
    top = height * 0.10
    behind = Panel(
        width * 0.44, width * 0.78, top, height * 0.70, 15 * k, 2.6, fringe=46 * k, start=300
    )
    front = Panel(
        width * 0.22, width * 0.60, top - 3 * k, height * 0.885, 17 * k, 3.0, fringe=52 * k
    )
    picture = hang(picture, cloth, rng, behind)
    picture = hang(picture, cloth, rng, front)
    return rod(picture, left=width * 0.08, right=width * 0.92, y=top, radius=15 * k, tone="#7a5233")


def hang(picture: np.ndarray, cloth: Cloth, rng: np.random.Generator, panel: Panel) -> np.ndarray:
    """Hang a cloth in front of a picture, with its shadows."""
    height, width = picture.shape[:2]
    k = width / 1200
    across, down = grid(width, height)
    folds = _folds(rng, across, down, panel)
    # Arc length: the print narrows where the fold turns away.
    length = np.cumsum(np.sqrt(1 + np.gradient(folds, axis=1) ** 2), 1, dtype=np.float32)
    middle = min(width - 1, max(0, int((panel.left + panel.right) / 2)))
    u = length - length[:, middle : middle + 1] + across[:, middle : middle + 1] + panel.start
    foot = panel.bottom + 0.34 * folds[min(height - 1, int(panel.bottom))][None, :]
    left, right = _sides(down, panel, k)
    mask = (
        inside(across - left)
        * inside(right - across)
        * inside(down - panel.top)
        * inside(foot - down)
    )
    print_ = sample(cloth.body, u, down - panel.top + 0.10 * folds)
    if panel.border:
        print_ = _with_border(print_, cloth, u, foot - down)
    shades = _brightness(folds, down, panel, np.minimum(across - left, right - across), k)
    if panel.fringe:
        gap = inside(across - left - 2 * k) * inside(right - across - 2 * k)
        picture = _fringe(
            picture,
            cloth,
            u,
            below_foot=down - foot,
            length=panel.fringe,
            mask=gap,
            shades=shades,
        )
    picture = cast(picture, mask, dx=20 * k, dy=26 * k, radius=24 * k, strength=0.42)
    picture = cast(picture, mask, dx=5 * k, dy=7 * k, radius=5 * k, strength=0.30)
    return over(picture, shade(print_, shades), mask)


def _folds(
    rng: np.random.Generator, across: np.ndarray, down: np.ndarray, panel: Panel
) -> np.ndarray:
    """Height of hanging folds: shallow at the rod, deeper and wider towards the foot."""
    t = np.clip((down - panel.top) / (panel.bottom - panel.top), 0, 1.05)
    x = across / (panel.right - panel.left)
    phase = rng.random(8) * 2 * math.pi
    x = x + 0.018 * np.sin(2 * math.pi * (t * 0.7 + x * 1.1) + phase[6]) * t
    turn = 2 * math.pi * panel.waves * x
    height = np.sin(turn + phase[0] + 0.5 * t)
    height = height + 0.55 * np.sin(1.63 * turn + phase[1] - 0.4 * t) * (1 - 0.3 * t)
    height = height + 0.34 * np.sin(2.4 * turn + phase[2]) * (1 - 0.75 * t)
    height = height + 0.8 * np.sin(0.42 * turn + phase[3] + 0.8 * t)
    height = np.sign(height) * np.abs(height) ** 0.92
    return np.asarray(height * panel.depth * (0.42 + 0.58 * t**0.8), np.float32)


def _sides(down: np.ndarray, panel: Panel, k: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the two edges, drawn in a little and not quite straight."""
    t = np.clip((down - panel.top) / (panel.bottom - panel.top), 0, 1)
    pull = (panel.right - panel.left) * 0.012 * np.sin(t * 2.6 + 1) * t
    left = panel.left + pull + 3 * k * np.sin(down / (70 * k))
    right = panel.right - pull + 3 * k * np.sin(down / (83 * k) + 2)
    return np.asarray(left), np.asarray(right)


def _with_border(
    print_: np.ndarray, cloth: Cloth, u: np.ndarray, above_foot: np.ndarray
) -> np.ndarray:
    rows = cloth.strip.shape[0]
    v = rows - above_foot
    border = sample(cloth.strip, u, np.clip(v, 0, rows - 1), wrap_down=False)
    return np.where((v >= 0)[..., None], border, print_)


def _brightness(
    folds: np.ndarray, down: np.ndarray, panel: Panel, from_edge: np.ndarray, k: float
) -> np.ndarray:
    result = light(folds, ambient=0.40, key=0.80, hollows=0.42)
    result = result * (1 - 0.10 * smoothstep(panel.bottom - 10 * k, panel.bottom, down))
    result = result * (0.93 + 0.07 * smoothstep(panel.top, panel.top + 60 * k, down))
    return np.asarray(result * (1 - 0.20 * np.exp(-np.clip(from_edge, 0, None) / (4 * k))))


def _fringe(
    picture: np.ndarray,
    cloth: Cloth,
    u: np.ndarray,
    *,
    below_foot: np.ndarray,
    length: float,
    mask: np.ndarray,
    shades: np.ndarray,
) -> np.ndarray:
    """Lay the fringe under the foot of a panel; ``length`` is in pixels."""
    k = picture.shape[1] / 1200
    ends = length * (0.88 + 0.12 * np.sin(u * 0.9))
    thread = 0.5 + 0.5 * np.sin(u * 2 * math.pi / (7.5 * k))
    gaps = smoothstep(0.18, 0.62, thread + 0.25 * (1 - np.clip(below_foot / length, 0, 1)))
    mask = mask * inside(below_foot) * inside(ends - below_foot) * gaps
    tone = np.broadcast_to(colour(cloth.palette.wax) * 0.93, picture.shape)
    picture = cast(picture, mask, dx=7 * k, dy=9 * k, radius=4 * k, strength=0.30)
    return over(picture, shade(tone, shades * (0.72 + 0.34 * thread)), mask)
