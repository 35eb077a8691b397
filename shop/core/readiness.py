"""Readiness: whether this process can serve, and which part is not ready."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from shop.core import clock, schema, workers
from shop.core.db import Database

#: What a part says that is ready.
OK = "ok"


@dataclass(frozen=True)
class Check:
    """A part that has to be ready. ``state`` returns ``OK``, or in a few words why it is not."""

    name: str
    state: Callable[[], str]


def states(checks: Sequence[Check]) -> dict[str, str]:
    """Return the state of every part. A database that does not answer is a state, not an error."""
    return {check.name: _state(check) for check in checks}


def _state(check: Check) -> str:
    try:
        return check.state()
    except SQLAlchemyError:
        return "the database does not answer"


def schema_state(database: Database) -> str:
    """Tell whether the database has the schema of this version."""
    found, wanted = schema.current(database), schema.head()
    return OK if found == wanted else f"schema {found} found, {wanted} wanted: run shop init"


def worker_state(database: Database) -> str:
    """Tell whether a worker has given a sign of life within the last minute."""
    with database.reading() as db:
        at, now = workers.last_round(db), clock.now(db)
    if at is None:
        return "no worker is running"
    seconds = round((now - at).total_seconds())
    return OK if workers.is_fresh(at, now) else f"last round {seconds} s ago"
