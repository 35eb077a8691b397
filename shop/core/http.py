"""What every page needs: addresses in the right language, guards, transactions, refusals.

Public pages are the same for everyone and write no session. Private pages are ``no-store``.
"""

from __future__ import annotations

import functools
import gzip
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import structlog
from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    request,
    url_for,
)
from flask_wtf.csrf import generate_csrf, validate_csrf
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse
from wtforms import ValidationError as CsrfError

from shop.core import ids
from shop.core.db import is_busy
from shop.core.errors import Forbidden, NotFound, ShopError
from shop.core.i18n import get_locale, lazy_gettext, set_locale
from shop.core.permissions import Principal, Right
from shop.core.runtime import runtime

log = structlog.get_logger(__name__)

Guard = Callable[[], BaseResponse | None]

#: Name of the blueprint that holds the pages of the default language.
ROOT = "shop"
#: Name of the blueprint for what has no language: files, callbacks, health.
BARE = "shop_bare"

#: Bytes below which compressing a page saves nothing worth the time.
LEAST_COMPRESSED = 1_000

_TEXTS = frozenset({"text/html", "application/json", "application/xml", "application/atom+xml"})

GUEST_COOKIE = "shop_guest"
CURRENCY_COOKIE = "shop_currency"

_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class BadToken(ShopError):
    """The form was open too long, or it was not our form."""

    code = "bad_token"
    status = 400
    message = lazy_gettext("This page was open for a long time. Please send it once more.")


class Trouble(ShopError):
    """Something that only has an HTTP status: a wrong method, a body that is too long, our fault."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status  # type: ignore[misc]
        self.code = f"http_{status}"  # type: ignore[misc]

    @property
    def text(self) -> str:
        """Return a sentence for the statuses that happen."""
        return str(_TROUBLES.get(self.status, _TROUBLES[500]))


_TROUBLES = {
    400: lazy_gettext("We could not read that request."),
    405: lazy_gettext("That cannot be done at this address."),
    413: lazy_gettext("That is too large for us."),
    500: lazy_gettext("Something went wrong on our side. We have been told."),
}


# -- addresses ----------------------------------------------------------------------------------


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


# -- who, and the unit of work ------------------------------------------------------------------


def principal() -> Principal:
    """Return the person behind this request; asked once per request."""
    if "shop_principal" not in g:
        g.shop_principal = runtime().identify()
    person: Principal = g.shop_principal
    return person


def guest_token() -> str | None:
    """Return the random token of this browser's cart and wishlist, if it has one."""
    token = request.cookies.get(GUEST_COOKIE, "")
    return token if re.fullmatch(r"[A-Za-z0-9]{20,64}", token) else None


def ensure_guest_token() -> str:
    """Return the browser's token and give it one with this response if it had none."""
    token = guest_token() or getattr(g, "shop_new_guest", None)
    if token is None:
        token = "".join(ids.public_id("")[1:] for _ in range(2))
        g.shop_new_guest = token
    return token


def forget_guest() -> None:
    """Drop the browser's guest token with this response: its things belong to an account now."""
    g.shop_forget_guest = True


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the request's one writing unit of work."""
    with runtime().database.transaction(**_info()) as db:
        yield db


@contextmanager
def reading() -> Iterator[Session]:
    """Open a session that only reads."""
    with runtime().database.reading(**_info()) as db:
        yield db


def _info() -> dict[str, Any]:
    return {"request_id": g.get("shop_request_id", "")}


def retrying(view: Callable[..., Any]) -> Callable[..., Any]:
    """Call a view again when the database asks for it, and a reading one when it went away.

    Safe because a view is: parse, one transaction, respond; and services may be repeated.
    """

    @functools.wraps(view)
    def call(*args: Any, **kwargs: Any) -> Any:
        for attempt in range(4):
            try:
                return view(*args, **kwargs)
            except DBAPIError as error:
                lost = error.connection_invalidated and request.method == "GET"
                if attempt == 3 or not (lost or is_busy(error)):  # noqa: PLR2004
                    raise
                time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311
        raise AssertionError("unreachable")

    return call


# -- pages ---------------------------------------------------------------------------------------


def render(template: str, **context: Any) -> str:
    """Render ``shop/<template>``; a host overrides it by placing the same path."""
    return runtime().templates.get_template(f"shop/{template}").render(**context)


def frame(name: str) -> Markup:
    """Return a part of the frame around pages, which is the same on every page of a language.

    Made once per application and language; anew each time while templates are being written.
    """
    shop = runtime()
    key = (request.environ.get("SCRIPT_NAME"), "frame", name, get_locale())
    found = shop.frames.get(key)
    if found is None or shop.templates.auto_reload:
        found = Markup(render(f"frame/{name}.html"))  # noqa: S704 - escaped by its template
        shop.frames[key] = found
    return found


def macro(template: str, name: str) -> Callable[..., Markup]:
    """Return a macro of ``shop/<template>``, for parts of pages that are kept by themselves."""
    module = runtime().templates.get_template(f"shop/{template}").module
    found: Callable[..., Markup] = getattr(module, name)
    return found


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """Render a page into a response."""
    return make_response(render(template, **context), status)


def refusal(error: ShopError) -> Response:
    """Turn a refusal into a page, or into problem+json for machines."""
    if wants_json():
        response = problem(error.status, error.code, error.text, field=error.field)
    else:
        response = page("error.html", status=error.status, error=error)
    retry_after = getattr(error, "retry_after_seconds", None)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def problem(status: int, code: str, title: str, **extra: Any) -> Response:
    """Build an RFC 9457 problem document."""
    body = {"status": status, "code": code, "title": title, "request_id": g.shop_request_id}
    response = make_response({**body, **{k: v for k, v in extra.items() if v}}, status)
    response.content_type = "application/problem+json"
    return response


def request_id() -> str:
    """Return the id under which this request is in the log; people quote it when asking for help."""
    found: str = g.get("shop_request_id", "")
    return found


def wants_json() -> bool:
    """Tell whether a machine is asking."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or request.path.endswith(".json")


# -- guards --------------------------------------------------------------------------------------


def public() -> BaseResponse | None:
    """Let everyone in."""
    return None


def signed_in() -> BaseResponse | None:
    """Send guests to the sign-in page and bring them back afterwards."""
    if principal().is_guest:
        return redirect(_sign_in(), code=303)
    return None


def artisan_member() -> BaseResponse | None:
    """Let members of an artisan business in; for others the studio does not exist."""
    if (away := signed_in()) is not None:
        return away
    if not principal().artisan_ids:
        raise NotFound
    return None


def staff() -> BaseResponse | None:
    """Let holders of any staff right in; for others the admin does not exist."""
    if (away := signed_in()) is not None:
        return away
    if not principal().is_staff:
        raise NotFound
    return None


def need(right: Right) -> None:
    """Refuse unless the person holds ``right``.

    :raises Forbidden: a member of staff without this right.
    """
    if not principal().may(right):
        raise Forbidden


def _sign_in() -> str:
    sign_in = runtime().ports.get(SignInPage)
    back = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return sign_in.address(back) if sign_in else back


@dataclass(frozen=True)
class Face:
    """A blueprint with the guard it must have.

    ``private`` pages are ``no-store`` and their forms need a token. Public pages may be cached;
    their few forms (into the cart) are checked by the request's origin alone. ``forgeable`` is for
    callbacks alone: no browser sends them, they carry no cookie, and they prove themselves.
    """

    blueprint: Blueprint
    guard: Guard
    private: bool
    forgeable: bool = False

    def __post_init__(self) -> None:
        """Put the guard in front of every view; a blueprint of ours is never without one."""
        self.blueprint.before_request(functools.partial(_enter, self))
        self.blueprint.after_request(no_store if self.private else cacheable)


class SignInPage:
    """Where guests sign in: ours, or the host's."""

    def __init__(self, address: Callable[[str], str]) -> None:
        self.address = address


def _enter(face: Face) -> BaseResponse | None:
    if request.method not in {"GET", "HEAD", "OPTIONS"} and not face.forgeable:
        check_origin()
        if face.private:
            check_token()
    return face.guard()


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


# -- forgery -------------------------------------------------------------------------------------


def csrf_token() -> str:
    """Return the token for a form of this page. Writes the session, so private pages only."""
    token: str = generate_csrf()
    return token


def check_token() -> None:
    """Refuse a form without the token of this session.

    :raises BadToken: the token is missing, old or somebody else's.
    """
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRFToken"))
    except CsrfError as error:
        raise BadToken from error


def check_origin() -> None:
    """Refuse writes that another site's page makes this browser send.

    Browsers name the origin of every cross-site write; a client that names none carries no
    cookies it was tricked into sending.

    :raises BadToken: the browser says that the request comes from elsewhere.
    """
    site = request.headers.get("Sec-Fetch-Site")
    sent_from = request.headers.get("Origin")
    if site in {"same-origin", "none"}:
        return
    if sent_from is not None and sent_from in {origin(), request.host_url.rstrip("/")}:
        return
    if site is not None or sent_from is not None:
        raise BadToken


# -- around every request ------------------------------------------------------------------------


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
