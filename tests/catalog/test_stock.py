"""Stock: held, sold, let go, put back; each exactly once and never more than there is."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import stock
from shop.catalog.errors import OutOfStock, StockOutOfRange, TooManyHeld, TooManyUnpaid
from shop.catalog.models import HeldBy, PieceHolder, Reservation, StockMovement, Variant
from shop.catalog.piece_holders import MOST_ORDERS
from shop.core.clock import FixedClock
from shop.core.outbox import OutboxRow
from tests.factories import make_variant

HALF_AN_HOUR = dt.timedelta(minutes=30)


def reserve(
    db: Session, wants: dict[int, int], *, reference: str = "C26-AAAA-BBBB", **values: object
) -> None:
    given = {
        "holders": ["account"],
        "expires_at": db.info["clock"].now() + HALF_AN_HOUR,
        "held_pieces": 3,
        **values,
    }
    stock.reserve(db, wants, reference=reference, **given)  # type: ignore[arg-type]


def counts(db: Session, variant: Variant) -> tuple[int, int]:
    db.expire_all()
    row = db.get_one(Variant, variant.id)
    return row.on_hand, row.reserved


def states(db: Session) -> list[str]:
    return list(db.scalars(sa.select(Reservation.state).order_by(Reservation.id)))


def movements(db: Session, variant: Variant) -> list[tuple[int, str]]:
    rows = db.execute(
        sa.select(StockMovement.change, StockMovement.reason)
        .where(StockMovement.variant_id == variant.id)
        .order_by(StockMovement.id)
    )
    return [(row.change, row.reason) for row in rows]


def test_reserving_holds_pieces_without_moving_them(db: Session) -> None:
    variant = make_variant(db, stock=5)

    reserve(db, {variant.id: 2})

    assert counts(db, variant) == (5, 2)
    assert states(db) == ["held"]
    assert movements(db, variant) == [(5, "initial")]


def test_out_of_stock_names_every_variant_that_is_short(db: Session) -> None:
    plenty, short, none = make_variant(db, stock=9), make_variant(db, stock=1), make_variant(db)
    reserve(db, {none.id: 1}, reference="C26-OTHE-RORD")
    db.commit()

    with pytest.raises(OutOfStock) as refusal:
        reserve(db, {plenty.id: 1, short.id: 2, none.id: 1})
    db.rollback()

    assert refusal.value.variant_ids == (short.id, none.id)
    assert counts(db, plenty) == (9, 0)
    assert states(db) == ["held"]


def test_a_retired_size_cannot_be_reserved(db: Session) -> None:
    variant = make_variant(db, stock=3, is_retired=True)

    with pytest.raises(OutOfStock):
        reserve(db, {variant.id: 1})


def test_selling_takes_the_pieces_away_once(db: Session) -> None:
    variant = make_variant(db, stock=5)
    reserve(db, {variant.id: 2})

    assert stock.sell(db, "C26-AAAA-BBBB")
    assert not stock.sell(db, "C26-AAAA-BBBB")
    assert not stock.release(db, "C26-AAAA-BBBB")
    assert not stock.expire(db, "C26-AAAA-BBBB")

    assert counts(db, variant) == (3, 0)
    assert states(db) == ["sold"]
    assert movements(db, variant) == [(5, "initial"), (-2, "sold")]


def test_releasing_frees_the_pieces_once(db: Session) -> None:
    variant = make_variant(db, stock=5)
    reserve(db, {variant.id: 2})

    assert stock.release(db, "C26-AAAA-BBBB")
    assert not stock.release(db, "C26-AAAA-BBBB")
    assert not stock.sell(db, "C26-AAAA-BBBB")

    assert counts(db, variant) == (5, 0)
    assert states(db) == ["released"]


def test_a_reservation_expires_at_its_instant_and_not_before(
    db: Session, clock: FixedClock
) -> None:
    variant = make_variant(db)
    reserve(db, {variant.id: 1})

    clock.advance(minutes=29, seconds=59)
    assert not stock.expire(db, "C26-AAAA-BBBB")
    assert stock.overdue(db) == []

    clock.advance(seconds=1)
    assert stock.overdue(db) == ["C26-AAAA-BBBB"]
    assert not stock.sell(db, "C26-AAAA-BBBB"), "its time is over even before the sweeper came"
    assert stock.expire(db, "C26-AAAA-BBBB")
    assert not stock.expire(db, "C26-AAAA-BBBB")
    assert counts(db, variant) == (1, 0)


def test_an_overdue_hold_does_not_keep_the_next_buyer_waiting(
    db: Session, clock: FixedClock
) -> None:
    variant = make_variant(db)
    reserve(db, {variant.id: 1}, reference="C26-SLOW-SLOW")
    clock.advance(minutes=30)

    reserve(db, {variant.id: 1}, reference="C26-NEXT-NEXT")

    assert states(db) == ["expired", "held"]
    assert counts(db, variant) == (1, 1)
    assert stock.sell(db, "C26-NEXT-NEXT")
    assert not stock.take_again(db, "C26-SLOW-SLOW")
    assert counts(db, variant) == (0, 0)


def test_a_hold_can_be_made_longer_but_never_shorter(db: Session, clock: FixedClock) -> None:
    variant = make_variant(db)
    reserve(db, {variant.id: 1})
    in_a_day = clock.now() + dt.timedelta(days=1)

    assert stock.extend(db, "C26-AAAA-BBBB", expires_at=in_a_day)
    assert stock.extend(db, "C26-AAAA-BBBB", expires_at=clock.now())

    clock.advance(hours=23)
    assert stock.sell(db, "C26-AAAA-BBBB")
    assert not stock.extend(db, "C26-AAAA-BBBB", expires_at=in_a_day)


@pytest.mark.parametrize("ended_by", ["sweeper", "cancellation", "nobody"])
def test_a_late_payment_gets_the_pieces_when_they_are_still_there(
    db: Session, clock: FixedClock, ended_by: str
) -> None:
    variant = make_variant(db)
    reserve(db, {variant.id: 1})
    clock.advance(hours=1)
    if ended_by == "sweeper":
        stock.expire(db, "C26-AAAA-BBBB")
    elif ended_by == "cancellation":
        stock.release(db, "C26-AAAA-BBBB")

    assert stock.take_again(db, "C26-AAAA-BBBB")
    assert stock.take_again(db, "C26-AAAA-BBBB"), "said again, done once"

    assert counts(db, variant) == (0, 0)
    assert states(db)[1:] == ["sold"]
    assert movements(db, variant) == [(1, "initial"), (-1, "sold")]


def test_a_late_payment_takes_nothing_when_one_piece_is_gone(
    db: Session, clock: FixedClock
) -> None:
    gone, there = make_variant(db), make_variant(db, stock=4)
    reserve(db, {gone.id: 1, there.id: 2})
    clock.advance(hours=1)
    reserve(db, {gone.id: 1}, reference="C26-OTHE-RORD")

    assert not stock.take_again(db, "C26-AAAA-BBBB")

    assert counts(db, there) == (4, 0)
    assert movements(db, there) == [(4, "initial")]


def test_nothing_is_taken_again_for_an_order_that_never_held_anything(db: Session) -> None:
    assert not stock.take_again(db, "C26-NONE-NONE")


def test_made_to_order_is_recorded_without_stock(db: Session) -> None:
    variant = make_variant(db, stock=None)

    reserve(db, {variant.id: 7})
    assert stock.sell(db, "C26-AAAA-BBBB")

    assert counts(db, variant) == (0, 0)
    assert movements(db, variant) == []
    assert db.scalars(sa.select(OutboxRow.event)).all() == []


def test_a_refunded_piece_goes_back_on_the_shelf_and_can_be_bought_again(db: Session) -> None:
    variant, other = make_variant(db), make_variant(db)
    reserve(db, {variant.id: 1, other.id: 1})
    stock.sell(db, "C26-AAAA-BBBB")

    assert stock.put_back(db, "C26-AAAA-BBBB", variant_ids=[variant.id])
    assert not stock.put_back(db, "C26-AAAA-BBBB", variant_ids=[variant.id])

    assert counts(db, variant) == (1, 0)
    assert counts(db, other) == (0, 0)
    assert movements(db, variant) == [(1, "initial"), (-1, "sold"), (1, "returned")]
    reserve(db, {variant.id: 1}, reference="C26-NEXT-NEXT")
    assert counts(db, variant) == (1, 1)


def test_one_buyer_holds_only_so_many_unpaid_pieces(db: Session, clock: FixedClock) -> None:
    first, second, third = (make_variant(db) for _ in range(3))
    reserve(db, {first.id: 1}, reference="C26-1111-1111", holders=["session", "address"])
    db.commit()

    with pytest.raises(TooManyHeld):
        reserve(
            db,
            {second.id: 1, third.id: 1},
            reference="C26-2222-2222",
            holders=["account", "address"],
            held_pieces=2,
        )
    db.rollback()
    assert counts(db, second) == (1, 0)

    reserve(db, {second.id: 1}, reference="C26-3333-3333", holders=["address"], held_pieces=2)
    stock.sell(db, "C26-3333-3333")
    reserve(db, {third.id: 1}, reference="C26-4444-4444", holders=["address"], held_pieces=2)
    assert counts(db, third) == (1, 1), "what is paid does not count"


def test_an_overdue_hold_does_not_count_for_the_cap(db: Session, clock: FixedClock) -> None:
    first, second = make_variant(db), make_variant(db)
    reserve(db, {first.id: 1}, reference="C26-1111-1111", held_pieces=1)
    clock.advance(minutes=30)

    reserve(db, {second.id: 1}, reference="C26-2222-2222", held_pieces=1)

    assert counts(db, second) == (1, 1)


def test_ordinary_stock_is_not_capped(db: Session) -> None:
    variant = make_variant(db, stock=50)

    reserve(db, {variant.id: 40}, held_pieces=1)

    assert counts(db, variant) == (50, 40)


def test_one_buyer_has_only_so_many_unpaid_orders(db: Session) -> None:
    variant = make_variant(db, stock=50)
    for number in range(MOST_ORDERS):
        reserve(db, {variant.id: 1}, reference=f"C26-{number:04d}-OPEN", holders=["address"])
    db.commit()

    with pytest.raises(TooManyUnpaid) as refused:
        reserve(db, {variant.id: 1}, reference="C26-MORE-MORE", holders=["address", "new"])
    db.rollback()

    assert refused.value.retry_after_seconds == 1800
    assert counts(db, variant) == (50, MOST_ORDERS)
    stock.release(db, "C26-0003-OPEN")
    reserve(db, {variant.id: 1}, reference="C26-MORE-MORE", holders=["address", "new"])


def test_buyers_of_one_network_share_a_larger_cap(db: Session) -> None:
    variants = [make_variant(db) for _number in range(5)]
    for number, variant in enumerate(variants[:4]):
        reserve(
            db,
            {variant.id: 1},
            reference=f"C26-{number:04d}-OPEN",
            holders=[f"buyer {number}"],
            network="net",
            held_pieces=1,
        )
    db.commit()

    with pytest.raises(TooManyHeld):
        reserve(
            db,
            {variants[4].id: 1},
            reference="C26-MORE-MORE",
            holders=["other"],
            network="net",
            held_pieces=1,
        )
    db.rollback()

    assert counts(db, variants[4]) == (1, 0)
    assert "net" not in db.scalars(sa.select(PieceHolder.digest)).all(), "networks are not locked"


def test_holders_are_forgotten_once_nothing_is_held(db: Session) -> None:
    kept, let_go = make_variant(db), make_variant(db)
    reserve(db, {kept.id: 1}, reference="C26-KEPT-KEPT", holders=["a"])
    reserve(db, {let_go.id: 1}, reference="C26-GONE-GONE", holders=["b"])
    stock.release(db, "C26-GONE-GONE")

    stock.tidy(db)

    assert db.scalars(sa.select(PieceHolder.digest)).all() == ["a"]
    assert db.scalars(sa.select(HeldBy.reference)).all() == ["C26-KEPT-KEPT"]


@pytest.mark.parametrize(
    ("on_hand", "reserved", "change"),
    [
        pytest.param(5, 2, -4, id="below what is promised"),
        pytest.param(0, 0, -1, id="below nothing"),
    ],
)
def test_stock_cannot_leave_its_range(
    db: Session, on_hand: int, reserved: int, change: int
) -> None:
    variant = make_variant(db, stock=on_hand)
    if reserved:
        reserve(db, {variant.id: reserved})

    with pytest.raises(StockOutOfRange):
        stock.restock(db, variant.id, change=change, reason="counted")

    assert counts(db, variant) == (on_hand, reserved)


def test_there_is_never_a_second_piece_of_a_unique_one(db: Session) -> None:
    variant = make_variant(db)

    with pytest.raises(StockOutOfRange):
        stock.restock(db, variant.id, change=1, reason="finished")

    assert movements(db, variant) == [(1, "initial")]


def test_restocking_is_written_down_and_told(db: Session) -> None:
    variant = make_variant(db, stock=2)

    stock.restock(db, variant.id, change=3, reason="finished")
    stock.restock(db, variant.id, change=-1, reason="damaged")

    assert counts(db, variant) == (4, 0)
    assert movements(db, variant) == [(2, "initial"), (3, "finished"), (-1, "damaged")]
    rows = db.execute(sa.select(OutboxRow.event, OutboxRow.payload)).all()
    assert [tuple(row) for row in rows] == [
        ("catalog.stock_changed", {"listing_ids": [variant.listing_id]})
    ] * 2
