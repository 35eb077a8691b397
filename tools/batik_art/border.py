"""The tumpal border: a row of bamboo-shoot triangles for the end of a cloth."""

from __future__ import annotations

from tools.batik_art.curves import curl, leaf, number, poly, rotate, shift, smooth
from tools.batik_art.palettes import Palette
from tools.batik_art.tile import Tile

WIDTH, HEIGHT, HEM = 90.0, 230.0, 26.0


def tumpal(palette: Palette) -> Tile:
    """One triangle of the border; it repeats sideways only and its foot is the hem."""
    tile = Tile(WIDTH, HEIGHT, ground=palette.ground)
    _shoot(tile, palette=palette)
    for side in (1, -1):
        _hanging_point(tile, WIDTH / 2 + side * WIDTH / 2, palette=palette)
    _hem(tile, palette=palette)
    return tile


def _shoot(tile: Tile, *, palette: Palette) -> None:
    middle, foot, rise = WIDTH / 2, HEIGHT - HEM, HEIGHT - 44
    layers = (
        (1.0, palette.wax),
        (0.90, palette.deep),
        (0.82, palette.mid),
        (0.56, palette.wax),
        (0.48, palette.ground),
    )
    for share, fill in layers:
        half = WIDTH * 0.48 * share
        corners = [(middle - half, foot), (middle, foot - rise * share), (middle + half, foot)]
        tile.path(poly(corners), fill=fill, level=1)
    for side in (1, -1):
        for k in range(1, 12):
            x = middle + side * WIDTH * 0.48 * (1 - k / 13) * 0.84
            tile.dot(x - side * 4.5, foot - k * rise / 13 + 3, 1.7, fill=palette.wax, level=2)
        line = curl(
            middle + side * 3,
            foot - 8,
            heading=-90 + side * 52,
            length=40,
            bend=(0, side * 0.2),
            power=1.5,
            count=30,
        )
        tile.path(smooth(line[::2]), stroke=palette.wax, line=2.4, level=2)
    heart = shift(rotate(leaf(78, 17)[0], -90), middle, foot - 4)
    tile.path(smooth(heart, closed=True), fill=palette.accent, stroke=palette.wax, line=2, level=2)


def _hanging_point(tile: Tile, x: float, *, palette: Palette) -> None:
    """Draw the point that hangs between two triangles."""
    outer = [(x - WIDTH * 0.30, 6), (x, HEIGHT * 0.52), (x + WIDTH * 0.30, 6)]
    inner = [(x - WIDTH * 0.17, 6), (x, HEIGHT * 0.34), (x + WIDTH * 0.17, 6)]
    tile.path(poly(outer), fill=palette.mid, stroke=palette.wax, line=2.4)
    tile.path(poly(inner), fill=palette.ground, stroke=palette.wax, line=1.4)
    for k in range(4):
        tile.dot(x, 14 + k * 10, 2.2 - k * 0.25, fill=palette.wax)


def _hem(tile: Tile, *, palette: Palette) -> None:
    bands = ((HEIGHT - 24, 24, palette.wax), (HEIGHT - 21, 18, palette.deep), (0, 6, palette.wax))
    for top, height, fill in bands:
        tile.add(
            f'<rect x="-1" y="{number(top)}" width="{number(WIDTH + 2)}" '
            f'height="{number(height)}" fill="{fill}"/>',
            level=3,
        )
    for k in range(6):
        x, y = WIDTH * (k + 0.5) / 6, HEIGHT - 12
        corners = [(x - 6, y), (x, y - 6), (x + 6, y), (x, y + 6)]
        tile.path(poly(corners), fill=palette.wax, level=3)
        tile.dot(x, y, 2, fill=palette.accent, level=3)
