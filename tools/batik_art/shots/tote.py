"""A tote bag (tas)."""

from __future__ import annotations

import numpy as np

from tools.batik_art.canvas import blur, shade, wall
from tools.batik_art.cloth import Cloth
from tools.batik_art.shots.sewing import Piece, Sewing, seam

FRONT = (
    "M236 452 C320 462 400 456 480 460 C560 456 640 462 724 452 C732 560 744 700 748 860 "
    "C752 960 750 1030 744 1078 C700 1098 600 1102 480 1102 C360 1102 260 1098 216 1078 "
    "C210 1030 208 960 212 860 C216 700 228 560 236 452 Z"
)
BACK = "M250 440 C320 426 640 426 710 440 C716 452 720 456 724 456 C640 466 320 466 236 456 C242 452 246 448 250 440 Z"
FOOT = (
    "M214 976 C300 992 400 998 480 998 C560 998 660 992 746 976 C748 1020 748 1050 744 1080 "
    "C700 1100 600 1104 480 1104 C360 1104 260 1100 216 1080 C212 1050 212 1020 214 976 Z"
)
CREASES = (
    '<path d="M300 500 C330 640 320 800 352 940" stroke="#000" stroke-width="13" fill="none"/>'
    '<path d="M352 480 C372 600 380 720 372 860" stroke="#fff" stroke-width="13" fill="none"/>'
    '<path d="M640 500 C612 620 640 780 604 950" stroke="#000" stroke-width="13" fill="none"/>'
    '<path d="M584 490 C570 600 596 700 574 820" stroke="#fff" stroke-width="12" fill="none"/>'
    '<path d="M226 820 C320 880 420 850 500 900" stroke="#fff" stroke-width="10" fill="none"/>'
)
LEATHERS = ("#7b4a2b", "#5a3a28", "#8d6238", "#463129")


def tas(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """Standing on a pale table, with leather handles and foot."""
    tone = ("#e9e2d6", "#e4e1da", "#ecdfcd")[int(rng.integers(3))]
    leather = LEATHERS[int(rng.integers(4))]
    sewing = Sewing(wall(rng, width, height, tone), cloth, rng)
    _ground_shadow(sewing)
    sewing.draw(_handle(leather, y=196, front=False), shadow=0.3)
    sewing.lay(Piece(BACK, tone=0.46, fold=1, shadow=0))
    start = rng.random(2) * 400
    piece = Piece(
        FRONT,
        creases=CREASES,
        fold=7,
        fold_aspect=2.0,
        fold_size=240,
        edge=16,
        shadow=0.42,
        start=(float(start[0]), float(start[1])),
    )
    sewing.lay(piece)
    sewing.draw(_foot(leather))
    sewing.draw(seam("M238 474 C320 484 400 478 480 482 C560 478 640 484 722 474"))
    sewing.draw(_handle(leather, y=232, front=True), shadow=0.36)
    return sewing.picture


def _ground_shadow(sewing: Sewing) -> None:
    """Ground the bag: a tight dark line under its foot and a wide soft one to its right."""
    for path, radius, strength in (
        ("M224 1084 C360 1112 600 1112 740 1084 L780 1098 C640 1130 340 1126 230 1100 Z", 9, 0.55),
        ("M300 1060 L840 1060 C860 1110 620 1150 340 1116 Z", 30, 0.38),
    ):
        mask = blur(sewing.mask(path), radius * sewing.unit) * strength
        sewing.picture = shade(sewing.picture, 1 - mask)


def _foot(leather: str) -> str:
    shades = (
        '<defs><linearGradient id="foot" x1="0" x2="1" y1="0" y2="0.2">'
        '<stop offset="0" stop-color="#fff" stop-opacity="0.20"/>'
        '<stop offset="0.5" stop-color="#000" stop-opacity="0.02"/>'
        '<stop offset="1" stop-color="#000" stop-opacity="0.42"/></linearGradient></defs>'
    )
    stitches = "M216 988 C300 1004 400 1010 480 1010 C560 1010 660 1004 744 988"
    return (
        f'{shades}<path d="{FOOT}" fill="{leather}"/><path d="{FOOT}" fill="url(#foot)"/>'
        f'<path d="{stitches}" fill="none" stroke="#e8cfa6" stroke-opacity="0.75" stroke-width="2.4" '
        'stroke-dasharray="9 6"/>'
    )


def _handle(leather: str, *, y: float, front: bool) -> str:
    """Return a leather strap from one side to the other, its top at ``y``, and its stitched ends."""
    foot = 560 if front else 450
    left, right = (352, 608) if front else (366, 594)
    arc = f"M{left} {foot} C{left - 10} {y + 40} {left + 60} {y} 480 {y} C{right - 60} {y} {right + 10} {y + 40} {right} {foot}"
    tone = f'<path d="{arc}" fill="none" stroke="{leather}" stroke-width="25"/>'
    edge = f'<path d="{arc}" fill="none" stroke="#000" stroke-opacity="0.34" stroke-width="25"/>'
    middle = f'<path d="{arc}" fill="none" stroke="{leather}" stroke-width="19"/>'
    shine = (
        f'<path d="{arc}" fill="none" stroke="#fff" stroke-opacity="0.16" stroke-width="6" '
        'transform="translate(-4 -3)"/>'
    )
    stitches = (
        f'<path d="{arc}" fill="none" stroke="#e8cfa6" stroke-opacity="0.55" stroke-width="1.8" '
        'stroke-dasharray="8 6" transform="translate(6 2)"/>'
    )
    dark = (
        ""
        if front
        else f'<path d="{arc}" fill="none" stroke="#000" stroke-opacity="0.3" stroke-width="25"/>'
    )
    rivets = ""
    if front:
        for x in (left, right):
            for dy in (-14, -44):
                rivets += (
                    f'<circle cx="{x}" cy="{foot + dy}" r="6" fill="#b08d4c"/>'
                    f'<circle cx="{x - 1.5}" cy="{foot + dy - 1.5}" r="2.4" fill="#f3dfae"/>'
                )
    return tone + edge + middle + shine + stitches + dark + rivets
