"""Finding, opening and locking the one open cart of an owner; rows that go with a cart."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.cart.models import Cart, CartLine, CartNote, Checkout
from shop.cart.owner import Owner, owned_by
from shop.core import clock, ids
from shop.core.db import insert_new
from shop.core.errors import NotFound


def lock_open(db: Session, owner: Owner) -> int | None:
    """Return the owner's open cart and lock it; ``None`` when there is none."""
    return db.scalar(
        sa.select(Cart.id).where(owned_by(owner), Cart.closed_at.is_(None)).with_for_update()
    )


def lock_own(db: Session, owner: Owner) -> int:
    """Return the owner's open cart and lock it.

    :raises NotFound: there is none.
    """
    cart_id = lock_open(db, owner)
    if cart_id is None:
        raise NotFound
    return cart_id


def lock_or_open(db: Session, owner: Owner) -> int:
    """Return the owner's open cart, locked; open one when there is none.

    Two first pieces at once: the partial unique index lets one cart in, and both end there.

    :raises NotFound: the owner is nobody.
    """
    if owner.is_nobody:
        raise NotFound
    for _ in range(3):
        cart_id = lock_open(db, owner) or _open(db, owner)
        if cart_id is not None:
            return cart_id
    raise NotFound


def _open(db: Session, owner: Owner) -> int | None:
    """Open a cart, which its transaction holds; ``None`` when another was faster."""
    now = clock.now(db)
    return insert_new(
        db,
        Cart,
        public_id=ids.public_id("cart"),
        created_at=now,
        updated_at=now,
        **owner.columns,
    )


def touch(db: Session, cart_id: int) -> None:
    """Note that somebody is busy with the cart: idle guests' carts are thrown away."""
    db.execute(sa.update(Cart).where(Cart.id == cart_id).values(updated_at=clock.now(db)))


def counts(db: Session, cart_id: int, variant_id: int) -> tuple[int, int]:
    """Return how many lines a cart has, and how many pieces of one variant; 0 without a line."""
    row = db.execute(
        sa.select(
            sa.func.count(),
            sa.func.sum(sa.case((CartLine.variant_id == variant_id, CartLine.quantity), else_=0)),
        ).where(CartLine.cart_id == cart_id)
    ).one()
    return int(row[0]), int(row[1] or 0)


def delete_carts(db: Session, carts: sa.Select[int]) -> None:
    """Delete carts with all that belongs to them. Only carts that never became an order."""
    for table in (Checkout, CartNote, CartLine):
        delete(db, sa.delete(table).where(table.cart_id.in_(carts)))
    delete(db, sa.delete(Cart).where(Cart.id.in_(carts)))


def delete(db: Session, statement: sa.Delete) -> None:
    """Execute a DELETE of many rows; objects of the session are not looked through."""
    db.execute(statement.execution_options(synchronize_session=False))
