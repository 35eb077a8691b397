"""Which listings stand on a home, artisan or motif page. The cards themselves are catalog's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import Listing, ListingMotif
from shop.catalog.queries import Card, cards, in_window


def newest(db: Session, *, limit: int) -> list[Card]:
    """Return the newest listings in the shop window."""
    return _cards(db, _window().limit(limit))


def newest_with_dates(db: Session, *, limit: int) -> list[tuple[Card, dt.datetime]]:
    """Return the newest listings in the shop window, and since when each has been there."""
    statement = _window().add_columns(Listing.published_at).limit(limit)
    since: dict[int, dt.datetime] = {row.id: row.published_at for row in db.execute(statement)}
    return [(card, since[card.listing_id]) for card in cards(db, list(since))]


def of_artisan(db: Session, artisan_id: int, *, limit: int) -> list[Card]:
    """Return an artisan's newest listings in the shop window."""
    return _cards(db, _window().where(Listing.artisan_id == artisan_id).limit(limit))


def with_motif(db: Session, motif_id: str, *, limit: int) -> list[Card]:
    """Return the newest listings in the shop window that carry a motif."""
    return _cards(db, _window().where(_carries(motif_id)).limit(limit))


def makers_of_motif(db: Session, motif_id: str) -> list[int]:
    """Return the ids of artisans who have something with a motif in the shop window."""
    return list(
        db.scalars(
            sa.select(Listing.artisan_id)
            .join(Artisan, Artisan.id == Listing.artisan_id)
            .where(in_window(), _carries(motif_id))
            .distinct()
        )
    )


def _window() -> Any:
    return (
        sa.select(Listing.id)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(in_window())
        .order_by(Listing.published_at.desc(), Listing.id.desc())
    )


def _carries(motif_id: str) -> sa.Exists:
    return sa.exists().where(
        ListingMotif.listing_id == Listing.id, ListingMotif.motif_id == motif_id
    )


def _cards(db: Session, statement: Any) -> list[Card]:
    return cards(db, list(db.scalars(statement)))
