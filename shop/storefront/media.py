"""Derived pictures for everyone. Originals and papers are not reachable from here."""

from __future__ import annotations

import re

from flask import Blueprint, Response, request

from shop.core import http
from shop.core.errors import NotFound
from shop.core.pictures import WIDTHS
from shop.core.runtime import runtime

bp = Blueprint("media", __name__)

#: Exactly the names that ``core.pictures`` makes.
_NAME = re.compile(rf"pic_[A-Z0-9]{{20}}-({'|'.join(map(str, WIDTHS))})\.webp", re.ASCII)


@bp.get("/media/<name>")
def picture(name: str) -> Response:
    """Send a picture's file. Its content never changes, so it may be kept for ever."""
    if not _NAME.fullmatch(name):
        raise NotFound
    response = Response(_read(f"public/{name}"), mimetype="image/webp")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-site"
    response.set_etag(name)
    response.make_conditional(request)
    return response


def _read(key: str) -> bytes:
    try:
        return runtime().media.read(key)
    except FileNotFoundError as error:
        raise NotFound from error


FACE = http.Face(bp, guard=http.public, private=False)
