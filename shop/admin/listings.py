"""Reviewing listings: publish, or return with a reason."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.admin.desk import bp, do
from shop.admin.review import sheet
from shop.catalog import services, words
from shop.catalog.commands import PublishListing, ReturnListing
from shop.catalog.queries import editing
from shop.core import http
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.permissions import Right


@bp.get("/listings")
def listings() -> Response:
    """List listings by status, what waits for review first."""
    http.need(Right.LISTINGS_REVIEW)
    shown = request.args.get("status", "submitted")
    if shown not in words.STATUS:
        raise NotFound
    with http.reading() as db:
        return http.page(
            "admin/listings.html",
            rows=editing.desk(db, artisan_ids=None, status=shown),
            counts=editing.desk_counts(db, artisan_ids=None),
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
            form=form,
            saved=bool(request.args.get("saved")),
            words=words,
        )


@bp.post("/listings/<listing>/publish")
def publish(listing: str) -> Response | BaseResponse:
    """Put the listing into the shop window."""
    http.need(Right.LISTINGS_REVIEW)
    form = Form.read(PublishListing, request.form, lists=("seen",), listing=listing)
    return _decide(listing, form, services.publish)


@bp.post("/listings/<listing>/return")
def return_listing(listing: str) -> Response | BaseResponse:
    """Give the listing back with a reason."""
    http.need(Right.LISTINGS_REVIEW)
    form = Form.read(ReturnListing, request.form, listing=listing)
    return _decide(listing, form, services.return_listing)


def _decide(listing: str, form: Form[Any], service: Any) -> Response | BaseResponse:
    return do(
        form,
        service,
        again=lambda refused, status: _page(listing, refused, status),
        done=lambda: http.see_other("admin.listing", listing=listing, saved=1),
    )
