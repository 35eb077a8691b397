"""What can be bought right now: asked before anything is put into a cart."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.cart import queries
from shop.cart.errors import FewerLeft, NotForSale, SoldOut, TooManyPieces, UnknownPiece
from shop.cart.policy import MOST_PIECES, most_of
from shop.catalog import free
from shop.catalog.models import Listing, Variant
from shop.core import clock


@dataclass(frozen=True)
class Offer:
    """A variant as it can be bought now. ``available`` is ``None`` when it is made to order."""

    variant_id: int
    price_minor: int
    is_unique: bool
    available: int | None

    @property
    def most(self) -> int:
        """How many pieces one line may hold."""
        return most_of(is_unique=self.is_unique, available=self.available)

    def ensure_fits(self, quantity: int) -> None:
        """Refuse a number of pieces that cannot be had.

        :raises SoldOut: none is left.
        :raises FewerLeft: fewer are left.
        :raises TooManyPieces: more than one line takes.
        """
        if self.available == 0:
            raise SoldOut
        if self.available is not None and quantity > self.available:
            raise FewerLeft(left=self.available)
        if quantity > MOST_PIECES:
            raise TooManyPieces(most=MOST_PIECES)


_OFFER = (
    sa.select(
        Variant.id,
        Variant.price_minor,
        Variant.is_unique,
        Variant.is_stocked,
        free.pieces().label("free"),
    )
    .join(Listing, Listing.id == Variant.listing_id)
    .join(Artisan, Artisan.id == Listing.artisan_id)
    .where(queries.is_offered())
)


def find(db: Session, condition: sa.ColumnElement[bool]) -> Offer:
    """Return the one variant that ``condition`` names.

    :raises UnknownPiece: there is none, or it was never in the shop window.
    :raises NotForSale: it is not offered any more.
    """
    row = db.execute(_OFFER.where(condition), {"now": clock.now(db)}).one_or_none()
    if row is None:
        raise NotForSale if _was_seen(db, condition) else UnknownPiece
    return _as_offer(row)


def _was_seen(db: Session, condition: sa.ColumnElement[bool]) -> bool:
    once = sa.select(Variant.id).join(Listing, Listing.id == Variant.listing_id)
    return db.scalar(once.where(condition, Listing.published_at.is_not(None))) is not None


def of_variants(db: Session, variant_ids: list[int]) -> dict[int, Offer]:
    """Return the offers among ``variant_ids``; what is not offered is missing."""
    rows = db.execute(_OFFER.where(Variant.id.in_(variant_ids)), {"now": clock.now(db)})
    return {row.id: _as_offer(row) for row in rows}


def _as_offer(row: sa.Row[int, int, bool, bool, int]) -> Offer:
    available = max(0, row.free) if row.is_stocked else None
    return Offer(row.id, row.price_minor, row.is_unique, available)
