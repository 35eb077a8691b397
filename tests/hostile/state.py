"""What is in the database, so that a test can say that nothing was written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from shop.core.db import Database, Model

#: Written by design on the way to a refusal: how often somebody tried.
COUNTERS = frozenset({"shop_limit_windows"})

State = dict[str, tuple[int, str]]


def state(database: Database) -> State:
    """Count and checksum of every table but those that count tries."""
    with database.reading() as db:
        return {
            table.name: _summary([tuple(row) for row in db.execute(sa.select(table))])
            for table in Model.metadata.sorted_tables
            if table.name not in COUNTERS
        }


def _summary(rows: list[tuple[object, ...]]) -> tuple[int, str]:
    text = "\n".join(sorted(repr(row) for row in rows))
    return len(rows), hashlib.sha256(text.encode()).hexdigest()


def differences(before: State, after: State) -> dict[str, tuple[int, int]]:
    """The tables that changed, with their counts before and after."""
    return {
        name: (before[name][0], after[name][0]) for name in before if before[name] != after[name]
    }


@contextmanager
def nothing_written(database: Database) -> Iterator[None]:
    """Fail when any table changes inside the block."""
    before = state(database)
    yield
    assert differences(before, state(database)) == {}


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect every statement that could write, cheaply: for walks of many requests."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:  # noqa: ANN002
        if statement.lstrip().split(None, 1)[0].upper() in {"INSERT", "UPDATE", "DELETE"}:
            seen.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.engine, "before_cursor_execute", note)
