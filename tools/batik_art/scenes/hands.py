"""A hand draws wax lines with a canting."""

from __future__ import annotations

import math

import numpy as np

from tools.batik_art.canvas import corners_to_unit, grid, light, over, shade, smoothstep
from tools.batik_art.noise import noise, sample
from tools.batik_art.scenes.hand import TIP, paint_hand
from tools.batik_art.scenes.props import canting
from tools.batik_art.scenes.shapes import oval, path, placed
from tools.batik_art.scenes.stage import Stage

#: The direction of the handle, in degrees.
TURN = -50.0


def paint(stage: Stage) -> np.ndarray:
    """Close to the cloth, which leans away; the finest lines to the left of the hand are still wet."""
    _cloth(stage)
    x, y = TIP
    wet = path(
        f"M{x - 62} {y + 30} C{x - 44} {y + 34} {x - 18} {y + 22} {x} {y + 2}",
        stroke="#7c4a1d",
        line=7,
    )
    wet += path(
        f"M{x - 58} {y + 28} C{x - 42} {y + 31} {x - 20} {y + 20} {x - 6} {y + 4}",
        stroke="#e8b36a",
        line=2,
        opacity=0.8,
    )
    wet += oval(x - 1, y + 2, 8, 6, fill="#8a5421") + oval(
        x - 3, y, 2.6, 1.8, fill="#ffe0a8", opacity=0.9
    )
    stage.draw(wet)
    handle = stage.choose("#b98a4c", "#8a5a34", "#6d4a2c")
    tool = placed(canting(handle=handle, length=300), x, y, turn=TURN, size=1.12)
    paint_hand(stage, tool)
    stage.glow("M-100 -100 L700 -100 L300 700 L-100 760 Z", soft=160, colour=(0.10, 0.075, 0.03))
    return stage.finish(gloom=0.26)


def _cloth(stage: Stage) -> None:
    """Lay the cloth, which leans away from the viewer and sags between its edges."""
    unit = stage.unit
    corners = [(90.0, -60.0), (1110.0, -60.0), (1390.0, 1030.0), (-190.0, 1030.0)]
    a, b = corners_to_unit(stage.width, stage.height, [(x * unit, y * unit) for x, y in corners])
    across, down = grid(stage.width, stage.height)
    size = (stage.rng, stage.height, stage.width)
    turn = float(stage.rng.random()) * math.pi
    hills = noise(*size, 520 * unit, 0.8) * 12 * unit + noise(*size, 190 * unit) * 2.4 * unit
    hills = hills + 10 * unit * np.sin(across / (210 * unit) + down / (330 * unit) + turn)
    slope_y, slope_x = np.gradient(hills.astype(np.float32))
    start = stage.rng.random(2) * 900 * unit
    u = a * 1300 * unit + slope_x * 16 * unit + start[0]
    v = b * 1200 * unit + slope_y * 16 * unit + start[1]
    print_ = sample(stage.cloth.body, u, v)
    shades = light(hills.astype(np.float32), ambient=0.38, key=0.82)
    shades = (
        shades * (0.80 + 0.22 * smoothstep(-0.1, 0.7, b)) * (1.06 - 0.16 * across / stage.width)
    )
    ones = np.ones((stage.height, stage.width), np.float32)
    stage.picture = over(stage.picture, shade(print_, shades), ones)
    stage.kept = ones
