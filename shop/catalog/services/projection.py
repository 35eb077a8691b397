"""Writing a document into the rows that buyers' pages read: the one writer of those columns."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import stock
from shop.catalog.document import ListingDocument
from shop.catalog.errors import StockOutOfRange
from shop.catalog.models import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingPicture,
    ProcessEntry,
    SoldAs,
    Variant,
)
from shop.catalog.queries.documents import COLUMNS, ROLES
from shop.catalog.services import prices
from shop.core import ids, money, pictures
from shop.core.errors import Invalid, NotFound
from shop.core.permissions import Principal
from shop.core.pictures import Picture
from shop.heritage import queries as heritage
from shop.heritage.models import Dye

#: Columns that have a rule of their own below.
_DERIVED = {"sold_as", "lead_days", "fibres", "care", "colours"}


def project(
    db: Session,
    listing: Listing,
    document: ListingDocument,
    *,
    has_evidence: bool,
    actor: Principal,
) -> None:
    """Make the rows of a listing say what its document says.

    Called at each save of a listing that was never published, and at the approval of a version
    of any other. Prices and stock of what is on offer stay as they are.

    :param has_evidence: A reviewer has seen proof of hot wax for this document.
    :raises Invalid: the variants do not fit the way of selling; ``field`` says which.
    """
    if listing.sold_as != document.sold_as:
        _change_mode(db, listing, document.sold_as)
    listing.lead_days = _lead_days(listing, document)
    listing.sold_as = document.sold_as
    for column in COLUMNS:
        if column not in _DERIVED:
            setattr(listing, column, getattr(document, column))
    listing.fibres = [dict(fibre) for fibre in document.fibres]
    listing.care = list(document.care)
    listing.colours = list(document.colours)
    listing.hot_wax_evidence = has_evidence
    listing.is_batik = heritage.is_batik_cloth(
        db,
        technique_id=document.technique_id,
        fabric_id=document.fabric_id,
        form_id=document.form_id,
        motif_ids=document.all_motif_ids,
        hot_wax_evidence=has_evidence,
    )
    _replace_dyes(db, listing, document)
    _replace_motifs(db, listing, document)
    known = _picture_keys(db, document.picture_ids)
    _replace_pictures(db, listing, document, known)
    _replace_steps(db, listing, document, known)
    _offer(db, listing, document, actor=actor)
    db.flush()


def _lead_days(listing: Listing, document: ListingDocument) -> int:
    """Keep the lead time of what is made to order already; it changes without review."""
    if SoldAs(document.sold_as) != SoldAs.MADE_TO_ORDER:
        return 0
    is_live = listing.published_at is not None and listing.sold_as == SoldAs.MADE_TO_ORDER
    return listing.lead_days if is_live else max(document.lead_days, 1)


def _change_mode(db: Session, listing: Listing, sold_as: str) -> None:
    """Let the variants follow when a listing is sold in another way.

    :raises Invalid: several variants or pieces cannot become one of a kind.
    """
    variants = db.scalars(
        sa.select(Variant).where(Variant.listing_id == listing.id, ~Variant.is_retired)
    ).all()
    becomes_unique = sold_as == SoldAs.ONE_OF_A_KIND
    if becomes_unique and (len(variants) > 1 or any(v.on_hand > 1 for v in variants)):
        raise Invalid(field="sold_as")
    for variant in variants:
        variant.is_unique = becomes_unique
        variant.is_stocked = sold_as != SoldAs.MADE_TO_ORDER


def _replace_dyes(db: Session, listing: Listing, document: ListingDocument) -> None:
    """Naturally dyed is only what has no other dye in it."""
    wanted = list(document.dye_ids)
    db.execute(sa.delete(ListingDye).where(ListingDye.listing_id == listing.id))
    db.add_all([ListingDye(listing_id=listing.id, dye_id=dye_id) for dye_id in wanted])
    natural = db.scalars(sa.select(Dye.id).where(Dye.id.in_(wanted), Dye.origin == "natural"))
    listing.has_natural_dye = bool(wanted) and set(natural.all()) == set(wanted)


def _replace_motifs(db: Session, listing: Listing, document: ListingDocument) -> None:
    db.execute(sa.delete(ListingMotif).where(ListingMotif.listing_id == listing.id))
    for role, field in ROLES.items():
        db.add_all(
            ListingMotif(listing_id=listing.id, motif_id=motif_id, role=role)
            for motif_id in getattr(document, field)
        )
        db.flush()


def _picture_keys(db: Session, public_ids: Collection[str]) -> dict[str, int]:
    rows = db.execute(
        sa.select(Picture.public_id, Picture.id).where(Picture.public_id.in_(public_ids))
    )
    return {public_id: key for public_id, key in rows}  # noqa: C416


def _replace_pictures(
    db: Session, listing: Listing, document: ListingDocument, known: dict[str, int]
) -> None:
    """Put the pictures in order; what is not named any more is taken away for good."""
    rows = db.scalars(sa.select(ListingPicture).where(ListingPicture.listing_id == listing.id))
    links = {link.picture_id: link for link in rows}
    for position, row in enumerate(document.pictures):
        if row.picture not in known:
            raise NotFound
        key = known[row.picture]
        link = links.pop(key, None) or ListingPicture(listing_id=listing.id, picture_id=key)
        link.position, link.alt_id, link.alt_en = position, row.alt_id, row.alt_en
        db.add(link)
    for link in links.values():
        db.delete(link)
        if link.picture_id not in known.values():
            pictures.discard(db, link.picture_id)


def _replace_steps(
    db: Session, listing: Listing, document: ListingDocument, known: dict[str, int]
) -> None:
    for entry in db.scalars(sa.select(ProcessEntry).where(ProcessEntry.listing_id == listing.id)):
        db.delete(entry)
        if entry.picture_id is not None and entry.picture_id not in known.values():
            pictures.discard(db, entry.picture_id)
    db.flush()
    db.add_all(
        ProcessEntry(
            listing_id=listing.id,
            step_id=step.step_id,
            on=step.on,
            note_id=step.note_id,
            note_en=step.note_en,
            picture_id=known.get(step.picture),
            position=position,
        )
        for position, step in enumerate(document.steps)
    )


def _offer(db: Session, listing: Listing, document: ListingDocument, *, actor: Principal) -> None:
    """Offer the sizes and colours of the document; the others are retired, never deleted."""
    known: dict[tuple[str, str], Variant] = {
        (variant.size, variant.colour): variant
        for variant in db.scalars(sa.select(Variant).where(Variant.listing_id == listing.id))
    }
    for position, row in enumerate(document.variants):
        variant = known.pop((row.size, row.colour), None)
        if variant is None or variant.is_retired:
            price_minor = money.from_rupiah(row.price_rupiah) or listing.price_minor
            variant = variant or new_variant(
                db, listing, (row.size, row.colour), price_minor, actor=actor
            )
            variant.is_retired = False
            prices.set_variant_price(db, variant, price_minor, actor=actor)
            set_pieces(db, listing, variant, row.pieces)
        variant.position = position
    for variant in known.values():
        variant.is_retired = True
    prices.follow_variants(db, listing, actor=actor)


def new_variant(
    db: Session,
    listing: Listing,
    label: tuple[str, str],
    price_minor: int,
    *,
    actor: Principal,
) -> Variant:
    """Create a variant of this size and colour without pieces. ``price_minor`` is IDR.

    :raises Invalid: there is no price.
    """
    if not price_minor:
        raise Invalid(field="prices_rupiah")
    variant = Variant(
        public_id=ids.public_id("var"),
        listing_id=listing.id,
        size=label[0],
        colour=label[1],
        price_minor=price_minor,
        on_hand=0,
        reserved=0,
        is_stocked=listing.sold_as != SoldAs.MADE_TO_ORDER,
        is_unique=listing.sold_as == SoldAs.ONE_OF_A_KIND,
    )
    db.add(variant)
    prices.note_variant_price(db, variant, before_minor=0, actor=actor)
    return variant


def set_pieces(db: Session, listing: Listing, variant: Variant, pieces: int) -> None:
    """Make a variant have so many pieces, with a movement of stock that says why.

    :raises StockOutOfRange: fewer than buyers have reserved, or two of a unique piece.
    """
    variant.is_stocked = listing.sold_as != SoldAs.MADE_TO_ORDER
    variant.is_unique = listing.sold_as == SoldAs.ONE_OF_A_KIND
    if variant.is_unique and (pieces > 1 or variant.on_hand > 1):
        raise StockOutOfRange
    db.flush()
    change = pieces - variant.on_hand
    if variant.is_stocked and change:
        reason = "counted" if variant.on_hand or variant.reserved else "finished"
        stock.restock(db, variant.id, change=change, reason=reason)
        db.refresh(variant)
