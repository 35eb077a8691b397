"""A shirt on a hanger (kemeja)."""

from __future__ import annotations

import numpy as np

from tools.batik_art.canvas import wall
from tools.batik_art.cloth import Cloth
from tools.batik_art.palettes import mix
from tools.batik_art.shots.sewing import HANGER, Piece, Sewing, mirrored, seam

SLEEVE = "M251 292 C197 326 129 416 93 502 C121 533 177 560 223 565 C241 533 259 479 274 434 Z"
HALF = (
    "M376 249 C330 265 290 277 247 292 C251 353 267 407 274 452 C269 632 259 812 251 976"
    "C340 1052 410 1060 482 1054 L482 330 C452 300 424 260 398 214 Z"
)
COLLAR = "M378 241 C368 250 358 263 350 277 C366 310 394 344 424 367 C444 349 465 331 481 322 C444 299 409 272 389 241 Z"
STAND = "M386 243 C429 259 531 259 574 243 C566 281 531 312 481 324 C432 312 394 281 386 243 Z"
CREASES = (
    '<path d="M279 452 C328 479 378 488 429 524" stroke="#fff" stroke-width="9" fill="none"/>'
    '<path d="M277 479 C323 524 353 596 368 686" stroke="#000" stroke-width="9" fill="none"/>'
    '<path d="M681 452 C637 484 589 493 536 533" stroke="#fff" stroke-width="9" fill="none"/>'
    '<path d="M683 479 C640 529 612 596 597 704" stroke="#000" stroke-width="9" fill="none"/>'
    '<path d="M309 758 C343 830 353 902 345 992" stroke="#fff" stroke-width="12" fill="none"/>'
    '<path d="M648 740 C617 821 607 902 620 992" stroke="#000" stroke-width="12" fill="none"/>'
    '<path d="M404 776 C414 866 409 938 401 1001" stroke="#000" stroke-width="10" fill="none"/>'
)


def kemeja(cloth: Cloth, rng: np.random.Generator, width: int, height: int) -> np.ndarray:
    """On a wooden hanger, the print mirrored about the buttons; short sleeves."""
    tone = ("#e6ded1", "#e1ded8", "#e9decd")[int(rng.integers(3))]
    sewing = Sewing(wall(rng, width, height, tone), cloth, rng)
    sewing.draw(HANGER, shadow=0.35)
    sewing.lay(Piece(STAND, tone=0.58, shadow=0.2, fold=1))
    for outline, grain in ((SLEEVE, 26), (mirrored(SLEEVE), -26)):
        sewing.lay(Piece(outline, grain=grain, mirror=480, fold=4, fold_aspect=1.8, tone=0.97))
    start = tuple(rng.random(2) * 300)
    for outline, shadow in ((HALF, 0.36), (mirrored(HALF), 0.30)):
        piece = Piece(
            outline,
            mirror=480,
            start=(float(start[0]), float(start[1])),
            creases=CREASES,
            fold=6,
            fold_aspect=3.0,
            shadow=shadow,
        )
        sewing.lay(piece)
    _front(sewing, cloth)
    for outline in (COLLAR, mirrored(COLLAR)):
        side = -1 if outline == COLLAR else 1
        sewing.lay(
            Piece(outline, grain=38 * side, mirror=480, fold=1.5, shadow=0.42, edge=5, tone=1.03)
        )
    sewing.draw(
        seam(COLLAR, opacity=0.25, stitches=False)
        + seam(mirrored(COLLAR), opacity=0.25, stitches=False)
    )
    return sewing.picture


def _front(sewing: Sewing, cloth: Cloth) -> None:
    """Placket, buttons, pocket and the seams of the sleeves."""
    placket = "M455 342 L505 342 L505 1006 L455 1006 Z"
    sewing.lay(Piece(placket, mirror=480, start=(210, 60), fold=3, shadow=0.22, edge=4))
    pocket = "M577 477 L683 475 L683 560 L630 578 L577 562 Z"
    sewing.lay(Piece(pocket, mirror=480, start=(40, 12), fold=2, shadow=0.22, edge=4))
    lines = seam("M458 353 L458 1003") + seam("M498 353 L498 1003", stitches=False)
    lines += seam("M274 452 C267 407 254 353 249 294") + seam("M686 452 C693 407 706 353 711 294")
    lines += seam("M304 1006 C344 1036 410 1044 458 1040") + seam(
        "M502 1040 C556 1044 618 1036 656 1006"
    )
    lines += seam("M579 490 L681 488")
    button = mix(cloth.palette.wax, cloth.palette.mid, 0.25)
    for y in (391, 493, 596, 699, 801, 904):
        lines += (
            f'<circle cx="481" cy="{y + 2}" r="8.5" fill="#000" fill-opacity="0.35"/>'
            f'<circle cx="480" cy="{y}" r="8" fill="{button}"/>'
            f'<circle cx="480" cy="{y}" r="5.6" fill="none" stroke="#000" stroke-opacity="0.25"/>'
            f'<path d="M478 {y - 2}L482 {y + 2}M482 {y - 2}L478 {y + 2}" stroke="#3a2a20" stroke-width="1.4"/>'
        )
    sewing.draw(lines)
