"""The life of a cart: closed by an order, filled again from one, thrown away, erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.cart import offers
from shop.cart.models import Cart, CartNote, Checkout
from shop.cart.offers import Offer
from shop.cart.owner import Owner
from shop.cart.policy import MOST_LINES
from shop.cart.services import carts, lines
from shop.core import clock
from shop.core.db import changed_rows

#: A guest's cart that nobody touched for this long is thrown away.
GUEST_CART_DAYS = 90
#: How long the address of a placed cart is kept for a second click or a reload.
DRAFT_DAYS = 1


@dataclass(frozen=True)
class Wanted:
    """Pieces of a variant that somebody wants again."""

    variant_id: int
    quantity: int


@dataclass(frozen=True)
class Refilled:
    """What "buy again" could do: pieces put in, and variants that cannot be had now."""

    added: int
    missing: tuple[int, ...]


def close(db: Session, cart_id: int) -> bool:
    """Close a cart that has become an order; the owner's next piece opens a new one.

    :returns: Whether this call closed it.
    """
    now = clock.now(db)
    statement = (
        sa.update(Cart)
        .where(Cart.id == cart_id, Cart.closed_at.is_(None))
        .values(closed_at=now, updated_at=now)
    )
    return changed_rows(db, statement) == 1


def refill(db: Session, owner: Owner, wanted: Iterable[Wanted]) -> Refilled:
    """Put pieces of an earlier order into the open cart again, as far as they can be had.

    Never more than is there; what already lies in the cart is left as it is, so that a second
    click adds nothing.
    """
    pieces = {one.variant_id: one.quantity for one in wanted}
    found = offers.of_variants(db, list(pieces))
    buyable = {key: offer for key, offer in found.items() if offer.most > 0}
    missing = tuple(key for key in pieces if key not in buyable)
    if not buyable:
        return Refilled(added=0, missing=missing)
    cart_id = carts.lock_or_open(db, owner)
    added = sum(_put_again(db, cart_id, offer, pieces[key]) for key, offer in buyable.items())
    return Refilled(added=added, missing=missing)


def _put_again(db: Session, cart_id: int, offer: Offer, quantity: int) -> int:
    line_count, held = carts.counts(db, cart_id, offer.variant_id)
    if held or line_count >= MOST_LINES:
        return 0
    pieces = min(quantity, offer.most)
    lines.put(db, cart_id, offer, pieces)
    return pieces


def tidy(db: Session) -> None:
    """Throw away guests' carts that nobody came back to, and drafts of placed carts."""
    now = clock.now(db)
    placed = sa.select(Cart.id).where(Cart.closed_at < now - dt.timedelta(days=DRAFT_DAYS))
    carts.delete(db, sa.delete(Checkout).where(Checkout.cart_id.in_(placed)))
    carts.delete_carts(
        db,
        sa.select(Cart.id).where(
            Cart.closed_at.is_(None),
            Cart.guest_digest.is_not(None),
            Cart.updated_at < now - dt.timedelta(days=GUEST_CART_DAYS),
        ),
    )


def forget(db: Session, account_id: int) -> None:
    """Erase a person's open cart, and everything typed at checkout. Orders are not touched."""
    own = sa.select(Cart.id).where(Cart.account_id == account_id)
    carts.delete(db, sa.delete(Checkout).where(Checkout.cart_id.in_(own)))
    carts.delete(db, sa.delete(CartNote).where(CartNote.cart_id.in_(own)))
    carts.delete_carts(db, own.where(Cart.closed_at.is_(None)))
