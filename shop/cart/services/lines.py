"""Lines: put in, change, take out, agree to a new price."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.cart import offers, queries
from shop.cart.commands import AddLine, ChangeQuantity, ConfirmPrices, RemoveLine, RemoveLines
from shop.cart.errors import CartFull, OnlyOne, PricesMovedAgain
from shop.cart.lines import PricedLine, goods_minor
from shop.cart.models import CartLine
from shop.cart.offers import Offer
from shop.cart.owner import Owner
from shop.cart.policy import MOST_LINES
from shop.cart.services import carts, notes
from shop.catalog.models import Variant
from shop.core import clock, ids
from shop.core.db import upsert
from shop.core.errors import NotFound


def add_line(db: Session, owner: Owner, command: AddLine) -> str:
    """Put pieces into the owner's open cart; the first piece opens one.

    Adding a one-of-a-kind piece that is already there changes nothing. Today's price is what the
    buyer has seen; a later one must be confirmed.

    :returns: The public id of the line.
    :raises UnknownPiece: no such variant, or it was never published.
    :raises NotForSale: it is not offered any more.
    :raises SoldOut: none is left.
    :raises FewerLeft: fewer are left than the line would hold.
    :raises OnlyOne: more than one of a one-of-a-kind piece.
    :raises TooManyPieces: more pieces than one line takes.
    :raises CartFull: more lines than a cart takes.
    """
    offer = offers.find(db, Variant.public_id == command.variant)
    if offer.is_unique and command.quantity > 1:
        raise OnlyOne
    offer.ensure_fits(command.quantity)
    cart_id = carts.lock_or_open(db, owner)
    line_count, held = carts.counts(db, cart_id, offer.variant_id)
    if not held and line_count >= MOST_LINES:
        raise CartFull(most=MOST_LINES)
    quantity = 1 if offer.is_unique else held + command.quantity
    offer.ensure_fits(quantity)
    return put(db, cart_id, offer, quantity)


def change_quantity(db: Session, owner: Owner, command: ChangeQuantity) -> None:
    """Have exactly so many pieces on a line. Zero takes the line out.

    :raises NotFound: no such line in the owner's open cart.
    :raises FewerLeft, SoldOut, OnlyOne, TooManyPieces, NotForSale: as for :func:`add_line`.
    """
    if command.quantity == 0:
        remove(db, owner, RemoveLine(line=command.line))
        return
    cart_id = carts.lock_own(db, owner)
    line_id, variant_id = _own_line(db, cart_id, command.line)
    offer = offers.find(db, Variant.id == variant_id)
    if offer.is_unique and command.quantity > 1:
        raise OnlyOne
    offer.ensure_fits(command.quantity)
    db.execute(sa.update(CartLine).where(CartLine.id == line_id).values(quantity=command.quantity))
    carts.touch(db, cart_id)


def remove(db: Session, owner: Owner, command: RemoveLine) -> None:
    """Take a line out, with the note to its artisan if it was the last one of theirs.

    :raises NotFound: no such line in the owner's open cart.
    """
    remove_lines(db, owner, RemoveLines(lines=[command.line]))


def remove_lines(db: Session, owner: Owner, command: RemoveLines) -> None:
    """Remove lines, and the notes to artisans that have no line left in the cart.

    :raises NotFound: one of them is no line of the owner's open cart. Nothing is taken out.
    """
    cart_id = carts.lock_own(db, owner)
    line_ids = [_own_line(db, cart_id, line)[0] for line in dict.fromkeys(command.lines)]
    carts.delete(db, sa.delete(CartLine).where(CartLine.id.in_(line_ids)))
    notes.drop_idle(db, cart_id)
    carts.touch(db, cart_id)


def confirm_prices(db: Session, owner: Owner, command: ConfirmPrices) -> None:
    """Agree to today's prices of every line that is for sale.

    :raises NotFound: there is no open cart.
    :raises PricesMovedAgain: today's sum is not the one that was shown. Nothing is agreed to.
    """
    cart_id = carts.lock_own(db, owner)
    lines = queries.priced_lines(db, cart_id)
    if goods_minor(lines) != command.goods_seen_minor:
        raise PricesMovedAgain
    for line in lines:
        if line.is_there and line.price_minor != line.price_seen_minor:
            _agree(db, line)
    carts.touch(db, cart_id)


def put(db: Session, cart_id: int, offer: Offer, quantity: int) -> str:
    """Have ``quantity`` pieces at today's price on the variant's line; make the line if needed.

    :returns: The public id of the line.
    """
    values = {"quantity": quantity, "price_seen_minor": offer.price_minor}
    public_id = db.scalar(
        upsert(db, CartLine)
        .values(
            public_id=ids.public_id("line"),
            cart_id=cart_id,
            variant_id=offer.variant_id,
            added_at=clock.now(db),
            **values,
        )
        .on_conflict_do_update(index_elements=["cart_id", "variant_id"], set_=values)
        .returning(CartLine.public_id)
    )
    carts.touch(db, cart_id)
    return str(public_id)


def _own_line(db: Session, cart_id: int, public_id: str) -> tuple[int, int]:
    row = db.execute(
        sa.select(CartLine.id, CartLine.variant_id).where(
            CartLine.cart_id == cart_id, CartLine.public_id == public_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row.id, row.variant_id


def _agree(db: Session, line: PricedLine) -> None:
    db.execute(
        sa.update(CartLine)
        .where(CartLine.public_id == line.line_public_id)
        .values(price_seen_minor=line.price_minor)
    )
