"""The artisan's own listings: begin, fill in, show, submit. A draft is never lost."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from shop.artisans import queries as artisans
from shop.catalog import services, words
from shop.catalog.commands import (
    AnswerRemark,
    CreateDraft,
    DiscardChanges,
    EditListing,
    SetVariants,
    SubmitListing,
    WithdrawListing,
)
from shop.catalog.queries import editing as queries
from shop.catalog.queries import versions
from shop.core import http
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.studio.choices import choices
from shop.studio.desk import artisan_ids, bp
from shop.studio.sheet import ROWS, listing_page

LISTS = (
    "fibres",
    "care",
    "colours",
    "dye_ids",
    "motif_ids",
    "supporting_motif_ids",
    "filling_motif_ids",
    "price_confirmed",
)


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
            waiting=versions.pending_statuses(db, artisan_ids=artisan_ids()),
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
            businesses=[
                (card.slug, card.name) for card in artisans.cards(db, artisan_ids=artisan_ids())
            ],
            choices=choices(db),
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
    """Save the form. Half-filled is fine; what buyers read of a live listing waits for review."""
    posted = request.form.copy()
    pairs = zip(posted.poplist("fibre_names"), posted.poplist("fibre_shares"), strict=False)
    fibres = [f"{name} {share.strip()}" for name, share in pairs]
    posted.setlist("fibres", [text for text in fibres if text.strip()])
    form = Form.read(EditListing, posted, lists=LISTS, listing=listing)
    _gather(form, "fibres")
    return _do(listing, form, services.edit_listing, "details")


def _gather(form: Form[Any], name: str) -> None:
    """Say what is wrong with one of a list's fields beside the list as a whole."""
    for key in [key for key in form.errors if key.startswith(f"{name}.")]:
        form.errors.setdefault(name, form.errors.pop(key))


@bp.post("/listings/<listing>/variants")
def save_variants(listing: str) -> Response | BaseResponse:
    """Save sizes, colours, prices and pieces."""
    lists = (*ROWS, "price_confirmed")
    form = Form.read(SetVariants, _filled(request.form), lists=lists, listing=listing)
    form.errors = {name.removesuffix(".0"): text for name, text in form.errors.items()}
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


@bp.post("/listings/<listing>/discard")
def discard_changes(listing: str) -> Response | BaseResponse:
    """Give up the changes that wait; buyers go on reading the approved version."""
    form = Form.read(DiscardChanges, request.form, listing=listing)
    return _do(listing, form, services.discard, "submit")


@bp.post("/listings/<listing>/remarks/<remark>")
def answer_remark(listing: str, remark: str) -> Response | BaseResponse:
    """Answer a reviewer's remark."""
    form = Form.read(AnswerRemark, request.form, listing=listing, remark=remark)
    return _do(listing, form, services.answer_remark, "remarks")


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
