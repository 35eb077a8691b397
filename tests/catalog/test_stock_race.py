"""Two hundred buyers, one piece: real threads on both databases, and a control that must fail."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import stock
from shop.catalog.errors import OutOfStock, TooManyHeld
from shop.catalog.models import Reservation, Variant
from shop.core import clock
from shop.core.db import Database
from tests.factories import make_listing, make_variant

pytestmark = pytest.mark.race


def at_once(times: int, act: Callable[[int], str]) -> Counter[str]:
    """Let ``times`` threads start together; count what they say."""
    start = threading.Barrier(times)

    def one(number: int) -> str:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(times) as pool:
        return Counter(pool.map(one, range(times)))


def buyer(database: Database, wants: dict[int, int], *, holder: str = "") -> Callable[[int], str]:
    def reserve(number: int) -> str:
        def work(db: Session) -> None:
            stock.reserve(
                db,
                wants,
                reference=f"C26-{number:04d}-RACE",
                holders=[holder or f"buyer {number}"],
                expires_at=clock.now(db) + dt.timedelta(minutes=30),
                held_pieces=2,
            )

        try:
            database.run(work, tries=20)
        except OutOfStock:
            return "out of stock"
        except TooManyHeld:
            return "too many held"
        return "held"

    return reserve


def test_of_two_hundred_buyers_exactly_one_gets_the_piece(database: Database, db: Session) -> None:
    variant = make_variant(db)
    db.commit()

    outcome = at_once(200, buyer(database, {variant.id: 1}))

    assert outcome == {"held": 1, "out of stock": 199}
    db.refresh(variant)
    assert (variant.on_hand, variant.reserved) == (1, 1)
    assert db.scalar(sa.select(sa.func.count()).select_from(Reservation)) == 1


def test_orders_that_overlap_in_any_order_never_take_more_than_there_is(
    database: Database, db: Session
) -> None:
    first, second = make_variant(db, stock=10), make_variant(db, stock=10)
    db.commit()
    either = [{first.id: 1, second.id: 2}, {second.id: 2, first.id: 1}]
    buyers = [buyer(database, wants) for wants in either]

    outcome = at_once(40, lambda number: buyers[number % 2](number))

    assert outcome == {"held": 5, "out of stock": 35}
    db.refresh(first)
    db.refresh(second)
    assert (first.reserved, second.reserved) == (5, 10)


def test_one_buyer_in_many_windows_stays_below_the_cap(database: Database, db: Session) -> None:
    variants = [make_variant(db) for _ in range(10)]
    db.commit()
    buyers = [buyer(database, {variant.id: 1}, holder="same address") for variant in variants]

    outcome = at_once(10, lambda number: buyers[number](number))

    assert outcome == {"held": 2, "too many held": 8}


@pytest.mark.parametrize("ending", ["sell", "release", "expire"])
def test_fifty_notices_of_one_ending_have_one_effect(
    database: Database, db: Session, ending: str
) -> None:
    variant = make_variant(db, stock=3)
    stock.reserve(
        db,
        {variant.id: 2},
        reference="C26-0000-RACE",
        holders=[],
        expires_at=clock.now(db) + dt.timedelta(minutes=30 if ending == "sell" else 0),
        held_pieces=1,
    )
    db.commit()

    def end(_number: int) -> str:
        return str(database.run(lambda db: getattr(stock, ending)(db, "C26-0000-RACE"), tries=20))

    assert at_once(50, end) == {"True": 1, "False": 49}
    db.refresh(variant)
    assert (variant.on_hand, variant.reserved) == (1 if ending == "sell" else 3, 0)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_control_reading_before_writing_sells_one_piece_twice(
    database: Database, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the guard off the race is lost every time, so the tests above do prove something."""
    variant = make_variant(db, listing=make_listing(db, sizes=(), sold_as="in_stock"), stock=1)
    db.commit()
    have_read = threading.Barrier(2)

    def take_carelessly(db: Session, variant_id: int, quantity: int) -> stock._Taken | None:
        row = db.get_one(Variant, variant_id)
        have_read.wait()
        if row.on_hand - row.reserved < quantity:
            return None
        row.reserved = row.reserved + quantity
        return stock._Taken(
            variant_id, quantity, is_unique=False, is_stocked=True, listing_id=row.listing_id
        )

    monkeypatch.setattr(stock, "_take", take_carelessly)

    assert at_once(2, buyer(database, {variant.id: 1})) == {"held": 2}
