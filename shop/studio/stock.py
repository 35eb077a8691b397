"""Counting the shelf: the pieces of everything that is in stock on one page, saved at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Self

import sqlalchemy as sa
from flask import Response, request
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.catalog import stock
from shop.catalog.commands import Pieces
from shop.catalog.models import Listing, ListingPicture, Variant
from shop.catalog.queries.cards import first_picture
from shop.core import http
from shop.core.command import Command, PublicId
from shop.core.errors import NotFound, ShopError, Stale
from shop.core.forms import Form
from shop.core.i18n import lazy_gettext as _
from shop.core.pictures import Picture
from shop.studio.desk import artisan_ids, bp

COLUMNS = ("variants", "were", "pieces")


class CountStock(Command):
    """What lies on the shelf, as parallel lists: variants, what was shown, what was counted."""

    variants: Annotated[tuple[PublicId, ...], Field(max_length=500)]
    were: tuple[Pieces, ...]
    pieces: tuple[Pieces, ...]

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if not len(set(self.variants)) == len(self.variants) == len(self.were) == len(self.pieces):
            raise PydanticCustomError("rows", "rows", {"message": _("Please fill in every row.")})
        return self


@dataclass(frozen=True)
class Row:
    """A size or colour that is in stock. ``reserved`` pieces are promised to buyers."""

    public_id: str
    listing: str
    title_id: str
    size: str
    colour: str
    on_hand: int
    reserved: int
    picture_id: str
    tint: str


@bp.get("/stock")
def stock_list() -> Response:
    """Show everything that is in stock, to be counted."""
    return _page(Form(), 200)


def _page(form: Form[CountStock], status: int) -> Response:
    with http.reading() as db:
        rows = _rows(db)
    typed = dict(zip(form.value("variants", []), form.value("pieces", []), strict=False))
    return http.page(
        "studio/stock.html",
        status=status,
        rows=rows,
        typed=typed,
        form=form,
        saved=bool(request.args.get("saved")),
    )


def _rows(db: Session) -> list[Row]:
    found = db.execute(
        sa.select(
            Variant.public_id,
            Listing.public_id,
            Listing.title_id,
            Variant.size,
            Variant.colour,
            Variant.on_hand,
            Variant.reserved,
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, "mori"),
        )
        .join(Listing, Listing.id == Variant.listing_id)
        .outerjoin(ListingPicture, ListingPicture.id == first_picture())
        .outerjoin(Picture, Picture.id == ListingPicture.picture_id)
        .where(Listing.artisan_id.in_(artisan_ids()), Listing.sold_as == "in_stock")
        .where(Variant.is_stocked, ~Variant.is_retired)
        .order_by(Listing.title_id, Listing.id, Variant.position, Variant.id)
        .limit(500)
    )
    return [Row(*row) for row in found]


@bp.post("/stock")
def count_stock() -> Response | BaseResponse:
    """Save what was counted; what was sold meanwhile has to be counted again."""
    form = Form.read(CountStock, request.form, lists=COLUMNS)
    if form.errors:
        return _page(form, 422)
    try:
        with http.transaction() as db:
            _count(db, form.command)
    except NotFound:
        raise
    except ShopError as error:
        form.errors[""] = error.text
        return _page(form, error.status)
    return http.see_other("studio.stock_list", saved=1)


def _count(db: Session, command: CountStock) -> None:
    """Write down every count that differs from what was shown.

    :raises NotFound: a variant is not of the person's businesses.
    :raises Stale: its stock changed since the page was opened.
    """
    own: Any = db.execute(
        sa.select(Variant.public_id, Variant.id, Variant.on_hand)
        .join(Listing, Listing.id == Variant.listing_id)
        .where(Variant.public_id.in_(command.variants), Listing.artisan_id.in_(artisan_ids()))
    )
    known = {public_id: (variant_id, on_hand) for public_id, variant_id, on_hand in own}
    for public_id, was, pieces in zip(command.variants, command.were, command.pieces, strict=True):
        if public_id not in known:
            raise NotFound
        variant_id, on_hand = known[public_id]
        if pieces == was:
            continue
        if on_hand != was:
            raise Stale
        stock.restock(db, variant_id, change=pieces - was, reason="counted")
