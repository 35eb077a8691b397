"""Hears what happened and tells every process: the one writer of the feed and of the words.

Runs in the relay's transaction, within about a second of the change and off the path of any
request. Hearing of an event twice does no harm: the listing is looked at again as it is now.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.events import ArtisanEdited, ArtisanStatusChanged
from shop.catalog.events import (
    ListingChanged,
    ListingPublished,
    ListingWithdrawn,
    StockChanged,
)
from shop.catalog.index import feed, postings
from shop.catalog.models import Listing, ListingMotif, ListingPicture
from shop.core.pictures import Picture, PictureProcessed
from shop.core.relay import Subscriber, Subscriptions
from shop.heritage.events import MotifEdited


def listing_changed(
    db: Session, event: ListingPublished | ListingChanged | ListingWithdrawn
) -> None:
    """Announce a listing that came, changed or went, and bring its words up to date."""
    _announce(db, [event.listing_id])


def stock_changed(db: Session, event: StockChanged) -> None:
    """Announce listings that can be had again, or not any more. Their words stay."""
    feed.append(db, event.listing_ids)


def picture_processed(db: Session, event: PictureProcessed) -> None:
    """Announce the listings that show a picture which was waiting until now."""
    listing_ids = db.scalars(
        sa.select(ListingPicture.listing_id)
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(Picture.public_id == event.picture)
        .order_by(ListingPicture.listing_id)
    ).all()
    feed.append(db, listing_ids)


def artisan_changed(db: Session, event: ArtisanStatusChanged | ArtisanEdited) -> None:
    """Announce everything of a workshop that was suspended, let in again, renamed or moved."""
    listing_ids = db.scalars(
        sa.select(Listing.id)
        .where(Listing.artisan_id == event.artisan_id, Listing.status == "published")
        .order_by(Listing.id)
    ).all()
    _announce(db, listing_ids, names_changed=True)


def motif_changed(db: Session, event: MotifEdited) -> None:
    """Announce everything that carries a motif whose names changed."""
    listing_ids = db.scalars(
        sa.select(ListingMotif.listing_id)
        .where(ListingMotif.motif_id == event.motif_id)
        .order_by(ListingMotif.listing_id)
    ).all()
    _announce(db, listing_ids, names_changed=True)


def rebuild(db: Session) -> None:
    """Write the words anew and make every process build its index anew: after bulk loads."""
    postings.rebuild(db, position=feed.break_off(db))


def _announce(db: Session, listing_ids: Sequence[int], *, names_changed: bool = False) -> None:
    entries: list[int | None] = [*([None] if names_changed else []), *listing_ids]
    position = feed.append(db, entries)
    postings.update(db, listing_ids, position=position)


#: Event -> what the index does about it; ``shop.subscriptions`` enters these into its table.
HEARS: Subscriptions = {
    event: (Subscriber("catalog.index", handle),)
    for event, handle in (
        (ListingPublished, listing_changed),
        (ListingChanged, listing_changed),
        (ListingWithdrawn, listing_changed),
        (StockChanged, stock_changed),
        (ArtisanStatusChanged, artisan_changed),
        (ArtisanEdited, artisan_changed),
        (MotifEdited, motif_changed),
        (PictureProcessed, picture_processed),
    )
}
