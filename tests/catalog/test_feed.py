"""The feed: positions become visible in order, whoever writes at the same time."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.orm import Session

from shop.catalog.events import ListingPublished
from shop.catalog.index import CatalogueIndex, Wish, feed, subscriber
from shop.core import outbox
from shop.core.db import Database
from shop.core.relay import Relay
from tests.factories import make_listing

WRITERS, ENTRIES = 8, 6


def test_entries_follow_each_other_without_gaps(db: Session) -> None:
    assert feed.head(db) == 0
    assert feed.append(db, []) == 0
    assert feed.append(db, [7, 8]) == 2
    assert feed.append(db, [None]) == 3

    assert feed.since(db, 0, until=3) == [7, 8, None]
    assert feed.since(db, 2, until=3) == [None]
    assert feed.since(db, 3, until=3) == []


def test_who_is_behind_the_compaction_is_told(db: Session) -> None:
    feed.append(db, list(range(1, 11)))

    feed.compact(db, keep=4)

    assert feed.since(db, 6, until=10) == [7, 8, 9, 10]
    assert feed.since(db, 5, until=10) is None


def test_breaking_off_leaves_everybody_behind(db: Session) -> None:
    feed.append(db, [1])

    position = feed.break_off(db)

    assert feed.since(db, 1, until=position) is None
    assert feed.append(db, [2]) == position + 1
    assert feed.since(db, position, until=position + 1) == [2]


@pytest.mark.race
def test_a_reader_never_sees_a_gap_while_many_write(database: Database, db: Session) -> None:
    db.rollback()
    done = threading.Event()
    gaps: list[tuple[int, int]] = []

    def write(writer: int) -> None:
        for number in range(ENTRIES):

            def work(session: Session, listing_id: int = writer * 100 + number) -> None:
                feed.append(session, [listing_id])
                time.sleep(0.002)

            database.run(work, tries=30)

    def follow() -> list[int | None]:
        seen: list[int | None] = []
        while not done.is_set() or len(seen) < WRITERS * ENTRIES:
            with database.reading() as session:
                head = feed.head(session)
                fresh = feed.since(session, len(seen), until=head)
            if fresh is None:
                gaps.append((len(seen), head))
                return seen
            seen += fresh
        return seen

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        reader = pool.submit(follow)
        list(pool.map(write, range(WRITERS)))
        done.set()
        seen = reader.result()

    assert gaps == []
    assert sorted(seen) == sorted(w * 100 + n for w in range(WRITERS) for n in range(ENTRIES))


@pytest.mark.race
def test_threads_may_ask_while_the_index_changes(database: Database, db: Session) -> None:
    index = CatalogueIndex()
    made = [make_listing(db) for _ in range(12)]
    for listing in made:
        outbox.emit(db, ListingPublished(listing_id=listing.id))
    db.commit()
    relay = Relay(database, subscriber.HEARS)
    done = threading.Event()

    def ask() -> int:
        answers = 0
        while not done.is_set():
            with database.reading() as session:
                page = index.page(session, Wish("contoh"))
                assert len(page.listing_ids) == page.total
            answers += 1
        return answers

    with ThreadPoolExecutor(4) as pool:
        askers = [pool.submit(ask) for _ in range(4)]
        while relay.run_once():
            pass
        done.set()
        assert all(asker.result() > 0 for asker in askers)

    with database.reading() as session:
        assert index.page(session, Wish("contoh")).total == len(made)
