"""Lorod: the wax is boiled out of dyed cloth over a wood fire."""

from __future__ import annotations

import numpy as np

from tools.batik_art.canvas import grid, over, smoothstep
from tools.batik_art.noise import colour, noise
from tools.batik_art.palettes import mix
from tools.batik_art.scenes.shapes import bar, barrel, gradient, oval, path, placed
from tools.batik_art.scenes.stage import Stage
from tools.batik_art.scenes.textures import floor, plaster, steam
from tools.batik_art.shots.hanging import Panel

X, SURFACE, RADIUS = 560.0, 566.0, 226.0


def paint(stage: Stage) -> np.ndarray:
    """Paint a steaming cauldron on a brick hearth; the cloth is lifted from it on a pole."""
    stage.backdrop(plaster(stage, stage.choose("#8f8474", "#a08c70", "#7f8378")))
    stage.darken("M300 -60 L900 -60 L860 520 L300 520 Z", soft=120, strength=0.35)
    stage.backdrop(
        floor(stage, stage.choose("#7a6a58", "#86705a"), top=690, wide=130),
        "M0 690 L1200 690 L1200 960 L0 960 Z",
    )
    stage.darken("M0 660 L1200 660 L1200 730 L0 730 Z", soft=28, strength=0.4)
    _firewood(stage)
    _hearth(stage)
    _cauldron(stage)
    stage.hang(Panel(X - 134, X + 134, 96, 580, 17, 3.0, border=False))
    _boil(stage)
    _pole(stage)
    steam(
        stage,
        "M340 560 C250 420 400 330 300 150 C280 60 380 -40 480 -80 L800 -80 C900 40 760 160 840 300 C880 420 780 480 800 560 Z",
        soft=56,
        strength=0.92,
    )
    _rinse(stage)
    stage.glow("M430 760 L700 760 L760 900 L380 900 Z", soft=80, colour=(0.34, 0.15, 0.03))
    return stage.finish(warmth=0.07, gloom=0.38)


def _pole(stage: Stage) -> None:
    """Paint a pole on two forked posts."""
    tone = stage.choose("#a5814a", "#8c6a3c")
    stage.draw(bar(X - 300, 84, 600, 20, tone), shadow=0.3, drop=(8, 12))
    for x in (X - 270, X + 250):
        stage.draw(bar(x, 60, 18, 560, mix(tone, "#000000", 0.18)), shadow=0.3, drop=(10, 10))
        stage.draw(
            path(
                f"M{x + 9} 110 L{x - 14} 58 M{x + 9} 110 L{x + 32} 58",
                stroke=mix(tone, "#000000", 0.1),
                line=13,
            )
        )


def _hearth(stage: Stage) -> None:
    """Bricks round a fire."""
    brick = stage.choose("#9a5638", "#8a4a34", "#a5684a")
    stage.darken(
        f"M{X - 300} 876 L{X + 350} 876 L{X + 330} 940 L{X - 290} 940 Z", soft=22, strength=0.55
    )
    body = f'<rect x="{X - 280}" y="676" width="560" height="236" rx="10" fill="{mix(brick, "#000000", 0.5)}"/>'
    for row in range(5):
        for k in range(8):
            x = X - 276 + k * 76 - (row % 2) * 38
            left, right = max(x, X - 276), min(x + 70, X + 276)
            if right - left < 12:
                continue
            tone = mix(brick, stage.choose("#ffffff", "#000000"), 0.16 * float(stage.rng.random()))
            body += f'<rect x="{left:.0f}" y="{680 + row * 46}" width="{right - left:.0f}" height="40" rx="4" fill="{tone}"/>'
    stage.draw(body + _fire())


def _fire() -> str:
    """Return the mouth of the hearth with flames and three logs."""
    body = path(
        f"M{X - 116} 912 L{X - 116} 800 C{X - 110} 738 {X + 110} 738 {X + 116} 800 L{X + 116} 912 Z",
        fill="#190c06",
    )
    for dx, height, tone in (
        (-70, 92, "#c2451a"),
        (-28, 128, "#e8712a"),
        (22, 112, "#e05c20"),
        (66, 84, "#c2451a"),
        (-44, 70, "#ffb347"),
        (6, 84, "#ffc765"),
        (42, 58, "#ffb347"),
        (-8, 44, "#fff0b8"),
    ):
        wide = 20 + height * 0.16
        body += path(
            f"M{X + dx - wide} 906 C{X + dx - wide - 6} {906 - height * 0.5} {X + dx + 6} {906 - height * 0.6} {X + dx} {906 - height} "
            f"C{X + dx + 22} {906 - height * 0.6} {X + dx + wide + 8} {906 - height * 0.4} {X + dx + wide} 906 Z",
            fill=tone,
            opacity=0.92,
        )
    for dx, turn in ((-60, -9), (10, 6), (70, -14)):
        body += placed(
            '<rect x="-74" y="-11" width="148" height="22" rx="10" fill="#3b2314"/><ellipse cx="-72" cy="0" rx="7" ry="11" fill="#c98a52"/>',
            X + dx,
            904,
            turn=turn,
        )
    return body


def _cauldron(stage: Stage) -> None:
    steel, fill = gradient(barrel(stage.choose("#6a655e", "#7d6a55", "#5b5d5e")))
    body = steel + path(
        f"M{X - RADIUS - 14} {SURFACE} C{X - RADIUS - 10} 650 {X - RADIUS + 30} 726 {X - RADIUS + 70} 748 "
        f"L{X + RADIUS - 70} 748 C{X + RADIUS - 30} 726 {X + RADIUS + 10} 650 {X + RADIUS + 14} {SURFACE} Z",
        fill=fill,
    )
    for side in (-1, 1):
        body += path(
            f"M{X + (RADIUS + 4) * side} 606 C{X + (RADIUS + 62) * side} 596 {X + (RADIUS + 62) * side} 652 {X + (RADIUS - 4) * side} 646",
            stroke="#38342f",
            line=14,
        )
    body += oval(X, SURFACE, RADIUS + 15, 62, fill="#a39a8e") + oval(
        X, SURFACE + 3, RADIUS + 2, 52, fill="#2a2622"
    )
    stage.draw(body)


def _boil(stage: Stage) -> None:
    """Brown water with skins of wax and bubbles; the foot of the cloth is in it."""
    unit = stage.unit
    across, down = grid(stage.width, stage.height)
    away = np.hypot((across / unit - X) / (RADIUS - 4), (down / unit - SURFACE - 8) / 47)
    front = smoothstep(SURFACE - 6, SURFACE + 8, down / unit + 4 * np.sin(across / (17 * unit)))
    cloth = (np.abs(across / unit - X) < 140).astype(np.float32)
    mask = np.clip((1 - away) * 24 * unit, 0, 1) * np.where(cloth > 0, front, 1)
    water = colour(mix(stage.palette.mid, "#3a2a1a", 0.55))
    ripple = noise(stage.rng, stage.height, stage.width, 42 * unit, 0.4)
    tone = water * (1 + 0.20 * ripple)[..., None]
    surface = np.asarray(mask, np.float32)
    stage.picture = over(stage.picture, tone, surface)
    stage.kept = stage.kept * (1 - surface)
    bubbles = ""
    for _ in range(46):
        angle, reach = float(stage.rng.random()) * 6.28, float(stage.rng.random()) ** 0.6
        x, y = X + np.cos(angle) * reach * (RADIUS - 26), SURFACE + 10 + np.sin(angle) * reach * 38
        if abs(x - X) < 140 and y < SURFACE + 12:
            continue
        size = 4 + 9 * float(stage.rng.random())
        bubbles += oval(x, y, size, size * 0.6, fill="#e9cf9c", opacity=0.55) + oval(
            x - size * 0.3, y - size * 0.2, size * 0.3, size * 0.2, fill="#ffffff", opacity=0.8
        )
    stage.draw(bubbles)


def _firewood(stage: Stage) -> None:
    body = ""
    for row in range(4):
        for k in range(5 - row):
            x, y = 930 + k * 54 + row * 27, 838 - row * 46
            tone = mix("#9a7248", "#000000", 0.25 * float(stage.rng.random()))
            body += oval(x, y, 28, 26, fill=mix(tone, "#000000", 0.45)) + oval(
                x, y, 23, 21, fill=mix(tone, "#ffffff", 0.25)
            )
            body += oval(x, y, 14, 13, fill=tone, opacity=0.6) + oval(
                x, y, 6, 5, fill=mix(tone, "#000000", 0.3)
            )
    stage.darken("M900 850 L1220 850 L1220 890 L900 890 Z", soft=16, strength=0.5)
    stage.draw(body, shadow=0.3)


def _rinse(stage: Stage) -> None:
    """Paint a tub of clear water for rinsing."""
    wood, fill = gradient(barrel("#8b6238"))
    body = wood + path("M-128 -40 L128 -40 L108 78 C60 92 -60 92 -108 78 Z", fill=fill)
    for x in range(-96, 110, 32):
        body += path(f"M{x} -30 L{x * 0.86:.0f} 82", stroke="#3b2616", line=2.4, opacity=0.6)
    body += path(
        "M-122 -8 C-60 10 60 10 122 -8 M-114 48 C-60 64 60 64 114 48",
        stroke="#4b4a48",
        line=8,
        opacity=0.9,
    )
    body += oval(0, -40, 129, 31, fill="#b58a56") + oval(0, -38, 115, 24, fill="#8fa8a6")
    body += oval(-34, -44, 50, 7, fill="#ffffff", opacity=0.4) + oval(
        44, -32, 30, 4, fill="#ffffff", opacity=0.25
    )
    stage.darken("M40 860 L350 860 L340 916 L50 916 Z", soft=18, strength=0.5)
    stage.draw(placed(body, 176, 822))
