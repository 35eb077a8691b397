"""Surfaces: boards, plaster, earth, leaves out of focus, steam."""

from __future__ import annotations

import numpy as np

from tools.batik_art.canvas import blur, corners_to_unit, drawn, flat, grid, over, shade
from tools.batik_art.noise import noise, sample
from tools.batik_art.palettes import mix
from tools.batik_art.scenes.stage import BOX, Stage


def boards(stage: Stage, tone: str, *, wide: float, upright: bool = False) -> np.ndarray:
    """Planks ``wide`` units broad, each of a slightly different colour."""
    rng, unit = stage.rng, stage.unit
    height, width = (stage.width, stage.height) if upright else (stage.height, stage.width)
    _, down = grid(width, height)
    row = np.floor(down / (wide * unit)).astype(np.int32)
    kinds = 1 + 0.09 * rng.standard_normal(int(row.max()) + 1).astype(np.float32)
    offsets = rng.random(int(row.max()) + 1) * width
    grain = noise(rng, height, width, 150 * unit, 0.055) * 0.075
    grain = grain + noise(rng, height, width, 40 * unit, 0.06) * 0.035
    columns = (np.arange(width)[None, :] + offsets[row[:, 0]][:, None].astype(np.int64)) % width
    grain = np.take_along_axis(grain, columns, 1)
    inside = down % (wide * unit)
    gap = np.exp(-((inside / (1.7 * unit)) ** 2)) + 0.5 * np.exp(
        -(((inside - wide * unit) / (1.4 * unit)) ** 2)
    )
    shades = kinds[row] * (1 + grain) * (1 - 0.60 * np.clip(gap, 0, 1))
    picture = shade(flat(width, height, tone), shades)
    return np.ascontiguousarray(picture.transpose(1, 0, 2)) if upright else picture


def floor(stage: Stage, tone: str, *, top: float, wide: float = 120) -> np.ndarray:
    """Boards that run away from the viewer, seen below ``top`` units."""
    texture = boards(stage, tone, wide=wide, upright=True)
    unit = stage.unit
    corners = [(180.0, top), (1020.0, top), (2100.0, 960.0), (-900.0, 960.0)]
    a, b = corners_to_unit(stage.width, stage.height, [(x * unit, y * unit) for x, y in corners])
    picture = sample(texture, a * stage.width * 1.6, b * stage.height * 0.9)
    return shade(picture, 0.82 + 0.22 * np.clip(b, 0, 1))


def plaster(stage: Stage, tone: str) -> np.ndarray:
    """Return a limewashed wall with stains."""
    size = (stage.rng, stage.height, stage.width)
    stains = 0.030 * noise(*size, 260 * stage.unit) + 0.018 * noise(*size, 60 * stage.unit)
    across, down = grid(stage.width, stage.height)
    fall = 1.04 - 0.16 * across / stage.width - 0.06 * down / stage.height
    return shade(flat(stage.width, stage.height, tone), fall + stains)


def foliage(stage: Stage, *, light: float = 1.0, count: int = 260) -> np.ndarray:
    """Return a garden out of focus: discs of green and sunlit yellow."""
    rng = stage.rng
    greens = ("#2f4a24", "#48682f", "#6a8a3c", "#8fae52", "#3a5a3a", "#b6c872", "#5d7d4a")
    body = '<rect width="100%" height="100%" fill="#4f6d36"/>'
    for _ in range(count):
        x, y, radius = rng.random() * 1200, rng.random() * 960, 16 + rng.random() ** 2 * 80
        green = greens[int(rng.integers(7))]
        shine = mix(green, "#f4efc0", float(np.clip(0.50 - y / 1500, 0, 1)))
        body += f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="{shine}" fill-opacity="0.55"/>'
    picture = drawn(body, stage.width, stage.height, box=BOX)[..., :3]
    soft = np.dstack([blur(picture[..., k], 9 * stage.unit) for k in range(3)])
    return np.asarray(np.clip(soft * light, 0, 1), np.float32)


def steam(stage: Stage, outline: str, *, soft: float = 46, strength: float = 0.7) -> None:
    """Wisps of steam in the shape of an outline."""
    size = (stage.rng, stage.height, stage.width)
    wisps = noise(*size, 170 * stage.unit, 1.5) + 0.6 * noise(*size, 70 * stage.unit, 1.7)
    cloud = np.clip(0.52 + 0.24 * wisps, 0, 1) * strength
    mask = (blur(stage.mask(outline), soft * stage.unit) * cloud).astype(np.float32)
    white = flat(stage.width, stage.height, "#f6f1e8")
    stage.picture = over(stage.picture, white, mask)
    stage.kept = np.asarray(stage.kept * (1 - 0.3 * mask), np.float32)


def dapple(stage: Stage, outline: str, *, strength: float = 0.22) -> None:
    """Spots of sun that fall through leaves."""
    size = (stage.rng, stage.height, stage.width)
    spots = np.clip(
        noise(*size, 90 * stage.unit) + 0.5 * noise(*size, 40 * stage.unit) - 0.55, 0, 1.2
    )
    mask = blur(stage.mask(outline), 20 * stage.unit) * spots * strength
    stage.picture = stage.picture * (1 + mask[..., None] * np.array([1.15, 1.0, 0.7], np.float32))
