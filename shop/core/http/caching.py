"""What caches may keep, and what travels compressed."""

from __future__ import annotations

import functools
import gzip

from flask import Response, request

from shop.core.http.visit import CURRENCY_COOKIE

#: Bytes below which compressing a page saves nothing worth the time.
LEAST_COMPRESSED = 1_000

_TEXTS = frozenset({"text/html", "application/json", "application/xml", "application/atom+xml"})


def no_store(response: Response) -> Response:
    """Keep a private page out of every cache."""
    response.headers["Cache-Control"] = "no-store"
    return response


def cacheable(response: Response) -> Response:
    """Let shared caches keep a public page for a minute, unless it became personal."""
    personal = "Set-Cookie" in response.headers or request.cookies.get(CURRENCY_COOKIE)
    if request.method in {"GET", "HEAD"} and response.status_code == 200 and not personal:  # noqa: PLR2004
        response.headers.setdefault("Cache-Control", "public, max-age=0, s-maxage=60")
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("Cookie")
    return compressed(response)


@functools.lru_cache(maxsize=100)
def _zip(body: bytes) -> bytes:
    """Compress; pages that are kept come again and again, byte by byte the same."""
    return gzip.compress(body, 5, mtime=0)


def compressed(response: Response) -> Response:
    """Compress a public page for a browser that can read it.

    Private pages stay as they are: they hold a secret (the form's token) beside what was typed,
    and the length of a compressed page would tell how alike the two are.
    """
    response.vary.add("Accept-Encoding")
    worth = not response.is_streamed and (response.content_length or 0) > LEAST_COMPRESSED
    is_text = response.mimetype in _TEXTS
    if worth and is_text and request.accept_encodings.quality("gzip") > 0:
        response.set_data(_zip(response.get_data()))
        response.headers["Content-Encoding"] = "gzip"
    return response
