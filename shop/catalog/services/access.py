"""Finding the listing that somebody may act on, and noticing that somebody else did meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import policy
from shop.catalog.events import ListingChanged
from shop.catalog.models import Listing, ListingStatus
from shop.core import clock, outbox
from shop.core.db import changed_rows
from shop.core.errors import NotFound, Stale
from shop.core.permissions import Principal


def own(db: Session, public_id: str, *, actor: Principal) -> Listing:
    """Return a listing of one of the actor's workshops, locked until the transaction ends.

    :raises NotFound: there is none, or it is somebody else's.
    """
    listing = _locked(db, public_id)
    if listing is None or not policy.may_edit(actor, listing.artisan_id):
        raise NotFound
    return listing


def reviewed(db: Session, public_id: str, *, actor: Principal) -> Listing:
    """Return any listing for a reviewer, locked until the transaction ends.

    :raises NotFound: there is none, or the actor may not.
    """
    listing = _locked(db, public_id)
    if listing is None or not policy.may_review(actor):
        raise NotFound
    return listing


def _locked(db: Session, public_id: str) -> Listing | None:
    """Lock the row: its document is read, changed and written back in one transaction."""
    return db.scalar(
        sa.select(Listing)
        .where(Listing.public_id == public_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def take_revision(db: Session, listing: Listing, revision: int) -> None:
    """Claim the next revision: whoever opened the form with an older one is told.

    :raises Stale: somebody else saved in the meantime.
    """
    if not changed_rows(
        db,
        sa.update(Listing)
        .where(Listing.id == listing.id, Listing.revision == revision)
        .values(revision=revision + 1),
    ):
        raise Stale
    db.refresh(listing)


def note_change(db: Session, listing: Listing) -> None:
    """Remember when a listing changed, and tell the index if buyers can see it."""
    listing.updated_at = clock.now(db)
    if listing.status == ListingStatus.PUBLISHED:
        outbox.emit(db, ListingChanged(listing_id=listing.id))
