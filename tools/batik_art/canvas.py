"""Putting a picture together: masks, light on height fields, shadows, walls.

Pictures are (height, width, 3) float32 arrays from 0 to 1; masks are (height, width).
"""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageFilter

from tools.batik_art.noise import colour, noise
from tools.batik_art.tile import rasterise

#: Towards the light, upper left and in front.
LIGHT = np.array([-0.52, -0.42, 0.745], np.float32)


def grid(width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the x and the y of every pixel."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    return across, down


def blur(mask: np.ndarray, radius: float) -> np.ndarray:
    """Return a softened mask (8 bits deep)."""
    image = Image.fromarray((np.clip(mask, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255


def smoothstep(low: float, high: float, values: np.ndarray) -> np.ndarray:
    """0 at ``low``, 1 at ``high``, flat at both ends."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def inside(distance: np.ndarray) -> np.ndarray:
    """Return a mask with an edge one pixel wide where a distance in pixels passes 0."""
    return np.asarray(np.clip(distance + 0.5, 0, 1))


def light(
    height: np.ndarray, *, ambient: float = 0.46, key: float = 0.70, hollows: float = 0.0
) -> np.ndarray:
    """Return the brightness of a height field (pixels) lit from the upper left.

    ``hollows`` darkens the lowest places by up to that share.
    """
    slope_y, slope_x = np.gradient(height)
    facing = -slope_x * LIGHT[0] - slope_y * LIGHT[1] + LIGHT[2]
    facing = facing / np.sqrt(slope_x * slope_x + slope_y * slope_y + 1)
    result = ambient + key * np.clip(facing, 0, 1)
    if hollows:
        level = (height - height.min()) / (float(np.ptp(height)) or 1)
        result = result * (1 - hollows * (1 - level) ** 2)
    return np.asarray(result, np.float32)


def shade(picture: np.ndarray, brightness: np.ndarray) -> np.ndarray:
    """Multiply; shadows come out a touch warmer than grey."""
    b = np.clip(brightness, 0, 1.5)
    return np.asarray(picture * np.stack([b**0.96, b, b**1.06], -1), np.float32)


def over(below: np.ndarray, above: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Lay ``above`` on ``below`` where the mask is 1."""
    return np.asarray(below + (above - below) * mask[..., None])


def cast(
    picture: np.ndarray, mask: np.ndarray, *, dx: float, dy: float, radius: float, strength: float
) -> np.ndarray:
    """Darken the picture by the soft shadow of a mask, moved by (dx, dy) pixels."""
    return shade(picture, 1 - strength * blur(_moved(mask, round(dx), round(dy)), radius))


def _moved(mask: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Return a mask moved by whole pixels; what comes in over the edge is empty."""
    height, width = mask.shape
    moved = np.zeros_like(mask)
    target = moved[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)]
    target[...] = mask[max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)]
    return moved


def flat(width: int, height: int, tone: str) -> np.ndarray:
    """Return a picture of one colour."""
    return np.array(np.broadcast_to(colour(tone), (height, width, 3)))


def wall(rng: np.random.Generator, width: int, height: int, tone: str = "#e7dfd2") -> np.ndarray:
    """Return a pale plastered wall, lit from the upper left."""
    across, down = grid(width, height)
    away = np.hypot((across / width - 0.34) / 1.05, (down / height - 0.30) / 1.1)
    grain = 0.010 * noise(rng, height, width, width / 5) + 0.006 * noise(
        rng, height, width, width / 40
    )
    return shade(flat(width, height, tone), 1.045 - 0.23 * away**1.5 + grain)


def drawn_mask(body: str, width: int, height: int, *, box: tuple[float, float]) -> np.ndarray:
    """White SVG shapes as a mask; ``box`` is the width and height of the drawing in its units."""
    return np.asarray(drawn(body, width, height, box=box)[..., 3])


def drawn(body: str, width: int, height: int, *, box: tuple[float, float]) -> np.ndarray:
    """SVG shapes as (height, width, 4) float32 with straight alpha."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box[0]} {box[1]}" '
        f'preserveAspectRatio="none">{body}</svg>'
    )
    return np.asarray(rasterise(svg, width, height), np.float32) / 255


def rod(
    picture: np.ndarray,
    *,
    left: float,
    right: float,
    y: float,
    radius: float,
    tone: str = "#6b4128",
) -> np.ndarray:
    """Return a round wooden rod with its shadow on the wall."""
    height, width = picture.shape[:2]
    across, down = grid(width, height)
    mask = (
        np.clip(radius - np.abs(down - y) + 0.5, 0, 1)
        * inside(across - left)
        * inside(right - across)
    )
    round_light = 0.50 + 0.62 * np.sqrt(np.clip(1 - ((down - y) / radius + 0.35) ** 2, 0, 1))
    grain = 1 + 0.07 * noise(np.random.Generator(np.random.PCG64(11)), height, width, 30, 0.22)
    picture = cast(
        picture, mask, dx=radius * 0.7, dy=radius * 1.3, radius=radius * 0.7, strength=0.35
    )
    return over(picture, shade(flat(width, height, tone), round_light * grain), mask)


def corners_to_unit(
    width: int, height: int, corners: list[tuple[float, float]]
) -> tuple[np.ndarray, np.ndarray]:
    """Perspective: for every pixel its place (0 to 1) in a quadrangle.

    :param corners: upper left, upper right, lower right, lower left, in pixels.
    """
    rows: list[list[float]] = []
    wanted: list[float] = []
    for (x, y), (u, v) in zip(corners, ((0, 0), (1, 0), (1, 1), (0, 1)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    m = np.append(np.linalg.solve(np.array(rows), np.array(wanted)), 1).reshape(3, 3)
    across, down = (a.astype(np.float64) for a in grid(width, height))
    depth = m[2, 0] * across + m[2, 1] * down + 1
    # On the horizon the depth is 0; nothing is seen there, but it must stay a number.
    depth = np.where(np.abs(depth) < 1e-3, 1e-3, depth)
    u_plane = (m[0, 0] * across + m[0, 1] * down + m[0, 2]) / depth
    v_plane = (m[1, 0] * across + m[1, 1] * down + m[1, 2]) / depth
    return u_plane.astype(np.float32), v_plane.astype(np.float32)


def between(values: np.ndarray, low: float, high: float) -> np.ndarray:
    """1 where values lie between two bounds, with an edge about one pixel wide."""
    slope_y, slope_x = np.gradient(values)
    pixel = np.maximum(np.hypot(slope_x, slope_y), 1e-6)
    return np.asarray(inside((values - low) / pixel) * inside((high - values) / pixel))


def turned(across: np.ndarray, down: np.ndarray, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of a cloth whose grain lies ``degrees`` clockwise of the picture's axes."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.asarray(across * c + down * s), np.asarray(-across * s + down * c)
