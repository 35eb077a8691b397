"""A picture in the making: paint, cloth and light on a drawing of 1200 by 960 units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tools.batik_art.canvas import blur, cast, drawn, drawn_mask, flat, grid, light, over, shade
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import noise
from tools.batik_art.palettes import Palette
from tools.batik_art.scenes.brush import brushed
from tools.batik_art.shots.hanging import Panel, hang
from tools.batik_art.shots.sewing import Piece, Sewing

BOX = (1200.0, 960.0)


class Stage:
    """Holds the picture (float32, 0 to 1) and remembers where cloth lies."""

    def __init__(
        self, cloth: Cloth, palette: Palette, rng: np.random.Generator, width: int, height: int
    ) -> None:
        self.cloth, self.palette, self.rng = cloth, palette, rng
        self.width, self.height = width, height
        #: Pixels to a unit.
        self.unit = width / BOX[0]
        self.picture = flat(width, height, "#d8c8b0")
        #: 1 where the brush must not go: on cloth.
        self.kept = np.zeros((height, width), np.float32)

    def choose(self, *options: str) -> str:
        """One of the options, by this picture's random numbers."""
        return options[int(self.rng.integers(len(options)))]

    def mask(self, outline: str) -> np.ndarray:
        """Return a path, in units, as a mask."""
        return drawn_mask(f'<path d="{outline}" fill="#fff"/>', self.width, self.height, box=BOX)

    def backdrop(self, texture: np.ndarray, outline: str = "") -> None:
        """Lay a picture of full size under an outline, or everywhere."""
        self.picture = over(self.picture, texture, self.mask(outline)) if outline else texture

    def draw(
        self,
        body: str,
        *,
        shadow: float = 0.0,
        drop: tuple[float, float] = (10, 16),
        soft: float = 14,
    ) -> None:
        """Paint SVG; ``shadow`` is the strength of the shadow it casts ``drop`` units away."""
        layer = drawn(body, self.width, self.height, box=BOX)
        alpha = layer[..., 3]
        if shadow:
            dx, dy = drop[0] * self.unit, drop[1] * self.unit
            self.picture = cast(
                self.picture, alpha, dx=dx, dy=dy, radius=soft * self.unit, strength=shadow
            )
        self.picture = over(self.picture, layer[..., :3], alpha)
        self.kept = self.kept * (1 - alpha)

    def darken(self, outline: str, *, soft: float, strength: float) -> None:
        """Cast a soft shadow in the shape of an outline."""
        self.picture = shade(
            self.picture, 1 - strength * blur(self.mask(outline), soft * self.unit)
        )

    def glow(self, outline: str, *, soft: float, colour: tuple[float, float, float]) -> None:
        """Add soft light in the shape of an outline."""
        mask = blur(self.mask(outline), soft * self.unit)[..., None]
        self.picture = self.picture + mask * np.array(colour, np.float32) * (1 - 0.5 * self.picture)

    def hang(self, panel: Panel) -> None:
        """Hang the cloth; the panel is in units."""
        unit = self.unit
        before = self.picture
        pixels = replace(
            panel,
            left=panel.left * unit,
            right=panel.right * unit,
            top=panel.top * unit,
            bottom=panel.bottom * unit,
            depth=panel.depth * unit,
            fringe=panel.fringe * unit,
        )
        self.picture = hang(before, self.cloth, self.rng, pixels)
        across, down = grid(self.width, self.height)
        inside = (across > panel.left * unit) & (across < panel.right * unit)
        inside &= (down > panel.top * unit) & (down < (panel.bottom + 12) * unit)
        self.kept = np.maximum(self.kept, inside.astype(np.float32))

    def lay(self, piece: Piece) -> None:
        """Lay a piece of the cloth, as :class:`Sewing` does."""
        sewing = Sewing(self.picture, self.cloth, self.rng, box=BOX)
        sewing.lay(piece)
        self.picture = sewing.picture
        self.kept = np.maximum(self.kept, sewing.mask(piece.outline))

    def lit(self, heights: np.ndarray, tone: np.ndarray, mask: np.ndarray) -> None:
        """Paint a relief: ``heights`` in pixels, ``tone`` a colour or a picture."""
        self.picture = over(self.picture, shade(tone, light(heights)), mask)

    def finish(self, *, warmth: float = 0.05, gloom: float = 0.20) -> np.ndarray:
        """Brush everything but the cloth, warm the light and darken the corners."""
        kept = blur(self.kept, 2 * self.unit)
        picture = over(brushed(self.picture, max(2, round(3.4 * self.unit))), self.picture, kept)
        across, down = grid(self.width, self.height)
        away = np.hypot((across / self.width - 0.46) / 0.80, (down / self.height - 0.44) / 0.80)
        grain = 0.012 * noise(self.rng, self.height, self.width, 90 * self.unit)
        picture = shade(picture, 1.02 - gloom * np.clip(away - 0.25, 0, None) ** 1.6 + grain)
        balance = np.array([1 + warmth * 0.5, 1, 1 - warmth], np.float32)
        return np.asarray(picture * balance)
