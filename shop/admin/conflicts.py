"""Live listings that break a rule of the canon which became stricter: leave or withdraw them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.admin.desk import bp, do
from shop.catalog import queries, services
from shop.catalog.commands import KeepInSpiteOfRule, TakeOutListing
from shop.core import http
from shop.core.command import Command
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.permissions import Right


@bp.get("/conflicts")
def conflicts() -> Response:
    """Show what waits for a decision, oldest first."""
    return _page(200)


def _page(status: int, refused: Form[Any] | None = None, about: str = "") -> Response:
    """Render the page; ``refused`` is the one form of it that was sent and refused."""
    http.need(Right.LISTINGS_REVIEW)
    with http.reading() as db:
        return http.page(
            "admin/conflicts.html",
            status=status,
            rows=queries.open_conflicts(db, artisan_ids=None),
            refused=refused,
            about=about,
            blank=Form[Command](),
            saved=bool(request.args.get("saved")),
        )


@bp.post("/conflicts/keep")
def keep_conflict() -> Response | BaseResponse:
    """Let a listing stay in spite of the rule, with the reason."""
    http.need(Right.LISTINGS_REVIEW)
    form = Form.read(KeepInSpiteOfRule, request.form)
    about = f"keep-{form.value('conflict', '')}"
    return _decide(form, services.keep_in_spite_of_rule, about)


@bp.post("/conflicts/<int:conflict>/withdraw")
def withdraw_conflict(conflict: int) -> Response | BaseResponse:
    """Take the listing of a conflict out of the shop, with the reason for its artisan.

    :raises NotFound: there is no undecided conflict of that number.
    """
    http.need(Right.LISTINGS_REVIEW)
    with http.reading() as db:
        rows = queries.open_conflicts(db, artisan_ids=None, conflict_id=conflict)
    if not rows:
        raise NotFound
    form = Form.read(TakeOutListing, request.form, listing=rows[0].listing)
    return _decide(form, services.take_out, f"withdraw-{conflict}")


def _decide(form: Form[Any], service: Any, about: str) -> Response | BaseResponse:
    return do(
        form,
        service,
        again=lambda refused, status: _page(status, refused, about),
        done=lambda: http.see_other("admin.conflicts", saved=1),
    )
