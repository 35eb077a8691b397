"""A right hand that holds a pen-like tool, modelled from rods and lit as one solid."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from tools.batik_art.canvas import LIGHT, blur, cast, drawn, over, smoothstep
from tools.batik_art.noise import colour, noise
from tools.batik_art.scenes.solids import Relief, Rod, trace
from tools.batik_art.scenes.stage import BOX, Stage

INDEX, MIDDLE, RING, LITTLE = (
    (715.0, 458.0, -8.0),
    (722.0, 505.0, -34.0),
    (735.0, 556.0, -48.0),
    (758.0, 604.0, -52.0),
)
WRIST = (905.0, 628.0, -14.0)
PALM = (
    Rod(WRIST, INDEX, 56, 37),
    Rod(WRIST, MIDDLE, 58, 38),
    Rod(WRIST, RING, 58, 37),
    Rod(WRIST, LITTLE, 54, 34),
    Rod((1010.0, 690.0, -18.0), WRIST, 60, 55),
)
THUMB = (
    Rod((862.0, 606.0, 12.0), (756.0, 560.0, 40.0), 50, 36),
    Rod((756.0, 560.0, 40.0), (650.0, 548.0, 54.0), 36, 28),
    Rod((650.0, 548.0, 54.0), (566.0, 520.0, 42.0), 29, 21),
)
FINGERS = (
    (
        Rod(INDEX, (618.0, 394.0, -4.0), 36, 29),
        Rod((618.0, 394.0, -4.0), (552.0, 430.0, 2.0), 29, 25),
        Rod((552.0, 430.0, 2.0), (522.0, 488.0, 8.0), 25, 19),
    ),
    (
        Rod(MIDDLE, (606.0, 478.0, -46.0), 37, 29),
        Rod((606.0, 478.0, -46.0), (548.0, 524.0, -36.0), 29, 25),
        Rod((548.0, 524.0, -36.0), (528.0, 572.0, -20.0), 25, 20),
    ),
    (
        Rod(RING, (620.0, 566.0, -62.0), 36, 30),
        Rod((620.0, 566.0, -62.0), (588.0, 620.0, -58.0), 30, 26),
        Rod((588.0, 620.0, -58.0), (618.0, 648.0, -66.0), 26, 22),
    ),
    (
        Rod(LITTLE, (662.0, 638.0, -66.0), 34, 28),
        Rod((662.0, 638.0, -66.0), (636.0, 682.0, -62.0), 28, 24),
        Rod((636.0, 682.0, -62.0), (664.0, 702.0, -70.0), 24, 20),
    ),
)
ARM = (Rod(WRIST, (1330.0, 846.0, -20.0), 58, 88),)
SLEEVE = (Rod((1050.0, 704.0, -16.0), (1720.0, 1046.0, -16.0), 92, 136),)
SKIN = ("#b9794c", "#a5683f", "#c58a5c", "#94592f")


#: Where the tool's tip is in the hand's own units.
TIP = (432.0, 652.0)


@dataclass(frozen=True)
class Grip:
    """Where on the picture the tool's tip is, in units, and how large the hand is."""

    x: float = TIP[0]
    y: float = TIP[1]
    size: float = 1.0

    def svg(self, body: str) -> str:
        """Return a drawing in the hand's units, moved to its place."""
        move = f"translate({self.x} {self.y}) scale({self.size}) translate({-TIP[0]} {-TIP[1]})"
        return f'<g transform="{move}">{body}</g>'


@dataclass(frozen=True)
class _View:
    """The part of the picture in which the hand lies: pixels, and the hand's own units."""

    grip: Grip
    #: Pixels to one of the hand's units.
    unit: float
    left: int
    top: int
    across: np.ndarray
    down: np.ndarray


def paint_hand(stage: Stage, tool: str, grip: Grip | None = None) -> None:
    """Paint the hand, its sleeve and the tool that passes behind its thumb.

    ``tool`` is SVG in the hand's own units; its tip lies at ``TIP``.
    """
    view = _view(stage, grip or Grip())
    fingers = trace((PALM, *FINGERS), view.across, view.down, melt=12, join=5)
    thumb = trace(((*THUMB, PALM[1]),), view.across, view.down, melt=14)
    arm = trace((ARM,), view.across, view.down)
    sleeve = trace((SLEEVE,), view.across, view.down)
    skin = colour(stage.choose(*SKIN))
    whole = np.maximum(np.maximum(fingers.mask, thumb.mask), np.maximum(arm.mask, sleeve.mask))
    _shadow(stage, view, whole)
    _layer(stage, view, arm, skin)
    _layer(stage, view, fingers, skin)
    _nail(stage, view, "M514 474 C508 484 506 494 512 500", turn=0)
    size = view.grip.size
    stage.draw(view.grip.svg(tool), shadow=0.45, drop=(5 * size, 9 * size), soft=7 * size)
    # The thumb lies over the tool; the shadow it throws on fingers and tool keeps it apart.
    _thumb(stage, view, thumb, fingers, skin)
    _creases(stage, view)
    _sleeve(stage, view, sleeve)


def _sleeve(stage: Stage, view: _View, sleeve: Relief) -> None:
    """Cut straight at the cuff, with a hem and the dark of its opening."""
    (x, y, _), (x1, y1, _) = SLEEVE[0].a, SLEEVE[0].b
    length = math.hypot(x1 - x, y1 - y)
    dx, dy = (x1 - x) / length, (y1 - y) / length
    along = (view.across - x) * dx + (view.down - y) * dy
    aside = (-(view.across - x) * dy + (view.down - y) * dx) / SLEEVE[0].first
    rim = -26 * np.sqrt(np.clip(1 - aside**2, 0, 1))
    tone = colour(stage.palette.mid)
    hem = np.exp(-(((along - rim - 24) / 2.2) ** 2)) + np.exp(-(((along - rim - 2) / 3.0) ** 2))
    openness = np.asarray(sleeve.openness * (1 - 0.30 * np.clip(hem, 0, 1)), np.float32)
    mask = np.asarray(sleeve.mask * np.clip((along - rim) / 2 + 0.5, 0, 1), np.float32)
    cut = Relief(sleeve.depth, sleeve.normal, mask, openness)
    full, unit = _full(stage, view, mask), view.unit
    stage.picture = cast(
        stage.picture, full, dx=-8 * unit, dy=4 * unit, radius=7 * unit, strength=0.5
    )
    _layer(stage, view, cut, tone, cloth=True)


def _view(stage: Stage, grip: Grip) -> _View:
    unit = stage.unit
    left = round((grip.x + (450 - TIP[0]) * grip.size) * unit)
    top = round((grip.y + (320 - TIP[1]) * grip.size) * unit)
    rows, columns = np.mgrid[top : stage.height, left : stage.width].astype(np.float32)
    # Traced at half size: the surface is smooth, and this is four times as fast.
    across = (columns[::2, ::2] / unit - grip.x) / grip.size + TIP[0]
    down = (rows[::2, ::2] / unit - grip.y) / grip.size + TIP[1]
    return _View(grip, unit * grip.size, left, top, across, down)


def _full(stage: Stage, view: _View, values: np.ndarray) -> np.ndarray:
    """Return a half-size array as one of the size of the picture, 0 outside the view."""
    shape = (stage.width - view.left, stage.height - view.top)
    image = Image.fromarray(values.astype(np.float32)).resize(shape, Image.Resampling.BICUBIC)
    whole = np.zeros((stage.height, stage.width), np.float32)
    whole[view.top :, view.left :] = np.asarray(image)
    return whole


def _shadow(stage: Stage, view: _View, mask: np.ndarray) -> None:
    full, unit = np.clip(_full(stage, view, mask), 0, 1), view.unit
    for drop, soft, strength in ((46, 34, 0.40), (16, 12, 0.28)):
        stage.picture = cast(
            stage.picture,
            full,
            dx=drop * 0.7 * unit,
            dy=drop * unit,
            radius=soft * unit,
            strength=strength,
        )


def _tones(relief: Relief, base: np.ndarray, *, cloth: bool) -> np.ndarray:
    """Warm skin: light from the upper left, red in the half shade, a cool rim from below."""
    facing = relief.normal @ np.array([LIGHT[0], LIGHT[1], LIGHT[2]], np.float32)
    lit = smoothstep(-0.35, 1.0, facing)
    shaded = base * np.array([0.40, 0.26, 0.22] if not cloth else [0.42, 0.40, 0.42], np.float32)
    bright = np.clip(base * 1.22 + 0.05, 0, 1)
    tones = shaded + (bright - shaded) * (lit * relief.openness)[..., None]
    if not cloth:
        middle = np.exp(-(((lit - 0.42) / 0.22) ** 2))[..., None]
        tones = tones + middle * np.array([0.055, 0.004, -0.012], np.float32)
        half = np.array([LIGHT[0], LIGHT[1], LIGHT[2] + 1.0], np.float32)
        shine = np.clip(relief.normal @ (half / np.linalg.norm(half)), 0, 1) ** 26
        tones = tones + (shine * 0.16)[..., None]
    return np.asarray(np.clip(tones, 0, 1), np.float32)


def _layer(
    stage: Stage, view: _View, relief: Relief, base: np.ndarray, *, cloth: bool = False
) -> None:
    tones = _tones(relief, base, cloth=cloth)
    picture = np.dstack([_full(stage, view, tones[..., k]) for k in range(3)])
    grain = noise(stage.rng, stage.height, stage.width, 7 * stage.unit) * (
        0.020 if cloth else 0.012
    )
    if cloth:
        grain = grain + 0.05 * noise(stage.rng, stage.height, stage.width, 120 * stage.unit, 0.5)
    mask = smoothstep(0.25, 0.75, _full(stage, view, relief.mask))
    stage.picture = over(stage.picture, picture * (1 + grain)[..., None], mask)
    # Brushed only lightly, so that fingers keep clean edges.
    stage.kept = stage.kept * (1 - mask) + 0.8 * mask


def _thumb(stage: Stage, view: _View, thumb: Relief, fingers: Relief, skin: np.ndarray) -> None:
    """Paint the thumb where it lies before the fingers, melting into the palm further right."""
    front = np.clip((thumb.depth - fingers.depth) / 6 + 0.5, 0, 1) * thumb.mask
    fade = smoothstep(905, 800, view.across)
    relief = Relief(thumb.depth, thumb.normal, np.asarray(front * fade, np.float32), thumb.openness)
    unit = view.unit
    near = np.clip(_full(stage, view, front * smoothstep(800, 700, view.across)), 0, 1)
    stage.picture = cast(
        stage.picture, near, dx=5 * unit, dy=12 * unit, radius=9 * unit, strength=0.42
    )
    _layer(stage, view, relief, skin)
    _nail(
        stage,
        view,
        "M578 500 C566 502 556 510 556 520 C560 530 576 532 592 528 C598 518 592 504 578 500 Z",
        turn=8,
    )


def _nail(stage: Stage, view: _View, outline: str, *, turn: float) -> None:
    body = f'<path d="{outline}" fill="#e9bfa0" fill-opacity="0.78" transform="rotate({turn} 574 516)"/>'
    body += (
        f'<path d="{outline}" fill="none" stroke="#6b3a22" stroke-opacity="0.42" stroke-width="2"/>'
    )
    stage.draw(view.grip.svg(body))


def _creases(stage: Stage, view: _View) -> None:
    """Lines over the joints."""
    lines = (
        "M606 372 C612 384 614 396 612 408",
        "M616 368 C623 380 626 394 624 408",
        "M538 424 C544 430 552 434 560 434",
        "M644 526 C640 536 640 548 643 558",
        "M656 524 C652 536 652 550 656 562",
        "M596 460 C602 468 604 480 602 490",
        "M612 556 C618 564 620 576 618 586",
        "M738 438 C748 446 756 458 758 470",
        "M930 596 C926 620 930 650 938 672",
    )
    body = "".join(
        f'<path d="{line}" fill="none" stroke="#5a2c18" stroke-opacity="0.30" stroke-width="3" stroke-linecap="round"/>'
        for line in lines
    )
    layer = drawn(view.grip.svg(body), stage.width, stage.height, box=BOX)
    stage.picture = over(stage.picture, layer[..., :3], blur(layer[..., 3], 1.6 * view.unit))
