"""A motif tile: layers of SVG drawn again past every edge, so that the tile repeats."""

from __future__ import annotations

import io

import numpy as np
import resvg_py
from PIL import Image

from tools.batik_art.curves import number


class Tile:
    """Holds SVG elements by level; higher levels lie on top. Sizes are in tile units."""

    def __init__(self, width: float, height: float, *, ground: str) -> None:
        self.width, self.height, self.ground = width, height, ground
        self.levels: dict[int, list[str]] = {}
        #: Shapes that the dots of the ground must keep away from.
        self.solid: list[str] = []

    def add(self, element: str, *, level: int = 0) -> None:
        """Put raw SVG on a level."""
        self.levels.setdefault(level, []).append(element)

    def path(
        self,
        data: str,
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 0,
        level: int = 0,
        solid: bool = False,
    ) -> None:
        """Draw a path; ``line`` is the stroke width, ``solid`` keeps ground dots off it."""
        joins = 'stroke-linejoin="round" stroke-linecap="round"'
        outline = f' stroke="{stroke}" stroke-width="{number(line)}" {joins}' if line else ""
        self.add(f'<path d="{data}" fill="{fill}"{outline}/>', level=level)
        if solid:
            inside = "#fff" if fill != "none" else "none"
            self.solid.append(
                f'<path d="{data}" fill="{inside}" stroke="#fff" '
                f'stroke-width="{number(max(line, 1))}" {joins}/>'
            )

    def dot(self, x: float, y: float, radius: float, *, fill: str, level: int = 0) -> None:
        """Draw a filled circle."""
        self.add(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"/>',
            level=level,
        )

    def keep_clear(self, x: float, y: float, radius: float) -> None:
        """Keep the dots of the ground out of a circle."""
        self.solid.append(
            f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="#fff"/>'
        )

    def svg(self) -> str:
        """Return the tile as a picture."""
        groups = (
            self._repeated(f"level{index}", self.levels[level])
            for index, level in enumerate(sorted(self.levels))
        )
        return self._document(self.ground, "".join(groups))

    def solid_svg(self) -> str:
        """White where the ground must stay free of dots, black elsewhere."""
        return self._document("#000", self._repeated("solid", self.solid))

    def _repeated(self, name: str, elements: list[str]) -> str:
        uses = "".join(
            f'<use href="#{name}" x="{number(i * self.width)}" y="{number(j * self.height)}"/>'
            for j in (-1, 0, 1)
            for i in (-1, 0, 1)
        )
        return f'<defs><g id="{name}">{"".join(elements)}</g></defs>{uses}'

    def _document(self, ground: str, body: str) -> str:
        box = f"0 0 {number(self.width)} {number(self.height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
            f'<rect width="100%" height="100%" fill="{ground}"/>{body}</svg>'
        )


def rasterise(svg: str, width: int, height: int) -> Image.Image:
    """Return the SVG as an RGBA image of exactly this size in pixels. No fonts are loaded."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width, height=height, skip_system_fonts=True)
    image = Image.open(io.BytesIO(bytes(png))).convert("RGBA")
    if image.size == (width, height):
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS)


def pixels(svg: str, width: int, height: int) -> np.ndarray:
    """Return the SVG as a (height, width, 3) array of float32 from 0 to 1."""
    return np.asarray(rasterise(svg, width, height).convert("RGB"), np.float32) / 255
