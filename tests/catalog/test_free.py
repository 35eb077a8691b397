"""Pieces that an unpaid order held too long are free before the sweeper has been there."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import queries, stock
from shop.catalog.models import Reservation, Variant
from shop.core.clock import FixedClock
from tests.factories import make_listing


def hold(db: Session, variant: Variant, quantity: int, *, number: str, minutes: int) -> None:
    stock.reserve(
        db,
        {variant.id: quantity},
        reference=number,
        holders=[],
        expires_at=db.info["clock"].now() + dt.timedelta(minutes=minutes),
        held_pieces=3,
    )
    db.expire_all()


def variant_of(db: Session, **values: object) -> Variant:
    listing = make_listing(db, **values)
    return db.scalars(sa.select(Variant).where(Variant.listing_id == listing.id)).one()


def offered(db: Session, variant: Variant) -> tuple[int | None, bool]:
    """How many are left, and whether somebody holds the rest."""
    (offer,) = queries.offers(db, variant.listing_id)
    return offer.left, offer.is_held


def is_sold_out(db: Session, variant: Variant) -> bool:
    (card,) = queries.cards(db, [variant.listing_id])
    return card.is_sold_out


def test_a_hold_counts_until_its_time_is_over_and_not_a_moment_longer(
    db: Session, clock: FixedClock
) -> None:
    piece = variant_of(db)
    hold(db, piece, 1, number="C26-AAAA-BBBB", minutes=30)

    clock.advance(minutes=29, seconds=59)
    assert offered(db, piece) == (0, True)
    assert is_sold_out(db, piece)
    clock.advance(seconds=1)
    assert offered(db, piece) == (1, False)
    assert not is_sold_out(db, piece)
    assert db.scalars(sa.select(Reservation.state)).all() == ["held"], "reading changed something"
    assert piece.reserved == 1


def test_only_what_is_overdue_is_added_back(db: Session, clock: FixedClock) -> None:
    stack = variant_of(db, stock=6)
    hold(db, stack, 2, number="C26-AAAA-BBBB", minutes=30)
    hold(db, stack, 1, number="C26-CCCC-DDDD", minutes=10)
    hold(db, stack, 3, number="C26-EEEE-FFFF", minutes=10)
    assert offered(db, stack) == (0, True)

    clock.advance(minutes=10)

    assert offered(db, stack) == (4, False)


def test_what_was_sold_or_let_go_is_not_counted_twice(db: Session, clock: FixedClock) -> None:
    stack = variant_of(db, stock=5)
    hold(db, stack, 2, number="C26-AAAA-BBBB", minutes=10)
    hold(db, stack, 1, number="C26-CCCC-DDDD", minutes=10)
    stock.sell(db, "C26-AAAA-BBBB")
    stock.release(db, "C26-CCCC-DDDD")

    clock.advance(minutes=10)

    assert offered(db, stack) == (3, False)


def test_what_a_page_calls_free_can_be_reserved(db: Session, clock: FixedClock) -> None:
    stack = variant_of(db, stock=3)
    hold(db, stack, 2, number="C26-AAAA-BBBB", minutes=10)
    clock.advance(minutes=10)
    left, _is_held = offered(db, stack)
    assert left == 3

    hold(db, stack, left, number="C26-CCCC-DDDD", minutes=10)

    assert (stack.on_hand, stack.reserved) == (3, 3)
    assert offered(db, stack) == (0, True)


def test_what_is_made_to_order_has_no_number(db: Session, clock: FixedClock) -> None:
    made = variant_of(db, stock=None, sold_as="made_to_order", lead_days=14)
    hold(db, made, 2, number="C26-AAAA-BBBB", minutes=10)

    clock.advance(minutes=10)

    assert offered(db, made) == (None, False)
    assert not is_sold_out(db, made)
