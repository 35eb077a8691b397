"""Requests that do everything but commit: each finds the shop as the one before found it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.db import Database
from tests.hostile.state import COUNTERS

WRITING = {"INSERT", "UPDATE", "DELETE"}


@dataclass
class Rehearsal:
    """What the request under way has tried to write."""

    #: Statements of the transaction that is open.
    open: list[tuple[str, str]] = field(default_factory=list)
    #: Statements of transactions that would have been committed.
    kept: list[tuple[str, str]] = field(default_factory=list)

    def begin(self) -> None:
        """Forget the request before."""
        self.open, self.kept = [], []

    def note(self, statement: str, parameters: object) -> None:
        words = statement.split(None, 3)
        is_counter = any(table in statement for table in COUNTERS)
        if words[0].upper() in WRITING and not is_counter:
            self.open.append((statement, repr(parameters)))


@contextmanager
def rehearsing(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rehearsal]:
    """Let every unit of work of the shop end in a rollback, after all its statements."""
    told = Rehearsal()

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        told.note(statement, parameters)

    @contextmanager
    def transaction(self: Database, **info: Any) -> Iterator[Session]:
        told.open = []
        with Session(self._writer, expire_on_commit=False, info=self._info(info)) as db:
            yield db
            db.flush()
            told.kept += told.open
            db.rollback()

    sa.event.listen(database.engine, "before_cursor_execute", note)
    with monkeypatch.context() as patch:
        patch.setattr(Database, "transaction", transaction)
        yield told
    sa.event.remove(database.engine, "before_cursor_execute", note)
