"""A dress on a hanger."""

from __future__ import annotations

import math

import numpy as np

from tools.batik_art.canvas import cast, grid, light, over, shade, wall
from tools.batik_art.cloth import Cloth
from tools.batik_art.noise import noise, sample
from tools.batik_art.palettes import mix
from tools.batik_art.shots.sewing import HANGER, Piece, Sewing, mirrored, seam

#: Where the folds of the skirt would meet, in units.
APEX = (480.0, 232.0)
BODICE = (
    "M399 244 C370 256 342 266 313 278 C313 332 325 378 344 414 C355 472 359 522 353 578"
    "C400 572 560 572 600 556 C594 500 598 450 608 392 C626 356 638 310 638 256 C610 244 584 234 556 222 "
    "C546 282 514 318 480 326 C446 318 414 282 404 222 Z"
)
NECK = "M399 244 C438 258 522 258 561 244 C550 304 516 340 480 348 C444 340 410 304 399 244 Z"
SLEEVE = "M317 276 C266 298 221 340 200 404 C230 436 276 452 325 450 C334 422 327 352 317 276 Z"
SKIRT = (
    "M353 578 C321 722 255 922 207 1120 C289 1162 385 1172 480 1172 C575 1172 671 1162 753 1120"
    "C692 900 630 700 600 556 C560 572 400 572 360 556 Z"
)
SASH = "M351 562 C395 578 565 578 609 562 C611 580 611 596 609 612 C565 628 395 628 351 612 C349 596 349 580 351 562 Z"
CREASES = (
    '<path d="M344 422 C374 452 395 492 399 562" stroke="#000" stroke-width="9" fill="none"/>'
    '<path d="M616 422 C586 452 565 492 561 562" stroke="#000" stroke-width="9" fill="none"/>'
    '<path d="M395 382 C416 442 427 502 429 567" stroke="#fff" stroke-width="10" fill="none"/>'
    '<path d="M565 382 C544 442 533 502 531 567" stroke="#fff" stroke-width="8" fill="none"/>'
)


def dress(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """On a wooden hanger: mirrored bodice, plain sash, flared skirt with the border at its hem."""
    tone = ("#e7dfd4", "#e2dfd9", "#eadccb")[int(rng.integers(3))]
    sewing = Sewing(wall(rng, width, height, tone), cloth, rng)
    sewing.draw(f'<g transform="translate(96 0) scale(0.8 1)">{HANGER}</g>', shadow=0.35)
    sewing.lay(Piece(NECK, tone=0.55, shadow=0.2, fold=1))
    for outline, grain in ((SLEEVE, 24), (mirrored(SLEEVE), -24)):
        sewing.lay(Piece(outline, grain=grain, mirror=480, fold=5, fold_size=110, tone=0.97))
    _skirt(sewing, cloth, rng)
    sewing.lay(Piece(BODICE, mirror=480, start=(30, 0), creases=CREASES, fold=4, shadow=0.3))
    _sash(sewing, cloth)
    return sewing.picture


def _skirt(sewing: Sewing, cloth: Cloth, rng: np.random.Generator) -> None:
    """Folds that fan out from the waist; the border follows the hem."""
    unit = sewing.unit
    mask = sewing.mask(SKIRT)
    across, down = grid(sewing.width, sewing.height)
    dx, dy = across - APEX[0] * unit, down - APEX[1] * unit
    away = np.hypot(dx, dy)
    angle = np.arctan2(dx, np.maximum(dy, 1))
    phase = rng.random(4) * 2 * math.pi
    swing = angle + 0.012 * noise(rng, sewing.height, sewing.width, 260 * unit)
    turn = swing * 2 * math.pi / 0.118
    folds = np.sin(turn + phase[0]) + 0.5 * np.sin(turn * 0.53 + phase[1])
    folds = folds + 0.3 * np.sin(turn * 1.9 + phase[2])
    depth = np.clip((away / unit - 340) / 560, 0, 1) ** 0.8
    heights = (folds * (3 + 15 * depth) * unit).astype(np.float32)
    hem = (1150 - 210) * unit + 0.30 * heights
    v = away
    u = angle * 700 * unit + heights * 0.25
    rows = cloth.strip.shape[0]
    border_v = rows - (hem - away)
    border = sample(cloth.strip, u, np.clip(border_v, 0, rows - 1), wrap_down=False)
    print_ = np.where((border_v >= 0)[..., None], border, sample(cloth.body, u, v))
    shades = light(heights, ambient=0.38, key=0.84, hollows=0.34)
    mask = mask * np.clip(hem - away + 0.5, 0, 1)
    sewing.picture = cast(
        sewing.picture, mask, dx=18 * unit, dy=20 * unit, radius=20 * unit, strength=0.4
    )
    sewing.picture = cast(
        sewing.picture, mask, dx=4 * unit, dy=5 * unit, radius=4 * unit, strength=0.3
    )
    sewing.picture = over(sewing.picture, shade(print_, shades), mask)


def _sash(sewing: Sewing, cloth: Cloth) -> None:
    """Draw a plain sash in the colour of the first dye, tied at one side."""
    dark, pale = (
        mix(cloth.palette.mid, "#000000", 0.25),
        mix(cloth.palette.mid, cloth.palette.wax, 0.18),
    )
    body = f'<path d="{SASH}" fill="{cloth.palette.mid}"/>'
    for y in (574, 588, 602):
        body += (
            f'<path d="M352 {y} C395 {y + 17} 565 {y + 17} 608 {y}" fill="none" stroke="{dark}" '
            f'stroke-width="3" stroke-opacity="0.5"/>'
            f'<path d="M352 {y + 4} C395 {y + 21} 565 {y + 21} 608 {y + 4}" fill="none" stroke="{pale}" '
            f'stroke-width="3" stroke-opacity="0.6"/>'
        )
    tails = (
        ("M552 608 C561 682 556 752 571 822 L601 814 C590 742 588 672 573 602 Z", pale),
        (
            "M561 602 C586 662 607 722 635 778 L607 794 C578 734 561 672 546 610 Z",
            cloth.palette.mid,
        ),
    )
    for path, fill in tails:
        body += f'<path d="{path}" fill="{fill}"/>' + seam(path, opacity=0.25, stitches=False)
    body += f'<ellipse cx="561" cy="600" rx="22" ry="18" fill="{cloth.palette.mid}"/>'
    body += f'<path d="M544 594 C556 588 568 590 577 600" fill="none" stroke="{pale}" stroke-width="4"/>'
    body += f'<path d="M542 606 C554 616 571 616 580 606" fill="none" stroke="{dark}" stroke-width="4"/>'
    sewing.draw(body, shadow=0.34)
