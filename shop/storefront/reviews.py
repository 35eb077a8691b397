"""What buyers said about an artisan's pieces."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.aftersales.models import Review
from shop.artisans.models import Artisan
from shop.catalog.models import Listing
from shop.catalog.queries import in_window


@dataclass(frozen=True)
class Rating:
    """All reviews of an artisan's pieces in one number."""

    average: float
    count: int


@dataclass(frozen=True)
class ReviewOfPiece:
    """A review with the piece it is about."""

    author: str
    locale: str
    rating: int
    body: str
    reply: str
    created_at: dt.datetime
    listing_slug: str
    title_id: str
    title_en: str


def rating_of_artisan(db: Session, artisan_id: int) -> Rating | None:
    """Return the mean rating of an artisan's pieces, or None when nobody has said a word."""
    count, total = db.execute(
        sa.select(sa.func.count(Review.id), sa.func.coalesce(sa.func.sum(Review.rating), 0))
        .join(Listing, Listing.id == Review.listing_id)
        .where(Listing.artisan_id == artisan_id)
    ).one()
    return Rating(average=int(total) / count, count=count) if count else None


def of_artisan(db: Session, artisan_id: int, *, limit: int) -> list[ReviewOfPiece]:
    """Return the newest reviews with words about pieces that are in the shop window."""
    rows = db.execute(
        sa.select(
            Review.author,
            Review.locale,
            Review.rating,
            Review.body,
            Review.reply,
            Review.created_at,
            Listing.slug,
            Listing.title_id,
            Listing.title_en,
        )
        .join(Listing, Listing.id == Review.listing_id)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(Listing.artisan_id == artisan_id, in_window(), Review.body != "")
        .order_by(Review.created_at.desc(), Review.id.desc())
        .limit(limit)
    )
    return [ReviewOfPiece(*row) for row in rows]
