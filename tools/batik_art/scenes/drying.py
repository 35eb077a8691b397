"""Finished cloth dries on a line in the shade."""

from __future__ import annotations

import numpy as np

from tools.batik_art.canvas import blur, flat, over, shade
from tools.batik_art.noise import noise
from tools.batik_art.palettes import mix
from tools.batik_art.scenes.shapes import bar, gradient, path
from tools.batik_art.scenes.stage import Stage
from tools.batik_art.scenes.textures import boards, dapple, foliage
from tools.batik_art.shots.hanging import Panel


def paint(stage: Stage) -> np.ndarray:
    """Three cloths between bamboo posts, a garden behind, sun spots on the ground."""
    stage.backdrop(foliage(stage, light=1.10))
    _house(stage)
    _ground(stage)
    _roof(stage)
    lean = 14 * (float(stage.rng.random()) - 0.5)
    panels = (
        Panel(96, 372, 176, 716, 11, 3.0, start=0),
        Panel(410, 770, 190 + lean, 742, 13, 3.8, start=430),
        Panel(808, 1098, 178, 704, 11, 3.2, start=900),
    )
    for panel in panels:
        stage.darken(
            f"M{panel.left + 10} 806 L{panel.right + 30} 806 L{panel.right + 60} 850 L{panel.left + 30} 850 Z",
            soft=22,
            strength=0.40,
        )
    for panel in panels:
        stage.hang(panel)
    _line(stage, panels)
    dapple(stage, "M60 150 L1140 150 L1140 740 L60 740 Z", strength=0.16)
    return stage.finish(warmth=0.03, gloom=0.30)


def _house(stage: Stage) -> None:
    """Paint the side of a wooden house at the edge."""
    wall = boards(stage, stage.choose("#7b6148", "#6f7a68", "#8a6f52"), wide=44)
    outline = (
        "M-10 120 L150 140 L150 800 L-10 860 Z"
        if stage.rng.random() < 0.5
        else "M1210 120 L1060 140 L1060 800 L1210 860 Z"
    )
    stage.backdrop(shade(wall, np.full((stage.height, stage.width), 0.62, np.float32)), outline)


def _ground(stage: Stage) -> None:
    """Trodden earth with grass at its far edge and spots of sun."""
    unit = stage.unit
    size = (stage.rng, stage.height, stage.width)
    earth = flat(stage.width, stage.height, stage.choose("#9c8058", "#8d7a5c", "#a58760"))
    grain = 0.08 * noise(*size, 110 * unit, 0.3) + 0.05 * noise(*size, 24 * unit, 0.45)
    edge = blur(
        stage.mask(
            "M-20 752 C200 734 420 760 640 746 C860 734 1040 760 1220 744 L1220 980 L-20 980 Z"
        ),
        5 * unit,
    )
    stage.picture = over(stage.picture, shade(earth, (0.92 + grain).astype(np.float32)), edge)
    blades = ""
    for _ in range(190):
        x, y = float(stage.rng.random()) * 1200, 744 + float(stage.rng.random()) * 34
        tone = mix("#3f5a2a", "#9fb860", float(stage.rng.random()))
        lean, tall = 16 * (float(stage.rng.random()) - 0.5), 14 + 30 * float(stage.rng.random())
        blades += path(
            f"M{x:.0f} {y:.0f} q{lean / 3:.0f} {-tall * 0.6:.0f} {lean:.0f} {-tall:.0f}",
            stroke=tone,
            line=3.4,
        )
    stage.draw(blades)
    dapple(stage, "M-20 770 L1220 770 L1220 980 L-20 980 Z", strength=0.34)


def _roof(stage: Stage) -> None:
    """Paint the eave that keeps the sun off the cloth: dyes fade in full sun."""
    rafters, fill = gradient([(0, "#3f2c1c"), (1, "#6b4c30")], down=True)
    body = rafters + path("M-20 -20 L1220 -20 L1220 44 L-20 58 Z", fill=fill)
    for k in range(16):
        x = -20 + k * 82
        body += path(f"M{x} -20 L{x + 16} -20 L{x + 20} 72 L{x + 4} 74 Z", fill="#55391f")
    stage.draw(body, shadow=0.5, drop=(0, 30), soft=30)


def _line(stage: Stage, panels: tuple[Panel, ...]) -> None:
    """Paint the rope, its two bamboo posts and wooden pegs."""
    bamboo = stage.choose("#a58a4c", "#8f8a50", "#b5945a")
    body = ""
    for x in (40, 1142):
        body += bar(x, 92, 22, 760, bamboo)
        for y in range(150, 850, 118):
            body += f'<rect x="{x - 2}" y="{y}" width="26" height="7" rx="3" fill="{mix(bamboo, "#000000", 0.35)}"/>'
    stage.draw(body, shadow=0.34, drop=(12, 8))
    rope = "M50 164 C300 184 420 190 600 190 C780 190 900 184 1154 164"
    stage.draw(
        path(rope, stroke="#6d5a3c", line=7) + path(rope, stroke="#cbb68c", line=3),
        shadow=0.3,
        drop=(4, 8),
        soft=5,
    )
    pegs = ""
    for panel in panels:
        for share in (0.05, 0.5, 0.95):
            place = panel.left + (panel.right - panel.left) * share
            pegs += f'<rect x="{place - 7:.0f}" y="{panel.top - 20:.0f}" width="14" height="46" rx="4" fill="#c99f66"/>'
            pegs += f'<rect x="{place - 7:.0f}" y="{panel.top - 4:.0f}" width="14" height="4" fill="#7d756a"/>'
    stage.draw(pegs, shadow=0.4, drop=(4, 6), soft=4)
