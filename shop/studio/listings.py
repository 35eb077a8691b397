"""The artisan's own listings: begin, fill in, show, submit. A draft is never lost."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from shop.artisans import queries as artisans
from shop.catalog import policy, services, words
from shop.catalog.commands import (
    CreateDraft,
    EditListing,
    SetVariants,
    SubmitListing,
    WithdrawListing,
)
from shop.catalog.models import Listing
from shop.catalog.queries import editing as queries
from shop.core import http, money
from shop.core.command import Command
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.core.runtime import runtime
from shop.heritage import queries as heritage
from shop.studio.desk import artisan_ids, bp


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


LISTS = (
    "fibres",
    "care",
    "colours",
    "dye_ids",
    "motif_ids",
    "supporting_motif_ids",
    "filling_motif_ids",
)
ROWS = ("sizes", "colours", "prices_rupiah", "pieces")


@bp.get("/listings")
def listings() -> Response:
    """List the artisan's listings, last changed first."""
    status = request.args.get("status") or None
    if status is not None and status not in words.STATUS:
        raise NotFound
    with http.reading() as db:
        return http.page(
            "studio/listings.html",
            rows=queries.desk(db, artisan_ids=artisan_ids(), status=status),
            counts=queries.desk_counts(db, artisan_ids=artisan_ids()),
            shown=status,
            words=words,
        )


@bp.get("/listings/new")
def new_listing() -> Response:
    """Begin a listing with the few words that it cannot do without."""
    return _new_page(Form())


def _new_page(form: Form[CreateDraft], *, status: int = 200) -> Response:
    with http.reading() as db:
        return http.page(
            "studio/listing_new.html",
            status=status,
            form=form,
            businesses=artisans.cards(db, artisan_ids=artisan_ids()),
            choices=_choices(db),
        )


@bp.post("/listings/new")
def create_listing() -> Response | BaseResponse:
    """Make a draft and go on to its form."""
    posted = request.form.copy()
    business = posted.poplist("business")
    form = Form.read(CreateDraft, posted, artisan_id=_own_business(business))
    form.values["business"] = business[0] if business else ""
    if form.errors:
        return _new_page(form, status=422)
    try:
        with http.transaction() as db:
            listing = services.create_draft(db, form.command, actor=http.principal())
            public_id = listing.public_id
    except ShopError as error:
        form.refuse(error)
        return _new_page(form, status=error.status)
    return http.see_other("studio.listing", listing=public_id)


def _own_business(slugs: list[str]) -> int:
    """Return the business that the form names, or the only one there is.

    :raises NotFound: it is not one of the person's.
    """
    with http.reading() as db:
        own = {card.slug: card.artisan_id for card in artisans.cards(db, artisan_ids=artisan_ids())}
    if slugs:
        if slugs[0] not in own:
            raise NotFound
        return own[slugs[0]]
    if len(own) != 1:
        raise NotFound
    return next(iter(own.values()))


@bp.get("/listings/<listing>")
def listing(listing: str) -> Response:
    """Show a listing's form, filled in as it stands."""
    return listing_page(listing)


@bp.post("/listings/<listing>")
def save_listing(listing: str) -> Response | BaseResponse:
    """Save the form. Half-filled is fine in a draft; a live listing must stay complete."""
    posted = request.form.copy()
    posted.setlist("fibres", [text for text in posted.getlist("fibres") if text.strip()])
    form = Form.read(EditListing, posted, lists=LISTS, listing=listing)
    return _do(listing, form, services.edit_listing, "details")


@bp.post("/listings/<listing>/variants")
def save_variants(listing: str) -> Response | BaseResponse:
    """Save sizes, colours, prices and pieces."""
    form = Form.read(SetVariants, _filled(request.form), lists=ROWS, listing=listing)
    return _do(listing, form, services.set_variants, "variants")


def _filled(posted: MultiDict[str, str]) -> MultiDict[str, str]:
    """Leave out the rows of the table that nobody filled in, but one."""
    rows = list(zip(*(posted.getlist(name) for name in ROWS), strict=False))
    filled = [row for row in rows if any(cell.strip() for cell in row)] or rows[:1]
    kept = MultiDict(posted)
    for number, name in enumerate(ROWS):
        kept.setlist(name, [row[number] for row in filled])
    return kept


@bp.post("/listings/<listing>/submit")
def submit_listing(listing: str) -> Response | BaseResponse:
    """Ask for publication; what is missing is said with its reason."""
    form = Form.read(SubmitListing, request.form, listing=listing)
    return _do(listing, form, services.submit, "submit")


@bp.post("/listings/<listing>/withdraw")
def withdraw_listing(listing: str) -> Response | BaseResponse:
    """Take the listing out of the shop, or back from review."""
    form = Form.read(WithdrawListing, request.form, listing=listing)
    return _do(listing, form, services.withdraw, "submit")


@bp.post("/listings/<listing>/resume")
def resume_listing(listing: str) -> Response | BaseResponse:
    """Put a withdrawn listing back into the shop."""
    form = Form.read(SubmitListing, request.form, listing=listing)
    return _do(listing, form, services.resume, "submit")


def _do(listing: str, form: Form[Any], service: Any, part: str) -> Response | BaseResponse:
    """Do one thing with an own listing; a refusal comes back beside its field."""
    if not form.errors:
        try:
            with http.transaction() as db:
                service(db, form.command, actor=http.principal())
        except NotFound:
            raise
        except ShopError as error:
            form.refuse(error)
            return listing_page(listing, form=form, part=part, status=error.status)
        return http.see_other("studio.listing", listing=listing, saved=part, _anchor=part)
    return listing_page(listing, form=form, part=part, status=422)


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
        stored = {
            "details": Form(values=_values(db, found)),
            "variants": Form[Command](),
            "submit": Form[Command](),
            "pictures": Form[Command](),
        }
        forms = {**stored, **({part: form} if form is not None else {})}
        return http.page(
            "studio/listing.html",
            status=status,
            listing=Head(**{field.name: getattr(found, field.name) for field in fields(Head)}),
            forms=forms,
            saved=request.args.get("saved", ""),
            rows=_rows(db, found, forms["variants"]),
            pictures=queries.pictures(db, found.id),
            missing=policy.missing(queries.facts(db, found.id)),
            moves=[(m.to_status, m.at, m.reason) for m in queries.moves(db, found.id)],
            choices=_choices(db),
            words=words,
            commission_bps=runtime().settings.commission_bps,
        )


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
        "lead_days": listing.lead_days or "",
        "weight_grams": listing.weight_grams or "",
    }


def _rows(db: Session, listing: Listing, form: Form[Any]) -> list[dict[str, Any]]:
    """Return the rows of the variants' table: what was typed, else what is stored."""
    if form.values:
        columns = [form.values.get(name, []) for name in ROWS]
        names = ("size", "colour", "price_rupiah", "pieces")
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=False)]
    stored = [
        {
            "size": row.size,
            "colour": row.colour,
            "price_rupiah": ""
            if row.price_minor == listing.price_minor
            else money.to_rupiah(row.price_minor),
            "pieces": row.on_hand,
        }
        for row in queries.variants(db, listing.id)
    ]
    empty = {"size": "", "colour": "", "price_rupiah": "", "pieces": ""}
    spare = 0 if listing.sold_as == "one_of_a_kind" and stored else 2
    return stored + [dict(empty) for _ in range(spare)]


def _choices(db: Session) -> dict[str, Any]:
    """Return the words of the craft to choose from, in the artisan's language."""
    return {
        "techniques": heritage.techniques(db),
        "forms": heritage.forms(db),
        "fabrics": heritage.fabrics(db),
        "dyes": heritage.dyes(db),
        "motifs": heritage.motif_cards(db),
        "care": heritage.care_instructions(db),
        "regencies": heritage.regencies(db),
    }
