"""A listing's page in the studio: its form as it stands, beside what was typed and refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session

from shop.catalog import policy, words
from shop.catalog.commands import ListingContent
from shop.catalog.document import ListingDocument, changed_fields
from shop.catalog.models import Listing, ListingRemark, Variant
from shop.catalog.queries import documents, versions
from shop.catalog.queries import editing as queries
from shop.core import http, money
from shop.core.command import Command
from shop.core.forms import Form
from shop.core.i18n import pick
from shop.core.pictures import PictureState
from shop.core.runtime import runtime
from shop.heritage.models import ProcessStep, Technique
from shop.orders.draft import commission
from shop.studio.choices import choices
from shop.studio.desk import artisan_ids
from shop.studio.notes import notes

#: Columns of the table of sizes, as its form posts them.
ROWS = ("sizes", "colours", "prices_rupiah", "pieces")
#: Parts of the page that have a form of their own.
PARTS = ("variants", "submit", "pictures", "process", "remarks")


#: For how many pieces in one order "you receive" is shown.
SHOWN_PIECES = (1, 3)


#: What ``policy.missing`` names -> the element of the page where it is filled in.
MISSING_ANCHORS = {
    "title_id": "f-title_id",
    "story_id": "f-story_id",
    "price_minor": "f-price_rupiah",
    "lead_days": "f-lead_days",
    "weight_grams": "f-weight_grams",
    "packed_size": "f-packed_length_cm",
    "size": "f-width_cm",
    "fibres": "f-fibres",
    "pictures": "pictures",
    "alts": "pictures",
    "motifs": "f-motif_ids",
    "dyes": "f-dye_ids",
    "variants": "variants",
    "places": "f-waxed_in",
}


@dataclass(frozen=True)
class Head:
    """What the page says about a listing beside its form.

    ``version`` is the status of the changes that wait, empty when buyers read what is shown here;
    ``changed`` are the fields that they would read differently.
    """

    public_id: str
    slug: str
    title_id: str
    status: str
    revision: int
    review_reason: str
    sold_as: str
    is_never_batik: bool
    was_published: bool
    version: str
    changed: list[str]


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
        document = versions.working(db, found)
        asked = versions.remarks(db, found.id)
        forms: dict[str, Form[Any]] = {name: Form[Command]() for name in PARTS}
        forms["details"] = Form(values=_values(found, document))
        if form is not None:
            forms[part] = form
        for one in forms.values():
            one.notes = _notes_by_place(asked)
        return http.page(
            "studio/listing.html",
            status=status,
            listing=_head(db, found, document),
            forms=forms,
            saved=request.args.get("saved", ""),
            rows=_rows(db, found, document, forms["variants"]),
            fibres=[text.rpartition(" ")[::2] for text in forms["details"].value("fibres", [])],
            pictures=queries.pictures(db, document),
            steps=_steps(db, document),
            steps_digest=document.steps_digest,
            remarks=[(remark, anchor(remark.place)) for remark in asked],
            missing=policy.missing(documents.facts(db, found, document)),
            missing_anchors=MISSING_ANCHORS,
            moves=[(m.to_status, m.at, m.reason) for m in queries.moves(db, found.id)],
            notes=notes(db, found, document),
            places=words.TEXT_PLACES,
            fields=words.FIELDS,
            choices=choices(db),
            words=words,
            commission_bps=runtime().settings.commission_bps,
            received=_received(forms["details"].value("price_rupiah")),
        )


def _head(db: Session, listing: Listing, document: ListingDocument) -> Head:
    version = versions.pending(db, listing.id)
    is_public_once = listing.published_at is not None
    changed = changed_fields(documents.snapshot(db, listing), document) if is_public_once else []
    rule = db.get_one(Technique, document.technique_id).batik_rule
    return Head(
        public_id=listing.public_id,
        slug=listing.slug,
        title_id=document.title_id,
        status=listing.status,
        revision=listing.revision,
        review_reason=listing.review_reason,
        sold_as=document.sold_as,
        is_never_batik=rule == "never",
        was_published=is_public_once,
        version=version.status if version is not None and is_public_once else "",
        changed=changed,
    )


def _notes_by_place(remarks: list[ListingRemark]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for remark in remarks:
        found.setdefault(remark.place, []).append(remark.text)
    return found


def anchor(place: str) -> str:
    """Return the id of the element that a remark's place stands for."""
    sections = {"": "submit", "pictures": "pictures", "steps": "process", "variants": "variants"}
    if place in sections:
        return sections[place]
    return f"f-{place}" if place in ListingContent.model_fields else f"place-{place}"


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


def _values(listing: Listing, document: ListingDocument) -> dict[str, Any]:
    """Return what the form shows: the document that is edited, and the price of the listing."""
    fields = {name: getattr(document, name) for name in ListingContent.model_fields}
    is_live_order = listing.published_at is not None and listing.sold_as == document.sold_as
    lead_days = listing.lead_days if is_live_order else document.lead_days
    values = {
        **fields,
        "lead_days": lead_days,
        "revision": listing.revision,
        "price_rupiah": money.to_rupiah(listing.price_minor) or "",
        "fibres": [f"{fibre['fibre']} {fibre['pct'] or 0}" for fibre in document.fibres],
    }
    return {**values, **{name: values[name] or "" for name in _BLANK_WHEN_ZERO}}


_BLANK_WHEN_ZERO = (
    "lead_days",
    "weight_grams",
    "packed_length_cm",
    "packed_width_cm",
    "packed_height_cm",
)


def _rows(
    db: Session, listing: Listing, document: ListingDocument, form: Form[Any]
) -> list[dict[str, Any]]:
    """Return the rows of the table of sizes: what was typed, else what is stored."""
    names = ("size", "colour", "price_rupiah", "pieces")
    if form.values:
        columns = [form.values.get(name, []) for name in ROWS]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=False)]
    on_offer = {(one.size, one.colour): one for one in queries.variants(db, listing.id)}
    stored: list[tuple[Any, ...]] = []
    for row in document.variants:
        variant = on_offer.get((row.size, row.colour))
        price = row.price_rupiah or "" if variant is None else _own_price(variant, listing)
        pieces = row.pieces if variant is None else variant.on_hand
        stored.append((row.size, row.colour, price, pieces))
    spare = 0 if document.sold_as == "one_of_a_kind" and stored else 1
    empty = [("", "", "", "")] * spare
    return [dict(zip(names, row, strict=True)) for row in (*stored, *empty)]


def _own_price(variant: Variant, listing: Listing) -> int | str:
    is_same = variant.price_minor == listing.price_minor
    return "" if is_same else money.to_rupiah(variant.price_minor)


def _steps(db: Session, document: ListingDocument) -> list[Step]:
    names = {
        row.id: pick(id=row.name_id, en=row.name_en)[0]
        for row in db.scalars(sa.select(ProcessStep))
    }
    shown = {
        row.public_id: row.tint
        for row in queries.stored_pictures(db, document.picture_ids)
        if row.state == PictureState.READY
    }
    return [
        Step(
            position=position,
            name=names.get(step.step_id, step.step_id),
            on=step.on,
            note_id=step.note_id,
            note_en=step.note_en,
            picture_id=step.picture if step.picture in shown else "",
            tint=shown.get(step.picture, "mori"),
        )
        for position, step in enumerate(document.steps)
    ]
