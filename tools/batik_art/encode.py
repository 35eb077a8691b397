"""WebP within a bound of bytes, always."""

from __future__ import annotations

import io

from PIL import Image, ImageFilter

#: No file is larger, in bytes.
LIMIT = 110_000
#: The size aimed at, in bytes.
WANTED = 64_000

HIGHEST = 84
#: Blur radius in pixels and the lowest quality that still looks good with it: a fine print is
#: softened a little, as a lens would, before its quality falls.
GOOD = ((0.0, 60), (0.6, 44), (0.9, 34), (1.1, 28))
#: How far past the wanted size a fine print may go, step by step.
GROWTH = (1.2, 1.4)
#: What is tried, in turn, at the hard bound.
LAST = ((0.9, 30), (1.4, 20), (2.5, 10), (5.0, 5), (10.0, 1), (40.0, 1))


def encode(image: Image.Image, *, limit: int = LIMIT, wanted: int = WANTED) -> bytes:
    """Return the picture as WebP of at most ``limit`` bytes.

    Aims at ``wanted`` bytes; a print too fine for that may use up to ``limit``.

    :raises ValueError: the bound is too small for a picture of this size.
    """
    for bound, radius, lowest in _steps(limit, wanted):
        softened = image.filter(ImageFilter.GaussianBlur(radius)) if radius else image
        best = _largest_quality(softened, bound, lowest)
        if best:
            return best
    raise ValueError(f"no WebP of {image.size} fits in {limit} bytes")


def _steps(limit: int, wanted: int) -> list[tuple[int, float, int]]:
    """Bound in bytes, blur radius and lowest quality, in the order they are tried."""
    softest = GOOD[-1]
    steps = [(min(wanted, limit), *step) for step in GOOD]
    steps += [(min(round(wanted * growth), limit), *softest) for growth in GROWTH]
    return steps + [(limit, *step) for step in LAST]


def _largest_quality(image: Image.Image, limit: int, lowest: int) -> bytes:
    """Return a quality from ``lowest`` on that fills the bound, by bisection; empty when none fits."""
    best = _webp(image, lowest)
    if len(best) > limit:
        return b""
    low, high = lowest + 1, HIGHEST
    # A few per cent below the bound is near enough; every trial costs a third of a second.
    while low <= high and len(best) < 0.95 * limit:
        quality = (low + high) // 2
        data = _webp(image, quality)
        if len(data) <= limit:
            best, low = data, quality + 1
        else:
            high = quality - 1
    return best


def _webp(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
