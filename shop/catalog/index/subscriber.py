"""Hears what happened and tells every process: the one writer of the feed and of the words.

Runs in the relay's transaction, within about a second of the change and off the path of any
request. Hearing of an event twice does no harm: the listing is looked at again as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.events import ArtisanEdited, ArtisanStatusChanged
from shop.artisans.models import Artisan
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
from shop.heritage.events import CraftChanged, MotifEdited

#: Listings that are looked at again one by one.
MANY = 1_000


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


def craft_changed(db: Session, event: CraftChanged) -> None:
    """Announce that techniques, fabrics, places, dyes or the like are called otherwise.

    Every process forgets the cards and details that it kept. The words of the search are written
    anew for the pieces that are found by such a name; when that is half the shop, all at once.
    """
    listing_ids = _found_by(db, event)
    if len(listing_ids) > MANY:
        rebuild(db)
    else:
        _announce(db, listing_ids, names_changed=True)


def _found_by(db: Session, event: CraftChanged) -> Sequence[int]:
    """Return the published listings that the search finds by one of these names."""
    condition = _FOUND_BY.get(event.kind)
    if condition is None:
        return []
    return db.scalars(
        sa.select(Listing.id)
        .where(Listing.status == "published", condition(event.keys))
        .order_by(Listing.id)
    ).all()


#: Kinds of names that are words of the search. Dyes, care and steps are only read.
_FOUND_BY: dict[str, Callable[[list[str]], sa.ColumnElement[bool]]] = {
    "technique": Listing.technique_id.in_,
    "fabric": Listing.fabric_id.in_,
    "form": Listing.form_id.in_,
    "motif": lambda keys: Listing.id.in_(
        sa.select(ListingMotif.listing_id).where(ListingMotif.motif_id.in_(keys))
    ),
    "region": lambda keys: Listing.artisan_id.in_(
        sa.select(Artisan.id).where(Artisan.region_code.in_(keys))
    ),
}


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
        (CraftChanged, craft_changed),
        (PictureProcessed, picture_processed),
    )
}
