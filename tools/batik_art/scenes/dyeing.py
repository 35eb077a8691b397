"""Cloth is dipped into a vat of dye."""

from __future__ import annotations

import math

import numpy as np

from tools.batik_art.canvas import flat, grid, over, shade, smoothstep
from tools.batik_art.noise import colour, noise
from tools.batik_art.palettes import mix
from tools.batik_art.scenes.shapes import bar, barrel, gradient, oval, path, placed
from tools.batik_art.scenes.stage import Stage
from tools.batik_art.scenes.textures import boards, floor, plaster
from tools.batik_art.shots.hanging import Panel

#: The surface of the dye: middle, half width, half height.
SURFACE = (600.0, 664.0, 372.0, 112.0)


def paint(stage: Stage) -> np.ndarray:
    """Paint a wide vat, the cloth over a pole above it, its foot under the surface."""
    tone = stage.choose("#cfc2a8", "#bcc0ae", "#c9b491", "#b5ab9c")
    stage.backdrop(
        plaster(stage, tone)
        if stage.rng.random() < 0.6
        else boards(stage, "#94714c", wide=86, upright=True)
    )
    stage.backdrop(
        floor(stage, stage.choose("#8d8577", "#8a7560"), top=600, wide=150),
        "M0 600 L1200 600 L1200 960 L0 960 Z",
    )
    stage.darken("M0 570 L1200 570 L1200 640 L0 640 Z", soft=30, strength=0.35)
    _shelf(stage)
    _vat(stage)
    _dye(stage)
    surface = stage.picture
    stage.hang(Panel(404, 806, 116, 690, 20, 4.2, border=False))
    _wet(stage, surface)
    stage.draw(_poles(stage), shadow=0.32, drop=(10, 14))
    _front(stage)
    _buckets(stage)
    stage.glow("M-60 -80 L600 -80 L760 640 L100 760 Z", soft=150, colour=(0.13, 0.10, 0.05))
    return stage.finish(gloom=0.32)


def _poles(stage: Stage) -> str:
    tone = stage.choose("#b08b50", "#8c6a3c")
    body = "".join(path(f"M{x} -10 L{x} 112", stroke="#a08a64", line=6) for x in (286, 914))
    body += bar(240, 100, 720, 22, tone)
    body += "".join(path(f"M{x - 8} 96 L{x + 8} 126", stroke="#a08a64", line=7) for x in (286, 914))
    for x in (330, 512, 706, 880):
        body += f'<rect x="{x}" y="99" width="7" height="24" rx="3" fill="{mix(tone, "#000000", 0.35)}"/>'
    return body


def _shelf(stage: Stage) -> None:
    """Jars of dye stuff along the wall."""
    palette = stage.palette
    body = bar(20, 330, 270, 14, "#6f4c2e") + bar(930, 300, 260, 14, "#6f4c2e")
    jars = (
        (60, 330, palette.mid),
        (130, 330, "#d9c9a4"),
        (205, 330, palette.ground),
        (975, 300, palette.accent),
        (1050, 300, palette.mid),
        (1122, 300, "#c9b48c"),
    )
    for x, foot, tone in jars:
        definition, fill = gradient(barrel(tone, contrast=0.7))
        body += (
            definition
            + f'<rect x="{x - 26}" y="{foot - 78}" width="52" height="78" rx="12" fill="{fill}"/>'
        )
        body += f'<rect x="{x - 20}" y="{foot - 92}" width="40" height="16" rx="5" fill="#b79a68"/>'
    stage.draw(body, shadow=0.36, drop=(9, 14))


def _vat(stage: Stage) -> None:
    x, y, across, down = SURFACE
    clay = stage.choose("#8a6a50", "#7c7468", "#6a5a4c")
    wall, fill = gradient(barrel(clay, contrast=0.8))
    stage.darken(
        f"M{x - across - 30} 850 L{x + across + 80} 850 L{x + across + 60} 930 L{x - across} 930 Z",
        soft=26,
        strength=0.55,
    )
    body = wall + path(
        f"M{x - across - 34} {y} C{x - across - 30} {y + 130} {x - across + 60} 880 {x - across + 120} 902 "
        f"L{x + across - 120} 902 C{x + across - 60} 880 {x + across + 30} {y + 130} {x + across + 34} {y} Z",
        fill=fill,
    )
    body += oval(x, y, across + 34, down + 22, fill=mix(clay, "#ffffff", 0.28))
    body += oval(x, y + 4, across + 20, down + 12, fill=mix(clay, "#000000", 0.30))
    body += oval(x, y + 8, across + 6, down + 3, fill=mix(clay, "#000000", 0.62))
    stage.draw(body)


def _dye_tone(stage: Stage) -> str:
    """Return the colour in the vat: the ground, or the first dye when the ground stays white."""
    return stage.palette.mid if stage.palette.name == "gadung" else stage.palette.ground


def _dye(stage: Stage) -> None:
    """Paint the surface with ripples and the pale light of the window on it."""
    unit = stage.unit
    x, y, across, down = (value * unit for value in SURFACE)
    columns, rows = grid(stage.width, stage.height)
    away = np.hypot((columns - x) / across, (rows - y - 10 * unit) / down)
    mask = np.clip((1 - away) * down * 0.5, 0, 1)
    tone = colour(mix(_dye_tone(stage), "#000000", 0.12))
    rings = np.hypot((columns - x) / across, (rows - y - 24 * unit) / down * 1.05)
    ripples = np.sin(rings * 34 + 0.8 * noise(stage.rng, stage.height, stage.width, 140 * unit))
    ripples = ripples * np.exp(-(((rings - 0.60) / 0.26) ** 2))
    ripples = ripples + 0.6 * noise(stage.rng, stage.height, stage.width, 60 * unit, 0.30)
    shades = 0.86 + 0.13 * ripples - 0.18 * (rows - y) / down * 0.5
    dye = shade(flat(stage.width, stage.height, "#ffffff") * tone, shades)
    shine = smoothstep(0.9, 2.2, ripples + 0.4) * np.exp(
        -(((columns - x + 0.5 * across) / (0.45 * across)) ** 2)
    )
    dye = dye + (shine * 0.30)[..., None]
    stage.picture = over(stage.picture, dye, mask.astype(np.float32))


def _wet(stage: Stage, surface: np.ndarray) -> None:
    """Below the water line the cloth drowns in dye; above it the cloth is dark with wet."""
    unit = stage.unit
    columns, rows = grid(stage.width, stage.height)
    line = (
        628 * unit
        + 7 * unit * np.sin(columns / (26 * unit))
        + 5 * unit * np.sin(columns / (11 * unit))
    )
    inside = smoothstep(340, 392, columns / unit) * smoothstep(884, 830, columns / unit)
    on_cloth = smoothstep(406, 414, columns / unit) * smoothstep(804, 796, columns / unit)
    wet = smoothstep(360, 600, rows / unit) * on_cloth * (rows < line)
    stage.picture = shade(stage.picture, 1 - 0.30 * wet)
    # Below the line the surface of the dye, seen before the cloth was hung, closes over it.
    under = inside * np.clip((rows - line) / (30 * unit), 0, 1) ** 0.35 * (rows > line)
    stage.picture = over(stage.picture, surface, np.asarray(under, np.float32))
    stage.kept = stage.kept * (1 - (rows > line) * inside)
    foam = np.exp(-(((rows - line) / (2.4 * unit)) ** 2)) * (
        (columns > 402 * unit) & (columns < 808 * unit)
    )
    pale = np.broadcast_to(colour(mix(stage.palette.mid, "#ffffff", 0.45)), stage.picture.shape)
    stage.picture = over(stage.picture, pale, (foam * 0.75).astype(np.float32))


def _front(stage: Stage) -> None:
    """Drips on the near rim of the vat."""
    tone = mix(_dye_tone(stage), "#000000", 0.15)
    x, y, across, down = SURFACE
    body = ""
    for _ in range(11):
        angle = math.radians(28 + 124 * float(stage.rng.random()))
        px, py = x + math.cos(angle) * (across + 27), y + math.sin(angle) * (down + 17)
        length = 24 + 80 * float(stage.rng.random())
        body += path(
            f"M{px:.0f} {py:.0f} L{px:.0f} {py + length:.0f}",
            stroke=tone,
            line=6 + 5 * float(stage.rng.random()),
            opacity=0.55,
        )
    stage.draw(body)


def _buckets(stage: Stage) -> None:
    for x, y, size, tone in ((112, 800, 1.0, "#7c8a8c"), (1112, 830, 1.06, "#8d6b45")):
        steel, fill = gradient(barrel(tone))
        body = steel + path("M-74 -60 L74 -60 L56 70 C30 80 -30 80 -56 70 Z", fill=fill)
        body += path("M-70 -30 C-30 -18 30 -18 70 -30", stroke="#000000", line=4, opacity=0.3)
        body += oval(0, -60, 75, 19, fill=mix(tone, "#ffffff", 0.42)) + oval(
            0, -58, 67, 14, fill=mix(stage.palette.mid, "#000000", 0.25)
        )
        body += oval(-18, -61, 28, 4, fill="#ffffff", opacity=0.28)
        body += path("M-73 -58 C-60 -150 60 -150 73 -58", stroke="#5f5b55", line=5)
        stage.darken(
            f"M{x - 70} {y + 50} L{x + 96} {y + 50} L{x + 110} {y + 88} L{x - 66} {y + 88} Z",
            soft=13,
            strength=0.5,
        )
        stage.draw(placed(body, x, y, size=size))
