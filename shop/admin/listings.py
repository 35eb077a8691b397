"""Reviewing listings: publish, or return with a reason."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.admin.desk import bp, do
from shop.admin.review import sheet
from shop.catalog import services, words
from shop.catalog.commands import PublishListing, ReturnListing, TakeOutListing
from shop.catalog.queries import editing, versions
from shop.core import http
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.i18n import Lazy, lazy_gettext
from shop.core.permissions import Right

#: What became of a version, as staff read it.
VERSION_WORDS: dict[str, Lazy] = {
    "draft": lazy_gettext("not sent yet"),
    "submitted": lazy_gettext("waits for review"),
    "returned": lazy_gettext("returned with a remark"),
    "approved": lazy_gettext("approved"),
    "discarded": lazy_gettext("given up by the artisan"),
}

#: Tab of the list with changes of listings that were published before.
CHANGED = "changed"


@bp.get("/listings")
def listings() -> Response:
    """List listings by status, what waits for review first."""
    http.need(Right.LISTINGS_REVIEW)
    shown = request.args.get("status", "submitted")
    if shown not in words.STATUS and shown != CHANGED:
        raise NotFound
    with http.reading() as db:
        return http.page(
            "admin/listings.html",
            rows=editing.desk(
                db,
                artisan_ids=None,
                status=None if shown == CHANGED else shown,
                is_changed=shown == CHANGED,
            ),
            counts={
                **editing.desk_counts(db, artisan_ids=None),
                CHANGED: versions.count_changed(db),
            },
            shown=shown,
            words=words,
        )


@bp.get("/listings/<listing>")
def listing(listing: str) -> Response:
    """Show everything about a listing that a reviewer weighs."""
    return _page(listing, Form(), 200)


def _page(public_id: str, form: Form[Any], status: int) -> Response:
    http.need(Right.LISTINGS_REVIEW)
    with http.reading() as db:
        found = sheet(db, public_id)
        return http.page(
            "admin/listing.html",
            status=status,
            sheet=found,
            findings=found.findings,
            places=words.TEXT_PLACES,
            fields=words.FIELDS,
            version_words=VERSION_WORDS,
            form=form,
            saved=bool(request.args.get("saved")),
            words=words,
        )


@bp.post("/listings/<listing>/publish")
def publish(listing: str) -> Response | BaseResponse:
    """Approve the version that was looked at."""
    http.need(Right.LISTINGS_REVIEW)
    form = Form.read(PublishListing, request.form, lists=("seen", "evidence"), listing=listing)
    return _decide(listing, form, services.publish)


@bp.post("/listings/<listing>/return")
def return_listing(listing: str) -> Response | BaseResponse:
    """Give the submitted version back with a reason or remarks at their places."""
    http.need(Right.LISTINGS_REVIEW)
    form = Form.read(ReturnListing, request.form, lists=("places", "texts"), listing=listing)
    form.values["pairs"] = list(
        zip(form.value("places", []), form.value("texts", []), strict=False)
    )
    return _decide(listing, form, services.return_listing)


@bp.post("/listings/<listing>/take-out")
def take_out(listing: str) -> Response | BaseResponse:
    """Take a listing out of the shop with a reason; its artisan cannot put it back."""
    http.need(Right.LISTINGS_REVIEW)
    form = Form.read(TakeOutListing, request.form, listing=listing)
    return _decide(listing, form, services.take_out)


def _decide(listing: str, form: Form[Any], service: Any) -> Response | BaseResponse:
    return do(
        form,
        service,
        again=lambda refused, status: _page(listing, refused, status),
        done=lambda: http.see_other("admin.listing", listing=listing, saved=1),
    )
