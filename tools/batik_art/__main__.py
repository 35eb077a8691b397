"""Draws one batik picture, or a motif's tile.

python -m tools.batik_art --motif burung-enggang --palette soga --shot gantung -o cloth.webp
python -m tools.batik_art --motif telang --tile -o tile.svg
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tools.batik_art import motifs
from tools.batik_art.encode import encode
from tools.batik_art.palettes import PALETTES
from tools.batik_art.picture import Draw, render
from tools.batik_art.scenes import SCENES
from tools.batik_art.shots import SHOTS
from tools.batik_art.tile import rasterise


def main(arguments: list[str] | None = None) -> int:
    """Draw what the command line asks for; returns 0."""
    options = _parser().parse_args(arguments)
    if options.tile:
        _write_tile(options)
    else:
        shot = "" if options.scene else options.shot
        draw = Draw(
            motif=options.motif,
            palette=options.palette,
            seed=options.seed,
            shot=shot,
            scene=options.scene or "",
            printed=options.printed,
            wide=options.wide,
            portrait=options.portrait,
        )
        image = render(draw)
        if options.out.suffix == ".webp":
            options.out.write_bytes(encode(image))
        else:
            image.save(options.out)
    print(f"{options.out}  {options.out.stat().st_size / 1000:.0f} kB")
    return 0


def _write_tile(options: argparse.Namespace) -> None:
    """Write the repeating tile as SVG, or as a raster of the same units."""
    drawn = motifs.tile(options.motif, PALETTES[options.palette], options.seed)
    if options.out.suffix == ".svg":
        options.out.write_text(drawn.svg(), encoding="utf-8")
    else:
        rasterise(drawn.svg(), round(drawn.width), round(drawn.height)).save(options.out)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.batik_art",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--motif", choices=sorted(motifs.MOTIFS), required=True)
    parser.add_argument("--palette", choices=sorted(PALETTES), default="soga")
    parser.add_argument("--shot", choices=sorted(SHOTS), default="kain")
    parser.add_argument("--scene", choices=sorted(SCENES), help="a scene instead of a shot")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--printed", action="store_true", help="printed cloth: regular, no cracks")
    parser.add_argument("--wide", action="store_true", help="a scene of 1600 by 900 pixels")
    parser.add_argument("--portrait", action="store_true", help="a scene of 960 by 1200 pixels")
    parser.add_argument("--tile", action="store_true", help="the repeating tile alone")
    parser.add_argument("-o", "--out", type=Path, required=True, help=".webp, .png, .jpg or .svg")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
