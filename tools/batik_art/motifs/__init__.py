"""The motifs that can be drawn, keyed by their ids in the motif registry."""

from __future__ import annotations

import random
from collections.abc import Callable

from tools.batik_art.ground import fill_ground
from tools.batik_art.motifs import (
    cassava,
    deer,
    dolphin,
    ginger,
    handprints,
    hornbill,
    ironwood,
    mangrove,
    myrtle,
    orchid,
    pea,
    pitcher,
    rattan,
    scroll,
    turtle,
    whaleshark,
)
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

Draw = Callable[[Palette, random.Random], Tile]

MOTIFS: dict[str, Draw] = {
    "anggrek-hitam": orchid.draw,
    "anyaman-rotan": rattan.draw,
    "burung-enggang": hornbill.draw,
    "daun-singkong": cassava.draw,
    "daun-ulin": ironwood.draw,
    "hiu-paus-talisayan": whaleshark.draw,
    "jahe-balikpapan": ginger.draw,
    "jejeran-buah-mangrove": mangrove.draw,
    "kantong-semar": pitcher.draw,
    "karamunting": myrtle.draw,
    "penyu-berau": turtle.draw,
    "pesut-mahakam": dolphin.draw,
    "rusa-sambar": deer.draw,
    "telang": pea.draw,
    "telapak-tangan-sangkulirang": handprints.draw,
    "ukir-kalung-kenyah": scroll.draw,
}

#: What a close view looks at, in tile units.
FOCUS: dict[str, tuple[float, float]] = {
    "anggrek-hitam": (95, 95),
    "anyaman-rotan": (67, 39),
    "burung-enggang": (305, 78),
    "daun-singkong": (82, 92),
    "daun-ulin": (125, 150),
    "hiu-paus-talisayan": (28, 118),
    "jahe-balikpapan": (82, 116),
    "jejeran-buah-mangrove": (60, 118),
    "kantong-semar": (142, 95),
    "karamunting": (97, 80),
    "penyu-berau": (87, 87),
    "pesut-mahakam": (76, 78),
    "rusa-sambar": (62, 92),
    "telang": (56, 78),
    "telapak-tangan-sangkulirang": (84, 84),
    "ukir-kalung-kenyah": (145, 104),
}


def tile(motif: str, palette: Palette, seed: int) -> Tile:
    """Return the repeating tile of a motif; the same arguments give the same SVG.

    :raises KeyError: no drawing has this registry id.
    """
    rng = random.Random(f"{motif}/{seed}")
    drawn = MOTIFS[motif](palette, rng)
    fill_ground(drawn, palette, rng)
    return drawn
