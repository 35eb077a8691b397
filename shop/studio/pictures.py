"""Pictures of a listing: taken in, put in order, given words."""

from __future__ import annotations

from flask import Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from shop.catalog import services
from shop.catalog.commands import AddPicture, ArrangePictures
from shop.core import http, limits, pictures
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.pictures import BadPicture
from shop.core.runtime import runtime
from shop.studio.desk import bp
from shop.studio.sheet import listing_page

ROWS = ("pictures", "alts_id", "alts_en")


@bp.post("/listings/<listing>/pictures/add")
def add_picture(listing: str) -> Response | BaseResponse:
    """Take a picture in; the worker makes it ready to be shown."""
    form = Form.read(AddPicture, request.form, listing=listing)
    if form.errors:
        return listing_page(listing, form=form, part="pictures", status=422)
    shop = runtime()
    account = str(http.principal().account_id)
    limits.spend(shop.database, limits.UPLOAD, account)
    file = request.files.get("picture")
    try:
        if file is None or not file.filename:
            raise BadPicture("unreadable")
        content = file.read()
        with http.transaction() as db:
            received = pictures.receive(db, shop.media, content)
            services.add_picture(db, form.command, picture_id=received.id, actor=http.principal())
    except NotFound:
        raise
    except ShopError as error:
        form.refuse(error)
        return listing_page(listing, form=form, part="pictures", status=error.status)
    return http.see_other("studio.listing", listing=listing, saved="pictures", _anchor="pictures")


@bp.post("/listings/<listing>/pictures")
def arrange_pictures(listing: str) -> Response | BaseResponse:
    """Save the order and the words of the pictures; the ones without a tick go."""
    posted = request.form.copy()
    gone = set(posted.poplist("remove"))
    form = Form.read(ArrangePictures, _without(posted, gone), lists=ROWS, listing=listing)
    if form.errors:
        return listing_page(listing, form=form, part="pictures", status=422)
    try:
        with http.transaction() as db:
            services.arrange_pictures(db, form.command, actor=http.principal())
    except NotFound:
        raise
    except ShopError as error:
        form.refuse(error)
        return listing_page(listing, form=form, part="pictures", status=error.status)
    return http.see_other("studio.listing", listing=listing, saved="pictures", _anchor="pictures")


def _without(posted: MultiDict[str, str], gone: set[str]) -> MultiDict[str, str]:
    """Return the posted rows in the wanted order, without those that are to go."""
    columns = [posted.poplist(name) for name in ("positions", *ROWS)]
    rows = [row for row in zip(*columns, strict=False) if row[1] not in gone]
    rows.sort(key=lambda row: _place(row[0]))
    for number, name in enumerate(ROWS, start=1):
        posted.setlist(name, [row[number] for row in rows])
    return posted


def _place(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 10**6  # noqa: PLR2004
