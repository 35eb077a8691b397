"""What waits for a decision because a rule of the canon became stricter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import CanonConflict, Listing
from shop.heritage.models import Motif
from shop.heritage.policy import Block


@dataclass(frozen=True)
class Conflict:
    """An undecided conflict with its listing. ``block`` says what is broken, in words."""

    id: int
    listing: str
    slug: str
    title_id: str
    title_en: str
    artisan_name: str
    since: dt.datetime
    block: Block


def open_conflicts(
    db: Session,
    *,
    artisan_ids: Sequence[int] | None,
    listing_id: int | None = None,
    conflict_id: int | None = None,
    limit: int = 50,
) -> list[Conflict]:
    """Return undecided conflicts, oldest first. One statement.

    :param artisan_ids: Of these workshops only; ``None``: of all, for staff.
    :param listing_id: Of this listing only.
    :param conflict_id: This one only.
    """
    statement = (
        sa.select(
            CanonConflict.id,
            Listing.public_id,
            Listing.slug,
            Listing.title_id,
            Listing.title_en,
            Artisan.name,
            CanonConflict.since,
            CanonConflict.code,
            Motif.id,
            Motif.name_id,
            Motif.name_en,
        )
        .join(Listing, Listing.id == CanonConflict.listing_id)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .join(Motif, Motif.id == CanonConflict.motif_id)
        .where(CanonConflict.decided_at.is_(None))
        .order_by(CanonConflict.since, CanonConflict.id)
        .limit(limit)
    )
    if artisan_ids is not None:
        statement = statement.where(Listing.artisan_id.in_(artisan_ids))
    if listing_id is not None:
        statement = statement.where(CanonConflict.listing_id == listing_id)
    if conflict_id is not None:
        statement = statement.where(CanonConflict.id == conflict_id)
    return [Conflict(*row[:7], block=Block(*row[7:])) for row in db.execute(statement)]
