"""Natural dyes as screen colours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Five colours of one dye recipe, each as ``#rrggbb``."""

    name: str
    #: The last, usually darkest, dye bath.
    ground: str
    #: Cloth kept white under the wax.
    wax: str
    #: The first dye.
    mid: str
    #: A second dye, used sparingly.
    accent: str
    #: The darkest line.
    deep: str


_RECIPES = (
    # Peltophorum bark, dipped twice.
    Palette("soga", "#4a2a17", "#f0e0be", "#b0702f", "#26324f", "#2a160b"),
    # Indigofera (tarum).
    Palette("indigo", "#1d2f55", "#efe7d3", "#6d8fb3", "#c89b4a", "#101b34"),
    # Ceriops tagal bark.
    Palette("tingi", "#7d2c22", "#f3e2c4", "#cf8552", "#3b1a14", "#4a1610"),
    # Turmeric over soga.
    Palette("kunyit", "#d39a2c", "#fbf0d2", "#8c4a1d", "#5a2413", "#3d1c0e"),
    # Ironwood sawdust, mordanted with iron.
    Palette("ulin", "#2b1d16", "#eadbbd", "#8a5630", "#b4402a", "#160d09"),
    # Indigo over turmeric: leaf green.
    Palette("hutan", "#22402f", "#efe5c8", "#93a052", "#d6a33a", "#12241a"),
    # White ground: here the line is dyed, not waxed.
    Palette("gadung", "#f0e4c9", "#8f5126", "#33487a", "#c08a3c", "#3a2012"),
    # River teal, indigo with jolawe.
    Palette("mahakam", "#184a55", "#eee6d0", "#74a7a5", "#d08a3c", "#0c2a31"),
)

PALETTES: dict[str, Palette] = {recipe.name: recipe for recipe in _RECIPES}

#: Cloth that is being drawn on: brown wax lines on white, not yet dyed.
WAXED = Palette("waxed", "#f4ecdb", "#9a6530", "#f6efe1", "#f4ecdb", "#cdb38d")


def mix(first: str, second: str, share: float) -> str:
    """Return the colour ``share`` (0 to 1) of the way from ``first`` to ``second``, as ``#rrggbb``."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
