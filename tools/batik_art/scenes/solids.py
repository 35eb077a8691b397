"""Round solids by sphere tracing: chains of tapered rods that melt into one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Place = tuple[float, float, float]
#: Many places at once: arrays of x, y and z.
Points = tuple[np.ndarray, np.ndarray, np.ndarray]

#: Steps along each ray, and the depth in units at which a ray has missed everything.
STEPS, NEAR, FAR = 44, 150.0, -190.0


@dataclass(frozen=True)
class Rod:
    """A rod between two places (x, y down, z towards the viewer), its radius tapering; units."""

    a: Place
    b: Place
    first: float
    last: float


@dataclass(frozen=True)
class Relief:
    """What the viewer sees: arrays of one size; ``depth`` is z in units."""

    depth: np.ndarray
    #: Unit normals, (height, width, 3).
    normal: np.ndarray
    #: 1 where a solid is seen.
    mask: np.ndarray
    #: 1 in the open, less in creases.
    openness: np.ndarray


def trace(
    groups: Sequence[Sequence[Rod]],
    across: np.ndarray,
    down: np.ndarray,
    *,
    melt: float = 9,
    join: float = 3.5,
) -> Relief:
    """Look straight at the solids; ``across`` and ``down`` are the places of the pixels in units.

    Rods of one group melt into one another over ``melt`` units, groups over ``join`` units.
    """
    depth = np.full(across.shape, NEAR, np.float32)
    nearest = np.full(across.shape, 1e9, np.float32)
    for _ in range(STEPS):
        distance = _distance(groups, (across, down, depth), melt=melt, join=join)
        nearest = np.minimum(nearest, distance)
        depth = np.maximum(depth - 0.9 * np.clip(distance, 0, None), FAR)
    normal = _normals(groups, (across, down, depth), melt=melt, join=join)
    openness = np.ones_like(depth)
    for reach in (8.0, 20.0, 42.0):
        out = (
            across + normal[..., 0] * reach,
            down + normal[..., 1] * reach,
            depth + normal[..., 2] * reach,
        )
        found = _distance(groups, out, melt=melt, join=join)
        openness *= 1 - 0.34 * np.clip(1 - found / reach, 0, 1)
    mask = np.clip(1.1 - nearest, 0, 1) * (depth > FAR + 1)
    return Relief(depth, normal, np.asarray(mask, np.float32), openness)


def _distance(
    groups: Sequence[Sequence[Rod]], at: Points, *, melt: float, join: float
) -> np.ndarray:
    total: np.ndarray | None = None
    for rods in groups:
        group: np.ndarray | None = None
        for rod in rods:
            one = _rod_distance(rod, *at)
            group = one if group is None else _melted(group, one, melt)
        if group is not None:
            total = group if total is None else _melted(total, group, join)
    if total is None:
        raise ValueError("nothing to trace")
    return total


def _rod_distance(rod: Rod, x: np.ndarray, y: np.ndarray, z: np.ndarray) -> np.ndarray:
    ax, ay, az = rod.a
    bx, by, bz = rod.b[0] - ax, rod.b[1] - ay, rod.b[2] - az
    t = ((x - ax) * bx + (y - ay) * by + (z - az) * bz) / (bx * bx + by * by + bz * bz)
    t = np.clip(t, 0, 1)
    away = (x - ax - t * bx) ** 2 + (y - ay - t * by) ** 2 + (z - az - t * bz) ** 2
    return np.asarray(np.sqrt(away) - (rod.first + (rod.last - rod.first) * t))


def _melted(a: np.ndarray, b: np.ndarray, width: float) -> np.ndarray:
    """Return the smaller of two distances, rounded where they are alike."""
    share = np.clip(width - np.abs(a - b), 0, None) / width
    return np.asarray(np.minimum(a, b) - share * share * width / 4)


def _normals(
    groups: Sequence[Sequence[Rod]], at: Points, *, melt: float, join: float
) -> np.ndarray:
    x, y, z = at
    step = np.float32(0.8)
    here = _distance(groups, at, melt=melt, join=join)
    moved = ((x + step, y, z), (x, y + step, z), (x, y, z + step))
    slopes = [_distance(groups, place, melt=melt, join=join) - here for place in moved]
    normal = np.stack(slopes, -1)
    return np.asarray(normal / (np.linalg.norm(normal, axis=-1, keepdims=True) + 1e-6), np.float32)
