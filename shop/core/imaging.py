"""Turns an uploaded file into the pictures that are shown. Knows bytes and pixels, nothing else.

It is also a program of its own: ``python imaging.py FOLDER`` reads ``FOLDER/original`` and leaves
the derived files and ``facts.json`` there. The worker runs it like that for what people upload, so
that a picture made to hurt a decoder meets a process with little memory, little time, and nothing
worth having. It therefore imports Pillow and the standard library only.
"""

from __future__ import annotations

import io
import json
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageFile, ImageFilter, ImageOps

#: Only these decoders are ever tried, whatever the file calls itself.
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_WIDTH = 400

#: Width in pixels -> most bytes of the file.
BUDGETS = {400: 25_000, 800: 70_000, 1200: 110_000}
#: (blur in pixels, WebP quality), the handsomest first. Cloth is full of fine grain: a breath of
#: blur costs the eye less than the blocks of a low quality, and saves as many bytes.
_LADDER = (
    (0.0, 80), (0.0, 65), (0.0, 50), (0.5, 45), (0.7, 38), (1.0, 30), (1.4, 22), (2.2, 8),
)  # fmt: skip

#: Named tints of the style sheet (``.tint-...``) and their colours: dyes and cloth.
TINTS = {
    "mori": (0xE9, 0xDF, 0xCC),
    "kapur": (0xF4, 0xEF, 0xE6),
    "kunyit": (0xD9, 0xA6, 0x3F),
    "tegeran": (0xB9, 0x8A, 0x3A),
    "jolawe": (0x8F, 0x8A, 0x45),
    "daun": (0x4F, 0x7A, 0x5C),
    "indigo": (0x2F, 0x4A, 0x78),
    "wedel": (0x1E, 0x2D, 0x4C),
    "soga": (0x7A, 0x4A, 0x2B),
    "tingi": (0x96, 0x40, 0x2F),
    "secang": (0xC2, 0x7B, 0x74),
    "ulin": (0x3A, 0x2B, 0x22),
}


class Unusable(Exception):
    """The file is no picture that we can show. ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Derived:
    """What became of a picture: files by nominal width, true size of the largest, its tint.

    A picture is never enlarged: one of 900 pixels fills ``1200`` with 900.
    """

    files: dict[int, bytes]
    width: int
    height: int
    tint: str


def inspect(content: bytes) -> str:
    """Tell the format of a file from its own header, before any pixel is decoded.

    :raises Unusable: ``too_large``, ``heic``, ``not_a_picture``, ``too_many_pixels``,
        ``too_small``.
    """
    if len(content) > MOST_BYTES:
        raise Unusable("too_large")
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc"):
        raise Unusable("heic")
    with _open(content) as image:
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise Unusable("too_many_pixels")
        if min(width, height) < LEAST_WIDTH:
            raise Unusable("too_small")
        return str(image.format)


def derive(content: bytes, *, is_ours: bool = False) -> Derived:
    """Decode, turn upright, drop every remark in the file, and encode anew in three widths.

    :param is_ours: Our own drawing, made to measure: the file itself serves as the largest.
    :raises Unusable: as :func:`inspect`, and ``unreadable`` when the pixels cannot be decoded.
    """
    kind = inspect(content)
    largest = _decode(content)
    files = {}
    for width in sorted(BUDGETS, reverse=True):
        scaled = _scale(largest, width)
        if width == max(BUDGETS):
            largest = scaled
            fits = kind == "WEBP" and len(content) <= BUDGETS[width]
            files[width] = content if is_ours and fits else _encode(scaled, BUDGETS[width])
        else:
            files[width] = _encode(scaled, BUDGETS[width])
    return Derived(files, largest.width, largest.height, tint_of(largest))


def _decode(content: bytes) -> Image.Image:
    try:
        with _open(content) as opened:
            opened.draft("RGB", (max(BUDGETS), max(BUDGETS)))
            upright = ImageOps.exif_transpose(opened)
            if upright.width < LEAST_WIDTH:
                raise Unusable("too_small")
            return _scale(_flatten(upright), max(BUDGETS))
    except (OSError, ValueError, SyntaxError, MemoryError) as error:
        raise Unusable("unreadable") from error


def tint_of(image: Image.Image) -> str:
    """Name the tint nearest to the mean colour of the picture's middle, where the cloth is."""
    width, height = image.size
    middle = image.convert("RGB").crop((width // 5, height // 5, width * 4 // 5, height * 4 // 5))
    red, green, blue = middle.resize((1, 1), Image.Resampling.BOX).tobytes()

    def distance(name: str) -> int:
        r, g, b = TINTS[name]
        return 3 * (red - r) ** 2 + 4 * (green - g) ** 2 + 2 * (blue - b) ** 2

    return min(TINTS, key=distance)


def _open(content: bytes) -> ImageFile.ImageFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise Unusable("too_many_pixels") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise Unusable("not_a_picture") from error


def _flatten(image: Image.Image) -> Image.Image:
    """Return plain RGB pixels without metadata; what was transparent becomes raw cotton."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (*TINTS["mori"], 255))
        image = Image.alpha_composite(ground, layer)
    return image.convert("RGB")


def _scale(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(image: Image.Image, most_bytes: int) -> bytes:
    """Encode as well as the budget allows; the last rung is taken if even that is too much."""
    best = b""
    low, high = 0, len(_LADDER) - 1
    while low <= high:
        rung = (low + high) // 2
        content = _webp(image, *_LADDER[rung])
        if len(content) <= most_bytes:
            best, high = content, rung - 1
        else:
            low = rung + 1
    return best or _webp(image, *_LADDER[-1])


def _webp(image: Image.Image, blur: float, quality: int) -> bytes:
    softened = image.filter(ImageFilter.GaussianBlur(blur)) if blur else image
    out = io.BytesIO()
    softened.save(out, "WEBP", quality=quality, method=2, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def limit_resources(*, memory_bytes: int = 1 << 30, seconds: int = 20) -> None:
    """Let this process have so much and no more. Does nothing where there are no such limits."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def main(folder: Path) -> None:
    """Process ``folder/original``; ``facts.json`` says what came of it."""
    limit_resources()
    facts: dict[str, int | str]
    try:
        derived = derive((folder / "original").read_bytes())
    except Unusable as refusal:
        facts = {"refusal": refusal.code}
    else:
        facts = {"width": derived.width, "height": derived.height, "tint": derived.tint}
        for width, content in derived.files.items():
            (folder / f"{width}.webp").write_bytes(content)
    (folder / "facts.json").write_text(json.dumps(facts))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
