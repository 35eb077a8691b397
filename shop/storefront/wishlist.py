"""The wishlist of this browser or account."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as BaseResponse

from shop.cart import wishlist
from shop.cart.wishlist import ToggleWish
from shop.catalog.queries import cards
from shop.core import http
from shop.core.errors import Invalid
from shop.core.forms import Form
from shop.core.http import Face
from shop.storefront.visitor import owner, owner_for_writing

bp = Blueprint("wishlist", __name__, url_prefix="/wishlist")


@bp.get("/")
def show() -> Response:
    """Show what was remembered; what left the shop window is counted, not shown."""
    with http.reading() as db:
        wanted = wishlist.listing_ids(db, owner())
        pieces = cards(db, wanted)
    return http.no_store(
        http.page("storefront/wishlist.html", pieces=pieces, gone=len(wanted) - len(pieces))
    )


@bp.post("/toggle")
def toggle() -> BaseResponse:
    """Remember a listing or forget it.

    :raises NotFound: there is none of that name in the window.
    """
    form = Form.read(ToggleWish, request.form)
    if form.errors:
        raise Invalid(field=next(iter(form.errors)))
    with http.transaction() as db:
        is_on_it = wishlist.toggle(db, owner_for_writing(), form.command)
    if http.wants_json():
        return http.no_store(jsonify(listing=form.command.listing, wanted=is_on_it))
    return redirect(http.safe_next(request.form.get("next"), http.url("wishlist.show")), code=303)


FACE = Face(bp, guard=http.public, private=False)
