"""The document of a listing as its rows have it, and the facts that rules ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.document import ListingDocument
from shop.catalog.models import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingPicture,
    ProcessEntry,
    Variant,
)
from shop.catalog.policy import Facts
from shop.core.pictures import Picture, PictureState
from shop.heritage.models import Technique

#: Fields of the document that are columns of the listing by the same name.
COLUMNS = (
    "title_id", "title_en", "story_id", "story_en", "sold_as", "lead_days", "technique_id",
    "has_prada", "form_id", "fabric_id", "fibres", "grams_per_square_metre", "width_cm",
    "height_cm", "weight_grams", "packed_length_cm", "packed_width_cm", "packed_height_cm",
    "care", "colours", "designed_in", "waxed_in", "dyed_in", "sewn_in", "attribution_id",
    "attribution_en",
)  # fmt: skip

#: Role of a motif -> the document's field.
ROLES = {
    "utama": "motif_ids",
    "pendukung": "supporting_motif_ids",
    "isen": "filling_motif_ids",
}


def snapshot(db: Session, listing: Listing) -> ListingDocument:
    """Return the document that a listing's rows amount to."""
    return snapshots(db, [listing])[listing.id]


def snapshots(db: Session, listings: Sequence[Listing]) -> dict[int, ListingDocument]:
    """Return the documents that the rows of listings amount to, by listing. Five statements."""
    db.flush()
    ids = [listing.id for listing in listings]
    found: dict[int, dict[str, Any]] = {
        listing.id: {name: getattr(listing, name) for name in COLUMNS} for listing in listings
    }
    lists: dict[int, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for listing_id, dye_id in db.execute(_of(ListingDye, ids, ListingDye.dye_id)):
        lists[listing_id]["dye_ids"].append(dye_id)
    for listing_id, motif_id, role in db.execute(
        _of(ListingMotif, ids, ListingMotif.motif_id, ListingMotif.role)
    ):
        lists[listing_id][ROLES[role]].append(motif_id)
    for listing_id, row in _pictures(db, ids):
        lists[listing_id]["pictures"].append(row)
    for listing_id, row in _steps(db, ids):
        lists[listing_id]["steps"].append(row)
    for listing_id, size, colour in db.execute(
        sa.select(Variant.listing_id, Variant.size, Variant.colour)
        .where(Variant.listing_id.in_(ids), ~Variant.is_retired)
        .order_by(Variant.position, Variant.id)
    ):
        lists[listing_id]["variants"].append({"size": size, "colour": colour})
    return {
        listing_id: ListingDocument.model_validate({**values, **lists[listing_id]})
        for listing_id, values in found.items()
    }


def _of(model: Any, ids: Sequence[int], *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(model.listing_id, *columns)
        .where(model.listing_id.in_(ids))
        .order_by(model.listing_id, model.id)
    )


def _pictures(db: Session, ids: Sequence[int]) -> list[tuple[int, dict[str, Any]]]:
    rows = db.execute(
        sa.select(ListingPicture, Picture.public_id)
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(ListingPicture.listing_id.in_(ids))
        .order_by(ListingPicture.position, ListingPicture.id)
    )
    return [
        (
            link.listing_id,
            {"picture": public_id, "alt_id": link.alt_id, "alt_en": link.alt_en},
        )
        for link, public_id in rows
    ]


def _steps(db: Session, ids: Sequence[int]) -> list[tuple[int, dict[str, Any]]]:
    rows = db.execute(
        sa.select(ProcessEntry, sa.func.coalesce(Picture.public_id, ""))
        .outerjoin(Picture, Picture.id == ProcessEntry.picture_id)
        .where(ProcessEntry.listing_id.in_(ids))
        .order_by(ProcessEntry.position, ProcessEntry.id)
    )
    return [
        (
            entry.listing_id,
            {
                "step_id": entry.step_id,
                "on": entry.on,
                "note_id": entry.note_id,
                "note_en": entry.note_en,
                "picture": picture,
            },
        )
        for entry, picture in rows
    ]


def facts(db: Session, listing: Listing, document: ListingDocument) -> Facts:
    """Return what is there of a document and of its listing's price, for ``policy.missing``."""
    refused = set(
        db.scalars(
            sa.select(Picture.public_id).where(
                Picture.public_id.in_(document.picture_ids), Picture.state == PictureState.REFUSED
            )
        )
    )
    pictures = [one for one in document.pictures if one.picture not in refused]
    rule = db.scalar(sa.select(Technique.batik_rule).where(Technique.id == document.technique_id))
    return Facts(
        title_id=document.title_id,
        story_id=document.story_id,
        price_minor=listing.price_minor,
        sold_as=document.sold_as,
        lead_days=document.lead_days,
        weight_grams=document.weight_grams,
        has_packed_size=all(
            (document.packed_length_cm, document.packed_width_cm, document.packed_height_cm)
        ),
        has_size=bool(
            any(size for size, _colour in document.labels)
            or (document.width_cm and document.height_cm)
        ),
        fibre_percent=sum(fibre.get("pct") or 0 for fibre in document.fibres),
        pictures=len(pictures),
        pictures_without_alt=sum(not one.alt_id for one in pictures),
        motifs=len(document.all_motif_ids),
        dyes=len(document.dye_ids),
        variants=len(document.variants),
        has_places=bool(document.waxed_in and document.dyed_in),
        is_batik_technique=rule != "never",
    )
