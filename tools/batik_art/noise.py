"""Smooth noise that repeats at its edges, and look-ups that wrap."""

from __future__ import annotations

import numpy as np
from PIL import Image

#: Side in pixels of the patch of fine grain that is repeated.
PATCH = 500


def noise(
    rng: np.random.Generator, height: int, width: int, size: float, aspect: float = 1.0
) -> np.ndarray:
    """Noise with grain of about ``size`` pixels (``aspect`` > 1 is tall); mean 0, deviation 1."""
    if size * max(aspect, 1 / aspect) < 30 and height * width > 4 * PATCH**2:
        # Fine grain may repeat unseen: one patch, laid again and again.
        patch = noise(rng, PATCH, PATCH, size, aspect)
        return np.tile(patch, (-(-height // PATCH), -(-width // PATCH)))[:height, :width]
    shrink = int(min(size * min(aspect, 1 / aspect) / 6, 10))
    if shrink > 1:
        # Large grain is made small and enlarged: same look, a fraction of the time.
        small = noise(
            rng,
            max(8, round(height / shrink)),
            max(8, round(width / shrink)),
            size / shrink,
            aspect,
        )
        rows, columns = small.shape
        image = Image.fromarray(np.pad(small, 3, mode="wrap"))
        box = (3, 3, 3 + columns, 3 + rows)
        return np.asarray(
            image.resize((width, height), Image.Resampling.BICUBIC, box=box), np.float32
        )
    down = np.fft.fftfreq(height).astype(np.float32)[:, None] * np.float32(size * aspect)
    across = np.fft.rfftfreq(width).astype(np.float32)[None, :] * np.float32(size / aspect)
    spectrum = np.fft.rfft2(rng.standard_normal((height, width), dtype=np.float32))
    spectrum = spectrum * np.exp(np.float32(-2.5) * (across * across + down * down))
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, (height, width)).astype(np.float32)
    return np.asarray(field / (field.std() + np.float32(1e-9)))


def sample(
    texture: np.ndarray, u: np.ndarray, v: np.ndarray, *, wrap_down: bool = True
) -> np.ndarray:
    """Bilinear look-up that wraps; ``u`` (across) and ``v`` (down) are in texture pixels.

    With ``wrap_down`` False the first and last rows go on for ever instead.
    """
    height, width = texture.shape[:2]
    u, v = u.astype(np.float32), v.astype(np.float32)
    left, top = np.floor(u), np.floor(v)
    share_u, share_v = (u - left).ravel()[:, None], (v - top).ravel()[:, None]
    x0 = left.astype(np.int32) % width
    x1 = (x0 + 1) % width
    if wrap_down:
        y0 = top.astype(np.int32) % height
        y1 = (y0 + 1) % height
    else:
        y0 = np.clip(top.astype(np.int32), 0, height - 1)
        y1 = np.minimum(y0 + 1, height - 1)
    flat = texture.reshape(height * width, -1)
    row0, row1, x0, x1 = (y0 * width).ravel(), (y1 * width).ravel(), x0.ravel(), x1.ravel()
    upper = flat.take(row0 + x0, 0)
    upper += (flat.take(row0 + x1, 0) - upper) * share_u
    lower = flat.take(row1 + x0, 0)
    lower += (flat.take(row1 + x1, 0) - lower) * share_u
    upper += (lower - upper) * share_v
    return np.asarray(upper.reshape(u.shape + texture.shape[2:]))


def colour(text: str) -> np.ndarray:
    """``#rrggbb`` as three float32 from 0 to 1."""
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / np.float32(255)
