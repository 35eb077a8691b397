"""What a guest put into the cart follows them into their account."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.cart import queries
from shop.cart.models import Cart, CartLine, Checkout
from shop.cart.owner import Owner
from shop.cart.policy import MOST_LINES, merged_note, merged_quantity, most_of
from shop.cart.services import carts, notes
from shop.catalog import free
from shop.catalog.models import Variant
from shop.core import clock


def merge(db: Session, *, guest_digest: str, account_id: int) -> None:
    """Bring a browser's open cart into the account that has just signed in. Safe to repeat.

    Rules:

    - Without an open cart of its own, the account takes the browser's cart over as it is.
    - A variant in both: the larger quantity, at most what is in stock. The sum would double what
      one person put in twice. A one-of-a-kind piece stays one.
    - Of two prices seen, the one seen later counts; if it is not today's, it must be confirmed.
    - A line of the guest's is added while the cart has room (50 lines), oldest first.
    - Notes: the account's is kept, a different one of the guest's is appended.
    - An address that the guest filled in is kept if the account had not filled in one.
    - The browser's cart is gone afterwards. Nothing that was there is refused: a line that
      cannot be had any more says so in the cart.
    """
    guest = carts.lock_open(db, Owner(guest_digest=guest_digest))
    if guest is None:
        return
    own = carts.lock_open(db, Owner(account_id=account_id))
    if own is None:
        db.execute(
            sa.update(Cart).where(Cart.id == guest).values(account_id=account_id, guest_digest=None)
        )
        return
    _merge_lines(db, guest=guest, own=own)
    _merge_notes(db, guest=guest, own=own)
    _merge_draft(db, guest=guest, own=own)
    carts.delete_carts(db, sa.select(Cart.id).where(Cart.id == guest))
    carts.touch(db, own)


def _merge_lines(db: Session, *, guest: int, own: int) -> None:
    there = {line.variant_id: line for line in _lines(db, own)}
    room = MOST_LINES - len(there)
    for line in _lines(db, guest):
        if line.variant_id in there:
            _merge_into(db, there[line.variant_id], line)
        elif room > 0:
            _update(db, line.id, cart_id=own)
            room -= 1


def _merge_into(db: Session, own: LineRow, guest: LineRow) -> None:
    most = most_of(is_unique=own.is_unique, available=own.free if own.is_stocked else None)
    newer = max(own, guest, key=lambda line: line.added_at)
    _update(
        db,
        own.id,
        quantity=merged_quantity(own.quantity, guest.quantity, most=most),
        price_seen_minor=newer.price_seen_minor,
    )


def _merge_notes(db: Session, *, guest: int, own: int) -> None:
    mine = queries.notes(db, own)
    for artisan_id, text in queries.notes(db, guest).items():
        notes.write(db, own, artisan_id, merged_note(mine.get(artisan_id, ""), text))


def _merge_draft(db: Session, *, guest: int, own: int) -> None:
    has_own = db.scalar(sa.select(Checkout.id).where(Checkout.cart_id == own))
    if has_own is None:
        db.execute(sa.update(Checkout).where(Checkout.cart_id == guest).values(cart_id=own))


LineRow = sa.Row[int, int, int, int, dt.datetime, bool, bool, int]


def _lines(db: Session, cart_id: int) -> list[LineRow]:
    rows = db.execute(
        sa.select(
            CartLine.id,
            CartLine.variant_id,
            CartLine.quantity,
            CartLine.price_seen_minor,
            CartLine.added_at,
            Variant.is_unique,
            Variant.is_stocked,
            free.pieces(clock.now(db)).label("free"),
        )
        .join(Variant, Variant.id == CartLine.variant_id)
        .where(CartLine.cart_id == cart_id)
        .order_by(CartLine.added_at, CartLine.id)
    )
    return list(rows)


def _update(db: Session, line_id: int, **values: int) -> None:
    db.execute(sa.update(CartLine).where(CartLine.id == line_id).values(**values))
