"""The index as requests use it: kept up to date by the feed, asked for pages of listings."""

from __future__ import annotations

import os
import threading
import time
import weakref

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from shop.catalog.index import bits, facts, feed, names, options, search, tokens, words
from shop.catalog.index.page import (
    BEST,
    DEAREST,
    MOST_CHOSEN,
    MOST_LETTERS,
    MOST_SUGGESTED,
    NEWEST,
    PAGE_SIZE,
    SORTS,
    Page,
    Suggestions,
    Wish,
)
from shop.catalog.index.search import Results
from shop.catalog.index.snapshot import FACETS, Snapshot
from shop.catalog.index.vocabulary import Vocabulary
from shop.core.db import Database

log = structlog.get_logger(__name__)

#: Seconds after which every session sees at least what the snapshot was built from. A feed that
#: is behind the snapshot after that belongs to another database: one that was restored.
_SETTLED = 60.0


class CatalogueIndex:
    """The index of one process. Any number of threads may ask it at once."""

    def __init__(self) -> None:
        self._snapshot: Snapshot | None = None
        self._since = 0.0
        self._vocabulary = Vocabulary()
        self._renew_locks()
        _INDEXES.add(self)

    def _renew_locks(self) -> None:
        self._busy = threading.Lock()
        self._spelling = threading.Lock()
        self._starting = threading.Lock()
        self._warming: threading.Thread | None = None

    def start_anew(self) -> None:
        """Go on in a forked child, which has none of the parent's threads."""
        self._renew_locks()
        if self._snapshot is not None:
            self._snapshot = self._snapshot.unshared()

    @property
    def is_built(self) -> bool:
        """Tell whether requests are answered from memory; takes no lock and no statement."""
        return self._snapshot is not None

    def warm_up(self, database: Database) -> None:
        """Build the index now, with the words of the search."""
        with database.reading() as db:
            self._words(db, self.snapshot(db))

    def begin_warming(self, database: Database) -> None:
        """Build the index in a thread beside the requests, unless it is built or being built.

        A database that does not answer is asked again by the next call.
        """
        with self._starting:
            if self.is_built or (self._warming is not None and self._warming.is_alive()):
                return
            self._warming = threading.Thread(
                target=self._warm_up_quietly, args=(database,), name="shop-index", daemon=True
            )
            self._warming.start()

    def _warm_up_quietly(self, database: Database) -> None:
        try:
            self.warm_up(database)
        except SQLAlchemyError as error:
            log.warning("index.not_built", error=str(error).partition("\n")[0])

    def snapshot(self, db: Session) -> Snapshot:
        """Return the present state: one statement when nothing changed.

        While one thread applies changes, the others go on with the state before; only the first
        build is waited for.
        """
        position = feed.head(db)
        known = self._snapshot
        if known is None:
            with self._busy:
                return self._newest(db, position)
        if known.position == position:
            return known
        if not self._busy.acquire(blocking=False):
            return known if known.position < position else known.unshared()
        try:
            return self._newest(db, position)
        finally:
            self._busy.release()

    def _newest(self, db: Session, position: int) -> Snapshot:
        """Return the state at ``position`` or a later one; the lock is held.

        Another thread may have applied later changes since this session looked at the feed, which
        on SQLite goes on seeing the database as it was then. Nothing that such a session reads may
        be kept for others.
        """
        known = self._snapshot
        if known is not None and known.position == position:
            return known
        if known is not None and known.position > position:
            if time.monotonic() - self._since < _SETTLED:
                return known.unshared()
            known = None
        return self._catch_up(db, known, position)

    def _catch_up(self, db: Session, known: Snapshot | None, position: int) -> Snapshot:
        changed = feed.since(db, known.position, until=position) if known is not None else None
        if known is None or changed is None:
            with self._spelling:
                self._vocabulary = Vocabulary()
            fresh = Snapshot.of(facts.every(db), position=position, names=names.load(db))
        else:
            listing_ids = sorted({listing_id for listing_id in changed if listing_id is not None})
            fresh = known.changed(
                listing_ids,
                facts.some(db, listing_ids),
                position=position,
                names=names.load(db) if None in changed else known.names,
            )
        self._snapshot, self._since = fresh, time.monotonic()
        return fresh

    def page(
        self, db: Session, wish: Wish, *, size: int = PAGE_SIZE, snapshot: Snapshot | None = None
    ) -> Page:
        """Return a page of listings with the facets around it.

        One statement; one more for a question that nobody asked since the last change.

        :param snapshot: The state that was asked for already; without it one statement more.
        """
        snapshot = snapshot or self.snapshot(db)
        found = self._search(db, snapshot, wish.question[:MOST_LETTERS])
        chosen = {
            facet: tuple(sorted(set(values)))[:MOST_CHOSEN]
            for facet, values in wish.chosen.items()
            if facet in FACETS and values
        }
        members = snapshot.select(chosen)
        if found is not None:
            members &= found.members
        sort = _sort(wish.sort, has_question=found is not None)
        listing_ids, after = _cut(snapshot, found, members, sort=sort, after=wish.after, size=size)
        return Page(
            listing_ids=tuple(listing_ids),
            total=members.bit_count(),
            sort=sort,
            after=after,
            corrected=found.corrected if found else "",
            facets=options.facets(snapshot, chosen, found),
            recall=snapshot.recall,
        )

    def suggest(self, db: Session, typed: str) -> Suggestions:
        """Return what somebody who is typing may mean. At most three statements, usually one."""
        typed = typed[:MOST_LETTERS]
        asked = words.split(typed)
        if not asked:
            return Suggestions()
        snapshot = self.snapshot(db)
        found = self._search(db, snapshot, typed)
        ready = bits.to_bytes(snapshot.select({}))
        scores = found.scores if found else ()
        return Suggestions(
            motifs=snapshot.names.beginning("motif", asked)[:MOST_SUGGESTED],
            artisans=snapshot.names.beginning("artisan", asked)[:MOST_SUGGESTED],
            listing_ids=tuple(i for _score, i in scores if bits.has(ready, i))[:MOST_SUGGESTED],
            words=tuple(self._words(db, snapshot).completions(asked[-1], most=MOST_SUGGESTED)),
        )

    def _search(self, db: Session, snapshot: Snapshot, question: str) -> Results | None:
        if not question.strip():
            return None
        batik = snapshot.sets.get("batik", {}).get("yes", 0)
        return snapshot.recall(
            ("search", question),
            lambda: search.find(db, self._words(db, snapshot), question, batik=batik),
        )

    def _words(self, db: Session, snapshot: Snapshot) -> Vocabulary:
        """Return the words as of the snapshot or later; read by one thread at a time."""
        known = self._vocabulary
        if known.position >= snapshot.position:
            return known
        with self._spelling:
            known = self._vocabulary
            if known.position < snapshot.position:
                known = self._vocabulary = known.refreshed(db, snapshot.position)
            return known


#: Every index of this process. A forked child gets new locks: the thread that held an old one is
#: not there to release it.
_INDEXES: weakref.WeakSet[CatalogueIndex] = weakref.WeakSet()


def _after_fork() -> None:
    for index in _INDEXES:
        index.start_anew()


os.register_at_fork(after_in_child=_after_fork)


def _sort(wanted: str, *, has_question: bool) -> str:
    if wanted in SORTS:
        return wanted
    return BEST if has_question else NEWEST


def _cut(
    snapshot: Snapshot, found: Results | None, members: int, *, sort: str, after: str, size: int
) -> tuple[list[int], str]:
    """Return the ids of one page, and the token of the next."""
    start = tokens.read(after, sort)
    if sort == BEST and found is not None:
        places = _best(found, members, after=start)
    else:
        order = snapshot.by_time if sort == NEWEST else snapshot.by_price
        entries = order.page(
            members, size=size + 1, after=start, backwards=sort in {NEWEST, DEAREST}
        )
        places = [(entry.place, entry.listing_id) for entry in entries]
    token = tokens.write(places[size - 1][0], sort) if len(places) > size else ""
    return [listing_id for _place, listing_id in places[:size]], token


def _best(found: Results, members: int, *, after: int | None) -> list[tuple[int, int]]:
    """Return the results in the set, best first, from a place on."""
    chosen = bits.to_bytes(members)
    placed = ((score << 32 | listing_id, listing_id) for score, listing_id in found.scores)
    return [
        (place, listing_id)
        for place, listing_id in placed
        if bits.has(chosen, listing_id) and (after is None or place < after)
    ]
