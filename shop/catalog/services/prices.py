"""Prices: the one writer of what a listing costs, of its price history and of the audit rows.

The history holds what buyers were offered, so that "lowest price of the last 30 days" can be
computed from it: the lowest price among the variants on offer, from the moment that buyers see it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import policy
from shop.catalog.errors import UnusualPrice
from shop.catalog.models import Listing, ListingStatus, PriceChange, Variant
from shop.core import audit, clock
from shop.core.permissions import SYSTEM, Principal


def check_usual(before_minor: int, price_minor: int, *, confirmed_minor: Collection[int]) -> None:
    """Ask back about a price that looks like a typing error. Amounts are minor units of IDR.

    :param before_minor: The price until now, 0 when there was none.
    :param confirmed_minor: The unusual prices that the person confirmed.
    :raises UnusualPrice: it is unusual and was not confirmed.
    """
    if price_minor not in confirmed_minor and policy.is_unusual_price(before_minor, price_minor):
        raise UnusualPrice(before_minor, price_minor)


def set_listing_price(db: Session, listing: Listing, price_minor: int, *, actor: Principal) -> None:
    """Give a listing a new price; the variants that had the old one follow.

    :param price_minor: Minor units of IDR; 0 takes the price of a draft away.
    """
    before = listing.price_minor
    if before == price_minor:
        return
    if price_minor:
        for variant in _variants(db, listing, Variant.price_minor == before):
            set_variant_price(db, variant, price_minor, actor=actor)
    lowest = _lowest(db, listing) if price_minor else 0
    _write_price(db, listing, lowest or price_minor, actor=actor)


def set_variant_price(db: Session, variant: Variant, price_minor: int, *, actor: Principal) -> None:
    """Give one variant a price. Its listing's price follows by :func:`follow_variants`."""
    before = variant.price_minor
    if before == price_minor:
        return
    variant.price_minor = price_minor
    note_variant_price(db, variant, before_minor=before, actor=actor)


def note_variant_price(
    db: Session, variant: Variant, *, before_minor: int, actor: Principal
) -> None:
    """Write the audit row of a variant's price.

    :param before_minor: Minor units of IDR; 0 for a new variant.
    """
    audit.record(
        db,
        "variant.price_changed",
        subject=variant.public_id,
        actor=actor,
        before={"price_minor": before_minor},
        after={"price_minor": variant.price_minor},
    )
    db.flush()


def follow_variants(db: Session, listing: Listing, *, actor: Principal) -> None:
    """Make the listing's price the lowest of its variants on offer."""
    _write_price(db, listing, _lowest(db, listing) or listing.price_minor, actor=actor)


def remember_offer(
    db: Session, listing: Listing, *, actor: Principal = SYSTEM, at: dt.datetime | None = None
) -> None:
    """Write today's price into the history unless its newest row says the same.

    :param at: Since when buyers are offered it; now when left out.
    """
    last = db.scalar(
        sa.select(PriceChange.price_minor)
        .where(PriceChange.listing_id == listing.id)
        .order_by(PriceChange.at.desc(), PriceChange.id.desc())
        .limit(1)
    )
    if last != listing.price_minor:
        remember_price(db, listing.id, listing.price_minor, actor=actor, at=at)


def remember_price(
    db: Session,
    listing_id: int,
    price_minor: int,
    *,
    actor: Principal = SYSTEM,
    at: dt.datetime | None = None,
) -> None:
    """Add a row to the history of a listing's price."""
    db.add(
        PriceChange(
            listing_id=listing_id,
            price_minor=price_minor,
            at=at or clock.now(db),
            account_id=actor.account_id,
        )
    )
    db.flush()


def _write_price(db: Session, listing: Listing, price_minor: int, *, actor: Principal) -> None:
    before = listing.price_minor
    if before == price_minor:
        return
    listing.price_minor = price_minor
    audit.record(
        db,
        "listing.price_changed",
        subject=listing.public_id,
        actor=actor,
        before={"price_minor": before},
        after={"price_minor": price_minor},
    )
    if listing.status == ListingStatus.PUBLISHED:
        remember_offer(db, listing, actor=actor)


def _lowest(db: Session, listing: Listing) -> int:
    db.flush()
    lowest = sa.select(sa.func.min(Variant.price_minor))
    return db.scalar(lowest.where(Variant.listing_id == listing.id, ~Variant.is_retired)) or 0


def _variants(db: Session, listing: Listing, *conditions: sa.ColumnElement[bool]) -> list[Variant]:
    return list(
        db.scalars(
            sa.select(Variant)
            .where(Variant.listing_id == listing.id, *conditions)
            .order_by(Variant.position, Variant.id)
        )
    )
