"""How a cloth came about, step by step: written by the artisan, with a photo where there is one."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.catalog import services
from shop.catalog.commands import AddProcessEntry, RemoveProcessEntry
from shop.core import http, limits, pictures
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.runtime import runtime
from shop.studio.desk import bp
from shop.studio.sheet import listing_page


@bp.post("/listings/<listing>/process/add")
def add_step(listing: str) -> Response | BaseResponse:
    """Add a step at the end; its photo is optional."""
    form = Form.read(AddProcessEntry, request.form, listing=listing)
    file = request.files.get("picture")
    content = file.read() if file is not None and file.filename else b""
    if content:
        limits.spend(runtime().database, limits.UPLOAD, str(http.principal().account_id))

    def act(db: Any) -> None:
        received = pictures.receive(db, runtime().media, content) if content else None
        services.add_process_entry(
            db,
            form.command,
            actor=http.principal(),
            picture_id=received.id if received else None,
        )

    return _do(listing, form, act)


@bp.post("/listings/<listing>/process/remove")
def remove_step(listing: str) -> Response | BaseResponse:
    """Take a step away again."""
    form = Form.read(RemoveProcessEntry, request.form, listing=listing)
    return _do(
        listing,
        form,
        lambda db: services.remove_process_entry(db, form.command, actor=http.principal()),
    )


def _do(listing: str, form: Form[Any], act: Any) -> Response | BaseResponse:
    if form.errors:
        return listing_page(listing, form=form, part="process", status=422)
    try:
        with http.transaction() as db:
            act(db)
    except NotFound:
        raise
    except ShopError as error:
        form.refuse(error)
        return listing_page(listing, form=form, part="process", status=error.status)
    return http.see_other("studio.listing", listing=listing, saved="process", _anchor="process")
