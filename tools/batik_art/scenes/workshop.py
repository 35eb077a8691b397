"""A workshop: cloth on wooden frames, low stools, a stove, light from a window."""

from __future__ import annotations

import numpy as np

from tools.batik_art.palettes import mix
from tools.batik_art.scenes.props import canting, frame, rail, stool, stove
from tools.batik_art.scenes.shapes import bar, gradient, oval, path, placed
from tools.batik_art.scenes.stage import Stage
from tools.batik_art.scenes.textures import boards, floor, foliage, steam
from tools.batik_art.shots.hanging import Panel

FLOOR = 640.0


def paint(stage: Stage) -> np.ndarray:
    """Seen from the door; the colours of boards, wood and clay vary."""
    bare = ("#a57c52", "#8f6a48", "#b18d62", "#7f6248", "#99835f")
    painted = ("#c9bfa2", "#a9b5a0", "#9fb3b2")
    stage.backdrop(boards(stage, stage.choose(*bare, *painted), wide=74, upright=True))
    _window(stage, 92, 96, 318, 330)
    stage.backdrop(
        floor(stage, stage.choose("#9a7048", "#86603e", "#a98055"), top=FLOOR),
        f"M0 {FLOOR} L1200 {FLOOR} L1200 960 L0 960 Z",
    )
    stage.draw(bar(-10, FLOOR - 16, 1220, 18, "#5f4329"))
    _shelf(stage)
    _frames(stage)
    _foreground(stage)
    stage.glow("M120 120 L410 120 L980 960 L330 960 Z", soft=80, colour=(0.17, 0.13, 0.06))
    return stage.finish(gloom=0.34)


def _window(stage: Stage, x: float, y: float, width: float, height: float) -> None:
    """Paint a wide opening with a sill and two shutters, a garden outside."""
    opening = f"M{x} {y} L{x + width} {y} L{x + width} {y + height} L{x} {y + height} Z"
    stage.backdrop(foliage(stage, light=1.25), opening)
    wood = stage.choose("#6b4a2e", "#4f6a5c", "#7a4a34")
    body = bar(x - 18, y - 18, width + 36, 20, wood) + bar(
        x - 34, y + height - 2, width + 68, 24, mix(wood, "#ffffff", 0.12)
    )
    for post in (x - 16, x + width / 2 - 7, x + width - 2):
        body += bar(post, y, 16, height, wood)
    for side, edge in ((-1, x - 18), (1, x + width + 16)):
        outer = edge + 74 * side
        shutter = f"M{edge} {y} L{outer} {y + 20} L{outer} {y + height + 6} L{edge} {y + height} Z"
        body += path(shutter, fill=mix(wood, "#000000", 0.22 if side > 0 else 0.05))
        for k in range(9):
            top = y + 24 + k * (height - 40) / 9
            body += path(
                f"M{edge + 8 * side} {top} L{outer - 8 * side} {top + 12}",
                stroke=mix(wood, "#000000", 0.55),
                line=4,
            )
    stage.draw(body, shadow=0.35, drop=(8, 12))


def _shelf(stage: Stage) -> None:
    """Folded cloth and jars of dye on a shelf."""
    palette = stage.palette
    body = bar(500, 150, 330, 14, "#6f4c2e")
    tones = (
        palette.mid,
        palette.ground,
        palette.accent,
        mix(palette.mid, "#f4ecdb", 0.5),
        "#e9dfca",
    )
    for k in range(5):
        x = 516 + k % 3 * 62
        for row in range(2 + k % 2):
            tone = tones[(k + row) % 5]
            definition, fill = gradient(
                [(0, mix(tone, "#ffffff", 0.2)), (1, mix(tone, "#000000", 0.3))], down=True
            )
            body += (
                definition
                + f'<rect x="{x}" y="{132 - row * 17}" width="56" height="16" rx="6" fill="{fill}"/>'
            )
    for k, tone in enumerate((palette.mid, palette.ground, palette.accent)):
        x = 716 + k * 36
        body += f'<rect x="{x}" y="104" width="28" height="44" rx="6" fill="{mix(tone, "#000000", 0.1)}"/>'
        body += f'<rect x="{x + 4}" y="108" width="5" height="34" rx="2" fill="#ffffff" opacity="0.35"/>'
        body += f'<rect x="{x + 3}" y="97" width="22" height="9" rx="3" fill="#c9b48c"/>'
    stage.draw(body, shadow=0.4, drop=(8, 14))


def _frames(stage: Stage) -> None:
    wood = stage.choose("#7d5230", "#5f3f26", "#94683c")
    stage.darken("M470 800 L1120 800 L1180 856 L420 856 Z", soft=16, strength=0.42)
    stage.draw(frame(330, 690, 300, 742, tone=mix(wood, "#000000", 0.2)), shadow=0.3)
    stage.hang(Panel(352, 668, 300, 640, 8, 4.4, start=200))
    stage.draw(
        rail(330, 690, 300, tone=mix(wood, "#000000", 0.12)), shadow=0.3, drop=(4, 7), soft=5
    )
    stage.draw(frame(560, 1100, 236, 838, tone=wood), shadow=0.36, drop=(18, 14))
    stage.hang(Panel(592, 1068, 236, 720, 11, 5.0))
    stage.draw(rail(560, 1100, 236, tone=wood), shadow=0.34, drop=(4, 8), soft=6)


def _foreground(stage: Stage) -> None:
    """Stools, the stove with its wax, a basket, two pens at rest."""
    tone = stage.choose("#8b5a32", "#6e4930", "#a06a3a")
    for x, y, size in ((250, 806, 1.0), (760, 832, 0.92)):
        stage.darken(
            f"M{x - 110} {y + 84} L{x + 116} {y + 84} L{x + 150} {y + 118} L{x - 110} {y + 118} Z",
            soft=14,
            strength=0.5,
        )
        stage.draw(placed(stool(tone=tone), x, y, size=size))
    clay = stage.choose("#a9603a", "#8e5238", "#b97a4a")
    stage.darken("M400 924 L620 924 L660 950 L400 950 Z", soft=14, strength=0.5)
    pens = placed(canting(length=180), 478, 772, turn=-34, size=0.62) + placed(
        canting(handle="#7b5230", length=180), 560, 776, turn=-144, size=0.62
    )
    stage.draw(pens, shadow=0.2)
    stage.draw(placed(stove(clay=clay), 508, 790, size=0.92))
    steam(
        stage,
        "M440 780 C420 700 480 640 460 560 L540 560 C570 640 560 700 580 780 Z",
        soft=24,
        strength=0.34,
    )
    _basket(stage, 106, 838)


def _basket(stage: Stage, x: float, y: float) -> None:
    stage.darken(
        f"M{x - 90} {y + 60} L{x + 110} {y + 60} L{x + 120} {y + 88} L{x - 90} {y + 88} Z",
        soft=12,
        strength=0.5,
    )
    weave, fill = gradient([(0, "#8c6a3c"), (0.3, "#d0a766"), (1, "#6b4c28")])
    body = weave + path(
        f"M{x - 88} {y - 30} L{x + 88} {y - 30} L{x + 68} {y + 70} L{x - 68} {y + 70} Z", fill=fill
    )
    for row in range(6):
        level = y - 22 + row * 16
        reach = 87 - row * 3.6
        for k in range(9):
            left = x - reach + (k + 0.5 * (row % 2)) * reach * 2 / 9.5
            body += f'<rect x="{left:.0f}" y="{level}" width="{reach / 6.5:.0f}" height="11" rx="4" fill="#6f4f29" opacity="0.45"/>'
    body += oval(x, y - 30, 88, 17, fill="#9c7642") + oval(x, y - 29, 76, 12, fill="#3c2815")
    for k, tone in enumerate(
        (stage.palette.mid, "#e9dfca", stage.palette.ground, stage.palette.accent)
    ):
        body += placed(
            f'<rect x="-34" y="-14" width="68" height="26" rx="12" fill="{tone}"/>',
            x - 42 + k * 28,
            y - 38 - (k % 2) * 12,
            turn=-16 + k * 11,
        )
    stage.draw(body)
