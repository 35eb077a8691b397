"""The cap on unpaid one-of-a-kind pieces: nobody may keep the gallery from everybody else."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.errors import TooManyHeld
from shop.catalog.models import HeldBy, PieceHolder, Reservation
from shop.core import clock
from shop.core.db import insert_rows_ignoring, upsert


def respect_cap(
    db: Session, reference: str, *, holders: Collection[str], new: int, most: int
) -> None:
    """Refuse when a holder would have more than ``most`` unpaid pieces; else write it down.

    :param new: One-of-a-kind pieces of the order that is being placed.
    :raises TooManyHeld: one of the holders would have too many.
    """
    digests = sorted(set(holders))
    if not digests:
        return
    _lock_holders(db, digests)
    held = db.scalar(
        sa.select(sa.func.count())
        .select_from(HeldBy)
        .join(Reservation, Reservation.reference == HeldBy.reference)
        .where(
            HeldBy.holder.in_(digests),
            Reservation.state == "held",
            Reservation.is_unique,
            Reservation.expires_at > clock.now(db),
        )
        .group_by(HeldBy.holder)
        .order_by(sa.func.count().desc())
        .limit(1)
    )
    if (held or 0) + new > most:
        raise TooManyHeld(most)
    insert_rows_ignoring(
        db, HeldBy, [{"reference": reference, "holder": digest} for digest in digests]
    )


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
