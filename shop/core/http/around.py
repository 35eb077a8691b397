"""Around every request of ours: its language and id before, the common headers after."""

from __future__ import annotations

import functools
import re
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, g, request

from shop.core import ids
from shop.core.errors import NotFound
from shop.core.http.addresses import ROOT
from shop.core.http.visit import GUEST_COOKIE, retrying
from shop.core.i18n import set_locale
from shop.core.runtime import runtime

_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def begin_request(locale: str) -> None:
    """Give the request its language and its id, and refuse what no browser sends.

    :raises NotFound: an address with control characters, which no database can store either.
    """
    set_locale(locale)
    given = request.headers.get("X-Request-ID", "")
    g.shop_request_id = given if _REQUEST_ID.fullmatch(given) else ids.public_id("req")
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.shop_request_id)
    texts = [request.path, *request.args, *(v for vs in request.args.listvalues() for v in vs)]
    if any(_UNREADABLE.search(text) for text in texts):
        raise NotFound


def finish_request(response: Response) -> Response:
    """Add the headers that every answer of ours carries."""
    headers = response.headers
    headers["X-Request-ID"] = g.get("shop_request_id", "")
    headers.setdefault("Content-Security-Policy", content_security_policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    secure = runtime().settings.public_url.startswith("https://")
    if secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if g.get("shop_forget_guest"):
        response.delete_cookie(GUEST_COOKIE)
    elif new := g.get("shop_new_guest"):
        response.set_cookie(
            GUEST_COOKIE, new, max_age=90 * 86400, httponly=True, samesite="Lax", secure=secure
        )
    return response


def content_security_policy() -> str:
    """Return the one policy: everything from ourselves, nothing inline.

    ``form-action`` also rules redirects after a form, so the hosted pay page must be in it.
    """
    settings = runtime().settings
    return _policy("stripe" in settings.providers, settings.stripe_api_base)


@functools.lru_cache(maxsize=16)
def _policy(with_stripe: bool, api_base: str) -> str:  # noqa: FBT001
    elsewhere = ["https://checkout.stripe.com"] if with_stripe else []
    api = urlsplit(api_base)
    if elsewhere and api.hostname in {"127.0.0.1", "localhost"}:
        elsewhere.append(f"{api.scheme}://{api.netloc}")
    pay = " ".join(["'self'", *elsewhere])
    return (
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
        f"form-action {pay}; img-src 'self' data:; style-src 'self'; script-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'"
    )


def wrap_views(app: Flask, prefix: str = ROOT) -> None:
    """Let the database ask for a retry in every view of ours."""
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith((f"{prefix}.", f"{prefix}_")):
            app.view_functions[endpoint] = retrying(view)
