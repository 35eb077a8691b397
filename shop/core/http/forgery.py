"""Forms of ours come from pages of ours."""

from __future__ import annotations

from flask import request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError as CsrfError

from shop.core.errors import ShopError
from shop.core.http.addresses import origin
from shop.core.i18n import lazy_gettext


class BadToken(ShopError):
    """The form was open too long, or it was not our form."""

    code = "bad_token"
    status = 400
    message = lazy_gettext("This page was open for a long time. Please send it once more.")


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
