"""SVG paint: gradients and shaded bodies."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from tools.batik_art.palettes import mix

_names = itertools.count()


def gradient(stops: Sequence[tuple[float, str]], *, down: bool = False) -> tuple[str, str]:
    """Return a straight gradient: its definition and the value for ``fill``."""
    name = f"shade{next(_names)}"
    end = 'x2="0" y2="1"' if down else 'x2="1" y2="0"'
    marks = "".join(f'<stop offset="{place}" stop-color="{tone}"/>' for place, tone in stops)
    return (
        f'<defs><linearGradient id="{name}" x1="0" y1="0" {end}>{marks}</linearGradient></defs>',
        f"url(#{name})",
    )


def ball(
    stops: Sequence[tuple[float, str]], *, x: float = 0.36, y: float = 0.32
) -> tuple[str, str]:
    """Return a round gradient lit from the upper left: its definition and the value for ``fill``."""
    name = f"shade{next(_names)}"
    marks = "".join(f'<stop offset="{place}" stop-color="{tone}"/>' for place, tone in stops)
    return (
        f'<defs><radialGradient id="{name}" cx="{x}" cy="{y}" r="0.85">{marks}</radialGradient></defs>',
        f"url(#{name})",
    )


def barrel(tone: str, *, contrast: float = 1.0) -> list[tuple[float, str]]:
    """Return stops for something round and upright, lit from the left."""
    return [
        (0.0, mix(tone, "#000000", 0.34 * contrast)),
        (0.16, mix(tone, "#ffffff", 0.10 * contrast)),
        (0.34, mix(tone, "#ffffff", 0.26 * contrast)),
        (0.62, mix(tone, "#000000", 0.16 * contrast)),
        (1.0, mix(tone, "#000000", 0.62 * contrast)),
    ]


def path(
    data: str, *, fill: str = "none", stroke: str = "", line: float = 0, opacity: float = 1
) -> str:
    """Return a path element."""
    edge = f' stroke="{stroke}" stroke-width="{line}" stroke-linecap="round"' if line else ""
    return f'<path d="{data}" fill="{fill}"{edge} opacity="{opacity}"/>'


def oval(x: float, y: float, across: float, down: float, *, fill: str, opacity: float = 1) -> str:
    """Return a filled ellipse; ``across`` and ``down`` are its half axes."""
    return (
        f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{across:.1f}" ry="{down:.1f}" fill="{fill}" '
        f'opacity="{opacity}"/>'
    )


def bar(x: float, y: float, width: float, height: float, tone: str) -> str:
    """Return a round bar: level when it is wider than tall, upright otherwise."""
    if width > height:
        stops = [(0, mix(tone, "#ffffff", 0.24)), (0.4, tone), (1, mix(tone, "#000000", 0.55))]
    else:
        stops = barrel(tone, contrast=0.8)
    definition, fill = gradient(stops, down=width > height)
    radius = min(width, height) / 2.4
    return (
        f'{definition}<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{radius}" '
        f'fill="{fill}"/>'
    )


def placed(body: str, x: float, y: float, *, turn: float = 0, size: float = 1) -> str:
    """Return a drawing moved to (x, y), turned and sized about its own origin."""
    return (
        f'<g transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f}) scale({size:.3f})">{body}</g>'
    )
