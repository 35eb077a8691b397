"""Product pictures: one function a shot, ``(cloth, rng, width, height) -> picture``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tools.batik_art.cloth import Cloth
from tools.batik_art.shots import cushion, dress, flat, folded, hanging, rolled, shirt, tote

Shoot = Callable[[Cloth, np.random.Generator, int, int], np.ndarray]


@dataclass(frozen=True)
class Shot:
    """How a shot is taken; ``scale`` is pixels a tile unit in a picture 1200 pixels wide."""

    shoot: Shoot
    scale: float


SHOTS: dict[str, Shot] = {
    "bantal": Shot(cushion.bantal, 1.25),
    "detail": Shot(flat.detail, 5.2),
    "draperi": Shot(flat.draperi, 2.1),
    "dress": Shot(dress.dress, 1.05),
    "gantung": Shot(hanging.gantung, 1.5),
    "gulung": Shot(rolled.gulung, 1.45),
    "kain": Shot(flat.kain, 2.5),
    "kemeja": Shot(shirt.kemeja, 1.1),
    "lipat": Shot(folded.lipat, 1.25),
    "selendang": Shot(hanging.selendang, 1.3),
    "swatch": Shot(flat.swatch, 2.3),
    "tas": Shot(tote.tas, 1.05),
}
