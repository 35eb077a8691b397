"""How a visitor wants to see the shop."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from flask import Blueprint, request
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from shop.core import http
from shop.core.command import MESSAGES, Command, Currency
from shop.core.errors import Invalid
from shop.core.forms import Form
from shop.core.http import Face
from shop.core.money import CHARGED
from shop.core.runtime import runtime

bp = Blueprint("preferences", __name__)

_YEAR_SECONDS = 365 * 86400


def shown(value: str) -> str:
    """Refuse currencies that this shop does not show."""
    if value not in runtime().settings.currencies:
        raise PydanticCustomError("unknown_currency", "refused", {"message": MESSAGES["enum"]})
    return value


class ChooseCurrency(Command):
    """See estimates in a currency; rupiah is charged whatever is seen."""

    currency: Annotated[Currency, AfterValidator(shown)]


@bp.post("/currency")
def currency() -> Response:
    """Remember the currency of estimates and go back to where the visitor was."""
    form = Form.read(ChooseCurrency, request.form)
    if form.errors:
        raise Invalid(field="currency")
    response = redirect(_back(), code=303)
    if form.command.currency == CHARGED:
        response.delete_cookie(http.CURRENCY_COOKIE)
    else:
        response.set_cookie(
            http.CURRENCY_COOKIE,
            form.command.currency,
            max_age=_YEAR_SECONDS,
            samesite="Lax",
            secure=runtime().settings.public_url.startswith("https://"),
        )
    return response


def _back() -> str:
    """Return the page the visitor came from; only its path counts, so it is on this site."""
    home = http.url("home.home")
    if wanted := request.form.get("next"):
        return http.safe_next(wanted, home)
    came_from = urlsplit(request.referrer or "")
    path = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return http.safe_next(path, home)


FACE = Face(bp, guard=http.public, private=False)
