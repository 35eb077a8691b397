"""Writes the inverted table of the search: word by word, only what changed.

Both functions expect the feed's lock to be held (``feed.append``), so that two workers never count
one vocabulary at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.index import texts
from shop.catalog.models import Listing, SearchVocabulary, SearchWord
from shop.core.db import upsert

CHUNK = 500


def update(db: Session, listing_ids: Sequence[int], *, position: int) -> None:
    """Bring the words of these listings up to date; outside the window they have none.

    :param position: Of the feed entry that announces it.
    """
    for start in range(0, len(listing_ids), CHUNK):
        chunk = listing_ids[start : start + CHUNK]
        wanted = texts.of_listings(db, chunk)
        present = _present(db, chunk)
        for listing_id in chunk:
            _change(
                db,
                listing_id,
                present.get(listing_id, {}),
                wanted.get(listing_id, {}),
                position=position,
            )


def rebuild(db: Session, *, position: int) -> None:
    """Write the words of all listings anew: after bulk loads."""
    db.execute(sa.delete(SearchWord))
    for chunk in _all_ids(db):
        rows = [
            {"word": word, "listing_id": listing_id, "weight": weight}
            for listing_id, weights in texts.of_listings(db, chunk).items()
            for word, weight in weights.items()
        ]
        if rows:
            db.execute(sa.insert(SearchWord), rows)
    _count_anew(db, position=position)


def _present(db: Session, listing_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for row in db.execute(
        sa.select(SearchWord.listing_id, SearchWord.word, SearchWord.weight).where(
            SearchWord.listing_id.in_(listing_ids)
        )
    ):
        found.setdefault(row.listing_id, {})[row.word] = row.weight
    return found


def _change(
    db: Session,
    listing_id: int,
    present: Mapping[str, int],
    wanted: Mapping[str, int],
    *,
    position: int,
) -> None:
    stale = {word for word, weight in present.items() if wanted.get(word) != weight}
    fresh = {word: weight for word, weight in wanted.items() if present.get(word) != weight}
    if stale:
        db.execute(
            sa.delete(SearchWord).where(
                SearchWord.listing_id == listing_id, SearchWord.word.in_(stale)
            )
        )
    if fresh:
        db.execute(
            sa.insert(SearchWord),
            [
                {"word": word, "listing_id": listing_id, "weight": weight}
                for word, weight in fresh.items()
            ],
        )
    _count(
        db,
        added=wanted.keys() - present.keys(),
        removed=present.keys() - wanted.keys(),
        position=position,
    )


def _count(db: Session, *, added: Collection[str], removed: Collection[str], position: int) -> None:
    if removed:
        db.execute(
            sa.update(SearchVocabulary)
            .where(SearchVocabulary.word.in_(removed))
            .values(listings=SearchVocabulary.listings - 1, position=position)
            .execution_options(synchronize_session=False)
        )
    if added:
        statement = upsert(db, SearchVocabulary).values(
            [{"word": word, "listings": 1, "position": position} for word in sorted(added)]
        )
        db.execute(
            statement.on_conflict_do_update(
                index_elements=["word"],
                set_={"listings": SearchVocabulary.listings + 1, "position": position},
            )
        )


def _count_anew(db: Session, *, position: int) -> None:
    db.execute(sa.delete(SearchVocabulary))
    counted: Any = sa.select(
        SearchWord.word, sa.func.count(), sa.literal(position, sa.BigInteger)
    ).group_by(SearchWord.word)
    db.execute(sa.insert(SearchVocabulary).from_select(["word", "listings", "position"], counted))


def _all_ids(db: Session) -> Iterator[list[int]]:
    last = 0
    while ids := list(
        db.scalars(
            sa.select(Listing.id)
            .where(Listing.id > last, Listing.status == "published")
            .order_by(Listing.id)
            .limit(CHUNK)
        )
    ):
        yield ids
        last = ids[-1]
