"""Outlines in wax on cloth that is not dyed yet."""

from __future__ import annotations

import numpy as np

from tools.batik_art.palettes import mix
from tools.batik_art.scenes.hand import TIP, Grip, paint_hand
from tools.batik_art.scenes.props import brush, canting, frame, rail, stove
from tools.batik_art.scenes.shapes import bar, path, placed
from tools.batik_art.scenes.stage import Stage
from tools.batik_art.scenes.textures import boards, plaster, steam
from tools.batik_art.shots.hanging import Panel


def paint(stage: Stage) -> np.ndarray:
    """Paint the cloth on its frame, wax smoking on the stove before it, pens at hand."""
    tone = stage.choose("#8c6b4a", "#75614c", "#96784f", "#6c6a58")
    stage.backdrop(
        boards(stage, tone, wide=92, upright=True)
        if stage.rng.random() < 0.5
        else plaster(stage, mix(tone, "#e8dcc4", 0.5))
    )
    ground = boards(stage, stage.choose("#8a6442", "#775637"), wide=58)
    stage.backdrop(ground, "M0 770 L1200 770 L1200 960 L0 960 Z")
    stage.darken("M0 740 L1200 740 L1200 800 L0 800 Z", soft=30, strength=0.4)
    wood = stage.choose("#7d5230", "#5f3f26", "#94683c")
    stage.draw(frame(178, 1030, 110, 900, tone=wood), shadow=0.36, drop=(24, 18))
    stage.hang(Panel(222, 988, 112, 716, 13, 4.2, border=bool(stage.rng.random() < 0.5)))
    stage.draw(rail(178, 1030, 112, tone=wood), shadow=0.36, drop=(5, 9), soft=7)
    _foreground(stage)
    _hand(stage)
    stage.glow("M-60 -80 L520 -80 L900 700 L200 860 Z", soft=150, colour=(0.12, 0.09, 0.04))
    return stage.finish(gloom=0.30)


def _hand(stage: Stage) -> None:
    """Paint an arm that reaches in from the right; the wet line behind the spout is darker than the rest."""
    x, y = 640 + 60 * float(stage.rng.random()), 330 + 60 * float(stage.rng.random())
    wet = path(
        f"M{x - 44:.0f} {y + 16:.0f} C{x - 30:.0f} {y + 22:.0f} {x - 12:.0f} {y + 14:.0f} {x:.0f} {y + 1:.0f}",
        stroke="#7c4a1d",
        line=5,
    )
    stage.draw(wet)
    tool = placed(
        canting(handle=stage.choose("#b98a4c", "#8a5a34"), length=300), *TIP, turn=-50, size=1.12
    )
    paint_hand(stage, tool, Grip(x, y, 0.60))


def _foreground(stage: Stage) -> None:
    """Paint a bench in front with the stove, two pens and a brush."""
    stage.darken("M0 812 L1200 812 L1200 850 L0 850 Z", soft=26, strength=0.5)
    bench = boards(stage, stage.choose("#a87a4c", "#936a40"), wide=46)
    stage.backdrop(bench, "M-10 836 L1210 836 L1210 928 L-10 928 Z")
    stage.draw(bar(-10, 922, 1220, 26, "#6b4a2c"), shadow=0.4)
    clay = stage.choose("#a9603a", "#8e5238", "#b97a4a")
    stage.darken("M250 868 L520 868 L540 904 L260 904 Z", soft=14, strength=0.5)
    stage.draw(placed(stove(clay=clay), 386, 740, size=1.06))
    steam(
        stage,
        "M320 740 C290 640 360 560 330 430 L440 430 C480 560 450 640 470 740 Z",
        soft=30,
        strength=0.42,
    )
    tools = placed(canting(handle="#7b5230", length=230), 600, 866, turn=7, size=0.9)
    tools += placed(canting(length=210), 650, 902, turn=-5, size=0.8)
    stage.draw(tools, shadow=0.5, drop=(4, 8), soft=5)
    stage.draw(placed(brush(), 150, 884, turn=-170, size=0.7), shadow=0.5, drop=(4, 8), soft=5)
    blocks = ""
    for x, y, turn in ((1010, 872, -6), (1070, 884, 12), (1034, 848, 3)):
        blocks += placed(
            '<rect x="-44" y="-22" width="88" height="44" rx="7" fill="#8d5826"/>'
            + path("M-40 -20 L40 -20 L36 -10 L-36 -10 Z", fill="#c48a48"),
            x,
            y,
            turn=turn,
        )
    stage.draw(blocks, shadow=0.45, drop=(5, 8), soft=6)
