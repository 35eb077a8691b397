"""Illustrations of the craft: one function a scene, ``(stage) -> picture``. No faces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.batik_art.scenes import (
    drying,
    dyeing,
    hands,
    lorod,
    materials,
    still_life,
    waxing,
    workshop,
)
from tools.batik_art.scenes.stage import Stage


@dataclass(frozen=True)
class Scene:
    """How a scene is painted."""

    paint: Callable[[Stage], np.ndarray]
    #: Pixels a tile unit when the picture is 1200 by 960 pixels.
    scale: float
    #: Whether the cloth carries wax lines and is not dyed yet.
    waxed: bool = False
    #: Which part stays when the picture is cropped: 0 the left or upper edge, 1 the other.
    focus: tuple[float, float] = (0.5, 0.5)


SCENES: dict[str, Scene] = {
    "drying": Scene(drying.paint, 0.8, focus=(0.5, 0.4)),
    "dyeing": Scene(dyeing.paint, 0.9),
    "hands": Scene(hands.paint, 1.5, waxed=True, focus=(0.5, 0.55)),
    "lorod": Scene(lorod.paint, 0.85),
    "materials": Scene(materials.paint, 0.95),
    "tools": Scene(still_life.paint, 1.0),
    "waxing": Scene(waxing.paint, 1.0, waxed=True, focus=(0.5, 0.6)),
    "workshop": Scene(workshop.paint, 0.72, focus=(0.6, 0.7)),
}
