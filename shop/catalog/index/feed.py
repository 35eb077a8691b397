"""The feed of changes: what tells every process which listings to look at again.

Appended to by the subscriber of the catalogue's events, off the path of any request. A request
asks for the head, one row; only when that moved does it read the entries behind it.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.models import FeedEntry, FeedHead
from shop.core import clock
from shop.core.db import insert_ignoring

#: Entries that are kept; a process that fell further behind builds its index anew.
KEPT = 10_000

#: Every request of the shop window asks this: built once, and of no object's attributes.
_HEAD = sa.select(sa.inspect(FeedHead).local_table.c.position)


def head(db: Session) -> int:
    """Return the position of the newest entry."""
    return db.scalar(_HEAD) or 0


def append(db: Session, listing_ids: Sequence[int | None]) -> int:
    """Append one entry per listing; ``None`` says that names changed.

    Holds the head's lock until the caller's transaction ends, so that entries become visible in
    the order of their positions.

    :returns: The position of the last one.
    """
    if not listing_ids:
        return head(db)
    last = _advance(db, len(listing_ids))
    now = clock.now(db)
    first = last - len(listing_ids) + 1
    db.execute(
        sa.insert(FeedEntry),
        [
            {"position": first + at, "listing_id": listing_id, "at": now}
            for at, listing_id in enumerate(listing_ids)
        ],
    )
    return last


def break_off(db: Session) -> int:
    """Jump so far ahead that no process can catch up and each builds its index anew.

    :returns: The new position.
    """
    return _advance(db, KEPT + 1)


def since(db: Session, position: int, *, until: int) -> list[int | None] | None:
    """Return what changed after ``position`` up to ``until``, in order and with repetitions.

    :returns: ``None`` when the feed has been compacted past ``position``: too late to catch up.
    """
    if until - position > KEPT:
        return None
    changed = list(
        db.scalars(
            sa.select(FeedEntry.listing_id)
            .where(FeedEntry.position > position, FeedEntry.position <= until)
            .order_by(FeedEntry.position)
        )
    )
    return changed if len(changed) == until - position else None


def compact(db: Session, *, keep: int = KEPT) -> None:
    """Delete all but the last ``keep`` entries (I32)."""
    db.execute(sa.delete(FeedEntry).where(FeedEntry.position <= head(db) - keep))


def _advance(db: Session, steps: int) -> int:
    insert_ignoring(db, FeedHead, id=1, position=0)
    position = db.scalar(
        sa.update(FeedHead)
        .values(position=FeedHead.position + steps)
        .returning(FeedHead.position)
        .execution_options(synchronize_session=False)
    )
    assert position is not None
    return position
