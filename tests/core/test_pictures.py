"""Uploads: checked before decoding, processed apart, shown re-encoded and without a past."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from shop.core import imaging, pictures
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.media import MediaStore
from shop.core.pictures import BadPicture, Picture

GPS = 0x8825
ORIENTATION = 0x0112
MAKE = 0x010F
CANARY = "Canary-Phone-0815"


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    return MediaStore(f"file://{tmp_path / 'media'}")


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def cloth(width: int, height: int, colour: tuple[int, int, int] = (47, 74, 120)) -> Image.Image:
    """A plain cloth whose upper left corner is white."""
    image = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=(255, 255, 255))
    return image


def phone_photo(width: int = 800, height: int = 600, *, orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKE] = CANARY
    exif[GPS] = {1: "S", 2: (0.0, 30.0, 7.2), 3: "E", 4: (117.0, 9.0, 11.1)}
    return encoded(cloth(width, height), exif=exif)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims an enormous picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda: SVG, "not_a_picture", id="svg"),
        pytest.param(lambda: HTML, "not_a_picture", id="html"),
        pytest.param(lambda: b"GIF89a" + HTML, "not_a_picture", id="html dressed as gif"),
        pytest.param(lambda: b"", "not_a_picture", id="nothing"),
        pytest.param(lambda: b"\xff\xd8\xff", "not_a_picture", id="three bytes of a jpeg"),
        pytest.param(lambda: encoded(cloth(500, 500), "GIF"), "not_a_picture", id="a real gif"),
        pytest.param(lambda: encoded(cloth(500, 500), "TIFF"), "not_a_picture", id="a real tiff"),
        pytest.param(lambda: bytes(4) + b"ftypheic" + bytes(99), "heic", id="heic"),
        pytest.param(lambda: encoded(cloth(399, 900)), "too_small", id="too small"),
        pytest.param(lambda: png_claiming(8001, 5000), "too_many_pixels", id="40 Mpx and a bit"),
        pytest.param(lambda: png_claiming(60_000, 60_000), "too_many_pixels", id="bomb"),
        pytest.param(
            lambda: encoded(cloth(500, 500)) + bytes(20 * 1024 * 1024), "too_large", id="20 MB"
        ),
    ],
)
def test_what_is_no_usable_picture_is_refused_before_decoding(
    db: Session, store: MediaStore, make: Callable[[], bytes], reason: str
) -> None:
    with pytest.raises(BadPicture) as refusal:
        pictures.receive(db, store, make())

    assert refusal.value.reason == reason
    assert refusal.value.text == str(pictures.REFUSALS[reason])
    assert store.keys() == []
    assert db.scalars(sa.select(Picture)).all() == []


def received(db: Session, store: MediaStore, content: bytes) -> Picture:
    picture = pictures.receive(db, store, content)
    db.commit()
    return picture


def shown(store: MediaStore, picture: Picture, width: int) -> Image.Image:
    return Image.open(io.BytesIO(store.read(pictures.file_key(picture.public_id, width))))


def test_a_phone_photo_is_turned_upright_and_loses_where_it_was_taken(
    database: Database, db: Session, store: MediaStore
) -> None:
    picture = received(db, store, phone_photo(800, 600, orientation=6))
    assert store.keys() == [picture.original_key]

    assert pictures.process_waiting(database, store) == 1

    db.refresh(picture)
    assert (picture.state, picture.width, picture.height) == ("ready", 600, 800)
    assert picture.tint == "indigo"
    name = picture.public_id
    assert store.keys() == [f"public/{name}-{width}.webp" for width in (1200, 400, 800)]
    for width in (400, 800, 1200):
        image = shown(store, picture, width)
        assert image.format == "WEBP"
        assert image.size == ((400, 533) if width == 400 else (600, 800))
        assert dict(image.getexif()) == {}
        assert {"exif", "xmp", "icc_profile"}.isdisjoint(image.info)
        content = store.read(pictures.file_key(name, width))
        assert CANARY.encode() not in content
        assert b"EXIF" not in content
    right, left = shown(store, picture, 800).getpixel((580, 20)), (20, 20)
    assert min(right) > 230, "the white corner went from upper left to upper right"
    assert max(shown(store, picture, 800).getpixel(left)) < 140


def test_processing_twice_changes_nothing(
    database: Database, db: Session, store: MediaStore
) -> None:
    received(db, store, phone_photo())

    assert pictures.process_waiting(database, store) == 1
    assert pictures.process_waiting(database, store) == 0


def test_a_truncated_picture_is_refused_by_the_worker(
    database: Database, db: Session, store: MediaStore
) -> None:
    whole = encoded(Image.effect_noise((900, 900), 80).convert("RGB"))
    picture = received(db, store, whole[: len(whole) // 2])

    pictures.process_waiting(database, store)

    db.refresh(picture)
    assert (picture.state, picture.refusal) == ("refused", "unreadable")
    assert store.keys() == []


def test_a_missing_original_is_refused_and_does_not_block_the_next(
    database: Database, db: Session, store: MediaStore
) -> None:
    lost = received(db, store, phone_photo())
    store.delete(lost.original_key)
    good = received(db, store, phone_photo())

    assert pictures.process_waiting(database, store) == 2

    db.refresh(lost)
    db.refresh(good)
    assert (lost.state, good.state) == ("refused", "ready")
    assert pictures.pending(db) == 0


def test_twelve_megapixels_fit_the_budgets(store: MediaStore) -> None:
    noise = Image.effect_noise((1000, 750), 60).convert("RGB").resize((4000, 3000))

    derived = pictures.derive_apart(encoded(noise, quality=95))

    sizes = {width: len(content) for width, content in derived.files.items()}
    assert sizes[400] <= 25_000
    assert sizes[1200] <= 110_000
    assert (derived.width, derived.height) == (1200, 900)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_raw_cotton(kind: str) -> None:
    clear = Image.new("RGBA", (500, 500), (0, 0, 0, 0))

    derived = imaging.derive(encoded(clear, kind))

    assert derived.tint == "mori"
    pixel = Image.open(io.BytesIO(derived.files[400])).convert("RGB").getpixel((5, 5))
    assert all(abs(a - b) < 6 for a, b in zip(pixel, imaging.TINTS["mori"], strict=True))


@pytest.mark.parametrize("name", sorted(imaging.TINTS))
def test_a_cloth_gets_the_tint_of_its_own_colour(name: str) -> None:
    assert imaging.tint_of(Image.new("RGB", (50, 50), imaging.TINTS[name])) == name


def test_our_own_drawing_is_ready_at_once_and_keeps_its_bytes(
    db: Session, store: MediaStore
) -> None:
    drawing = encoded(cloth(960, 1200, (122, 74, 43)), "WEBP", quality=80)

    picture = pictures.add_derived(db, store, pictures.derive_ours(drawing))

    assert (picture.state, picture.width, picture.height) == ("ready", 960, 1200)
    assert picture.is_illustration
    assert store.read(pictures.file_key(picture.public_id, 1200)) == drawing
    assert shown(store, picture, 400).size == (400, 500)


def test_a_picture_that_is_taken_away_loses_its_files(
    database: Database, db: Session, store: MediaStore
) -> None:
    picture = received(db, store, phone_photo())
    kept = received(db, store, phone_photo())
    pictures.process_waiting(database, store)

    pictures.discard(db, picture.id)
    db.commit()
    assert pictures.process_waiting(database, store) == 1
    assert pictures.process_waiting(database, store) == 0

    left = store.keys("public/")
    assert {key.split("-")[0] for key in left} == {f"public/{kept.public_id}"}


def test_forgotten_originals_are_tidied_away_after_a_day(
    db: Session, store: MediaStore, clock: FixedClock
) -> None:
    pictures.receive(db, store, phone_photo())
    db.rollback()
    waiting = received(db, store, phone_photo())

    assert pictures.tidy(db, store) == 0
    clock.advance(days=2)
    assert pictures.tidy(db, store) == 1

    assert store.keys() == [waiting.original_key]
