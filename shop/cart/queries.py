"""Reading carts. Every read names the owner, or a cart that was found through its owner."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan, ArtisanStatus
from shop.cart.lines import PricedLine
from shop.cart.models import Cart, CartLine, CartNote
from shop.cart.owner import Owner, owned_by
from shop.catalog import free
from shop.catalog.models import Listing, ListingPicture, ListingStatus, Variant
from shop.core import clock
from shop.core.errors import NotFound
from shop.core.pictures import Picture, PictureState
from shop.heritage.models import Region, Technique


@dataclass(frozen=True)
class CartHead:
    """A cart without its lines."""

    id: int
    public_id: str
    account_id: int | None
    guest_digest: str | None
    closed_at: dt.datetime | None


_HEAD = sa.select(Cart.id, Cart.public_id, Cart.account_id, Cart.guest_digest, Cart.closed_at)


def pieces(db: Session, owner: Owner) -> int:
    """Return how many pieces lie in the owner's open cart."""
    count = db.scalar(
        sa.select(sa.func.sum(CartLine.quantity))
        .join(Cart, Cart.id == CartLine.cart_id)
        .where(owned_by(owner), Cart.closed_at.is_(None))
    )
    return int(count or 0)


def open_cart(db: Session, owner: Owner) -> CartHead | None:
    """Return the owner's open cart, ``None`` before anything was put in."""
    row = db.execute(_HEAD.where(owned_by(owner), Cart.closed_at.is_(None))).one_or_none()
    return CartHead(*row) if row else None


def of_public_id(db: Session, owner: Owner, public_id: str) -> CartHead:
    """Return a cart of the owner, closed ones too: a second click finds what the first did.

    :raises NotFound: no such cart, or somebody else's.
    """
    row = db.execute(_HEAD.where(owned_by(owner), Cart.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFound
    return CartHead(*row)


def locked(db: Session, cart_id: int) -> CartHead:
    """Return a cart and lock it until the transaction ends. SQLite holds its one write lock.

    :raises NotFound: there is no such cart any more.
    """
    row = db.execute(_HEAD.where(Cart.id == cart_id).with_for_update()).one_or_none()
    if row is None:
        raise NotFound
    return CartHead(*row)


def lines(db: Session, owner: Owner) -> tuple[PricedLine, ...]:
    """Return the owner's cart at today's prices, oldest line first, in one statement."""
    return _lines(db, sa.and_(owned_by(owner), Cart.closed_at.is_(None)))


def priced_lines(db: Session, cart_id: int) -> tuple[PricedLine, ...]:
    """Return the lines of a cart at today's prices, oldest first, in one statement."""
    return _lines(db, Cart.id == cart_id)


def notes(db: Session, cart_id: int) -> dict[int, str]:
    """Return what the buyer tells each artisan, by artisan id."""
    rows = db.execute(
        sa.select(CartNote.artisan_id, CartNote.text).where(CartNote.cart_id == cart_id)
    )
    return {row.artisan_id: row.text for row in rows}


def is_offered() -> sa.ColumnElement[bool]:
    """Return the condition under which a variant may be bought, stock aside."""
    return sa.and_(
        Listing.status == ListingStatus.PUBLISHED,
        Artisan.status == ArtisanStatus.ACTIVE,
        sa.not_(Variant.is_retired),
    )


def _first_picture() -> sa.ScalarSelect[int]:
    """Return the card's picture of a listing, as a link row."""
    return (
        sa.select(ListingPicture.id)
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(ListingPicture.listing_id == Listing.id, Picture.state == PictureState.READY)
        .order_by(ListingPicture.position, ListingPicture.id)
        .limit(1)
        .correlate(Listing)
        .scalar_subquery()
    )


def _lines(db: Session, condition: sa.ColumnElement[bool]) -> tuple[PricedLine, ...]:
    found = db.connection().execute(_LINES.where(condition), {"now": clock.now(db)})
    return tuple(PricedLine(**row) for row in found.mappings())


_COLUMNS = (
    CartLine.public_id.label("line_public_id"),
    CartLine.cart_id,
    Cart.public_id.label("cart_public_id"),
    CartLine.quantity,
    CartLine.price_seen_minor,
    Variant.id.label("variant_id"),
    Variant.public_id.label("variant_public_id"),
    Variant.size,
    Variant.colour,
    Variant.serial,
    Variant.price_minor,
    Variant.is_unique,
    Variant.is_stocked,
    free.pieces().label("free"),
    is_offered().label("is_offered"),
    Listing.id.label("listing_id"),
    Listing.slug.label("listing_slug"),
    Listing.title_id,
    Listing.title_en,
    Listing.sold_as,
    Listing.lead_days,
    Listing.is_batik,
    Listing.has_prada,
    Listing.is_demo,
    Listing.technique_id,
    Technique.name_id.label("technique_name_id"),
    Technique.name_en.label("technique_name_en"),
    Listing.weight_grams,
    Listing.packed_length_cm,
    Listing.packed_width_cm,
    Listing.packed_height_cm,
    Artisan.id.label("artisan_id"),
    Artisan.slug.label("artisan_slug"),
    Artisan.name.label("artisan_name"),
    Artisan.region_code,
    Region.short_name.label("place"),
    Artisan.vacation_from,
    Artisan.vacation_until,
    Artisan.vacation_note_id,
    Artisan.vacation_note_en,
    Artisan.allows_pick_up,
    Artisan.ships_abroad,
    (Artisan.eu_contact != "").label("has_eu_contact"),
    sa.func.coalesce(CartNote.text, "").label("note"),
    Picture.id.label("picture_id"),
    Picture.public_id.label("picture_public_id"),
    Picture.width.label("picture_width"),
    Picture.height.label("picture_height"),
    Picture.tint.label("picture_tint"),
    Picture.is_illustration.label("picture_is_illustration"),
    ListingPicture.alt_id.label("picture_alt_id"),
    ListingPicture.alt_en.label("picture_alt_en"),
)

#: Put together once; which cart is the only thing that differs.
_LINES = (
    sa.select(*_COLUMNS)
    .join(Cart, Cart.id == CartLine.cart_id)
    .join(Variant, Variant.id == CartLine.variant_id)
    .join(Listing, Listing.id == Variant.listing_id)
    .join(Artisan, Artisan.id == Listing.artisan_id)
    .join(Region, Region.code == Artisan.region_code)
    .join(Technique, Technique.id == Listing.technique_id)
    .outerjoin(CartNote, sa.and_(CartNote.cart_id == Cart.id, CartNote.artisan_id == Artisan.id))
    .outerjoin(ListingPicture, ListingPicture.id == _first_picture())
    .outerjoin(Picture, Picture.id == ListingPicture.picture_id)
    .order_by(CartLine.added_at, CartLine.id)
)
