"""The staff's desk: its one blueprint and what every page of it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response
from werkzeug.wrappers import Response as BaseResponse

from shop.accounts.second_factor import needs_second_factor
from shop.core import http
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.runtime import runtime

bp = Blueprint("admin", __name__, url_prefix="/admin")


def guard() -> BaseResponse | None:
    """Let staff in; in a production shop only with a second factor."""
    if (away := http.staff()) is not None:
        return away
    if needs_second_factor(http.principal(), runtime().settings):
        return http.see_other("account.security")
    return None


def do(
    form: Form[Any],
    service: Callable[..., Any],
    again: Callable[[Form[Any], int], Response],
    done: Callable[[], BaseResponse],
) -> Response | BaseResponse:
    """Do one thing as staff; a refusal comes back on the page it was sent from.

    :param service: Called with session, command and ``actor``.
    :param again: Renders the page with the form and a status.
    """
    if form.errors:
        return again(form, 422)
    try:
        with http.transaction() as db:
            service(db, form.command, actor=http.principal())
    except NotFound:
        raise
    except ShopError as error:
        form.refuse(error)
        return again(form, error.status)
    return done()
