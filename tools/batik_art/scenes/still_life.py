"""The tools of the craft laid out on a table."""

from __future__ import annotations

import numpy as np

from tools.batik_art.scenes.props import brush, canting, pan, stamp
from tools.batik_art.scenes.shapes import path, placed
from tools.batik_art.scenes.stage import Stage
from tools.batik_art.scenes.textures import boards, steam
from tools.batik_art.shots.sewing import Piece, seam

FOLDED = "M-60 -40 L498 -40 C508 120 496 250 506 372 C330 384 120 376 -60 384 Z"
CREASES = (
    '<path d="M-20 180 C160 170 340 186 510 176" stroke="#000" stroke-width="12" fill="none"/>'
    '<path d="M-20 196 C160 186 340 202 510 192" stroke="#fff" stroke-width="12" fill="none"/>'
    '<path d="M250 -40 C258 120 246 250 254 380" stroke="#fff" stroke-width="12" fill="none"/>'
)


def paint(stage: Stage) -> np.ndarray:
    """From above: pens, a copper stamp, a pan of wax, a brush, wax in blocks, a folded cloth."""
    stage.backdrop(
        boards(stage, stage.choose("#9c7148", "#7f5b3a", "#b08a5c", "#6f5a48"), wide=148)
    )
    stage.lay(
        Piece(FOLDED, creases=CREASES, fold=4, fold_size=260, fold_aspect=1.0, edge=9, shadow=0.5)
    )
    stage.draw(seam("M486 -40 C496 120 484 250 494 362 C330 374 120 366 -60 374", opacity=0.25))
    stage.draw(placed(pan(), 866, 262, turn=-24, size=1.28), shadow=0.55, drop=(20, 26), soft=20)
    steam(
        stage,
        "M800 240 C770 120 860 60 820 -60 L960 -60 C980 60 920 120 940 240 Z",
        soft=30,
        strength=0.32,
    )
    turn = float(stage.rng.random()) * 14 - 7
    stage.draw(
        placed(stamp(), 244, 640, turn=-14 + turn, size=1.16), shadow=0.55, drop=(16, 22), soft=14
    )
    handles = ("#b98a4c", "#7b5230", "#9a6a3a")
    for k, (x, y, angle, length) in enumerate(
        ((576, 496, 11, 290), (586, 612, 4, 285), (576, 744, -7, 300))
    ):
        pen = placed(
            canting(handle=handles[k], length=length), x, y, turn=angle + turn * 0.4, size=1.14
        )
        stage.draw(pen, shadow=0.55, drop=(9, 14), soft=7)
    stage.draw(placed(brush(), 700, 872, turn=-4, size=1.1), shadow=0.5, drop=(9, 13), soft=7)
    _blocks(stage)
    stage.glow("M-80 -80 L560 -80 L700 700 L-80 900 Z", soft=170, colour=(0.12, 0.09, 0.04))
    return stage.finish(gloom=0.30)


def _blocks(stage: Stage) -> None:
    """Broken blocks of malam, the wax mixed for batik."""
    body = ""
    for x, y, turn, size, tone, top in (
        (1104, 600, -18, 1.0, "#8d5826", "#c48a48"),
        (1106, 712, 24, 0.85, "#7a4a20", "#b0783a"),
        (1126, 506, 8, 0.7, "#c9a45e", "#ead08e"),
    ):
        block = path("M-64 -30 L30 -50 L70 -12 L58 40 L-40 52 L-70 10 Z", fill=tone)
        block += path("M-64 -30 L30 -50 L58 -18 L-34 4 Z", fill=top)
        block += path("M-34 4 L58 -18 L58 40 L-40 52 Z", fill=tone) + path(
            "M-30 12 L50 -8", stroke=top, line=3, opacity=0.6
        )
        body += placed(block, x, y, turn=turn, size=size)
    stage.draw(body, shadow=0.5, drop=(10, 14), soft=9)
