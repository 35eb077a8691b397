"""Pictures for everyone, and nothing else of the media store."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy.orm import Session

from shop.core import pictures
from shop.core.media import MediaStore


@pytest.fixture
def store(app: Flask) -> MediaStore:
    found: MediaStore = app.extensions["shop"].media
    return found


def drawing() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 1100), (47, 74, 120)).save(out, "WEBP")
    return out.getvalue()


def test_a_picture_is_sent_to_be_kept_for_ever_and_can_do_nothing(
    db: Session, client: FlaskClient, store: MediaStore
) -> None:
    picture = pictures.add_derived(db, store, pictures.derive_ours(drawing()))
    db.commit()

    answer = client.get(f"/media/{picture.public_id}-400.webp")

    assert answer.status_code == 200
    assert answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(answer.data)).width == 400
    again = client.get(
        f"/media/{picture.public_id}-400.webp", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_an_upload_that_waits_is_not_reachable(
    db: Session, client: FlaskClient, store: MediaStore
) -> None:
    picture = pictures.receive(db, store, drawing())
    db.commit()

    for name in (f"{picture.public_id}-400.webp", picture.public_id, picture.original_key):
        assert client.get(f"/media/{name}").status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "../private/pictures/x",
        "..%2Fprivate%2Fx",
        "pic_" + "A" * 20 + "-401.webp",
        "pic_" + "A" * 20 + "-400.webp",
        "pic_" + "A" * 20 + "-400.webp%00",
        "pic_" + "A" * 20 + "-400.svg",
        "%00",
        "x" * 2_000,
    ],
)
def test_other_names_are_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404
