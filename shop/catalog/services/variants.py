"""Sizes and colours on offer. What orders point at is retired, never deleted."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import stock
from shop.catalog.commands import SetVariants, VariantRow
from shop.catalog.errors import StockOutOfRange
from shop.catalog.models import Listing, ListingStatus, SoldAs, Variant
from shop.catalog.services import prices
from shop.catalog.services.access import note_change, own, take_revision
from shop.catalog.services.review import check_publishable
from shop.core import ids, money
from shop.core.errors import Invalid
from shop.core.permissions import Principal


def set_variants(db: Session, command: SetVariants, *, actor: Principal) -> list[Variant]:
    """Offer exactly these sizes and colours of an own listing, with this many pieces each.

    Existing ones are recognised by size and colour. Changes of stock go through
    ``catalog.stock`` and leave a movement.

    :returns: The variants on offer, in the order of the command.
    :raises NotFound: the listing is not the actor's.
    :raises Stale: somebody saved since the form was opened.
    :raises Invalid: there is no price, or a one-of-a-kind piece comes in several variants.
    :raises UnusualPrice: a price looks like a typing error and was not confirmed.
    :raises StockOutOfRange: fewer pieces than buyers have reserved, or two of a unique piece.
    """
    listing = own(db, command.listing, actor=actor)
    take_revision(db, listing, command.revision)
    if listing.sold_as == SoldAs.ONE_OF_A_KIND and len(command.rows) > 1:
        raise Invalid(field="sizes")
    known = {
        (variant.size, variant.colour): variant
        for variant in db.scalars(sa.select(Variant).where(Variant.listing_id == listing.id))
    }
    confirmed = [money.from_rupiah(price) for price in command.price_confirmed]
    offered = []
    for position, row in enumerate(command.rows):
        variant = _offer(
            db,
            listing,
            known.get((row.size, row.colour)),
            row,
            actor=actor,
            confirmed_minor=confirmed,
        )
        variant.position = position
        offered.append(variant)
    for variant in known.values():
        variant.is_retired = variant not in offered
    prices.follow_variants(db, listing, actor=actor)
    if listing.status == ListingStatus.PUBLISHED:
        check_publishable(db, listing)
    note_change(db, listing)
    return offered


def _offer(
    db: Session,
    listing: Listing,
    variant: Variant | None,
    row: VariantRow,
    *,
    actor: Principal,
    confirmed_minor: Collection[int],
) -> Variant:
    """Create or change the variant of one row of the table."""
    price_minor = money.from_rupiah(row.price_rupiah) or listing.price_minor
    if not price_minor:
        raise Invalid(field="prices_rupiah")
    before = variant.price_minor if variant else listing.price_minor
    prices.check_usual(before, price_minor, confirmed_minor=confirmed_minor)
    if variant is None:
        variant = _new(db, listing, row, price_minor)
        prices.note_variant_price(db, variant, before_minor=0, actor=actor)
    prices.set_variant_price(db, variant, price_minor, actor=actor)
    variant.is_stocked = listing.sold_as != SoldAs.MADE_TO_ORDER
    variant.is_unique = listing.sold_as == SoldAs.ONE_OF_A_KIND
    _check_pieces(variant, row.pieces)
    db.flush()
    change = row.pieces - variant.on_hand
    if variant.is_stocked and change:
        reason = "counted" if variant.on_hand or variant.reserved else "finished"
        stock.restock(db, variant.id, change=change, reason=reason)
        db.refresh(variant)
    return variant


def _new(db: Session, listing: Listing, row: VariantRow, price_minor: int) -> Variant:
    variant = Variant(
        public_id=ids.public_id("var"),
        listing_id=listing.id,
        size=row.size,
        colour=row.colour,
        price_minor=price_minor,
        on_hand=0,
        reserved=0,
    )
    db.add(variant)
    return variant


def _check_pieces(variant: Variant, pieces: int) -> None:
    if variant.is_unique and (pieces > 1 or variant.on_hand > 1):
        raise StockOutOfRange
