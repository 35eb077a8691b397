"""Curves for the motifs: clothoid curls, tapering ribbons, smooth paths. Units are tile units."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

Point = tuple[float, float]
#: A point on a curve and the heading there, in degrees.
Step = tuple[float, float, float]


def number(value: float) -> str:
    """Return a number as short, stable SVG text."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def curl(
    x: float,
    y: float,
    *,
    heading: float,
    length: float,
    bend: tuple[float, float],
    power: float = 1.0,
    count: int = 48,
) -> list[Point]:
    """Return a curve whose curvature (1/units) runs from ``bend[0]`` to ``bend[1]``.

    A second value far from 0 winds it into a hook; opposite signs give an S. y points down, so a
    positive curvature turns clockwise on screen. ``heading`` is in degrees.
    """
    angle = math.radians(heading)
    step = length / count
    points = [(x, y)]
    for index in range(count):
        share = ((index + 0.5) / count) ** power
        angle += (bend[0] + (bend[1] - bend[0]) * share) * step
        x += math.cos(angle) * step
        y += math.sin(angle) * step
        points.append((x, y))
    return points


def bezier(a: Point, b: Point, c: Point, d: Point, *, count: int = 24) -> list[Point]:
    """``count + 1`` points on the cubic Bezier curve from ``a`` to ``d``."""
    points = []
    for index in range(count + 1):
        t = index / count
        s = 1 - t
        weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
        x = sum(weight * p[0] for weight, p in zip(weights, (a, b, c, d), strict=True))
        y = sum(weight * p[1] for weight, p in zip(weights, (a, b, c, d), strict=True))
        points.append((x, y))
    return points


def polar(x: float, y: float, angle: float, radius: float) -> Point:
    """Return the point ``radius`` away from (x, y) in direction ``angle`` (degrees)."""
    return x + math.cos(math.radians(angle)) * radius, y + math.sin(math.radians(angle)) * radius


def ellipse(x: float, y: float, half_width: float, half_height: float) -> list[Point]:
    """36 points round an ellipse."""
    turns = [2 * math.pi * index / 36 for index in range(36)]
    return [(x + half_width * math.cos(t), y + half_height * math.sin(t)) for t in turns]


def rotate(points: Iterable[Point], degrees: float) -> list[Point]:
    """Return the points turned about the origin."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x * c - y * s, x * s + y * c) for x, y in points]


def shift(points: Iterable[Point], dx: float, dy: float) -> list[Point]:
    """Return the points moved by (dx, dy)."""
    return [(x + dx, y + dy) for x, y in points]


def scale(points: Iterable[Point], across: float, down: float | None = None) -> list[Point]:
    """Return the points scaled about the origin; one factor for both axes unless ``down`` is given."""
    down = across if down is None else down
    return [(x * across, y * down) for x, y in points]


def normals(points: Sequence[Point]) -> list[Point]:
    """Return the unit normal at every point of a polyline."""
    result = []
    for index in range(len(points)):
        x0, y0 = points[max(index - 1, 0)]
        x1, y1 = points[min(index + 1, len(points) - 1)]
        length = math.hypot(x1 - x0, y1 - y0) or 1
        result.append((-(y1 - y0) / length, (x1 - x0) / length))
    return result


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """Return the outline of a stroke whose width changes along it (widths are spread evenly)."""
    last = len(widths) - 1
    left, right = [], []
    for index, ((x, y), (nx, ny)) in enumerate(zip(points, normals(points), strict=True)):
        t = index / (len(points) - 1) * last
        k = min(int(t), last - 1)
        half = (widths[k] + (widths[k + 1] - widths[k]) * (t - k)) / 2
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    return left + right[::-1]


def offset(points: Sequence[Point], distance: float) -> list[Point]:
    """Return the polyline moved sideways by ``distance``."""
    pairs = zip(points, normals(points), strict=True)
    return [(x + nx * distance, y + ny * distance) for (x, y), (nx, ny) in pairs]


def along(
    points: Sequence[Point], step: float, *, start: float = 0.0, end: float = 0.0
) -> list[Step]:
    """Points every ``step`` along a polyline, leaving ``start`` and ``end`` units free."""
    lengths = [math.dist(a, b) for a, b in pairwise(points)]
    last = sum(lengths) - end
    result = []
    wanted, index, passed = start, 0, 0.0
    while wanted <= last + 1e-9 and index < len(lengths):
        if passed + lengths[index] < wanted:
            passed += lengths[index]
            index += 1
            continue
        t = (wanted - passed) / (lengths[index] or 1)
        (x0, y0), (x1, y1) = points[index], points[index + 1]
        angle = math.degrees(math.atan2(y1 - y0, x1 - x0))
        result.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * t, angle))
        wanted += step
    return result


def poly(points: Sequence[Point], *, closed: bool = True) -> str:
    """Return a path of straight lines."""
    lines = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    return "M" + lines + ("Z" if closed else "")


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """Return a Catmull-Rom path through the points."""
    count = len(points)
    if count < 3:
        return poly(points, closed=closed)
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    for index in range(count if closed else count - 1):
        before = points[(index - 1) % count] if closed or index else points[0]
        here, there = points[index % count], points[(index + 1) % count]
        after = points[(index + 2) % count] if closed or index + 2 < count else there
        values = (
            here[0] + (there[0] - before[0]) / 6,
            here[1] + (there[1] - before[1]) / 6,
            there[0] - (after[0] - here[0]) / 6,
            there[1] - (after[1] - here[1]) / 6,
            *there,
        )
        path += "C" + " ".join(number(value) for value in values)
    return path + ("Z" if closed else "")


def leaf(
    length: float, width: float, *, bend: float = 0.0, count: int = 20
) -> tuple[list[Point], list[Point]]:
    """Return a leaf from the origin along +x: its outline and its midrib. ``bend`` is in degrees."""
    curvature = math.radians(bend) / length
    rib = curl(0, 0, heading=-bend / 2, length=length, bend=(curvature, curvature), count=count)
    widths = [width * math.sin(math.pi * (i / count) ** 0.82) for i in range(count + 1)]
    return ribbon(rib, widths), rib
