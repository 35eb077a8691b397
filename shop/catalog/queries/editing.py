"""What the desks of artisans and reviewers need to know of a listing. Owners are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingMove,
    ListingPicture,
    Variant,
)
from shop.catalog.policy import Facts
from shop.catalog.queries.cards import first_picture
from shop.core.errors import NotFound
from shop.core.pictures import Picture
from shop.heritage.models import Technique


def facts(db: Session, listing_id: int) -> Facts:
    """Return what is there of a listing, for ``policy.missing``. One statement."""
    row = db.execute(
        sa.select(
            Listing,
            Technique.batik_rule,
            _count(ListingMotif),
            _count(ListingDye),
            _count(Variant, ~Variant.is_retired),
            _count(Variant, ~Variant.is_retired, Variant.size != ""),
            _pictures(),
            _pictures(sa.or_(ListingPicture.alt_id == "")),
        )
        .join(Technique, Technique.id == Listing.technique_id)
        .where(Listing.id == listing_id)
    ).one()
    listing, batik_rule, motifs, dyes, variants, sizes, pictures, without_alt = row
    return Facts(
        title_id=listing.title_id,
        story_id=listing.story_id,
        price_minor=listing.price_minor,
        sold_as=listing.sold_as,
        lead_days=listing.lead_days,
        weight_grams=listing.weight_grams,
        has_packed_size=all(
            (listing.packed_length_cm, listing.packed_width_cm, listing.packed_height_cm)
        ),
        has_size=bool(sizes or (listing.width_cm and listing.height_cm)),
        fibre_percent=sum(fibre.get("pct") or 0 for fibre in listing.fibres),
        pictures=pictures,
        pictures_without_alt=without_alt,
        motifs=motifs,
        dyes=dyes,
        variants=variants,
        has_places=bool(listing.waxed_in and listing.dyed_in),
        is_batik_technique=batik_rule != "never",
    )


def motif_ids(db: Session, listing_id: int) -> list[str]:
    """Return the motifs of a listing in the order in which they were named."""
    return list(
        db.scalars(
            sa.select(ListingMotif.motif_id)
            .where(ListingMotif.listing_id == listing_id)
            .order_by(ListingMotif.id)
        )
    )


@dataclass(frozen=True)
class DeskRow:
    """A listing in a table of the studio or the admin.

    ``left`` counts pieces that can be had; it means nothing for made to order.
    """

    public_id: str
    slug: str
    title_id: str
    title_en: str
    status: str
    sold_as: str
    price_minor: int
    left: int
    updated_at: dt.datetime
    review_reason: str
    artisan_name: str
    artisan_slug: str
    picture_id: str
    tint: str


def desk(
    db: Session,
    *,
    artisan_ids: Collection[int] | None,
    status: str | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[DeskRow]:
    """Return listings for a table, last changed first. One statement.

    :param artisan_ids: Of these workshops only; ``None``: of all, for reviewers.
    """
    statement: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            Listing.public_id,
            Listing.slug,
            Listing.title_id,
            Listing.title_en,
            Listing.status,
            Listing.sold_as,
            Listing.price_minor,
            _left(),
            Listing.updated_at,
            Listing.review_reason,
            Artisan.name,
            Artisan.slug,
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, "mori"),
        )
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .outerjoin(ListingPicture, ListingPicture.id == first_picture())
        .outerjoin(Picture, Picture.id == ListingPicture.picture_id)
        .order_by(Listing.updated_at.desc(), Listing.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if artisan_ids is not None:
        statement = statement.where(Listing.artisan_id.in_(artisan_ids))
    if status is not None:
        statement = statement.where(Listing.status == status)
    return [DeskRow(*row) for row in db.execute(statement)]


def desk_counts(db: Session, *, artisan_ids: Collection[int] | None) -> dict[str, int]:
    """Return how many listings are in each status."""
    statement = sa.select(Listing.status, sa.func.count().label("listings")).group_by(
        Listing.status
    )
    if artisan_ids is not None:
        statement = statement.where(Listing.artisan_id.in_(artisan_ids))
    return {row.status: row.listings for row in db.execute(statement)}


def of_artisans(db: Session, public_id: str, *, artisan_ids: Collection[int] | None) -> Listing:
    """Return a listing row to fill a form with.

    :param artisan_ids: The workshops of whoever asks; ``None``: any, for reviewers.
    :raises NotFound: there is none, or it is somebody else's.
    """
    listing = db.scalar(sa.select(Listing).where(Listing.public_id == public_id))
    if listing is None or (artisan_ids is not None and listing.artisan_id not in artisan_ids):
        raise NotFound
    return listing


@dataclass(frozen=True)
class DeskPicture:
    """A picture on the desk, ready or not; ``refusal`` is a code of ``core.pictures``."""

    public_id: str
    state: str
    refusal: str
    tint: str
    width: int
    height: int
    alt_id: str
    alt_en: str


def pictures(db: Session, listing_id: int) -> list[DeskPicture]:
    """Return all pictures of a listing in order, also those that are not ready."""
    rows = db.execute(
        sa.select(
            Picture.public_id,
            Picture.state,
            Picture.refusal,
            Picture.tint,
            Picture.width,
            Picture.height,
            ListingPicture.alt_id,
            ListingPicture.alt_en,
        )
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(ListingPicture.listing_id == listing_id)
        .order_by(ListingPicture.position, ListingPicture.id)
    )
    return [DeskPicture(*row) for row in rows]


def variants(db: Session, listing_id: int) -> list[Variant]:
    """Return the variants on offer, in order."""
    return list(
        db.scalars(
            sa.select(Variant)
            .where(Variant.listing_id == listing_id, ~Variant.is_retired)
            .order_by(Variant.position, Variant.id)
        )
    )


def motif_roles(db: Session, listing_id: int) -> dict[str, list[str]]:
    """Return motif ids by the part they play."""
    roles: dict[str, list[str]] = {"utama": [], "pendukung": [], "isen": []}
    for motif_id, role in db.execute(
        sa.select(ListingMotif.motif_id, ListingMotif.role)
        .where(ListingMotif.listing_id == listing_id)
        .order_by(ListingMotif.id)
    ):
        roles[role].append(motif_id)
    return roles


def dye_ids(db: Session, listing_id: int) -> list[str]:
    """Return the dyes of a listing."""
    return list(
        db.scalars(
            sa.select(ListingDye.dye_id)
            .where(ListingDye.listing_id == listing_id)
            .order_by(ListingDye.id)
        )
    )


def moves(db: Session, listing_id: int) -> list[ListingMove]:
    """Return the history of a listing's status, newest first."""
    return list(
        db.scalars(
            sa.select(ListingMove)
            .where(ListingMove.listing_id == listing_id)
            .order_by(ListingMove.id.desc())
        )
    )


def _count(model: Any, *conditions: Any) -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .select_from(model)
        .where(model.listing_id == Listing.id, *conditions)
        .correlate(Listing)
        .scalar_subquery()
    )


def _pictures(*conditions: Any) -> sa.ScalarSelect[int]:
    """Count pictures that are ready or on their way."""
    return (
        sa.select(sa.func.count())
        .select_from(ListingPicture)
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(ListingPicture.listing_id == Listing.id, Picture.state != "refused", *conditions)
        .correlate(Listing)
        .scalar_subquery()
    )


def _left() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.coalesce(sa.func.sum(Variant.on_hand - Variant.reserved), 0))
        .where(Variant.listing_id == Listing.id, ~Variant.is_retired)
        .correlate(Listing)
        .scalar_subquery()
    )
