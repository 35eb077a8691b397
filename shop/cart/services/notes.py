"""What the buyer tells each artisan."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.cart.commands import SetNote
from shop.cart.models import CartLine, CartNote
from shop.cart.owner import Owner
from shop.cart.services import carts
from shop.catalog.models import Listing, Variant
from shop.core.db import upsert
from shop.core.errors import NotFound


def set_note(db: Session, owner: Owner, command: SetNote) -> None:
    """Keep what the buyer tells an artisan of the cart; an empty text takes it back.

    :raises NotFound: the cart holds nothing of such an artisan.
    """
    cart_id = carts.lock_own(db, owner)
    artisan_id = db.scalar(_artisans_of(cart_id).where(Artisan.slug == command.artisan).limit(1))
    if artisan_id is None:
        raise NotFound
    write(db, cart_id, artisan_id, command.text)
    carts.touch(db, cart_id)


def write(db: Session, cart_id: int, artisan_id: int, text: str) -> None:
    """Store a note in place of an earlier one; an empty text deletes it."""
    if not text:
        carts.delete(
            db,
            sa.delete(CartNote).where(
                CartNote.cart_id == cart_id, CartNote.artisan_id == artisan_id
            ),
        )
        return
    db.execute(
        upsert(db, CartNote)
        .values(cart_id=cart_id, artisan_id=artisan_id, text=text)
        .on_conflict_do_update(index_elements=["cart_id", "artisan_id"], set_={"text": text})
    )


def drop_idle(db: Session, cart_id: int) -> None:
    """Delete the notes to artisans of whom nothing is in the cart any more."""
    carts.delete(
        db,
        sa.delete(CartNote).where(
            CartNote.cart_id == cart_id, CartNote.artisan_id.not_in(_artisans_of(cart_id))
        ),
    )


def _artisans_of(cart_id: int) -> sa.Select[int]:
    return (
        sa.select(Artisan.id)
        .join(Listing, Listing.artisan_id == Artisan.id)
        .join(Variant, Variant.listing_id == Listing.id)
        .join(CartLine, CartLine.variant_id == Variant.id)
        .where(CartLine.cart_id == cart_id)
    )
