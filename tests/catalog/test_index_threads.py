"""Many threads share one index: it is built once, and each sees one state at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from shop.catalog.events import ListingPublished
from shop.catalog.index import CatalogueIndex, Wish
from shop.catalog.index.page import PAGE_SIZE
from shop.catalog.index.snapshot import Snapshot
from shop.core import outbox
from shop.core.db import Database
from tests.catalog.conftest import Catch
from tests.factories import make_listing


def publish(db: Session, relay: Catch) -> None:
    outbox.emit(db, ListingPublished(listing_id=make_listing(db).id))
    relay()


def test_an_index_stands_after_warming_up_and_not_before(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    publish(db, relay)
    assert not index.is_built

    index.begin_warming(database)
    index.begin_warming(database)  # asking again starts no second thread
    index._warming.join(timeout=60)  # type: ignore[union-attr]

    assert index.is_built
    with database.reading() as session:
        assert index.page(session, Wish()).total == 1


def test_sixteen_threads_that_come_first_get_one_index(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    publish(db, relay)
    start = threading.Barrier(16)

    def ask(_number: int) -> Snapshot:
        start.wait(timeout=60)
        with database.reading() as session:
            return index.snapshot(session)

    with ThreadPoolExecutor(16) as pool:
        snapshots = list(pool.map(ask, range(16)))

    assert len({id(snapshot) for snapshot in snapshots}) == 1


def test_a_session_older_than_the_index_neither_sets_it_back_nor_keeps_anything(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    publish(db, relay)
    with database.reading() as older:
        index.snapshot(older)  # on SQLite the session goes on seeing the database as it is now
        publish(db, relay)
        with database.reading() as session:
            newest = index.snapshot(session)

        seen = index.snapshot(older)

    with database.reading() as session:
        assert index.snapshot(session) is newest
    assert seen.window == newest.window
    if seen is not newest:
        assert database.engine.dialect.name == "sqlite"
        assert seen.kept is not newest.kept
        assert seen.memory is not newest.memory


def test_readers_see_whole_states_while_listings_are_published(
    database: Database, db: Session, index: CatalogueIndex, relay: Catch
) -> None:
    publish(db, relay)
    over = threading.Event()

    def look(_number: int) -> list[int]:
        totals = []
        while not over.is_set():
            with database.reading() as session:
                page = index.page(session, Wish())
                found = index.page(session, Wish(question="kain"))
            facet = next(f for f in page.facets if f.name == "technique")
            assert sum(option.count for option in facet.options) == page.total
            assert len(set(page.listing_ids)) == min(page.total, PAGE_SIZE)
            assert found.total <= page.total + 1
            totals.append(page.total)
        return totals

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(look, number) for number in range(6)]
        for _ in range(12):
            publish(db, relay)
        over.set()
        seen = [reader.result(timeout=60) for reader in readers]

    for totals in seen:
        assert totals == sorted(totals), "nobody is shown an older state after a newer one"
    with database.reading() as session:
        assert index.page(session, Wish()).total == 13
