"""Addresses in the right language, and where a form sends the browser on."""

from __future__ import annotations

import functools
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from shop.core.i18n import get_locale
from shop.core.runtime import runtime

#: Name of the blueprint that holds the pages of the default language.
ROOT = "shop"
#: Name of the blueprint for what has no language: files, callbacks, health.
BARE = "shop_bare"


def root_name(locale: str) -> str:
    """Return the name of the blueprint that serves ``locale``."""
    return ROOT if locale == runtime().settings.default_locale else f"{ROOT}_{locale}"


def url(endpoint: str, *, locale: str | None = None, external: bool = False, **values: Any) -> str:
    """Return the address of a page, in the current language unless another is named.

    :param endpoint: Without the root: ``catalog.product``.
    :param external: Absolute, on the configured origin; never on the host header of a request.
    """
    path = _path(root_name(locale or get_locale()), endpoint, values)
    return origin() + path if external else path


#: Addresses that an application remembers; a page has forty, most of them on every page.
_MOST_ADDRESSES = 5_000


def _path(root: str, endpoint: str, values: dict[str, Any]) -> str:
    """Build an address, or find it: building one takes longer than a whole card of the grid."""
    known = runtime().addresses
    key = (request.environ.get("SCRIPT_NAME"), root, endpoint, *values.items())
    found = known.get(key)
    if found is None:
        found = url_for(f"{root}.{endpoint}", _external=False, **values)
        if len(known) >= _MOST_ADDRESSES:
            known.clear()
        known[key] = found
    return found


def has_page(endpoint: str) -> bool:
    """Tell whether a page exists here: inside a host, sign-in and account pages are the host's."""
    return f"{root_name(get_locale())}.{endpoint}" in current_app.view_functions


def bare_url(endpoint: str, *, external: bool = False, **values: Any) -> str:
    """Return the address of something without a language: a file, a callback."""
    path = _path(BARE, endpoint, values)
    return origin() + path if external else path


def picture_url(public_id: str, width: int) -> str:
    """Return the address of a picture's file; made by hand, for a grid has dozens of them."""
    return f"{runtime().url_prefix}/media/{public_id}-{width}.webp"


def origin() -> str:
    """Return scheme and host of every absolute link, from the settings alone."""
    return _origin(runtime().settings.public_url)


@functools.lru_cache(maxsize=16)
def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def translated_urls() -> dict[str, str]:
    """Return the current page's absolute address in each language, for hreflang and the switch."""
    root, _, endpoint = (request.endpoint or "").partition(".")
    if root == BARE or not endpoint:
        return {}
    values = request.view_args or {}
    query = urlencode(list(request.args.items(multi=True))) if request.args else ""
    return {
        locale: url(endpoint, locale=locale, external=True, **values) + (query and f"?{query}")
        for locale in runtime().settings.locales
    }


def see_other(endpoint: str, **values: Any) -> BaseResponse:
    """Send the browser to a page of ours after a POST."""
    return redirect(url(endpoint, **values), code=303)


def safe_next(target: str | None, fallback: str) -> str:
    """Return ``target`` when it is a path on this site, else ``fallback``: no open redirects."""
    if target and re.match(r"^/(?![/\\])[\x21-\x7e]*$", target):
        return target
    return fallback
