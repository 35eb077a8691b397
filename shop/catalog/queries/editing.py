"""What the desks of artisans and reviewers need to know of a listing. Owners are named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.document import ListingDocument
from shop.catalog.models import (
    Listing,
    ListingMove,
    ListingPicture,
    ListingVersion,
    Variant,
    VersionStatus,
)
from shop.catalog.queries.cards import first_picture
from shop.core.errors import NotFound
from shop.core.pictures import Picture


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
    is_changed: bool = False,
    limit: int = 200,
    offset: int = 0,
) -> list[DeskRow]:
    """Return listings for a table, last changed first. One statement.

    :param artisan_ids: Of these workshops only; ``None``: of all, for reviewers.
    :param is_changed: Only those that were published before and have changes to review.
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
    if is_changed:
        statement = statement.where(has_changes())
    return [DeskRow(*row) for row in db.execute(statement)]


def has_changes() -> sa.ColumnElement[bool]:
    """Condition on ``Listing``: it was published before, and a version of it is submitted."""
    submitted = (
        sa.exists()
        .where(
            ListingVersion.listing_id == Listing.id,
            ListingVersion.status == VersionStatus.SUBMITTED,
        )
        .correlate(Listing)
    )
    return sa.and_(Listing.published_at.is_not(None), submitted)


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


def pictures(db: Session, document: ListingDocument) -> list[DeskPicture]:
    """Return all pictures of a document in order, also those that are not ready."""
    names = [row.picture for row in document.pictures]
    known = {row.public_id: row for row in stored_pictures(db, names)}
    return [
        DeskPicture(
            public_id=row.picture,
            state=known[row.picture].state,
            refusal=known[row.picture].refusal,
            tint=known[row.picture].tint,
            width=known[row.picture].width,
            height=known[row.picture].height,
            alt_id=row.alt_id,
            alt_en=row.alt_en,
        )
        for row in document.pictures
        if row.picture in known
    ]


def stored_pictures(db: Session, public_ids: Collection[str]) -> list[Picture]:
    """Return picture rows by their public ids, in no order."""
    return list(db.scalars(sa.select(Picture).where(Picture.public_id.in_(public_ids))))


def variants(db: Session, listing_id: int) -> list[Variant]:
    """Return the variants on offer, in order."""
    return list(
        db.scalars(
            sa.select(Variant)
            .where(Variant.listing_id == listing_id, ~Variant.is_retired)
            .order_by(Variant.position, Variant.id)
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


def _left() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.coalesce(sa.func.sum(Variant.on_hand - Variant.reserved), 0))
        .where(Variant.listing_id == Listing.id, ~Variant.is_retired)
        .correlate(Listing)
        .scalar_subquery()
    )
