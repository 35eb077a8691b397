"""The bound of bytes holds for any picture."""

import io

import numpy as np
import pytest
from PIL import Image

from tools.batik_art.encode import encode


def _noise(size: tuple[int, int]) -> Image.Image:
    rng = np.random.default_rng(1)
    return Image.fromarray(rng.integers(0, 256, (size[1], size[0], 3), dtype=np.uint8))


def test_the_worst_picture_there_is_stays_within_the_bound() -> None:
    data = encode(_noise((480, 600)), limit=30_000, wanted=20_000)

    assert len(data) <= 30_000
    assert Image.open(io.BytesIO(data)).size == (480, 600)


def test_an_easy_picture_stays_small_and_good() -> None:
    easy = Image.linear_gradient("L").convert("RGB").resize((480, 600))

    data = encode(easy, limit=110_000, wanted=64_000)

    assert len(data) < 20_000
    back = np.asarray(Image.open(io.BytesIO(data)), np.float32)
    assert np.abs(back - np.asarray(easy, np.float32)).mean() < 2


def test_an_impossible_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="fits in 50 bytes"):
        encode(_noise((480, 600)), limit=50)
