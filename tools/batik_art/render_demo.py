"""Renders the pictures that the demo data asks for.

    python -m tools.batik_art.render_demo [--only PATTERN] [--force] [--jobs N]

Reads every ``pictures`` entry of the demo's data files and draws those whose file is missing or
whose description has changed since it was drawn, and one swatch for every motif.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import multiprocessing
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tools.batik_art.encode import LIMIT, WANTED, encode
from tools.batik_art.motifs import MOTIFS
from tools.batik_art.picture import Draw, render

DEMO = Path(__file__).resolve().parents[2] / "shop" / "demo"
DATA, PICTURES = DEMO / "data", DEMO / "pictures"
#: What each file in the folder shows; compared with the data to find pictures out of date.
RECORD = "drawn.json"
SWATCH_LIMIT, SWATCH_WANTED = 60_000, 44_000
#: The dyes of the swatches: each motif in a palette that suits it.
SWATCH_PALETTES = {
    "anggrek-hitam": "hutan",
    "anyaman-rotan": "kunyit",
    "burung-enggang": "soga",
    "daun-singkong": "hutan",
    "daun-ulin": "ulin",
    "hiu-paus-talisayan": "indigo",
    "jahe-balikpapan": "tingi",
    "jejeran-buah-mangrove": "tingi",
    "kantong-semar": "hutan",
    "karamunting": "indigo",
    "penyu-berau": "mahakam",
    "pesut-mahakam": "mahakam",
    "rusa-sambar": "ulin",
    "telang": "indigo",
    "telapak-tangan-sangkulirang": "tingi",
    "ukir-kalung-kenyah": "ulin",
}


def main(arguments: list[str] | None = None) -> int:
    """Render what is missing; returns 0, or 1 when the data names something that cannot be drawn."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.batik_art.render_demo",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only", default="*", metavar="PATTERN", help="files to draw, such as 'motif-*'"
    )
    parser.add_argument("--force", action="store_true", help="draw existing files again")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    options = parser.parse_args(arguments)
    # Drawing takes every core it gets; let everything else go first.
    os.nice(max(0, 15 - os.nice(0)))
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = wanted_pictures(DATA)
    wanted.update({f"motif-{motif}.webp": swatch(motif) for motif in MOTIFS})
    drawn = _read_record()
    todo = [
        (name, draw)
        for name, draw in sorted(wanted.items(), key=_order)
        if fnmatch.fnmatch(name, options.only)
        and (options.force or drawn.get(name) != draw or not (PICTURES / name).exists())
    ]
    failed = _render_all(todo, drawn, jobs=options.jobs)
    _report(wanted, len(todo) - failed, failed)
    return 1 if failed else 0


def wanted_pictures(data: Path) -> dict[str, dict[str, Any]]:
    """Return the ``draw`` entry of every picture in the data folder's JSON files, by file name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(data.glob("*.json")):
        for picture in _pictures(json.loads(path.read_text(encoding="utf-8"))):
            found[str(picture["file"])] = dict(picture["draw"])
    return found


def swatch(motif: str) -> dict[str, Any]:
    """Return the ``draw`` entry of a motif's swatch."""
    return {"shot": "swatch", "motif": motif, "palette": SWATCH_PALETTES[motif], "seed": 1}


def draw_bytes(draw: Mapping[str, Any]) -> bytes:
    """One picture as WebP, within its bound.

    :raises KeyError: the entry names a motif, palette, shot or scene that does not exist.
    :raises TypeError: the entry has an unknown field.
    """
    image = render(Draw(**draw))
    if draw.get("shot") == "swatch":
        return encode(image, limit=SWATCH_LIMIT, wanted=SWATCH_WANTED)
    return encode(image, limit=LIMIT, wanted=WANTED)


def _pictures(node: object) -> Iterable[dict[str, Any]]:
    """Every object with a ``file`` and a ``draw``, wherever it stands in the data."""
    if isinstance(node, dict):
        if "file" in node and "draw" in node:
            yield node
        for value in node.values():
            yield from _pictures(value)
    elif isinstance(node, list):
        for value in node:
            yield from _pictures(value)


def _order(item: tuple[str, dict[str, Any]]) -> tuple[bool, bool, str]:
    """Swatches first, then the pictures that lists show, then the others."""
    name = item[0]
    return not name.startswith("motif-"), not name.endswith("-1.webp"), name


def _render_all(todo: list[tuple[str, dict[str, Any]]], drawn: dict[str, Any], *, jobs: int) -> int:
    """Draw and write; returns how many could not be drawn."""
    failed = 0
    with multiprocessing.Pool(max(1, jobs)) as pool:
        for name, size, seconds in pool.imap_unordered(_render_one, todo):
            if not size:
                failed += 1
                print(f"{name}  cannot be drawn: {dict(todo)[name]}", flush=True)
                continue
            drawn[name] = dict(todo)[name]
            _write_record(drawn)
            print(f"{name}  {size / 1000:.0f} kB  {seconds:.1f} s", flush=True)
    return failed


def _render_one(job: tuple[str, dict[str, Any]]) -> tuple[str, int, float]:
    name, draw = job
    started = time.perf_counter()
    try:
        data = draw_bytes(draw)
    except (KeyError, TypeError, ValueError):
        return name, 0, 0.0
    part = PICTURES / f".{name}.part"
    part.write_bytes(data)
    part.replace(PICTURES / name)
    return name, len(data), time.perf_counter() - started


def _read_record() -> dict[str, Any]:
    path = PICTURES / RECORD
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _write_record(drawn: dict[str, Any]) -> None:
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(drawn[name])}" for name in sorted(drawn))
    (PICTURES / RECORD).write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def _report(wanted: dict[str, Any], done: int, failed: int) -> None:
    files = list(PICTURES.glob("*.webp"))
    total = sum(path.stat().st_size for path in files)
    print(f"{done} drawn, {failed} failed; {len(files)} files, {total / 1e6:.1f} MB")
    for path in sorted(files):
        if path.name not in wanted:
            print(f"{path.name} is not used by the data")


if __name__ == "__main__":
    raise SystemExit(main())
