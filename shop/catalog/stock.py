"""Stock: held for unpaid orders, sold, set free again.

The only writer of ``on_hand`` and ``reserved``, apart from the birth of a variant. Every function
locks in the same order - reservations, then variants by id, then holders - so two orders can
never wait for each other. What decides is the row that a conditional UPDATE hits or misses, never
a value that was read before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import piece_holders
from shop.catalog.errors import OutOfStock, StockOutOfRange
from shop.catalog.events import StockChanged
from shop.catalog.models import Reservation, StockMovement, Variant
from shop.core import clock, outbox
from shop.core.db import changed_rows


@dataclass(frozen=True)
class _Line:
    """So many pieces of a variant, and what kind of variant that is."""

    variant_id: int
    quantity: int
    is_unique: bool
    is_stocked: bool


@dataclass(frozen=True)
class _Taken(_Line):
    """A line whose variant's row was just in hand."""

    listing_id: int


def reserve(
    db: Session,
    wants: Mapping[int, int],
    *,
    reference: str,
    holders: Collection[str],
    expires_at: dt.datetime,
    held_pieces: int,
    network: str = "",
) -> None:
    """Hold stock for an unpaid order until ``expires_at``: all of it, or an error.

    Made-to-order variants are recorded without taking stock.

    :param wants: Variant id -> pieces (> 0), the lines of an order summed per variant.
    :param reference: The order number; later calls name it.
    :param holders: Digests of account, browser and address, for the cap on unpaid pieces.
    :param held_pieces: How many unpaid one-of-a-kind pieces each holder may have, these included.
    :param network: Digest of the network that the order comes from; empty: unknown.
    :raises OutOfStock: names every variant of which too little is left. The caller rolls back.
    :raises TooManyHeld: the cap on pieces is reached. The caller rolls back.
    :raises TooManyUnpaid: the cap on orders is reached. The caller rolls back.
    """
    _expire_overdue(db, wants)
    taken = {variant_id: _take(db, variant_id, wants[variant_id]) for variant_id in sorted(wants)}
    if missing := [variant_id for variant_id, line in taken.items() if line is None]:
        raise OutOfStock(missing)
    lines = [line for line in taken.values() if line is not None]
    unique_pieces = sum(line.is_unique for line in lines)
    piece_holders.respect_cap(
        db,
        reference,
        holders=holders,
        network=network,
        new=unique_pieces,
        most=held_pieces,
    )
    _insert_reservations(
        db, lines, reference=reference, state="held", expires_at=expires_at, ended_at=None
    )
    _tell_of(db, {line.listing_id for line in lines if line.is_stocked})


def extend(db: Session, reference: str, *, expires_at: dt.datetime) -> bool:
    """Hold an order's stock longer, as when the buyer turns to a slower way of paying.

    :returns: Whether it was still held.
    """
    return bool(
        changed_rows(
            db,
            sa.update(Reservation)
            .where(Reservation.reference == reference, _is_held(), ~_is_overdue(db))
            .values(
                expires_at=sa.case(
                    (Reservation.expires_at > expires_at, Reservation.expires_at), else_=expires_at
                )
            ),
        )
    )


def sell(db: Session, reference: str) -> bool:
    """Turn an order's reservation into a sale.

    :returns: Whether this call did it. False: it has ended already, or its time is over;
        a late payment may then :func:`take_again`.
    """
    lines = _end(db, reference, "sold", sa.and_(_is_held(), ~_is_overdue(db)))
    for line in _stocked(lines):
        _move(db, line, on_hand=-line.quantity, reserved=-line.quantity)
    _note_movements(db, lines, sign=-1, reason="sold", reference=reference)
    return bool(lines)


def release(db: Session, reference: str) -> bool:
    """Let an order's stock go because it was cancelled.

    :returns: Whether this call did it.
    """
    return _let_go(db, reference, "released", _is_held())


def expire(db: Session, reference: str) -> bool:
    """Let an order's stock go because its time is over.

    :returns: Whether this call let go of anything. What another buyer's order already took
        over has ended before.
    """
    return _let_go(db, reference, "expired", sa.and_(_is_held(), _is_overdue(db)))


def take_again(db: Session, reference: str) -> bool:
    """Sell to an order that was paid after its reservation had ended, if all of it is left.

    :returns: Whether the order has its pieces now; a repeated call says so again. False: at least
        one is gone and nothing was taken, so the money has to go back.
    """
    old = _lock_reservations(db, reference)
    expire(db, reference)
    states = set(db.scalars(sa.select(Reservation.state).where(Reservation.reference == reference)))
    if "sold" in states:
        return True
    if not old or states - {"released", "expired"} or not _is_all_left(db, old):
        return False
    for line in _stocked(old):
        _move(db, line, on_hand=-line.quantity)
    now = clock.now(db)
    _insert_reservations(db, old, reference=reference, state="sold", expires_at=now, ended_at=now)
    _note_movements(db, old, sign=-1, reason="sold", reference=reference)
    _tell(db, old)
    return True


def put_back(db: Session, reference: str, *, variant_ids: Collection[int] | None = None) -> bool:
    """Put sold pieces that never left the workshop back on the shelf, because of a refund.

    :param variant_ids: Only these, as when one artisan's part is refunded; ``None``: all.
    :returns: Whether this call put anything back.
    """
    condition: Any = Reservation.state == "sold"
    if variant_ids is not None:
        condition = sa.and_(condition, Reservation.variant_id.in_(variant_ids))
    lines = _end(db, reference, "returned", condition)
    for line in _stocked(lines):
        _move(db, line, on_hand=line.quantity)
    _note_movements(db, lines, sign=1, reason="returned", reference=reference)
    _tell(db, lines)
    return bool(lines)


def restock(db: Session, variant_id: int, *, change: int, reason: str, reference: str = "") -> None:
    """Change what is on the shelf: pieces were finished, counted, or damaged.

    :param change: Pieces added (> 0) or taken away (< 0).
    :raises StockOutOfRange: fewer would remain than are promised, or more than one of a unique
        piece, or the variant has no stock.
    """
    after = Variant.on_hand + change
    allowed = sa.and_(
        Variant.is_stocked,
        after >= Variant.reserved,
        sa.or_(~Variant.is_unique, after <= 1),
    )
    if not changed_rows(
        db,
        sa.update(Variant).where(Variant.id == variant_id, allowed).values(on_hand=after),
    ):
        raise StockOutOfRange
    line = _Line(variant_id, abs(change), is_unique=False, is_stocked=True)
    _note_movements(db, [line], sign=1 if change > 0 else -1, reason=reason, reference=reference)
    _tell(db, [line])


def overdue(db: Session, *, limit: int = 100) -> list[str]:
    """Return references whose reservations should have been expired by now, oldest first."""
    rows = db.execute(
        sa.select(Reservation.reference, sa.func.min(Reservation.expires_at).label("first"))
        .where(_is_held(), _is_overdue(db))
        .group_by(Reservation.reference)
        .order_by("first", Reservation.reference)
        .limit(limit)
    )
    return [row.reference for row in rows]


def tidy(db: Session) -> None:
    """Forget who held what, once nothing of it is held any more."""
    piece_holders.tidy(db)


# -- conditions ----------------------------------------------------------------------------------


def _is_held() -> sa.ColumnElement[bool]:
    return Reservation.state == "held"


def _is_overdue(db: Session) -> sa.ColumnElement[bool]:
    return Reservation.expires_at <= clock.now(db)


# -- reservations --------------------------------------------------------------------------------


def _end(db: Session, reference: str, state: str, condition: sa.ColumnElement[bool]) -> list[_Line]:
    """Move the matching reservations of an order to ``state``; returns the ones this call moved."""
    rows = db.execute(
        sa.update(Reservation)
        .where(Reservation.reference == reference, condition)
        .values(state=state, ended_at=clock.now(db))
        .returning(*_LINE_COLUMNS)
        .execution_options(synchronize_session=False)
    )
    return sorted((_Line(*row) for row in rows), key=lambda line: line.variant_id)


_LINE_COLUMNS = (
    Reservation.variant_id,
    Reservation.quantity,
    Reservation.is_unique,
    Reservation.is_stocked,
)


def _let_go(db: Session, reference: str, state: str, condition: sa.ColumnElement[bool]) -> bool:
    lines = _end(db, reference, state, condition)
    for line in _stocked(lines):
        _move(db, line, reserved=-line.quantity)
    _tell(db, lines)
    return bool(lines)


def _expire_overdue(db: Session, variant_ids: Iterable[int]) -> None:
    """Free what unpaid orders held too long, without waiting for the sweeper."""
    rows = db.execute(
        sa.select(Reservation.id, *_LINE_COLUMNS)
        .where(Reservation.variant_id.in_(variant_ids), _is_held(), _is_overdue(db))
        .order_by(Reservation.id)
        .with_for_update()
    ).all()
    if not rows:
        return
    db.execute(
        sa.update(Reservation)
        .where(Reservation.id.in_([row.id for row in rows]))
        .values(state="expired", ended_at=clock.now(db))
        .execution_options(synchronize_session=False)
    )
    for line in _stocked(sorted((_Line(*row[1:]) for row in rows), key=lambda x: x.variant_id)):
        _move(db, line, reserved=-line.quantity)


def _lock_reservations(db: Session, reference: str) -> list[_Line]:
    """Lock an order's reservations; returns one line per variant, in id order."""
    rows = db.execute(
        sa.select(Reservation.id, *_LINE_COLUMNS)
        .where(Reservation.reference == reference)
        .order_by(Reservation.id)
        .with_for_update()
    )
    lines = {row.variant_id: _Line(*row[1:]) for row in rows}
    return [lines[variant_id] for variant_id in sorted(lines)]


def _insert_reservations(
    db: Session,
    lines: Iterable[_Line],
    *,
    reference: str,
    state: str,
    expires_at: dt.datetime,
    ended_at: dt.datetime | None,
) -> None:
    now = clock.now(db)
    rows = [
        {
            "variant_id": line.variant_id,
            "quantity": line.quantity,
            "is_unique": line.is_unique,
            "is_stocked": line.is_stocked,
            "reference": reference,
            "state": state,
            "expires_at": expires_at,
            "created_at": now,
            "ended_at": ended_at,
        }
        for line in lines
    ]
    if rows:
        db.execute(sa.insert(Reservation), rows)


# -- variants ------------------------------------------------------------------------------------


def _take(db: Session, variant_id: int, quantity: int) -> _Taken | None:
    """Reserve pieces of one variant; ``None`` when too few are left."""
    enough = sa.or_(~Variant.is_stocked, Variant.on_hand - Variant.reserved >= quantity)
    row = db.execute(
        sa.update(Variant)
        .where(Variant.id == variant_id, ~Variant.is_retired, enough)
        .values(reserved=Variant.reserved + sa.case((Variant.is_stocked, quantity), else_=0))
        .returning(Variant.is_unique, Variant.is_stocked, Variant.listing_id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return None if row is None else _Taken(variant_id, quantity, *row)


def _is_all_left(db: Session, lines: Iterable[_Line]) -> bool:
    """Lock the variants and tell whether every line could be taken now."""
    wanted = {line.variant_id: line for line in lines}
    rows = db.execute(
        sa.select(Variant.id, (Variant.on_hand - Variant.reserved).label("left"))
        .where(Variant.id.in_(wanted))
        .order_by(Variant.id)
        .with_for_update()
    ).all()
    left = {row.id: row.left for row in rows}
    return all(
        not line.is_stocked or left.get(variant_id, 0) >= line.quantity
        for variant_id, line in wanted.items()
    )


def _stocked(lines: Iterable[_Line]) -> list[_Line]:
    return [line for line in lines if line.is_stocked]


def _move(db: Session, line: _Line, *, on_hand: int = 0, reserved: int = 0) -> None:
    db.execute(
        sa.update(Variant)
        .where(Variant.id == line.variant_id)
        .values(on_hand=Variant.on_hand + on_hand, reserved=Variant.reserved + reserved)
        .execution_options(synchronize_session=False)
    )


def _note_movements(
    db: Session, lines: Iterable[_Line], *, sign: int, reason: str, reference: str
) -> None:
    now = clock.now(db)
    rows = [
        {
            "variant_id": line.variant_id,
            "change": sign * line.quantity,
            "reason": reason,
            "reference": reference,
            "at": now,
        }
        for line in _stocked(lines)
    ]
    if rows:
        db.execute(sa.insert(StockMovement), rows)


def _tell(db: Session, lines: Iterable[_Line]) -> None:
    """Let the index know, when listings may have become available or stopped being so."""
    variant_ids = [line.variant_id for line in _stocked(lines)]
    if variant_ids:
        listing_ids = sa.select(Variant.listing_id).where(Variant.id.in_(variant_ids)).distinct()
        _tell_of(db, db.scalars(listing_ids))


def _tell_of(db: Session, listing_ids: Iterable[int]) -> None:
    if told := sorted(listing_ids):
        outbox.emit(db, StockChanged(listing_ids=told))
