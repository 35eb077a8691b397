"""The caps on what is unpaid: one-of-a-kind pieces and orders, for each holder and each network.

A holder is an account, a browser, an e-mail or a delivery address. Without the caps a visitor
could keep the whole gallery from everybody else for nothing, and send e-mails to a stranger.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.errors import TooManyHeld, TooManyUnpaid
from shop.catalog.models import HeldBy, PieceHolder, Reservation
from shop.core import clock
from shop.core.db import insert_rows_ignoring, upsert

#: Unpaid orders of one holder at once, and of one network (IPv4 /24, IPv6 /64), which is shared.
MOST_ORDERS = 10
MOST_ORDERS_OF_NETWORK = 200
#: A network may hold so many times the one-of-a-kind pieces that one holder may.
NETWORK_FACTOR = 4


@dataclass(frozen=True)
class _Held:
    """What one holder has unpaid; ``ends_at`` is when the first of it is free again."""

    orders: int
    pieces: int
    ends_at: dt.datetime


def respect_cap(
    db: Session, reference: str, *, holders: Collection[str], network: str, new: int, most: int
) -> None:
    """Refuse when a holder would have too much unpaid at once; else write down who holds it.

    Holders are locked, so two orders of one cannot both be the last one allowed. The network's
    count is not: it is shared by buyers who do not know each other and must not wait for each
    other; under a race it may be exceeded by a few.

    :param holders: Digests. None: nothing is counted.
    :param network: Digest of the network; empty: unknown.
    :param new: One-of-a-kind pieces of the order that is being placed.
    :param most: Unpaid one-of-a-kind pieces that a holder may have.
    :raises TooManyHeld: one of the holders, or the network, would have too many pieces.
    :raises TooManyUnpaid: the same of orders.
    """
    digests = sorted(set(holders))
    if digests:
        _lock_holders(db, digests)
    counted = [*digests, *([network] if network else [])]
    if not counted:
        return
    now = clock.now(db)
    for holder, found in sorted(_held(db, counted, now).items()):
        is_network = holder == network
        pieces = most * NETWORK_FACTOR if is_network else most
        orders = MOST_ORDERS_OF_NETWORK if is_network else MOST_ORDERS
        seconds = max(int((found.ends_at - now).total_seconds()), 1)
        if new and found.pieces + new > pieces:
            raise TooManyHeld(pieces, seconds, is_network=is_network)
        if found.orders + 1 > orders:
            raise TooManyUnpaid(orders, seconds, is_network=is_network)
    insert_rows_ignoring(
        db, HeldBy, [{"reference": reference, "holder": digest} for digest in counted]
    )


def _held(db: Session, holders: Collection[str], now: dt.datetime) -> dict[str, _Held]:
    rows = db.execute(
        sa.select(
            HeldBy.holder,
            sa.func.count(HeldBy.reference.distinct()),
            sa.func.sum(sa.case((Reservation.is_unique, 1), else_=0)),
            sa.func.min(Reservation.expires_at),
        )
        .join(Reservation, Reservation.reference == HeldBy.reference)
        .where(
            HeldBy.holder.in_(holders),
            Reservation.state == "held",
            Reservation.expires_at > now,
        )
        .group_by(HeldBy.holder)
    )
    return {holder: _Held(orders, int(pieces), ends_at) for holder, orders, pieces, ends_at in rows}


def _lock_holders(db: Session, digests: list[str]) -> None:
    statement = upsert(db, PieceHolder).values([{"digest": digest} for digest in digests])
    db.execute(
        statement.on_conflict_do_update(
            index_elements=["digest"], set_={"digest": statement.excluded.digest}
        )
    )


def tidy(db: Session) -> None:
    """Forget who held what, once nothing of it is held any more."""
    still_held = sa.select(Reservation.reference).where(Reservation.state == "held")
    db.execute(sa.delete(HeldBy).where(HeldBy.reference.not_in(still_held)))
    db.execute(sa.delete(PieceHolder).where(PieceHolder.digest.not_in(sa.select(HeldBy.holder))))
