"""A listing's page in the studio: its form as it stands, beside what was typed and refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session

from shop.catalog import policy, words
from shop.catalog.commands import EditListing
from shop.catalog.models import Listing, ProcessEntry
from shop.catalog.queries import editing as queries
from shop.core import http, money
from shop.core.command import Command
from shop.core.forms import Form
from shop.core.i18n import pick
from shop.core.pictures import Picture
from shop.core.runtime import runtime
from shop.heritage.models import ProcessStep
from shop.orders.draft import commission
from shop.studio.choices import choices
from shop.studio.desk import artisan_ids
from shop.studio.notes import notes

#: Columns of the table of sizes, as its form posts them.
ROWS = ("sizes", "colours", "prices_rupiah", "pieces")
#: Parts of the page that have a form of their own.
PARTS = ("variants", "submit", "pictures", "process")


#: For how many pieces in one order "you receive" is shown.
SHOWN_PIECES = (1, 3)


@dataclass(frozen=True)
class Head:
    """What the page says about a listing beside its form."""

    public_id: str
    slug: str
    title_id: str
    status: str
    revision: int
    review_reason: str
    sold_as: str
    is_batik: bool


@dataclass(frozen=True)
class Step:
    """A step of the making. ``picture_id`` is empty without a picture that can be shown."""

    position: int
    name: str
    on: dt.date | None
    note_id: str
    note_en: str
    picture_id: str
    tint: str


def listing_page(
    public_id: str, *, form: Form[Any] | None = None, part: str = "", status: int = 200
) -> Response:
    """Render a listing's form.

    :param form: What was posted to ``part`` of the page and refused; other parts show what is
        stored.
    :raises NotFound: it is not one of the person's listings.
    """
    with http.reading() as db:
        found = queries.of_artisans(db, public_id, artisan_ids=artisan_ids())
        forms: dict[str, Form[Any]] = {name: Form[Command]() for name in PARTS}
        forms["details"] = Form(values=_values(db, found))
        if form is not None:
            forms[part] = form
        return http.page(
            "studio/listing.html",
            status=status,
            listing=Head(**{field.name: getattr(found, field.name) for field in fields(Head)}),
            forms=forms,
            saved=request.args.get("saved", ""),
            rows=_rows(db, found, forms["variants"]),
            fibres=[text.rpartition(" ")[::2] for text in forms["details"].value("fibres", [])],
            pictures=queries.pictures(db, found.id),
            steps=_steps(db, found.id),
            notes=notes(db, found),
            places=words.TEXT_PLACES,
            missing=policy.missing(queries.facts(db, found.id)),
            moves=[(m.to_status, m.at, m.reason) for m in queries.moves(db, found.id)],
            choices=choices(db),
            words=words,
            commission_bps=runtime().settings.commission_bps,
            received=_received(forms["details"].value("price_rupiah")),
        )


def _received(price: int | str) -> dict[int, int]:
    """Return what the artisan gets for so many pieces in one order, in minor units of IDR.

    Computed by the function that orders are made with. Empty when ``price`` is no amount.
    """
    try:
        price_minor = money.from_rupiah(money.read_rupiah(str(price)))
    except ValueError:
        return {}
    bps = runtime().settings.commission_bps
    return {
        pieces: price_minor * pieces - commission(price_minor, pieces, bps)
        for pieces in SHOWN_PIECES
        if price_minor
    }


def _values(db: Session, listing: Listing) -> dict[str, Any]:
    """Return what the form shows of a stored listing."""
    roles = queries.motif_roles(db, listing.id)
    columns = {
        name: getattr(listing, name) for name in EditListing.model_fields if hasattr(Listing, name)
    }
    return {
        **columns,
        "price_rupiah": money.to_rupiah(listing.price_minor) or "",
        "fibres": [f"{fibre['fibre']} {fibre['pct'] or 0}" for fibre in listing.fibres],
        "dye_ids": queries.dye_ids(db, listing.id),
        "motif_ids": roles["utama"],
        "supporting_motif_ids": roles["pendukung"],
        "filling_motif_ids": roles["isen"],
        **{name: getattr(listing, name) or "" for name in _BLANK_WHEN_ZERO},
    }


_BLANK_WHEN_ZERO = (
    "lead_days",
    "weight_grams",
    "packed_length_cm",
    "packed_width_cm",
    "packed_height_cm",
)


def _rows(db: Session, listing: Listing, form: Form[Any]) -> list[dict[str, Any]]:
    """Return the rows of the table of sizes: what was typed, else what is stored."""
    names = ("size", "colour", "price_rupiah", "pieces")
    if form.values:
        columns = [form.values.get(name, []) for name in ROWS]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=False)]
    stored = [
        (row.size, row.colour, _own_price(row.price_minor, listing), row.on_hand)
        for row in queries.variants(db, listing.id)
    ]
    spare = 0 if listing.sold_as == "one_of_a_kind" and stored else 1
    empty = [("", "", "", "")] * spare
    return [dict(zip(names, row, strict=True)) for row in (*stored, *empty)]


def _own_price(price_minor: int, listing: Listing) -> int | str:
    return "" if price_minor == listing.price_minor else money.to_rupiah(price_minor)


def _steps(db: Session, listing_id: int) -> list[Step]:
    rows = db.execute(
        sa.select(ProcessEntry, ProcessStep.name_id, ProcessStep.name_en, Picture)
        .join(ProcessStep, ProcessStep.id == ProcessEntry.step_id)
        .outerjoin(
            Picture, sa.and_(Picture.id == ProcessEntry.picture_id, Picture.state == "ready")
        )
        .where(ProcessEntry.listing_id == listing_id)
        .order_by(ProcessEntry.position)
    )
    return [
        Step(
            position=entry.position,
            name=pick(id=name_id, en=name_en)[0],
            on=entry.on,
            note_id=entry.note_id,
            note_en=entry.note_en,
            picture_id=picture.public_id if picture else "",
            tint=picture.tint if picture else "mori",
        )
        for entry, name_id, name_en, picture in rows
    ]
