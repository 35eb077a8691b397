"""Rendering: pages, the frame around them, refusals, and problem documents for machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, g, make_response, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from shop.core.errors import ShopError
from shop.core.i18n import get_locale, lazy_gettext
from shop.core.runtime import runtime

R = TypeVar("R", bound=BaseResponse)


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
    500: lazy_gettext("Something went wrong on our side. The fault has been recorded."),
}


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
    response.headers["Cache-Control"] = "no-store"
    return retry_after(response, error)


def retry_after(response: R, error: ShopError | None) -> R:
    """Add ``Retry-After`` when the error says after how many seconds a new try makes sense."""
    seconds = getattr(error, "retry_after_seconds", None)
    if seconds is not None:
        response.headers["Retry-After"] = str(seconds)
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
