"""Dye plants in bowls, with the cloth they colour."""

from __future__ import annotations

import math

import numpy as np

from tools.batik_art.curves import leaf, rotate, shift, smooth
from tools.batik_art.palettes import mix
from tools.batik_art.scenes.props import bowl
from tools.batik_art.scenes.shapes import oval, path, placed
from tools.batik_art.scenes.stage import Stage
from tools.batik_art.scenes.textures import boards
from tools.batik_art.shots.sewing import Piece, seam

CLOTH = "M700 560 C860 548 1040 566 1260 552 L1260 1010 L690 1010 C700 860 690 700 700 560 Z"
CREASES = (
    '<path d="M700 770 C880 756 1060 776 1240 762" stroke="#000" stroke-width="12" fill="none"/>'
    '<path d="M700 786 C880 772 1060 792 1240 778" stroke="#fff" stroke-width="12" fill="none"/>'
)
GLAZES = ("#8a6a4c", "#6f7a72", "#b9a88c", "#54453a", "#9a8f7e")


def paint(stage: Stage) -> np.ndarray:
    """From above: six bowls on a table and a folded cloth at the corner."""
    stage.backdrop(
        boards(stage, stage.choose("#8a6a4a", "#a58862", "#6b543e", "#96744e"), wide=160)
    )
    stage.lay(
        Piece(CLOTH, creases=CREASES, fold=4, fold_size=240, fold_aspect=1.0, edge=9, shadow=0.5)
    )
    stage.draw(seam("M716 1000 C716 860 706 700 716 574 C860 562 1040 580 1250 566", opacity=0.25))
    fillings = (_turmeric, _indigo, _bark, _chips, _sawdust, _peel)
    order = stage.rng.permutation(len(fillings))
    places = (
        (196, 210, 150),
        (560, 176, 132),
        (906, 236, 158),
        (222, 596, 156),
        (548, 520, 118),
        (508, 812, 136),
    )
    for (x, y, radius), which in zip(places, order, strict=True):
        glaze = stage.choose(*GLAZES)
        fillings[int(which)](stage, x, y, radius, glaze)
    _leaves(stage)
    stage.glow("M-80 -80 L660 -80 L760 700 L-80 860 Z", soft=170, colour=(0.12, 0.09, 0.04))
    return stage.finish(gloom=0.32)


def _bowl(
    stage: Stage, x: float, y: float, radius: float, *, glaze: str, inside: str, pieces: str
) -> None:
    body = placed(bowl(inside, radius=radius, glaze=glaze), x, y)
    stage.draw(body, shadow=0.55, drop=(20, 28), soft=22)
    stage.draw(pieces, shadow=0.35, drop=(3, 5), soft=4)


def _spots(
    stage: Stage, x: float, y: float, reach: float, count: int
) -> list[tuple[float, float, float]]:
    """Places within a circle, each with a turn in degrees, back to front."""
    spots = []
    for _ in range(count):
        angle, away = (
            float(stage.rng.random()) * 2 * math.pi,
            reach * float(stage.rng.random()) ** 0.5,
        )
        spots.append(
            (
                x + math.cos(angle) * away,
                y + math.sin(angle) * away,
                float(stage.rng.random()) * 360,
            )
        )
    return sorted(spots, key=lambda spot: spot[1])


def _leaf_shape(length: float, width: float, *, x: float, y: float, turn: float, tone: str) -> str:
    outline, rib = (shift(rotate(points, turn), x, y) for points in leaf(length, width, bend=18))
    vein = path(smooth(rib), stroke=mix(tone, "#ffffff", 0.35), line=2)
    return path(smooth(outline[::2], closed=True), fill=tone) + vein


def _turmeric(stage: Stage, x: float, y: float, radius: float, glaze: str) -> None:
    """Rhizomes of turmeric, some cut open."""
    pieces = ""
    for px, py, turn in _spots(stage, x, y, radius * 0.52, 9):
        root = path(
            "M-46 -10 C-30 -20 -6 -16 8 -19 C30 -22 48 -12 48 2 C48 16 26 20 6 16 C-14 20 -40 20 -48 8 Z",
            fill="#b98432",
        )
        root += path("M-40 -4 C-26 -12 -4 -10 10 -13", stroke="#e3b45c", line=4, opacity=0.8)
        for ring in (-26, -10, 8, 24):
            root += path(
                f"M{ring} -16 C{ring + 5} -6 {ring + 5} 6 {ring} 15",
                stroke="#7d5318",
                line=2,
                opacity=0.7,
            )
        root += oval(46, 2, 9, 14, fill="#f0a21c") + oval(46, 2, 5, 8, fill="#e58a10")
        pieces += placed(root, px, py, turn=turn, size=radius / 150)
    _bowl(stage, x, y, radius, glaze=glaze, inside="#c98a1e", pieces=pieces)


def _indigo(stage: Stage, x: float, y: float, radius: float, glaze: str) -> None:
    """Sprigs of indigo on blue paste."""
    pieces = ""
    for px, py, turn in _spots(stage, x, y, radius * 0.42, 5):
        for k in range(7):
            along = k // 2 * 20 - 30
            side = 1 if k % 2 else -1
            tone = mix("#3f6a3a", "#7d9c4e", float(stage.rng.random()))
            dx, dy = rotate([(along, 0)], turn)[0]
            angle = turn if k == 6 else turn + 62 * side
            pieces += _leaf_shape(
                32 * radius / 140, 17 * radius / 140, x=px + dx, y=py + dy, turn=angle, tone=tone
            )
    _bowl(stage, x, y, radius, glaze=glaze, inside="#24407a", pieces=pieces)


def _bark(stage: Stage, x: float, y: float, radius: float, glaze: str) -> None:
    """Paint strips of red mangrove bark (tingi)."""
    pieces = ""
    for px, py, turn in _spots(stage, x, y, radius * 0.48, 20):
        tone = mix("#7a3222", "#b5603c", float(stage.rng.random()))
        strip = path("M-52 -9 C-20 -15 20 -13 52 -8 L50 10 C20 6 -20 4 -52 11 Z", fill=tone)
        strip += path(
            "M-48 -5 C-16 -10 20 -9 48 -4", stroke=mix(tone, "#ffffff", 0.35), line=2.6, opacity=0.8
        )
        strip += path(
            "M-46 7 C-16 2 20 4 46 8", stroke=mix(tone, "#000000", 0.5), line=2.4, opacity=0.8
        )
        pieces += placed(strip, px, py, turn=turn, size=radius / 150)
    _bowl(stage, x, y, radius, glaze=glaze, inside="#5a241a", pieces=pieces)


def _chips(stage: Stage, x: float, y: float, radius: float, glaze: str) -> None:
    """Chips of soga wood."""
    pieces = ""
    for px, py, turn in _spots(stage, x, y, radius * 0.60, 44):
        tone = mix("#a5672c", "#e0b070", float(stage.rng.random()))
        chip = path("M-20 -8 L16 -12 L22 6 L-14 12 Z", fill=tone) + path(
            "M-20 -8 L16 -12 L17 -7 L-18 -3 Z", fill=mix(tone, "#ffffff", 0.35)
        )
        pieces += placed(chip, px, py, turn=turn, size=radius / 150)
    _bowl(stage, x, y, radius, glaze=glaze, inside="#8a5426", pieces=pieces)


def _sawdust(stage: Stage, x: float, y: float, radius: float, glaze: str) -> None:
    """Dark sawdust of ironwood (ulin), heaped."""
    pieces = ""
    for px, py, _ in _spots(stage, x, y, radius * 0.68, 330):
        tone = mix("#2c1c12", "#8a5c38", float(stage.rng.random()))
        pieces += oval(px, py, 4.6, 3.2, fill=tone)
    for px, py, _ in _spots(stage, x - radius * 0.12, y - radius * 0.16, radius * 0.34, 90):
        pieces += oval(px, py, 4.0, 2.8, fill=mix("#7a5030", "#c09468", float(stage.rng.random())))
    _bowl(stage, x, y, radius, glaze=glaze, inside="#44291a", pieces=pieces)


def _peel(stage: Stage, x: float, y: float, radius: float, glaze: str) -> None:
    """Dried leaves of the Indian almond (ketapang), green going red."""
    pieces = ""
    for px, py, turn in _spots(stage, x, y, radius * 0.40, 11):
        tone = mix(
            stage.choose("#6d7a34", "#a5542a", "#8a3a24", "#b98a3a"),
            "#2c1c12",
            0.25 * float(stage.rng.random()),
        )
        back = rotate([(-38 * radius / 130, 0)], turn)[0]
        pieces += _leaf_shape(
            84 * radius / 130,
            42 * radius / 130,
            x=px + back[0],
            y=py + back[1],
            turn=turn,
            tone=tone,
        )
    _bowl(stage, x, y, radius, glaze=glaze, inside="#5a3a22", pieces=pieces)


def _leaves(stage: Stage) -> None:
    """Paint a few leaves fallen on the table."""
    body = ""
    for x, y in ((390, 372), (720, 420), (84, 402), (1120, 470), (60, 880), (350, 900)):
        tone = mix(stage.choose("#5d7a3a", "#7d8a44", "#a5642e"), "#000000", 0.15)
        body += _leaf_shape(92, 36, x=x, y=y, turn=float(stage.rng.random()) * 360, tone=tone)
    stage.draw(body, shadow=0.45, drop=(5, 8), soft=6)
