"""The database: base class, column types, and the unit of work.

PostgreSQL is the reference and SQLite the embedded default; what differs between them stays in
this module. The entry point (a view, a command, a job) opens ``transaction()`` and owns it;
services receive the session and neither commit nor call out.
"""

from __future__ import annotations

import datetime as dt
import math
import os
import random
import time
import weakref
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from shop.core.bulkhead import Bulkhead
from shop.core.clock import Clock
from shop.core.writer_gate import WriterGate

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: A key that counts up on both databases: SQLite only counts plain INTEGER keys.
Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_BUSY = ("40001", "40P01", "55P03")

#: Seconds after which a transaction that the database refused is not tried again; together with
#: the wait for a lock this bounds how long a request can take.
RETRY_SECONDS = 3.0
#: Seconds that a statement waits for a lock: SQLite's for another process, PostgreSQL's for any.
LOCK_SECONDS = 5


class Instant(sa.TypeDecorator[dt.datetime]):
    """An aware UTC instant. SQLite forgets time zones, so they are put back when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse naive values and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Return an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


class Model(DeclarativeBase):
    """Base of every table. Our own, so that it also works through a host's session."""

    metadata: ClassVar[sa.MetaData] = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: Instant,
        dict[str, Any]: sa.JSON,
        list[str]: sa.JSON,
    }


def key_column() -> Mapped[int]:
    """Return the primary key column that every table of ours has."""
    return mapped_column(Key, primary_key=True, autoincrement=True)


def money_column(**options: Any) -> Mapped[int]:
    """Return a column for an amount in minor units."""
    return mapped_column(sa.BigInteger, **options)


def whole_rupiah(column: str) -> str:
    """Return the CHECK text that keeps sen out of a rupiah column."""
    return f"{column} % 100 = 0"


T = TypeVar("T")


class Database:
    """The shop's way to its tables: reading, and one unit of work at a time.

    :param bulkhead: Places for threads of this process that wait for something slow.
    """

    def __init__(self, engine: Engine, clock: Clock, bulkhead: Bulkhead | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self.bulkhead = bulkhead or Bulkhead()
        self._gate: WriterGate | None = None
        _ENGINES.add(engine)
        self._writer = engine.execution_options(shop_writer=True)
        self._reader = engine
        if engine.dialect.name == "sqlite":
            prepare_sqlite(engine)
            self._gate = WriterGate(self.bulkhead)
        else:
            # At READ COMMITTED every statement has its own view anyway; this spares BEGIN and
            # ROLLBACK, two round trips of a page that has two statements.
            self._reader = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def transaction(self, **info: Any) -> Iterator[Session]:
        """Open a writing unit of work: committed at the end, rolled back on any exception.

        :param info: Travels with the session (actor, request id) into audit rows.
        :raises WriterBusy: SQLite's write lock could not be had in time.
        """
        turn = self._gate.turn() if self._gate else nullcontext()
        session = Session(self._writer, expire_on_commit=False, info=self._info(info))
        with turn, session as db, db.begin():
            yield db

    @contextmanager
    def reading(self, **info: Any) -> Iterator[Session]:
        """Open a session that only reads; on PostgreSQL each statement by itself.

        So no cursor can stay open on the server: read long tables stretch by stretch.
        """
        with Session(self._reader, autoflush=False, info=self._info(info)) as db:
            yield db

    def run(self, work: Callable[[Session], T], *, tries: int = 5, **info: Any) -> T:
        """Do ``work`` in a transaction, again when the database asks for a retry.

        :param work: Called with the session; must be safe to call again after a rollback.
        """
        until = time.monotonic() + RETRY_SECONDS
        for attempt in range(tries):
            try:
                with self.transaction(**info) as db:
                    return work(db)
            except DBAPIError as error:
                is_last = attempt + 1 == tries or time.monotonic() > until
                if is_last or not is_busy(error):
                    raise
                time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311
        raise AssertionError("unreachable")

    def _info(self, info: dict[str, Any]) -> dict[str, Any]:
        return {"clock": self.clock, **info}


#: The engines of this process.
_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()
#: The parent's pools in a forked child: kept, so that no connection of theirs is closed from here.
_PARENTS: list[sa.Pool] = []


def _after_fork() -> None:
    """Give a forked child connections of its own; two processes on one would mix up answers."""
    for engine in _ENGINES:
        _PARENTS.append(engine.pool)
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_after_fork)


def is_busy(error: BaseException) -> bool:
    """Tell whether the database asks to try the whole transaction again.

    SQLITE_BUSY, and PostgreSQL's serialization failure, deadlock and lock timeout.
    """
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in _BUSY or "database is locked" in str(error.orig)


def prepare_sqlite(engine: Engine) -> None:
    """Make SQLite behave: WAL, foreign keys, patience, and BEGIN IMMEDIATE for writers.

    The driver's own habit of opening transactions late makes two readers that both want to
    write fail at once; we emit BEGIN ourselves. Registered once per engine.
    """
    if sa.event.contains(engine, "begin", _begin):
        return
    sa.event.listen(engine, "connect", _connect)
    sa.event.listen(engine, "begin", _begin)


#: Seconds after which a connection may have been cut off by a server or a firewall.
_RESTED = 5.0


def ask_rested(engine: Engine) -> None:
    """Ask a connection whether it is alive when it has rested, and never under load.

    In place of ``pool_pre_ping``, which asks before each use: a round trip per request.
    """
    errors = engine.dialect.loaded_dbapi.Error

    def rest(_connection: Any, record: Any) -> None:
        record.info["shop_rests_since"] = time.monotonic()

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("shop_rests_since", math.inf) < _RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except errors as error:
            raise InvalidatePoolError from error

    sa.event.listen(engine, "checkin", rest)
    sa.event.listen(engine, "checkout", ask)


def bound_waiting(engine: Engine) -> None:
    """Let no statement on PostgreSQL wait for a lock without limit. For an engine of our own."""

    def bound(connection: Any, _record: Any) -> None:
        is_automatic, connection.autocommit = connection.autocommit, True
        connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        connection.autocommit = is_automatic

    sa.event.listen(engine, "connect", bound)


def _connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {LOCK_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    writer = connection.get_execution_options().get("shop_writer", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def rows(
    db: Session, statement: sa.Executable, **values: Any
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """Execute a statement that was put together once, and return its rows as plain tuples.

    For the pages that are asked for most: a third of the time of ``db.execute`` goes into what
    only objects need.
    """
    return db.connection().execute(statement, values).all()


def padded(values: Collection[T], filler: T) -> list[T]:
    """Return values for an IN, filled up so that few lengths occur.

    Each length is a statement of its own to the database, and planning one takes longer than
    executing it.

    :param filler: A value that matches nothing.
    """
    length = 3 << max(len(values) // 3, 1).bit_length() - 1
    length = length if length >= len(values) else 2 * length
    return [*values, *[filler] * (length - len(values))]


def insert_ignoring(db: Session, table: type[Model] | sa.Table, **values: Any) -> bool:
    """Insert a row unless a UNIQUE constraint refuses it.

    :returns: Whether the row is new. The transaction stays usable either way.
    """
    return insert_rows_ignoring(db, table, [values]) == 1


def insert_new(db: Session, table: type[Model], **values: Any) -> int | None:
    """Insert a row unless a UNIQUE constraint refuses it.

    :returns: Its key, ``None`` when it was refused. The transaction stays usable either way.
    """
    statement = upsert(db, table).values(values).on_conflict_do_nothing()
    key: int | None = db.scalar(statement.returning(sa.literal_column("id")))
    return key


def insert_rows_ignoring(
    db: Session, table: type[Model] | sa.Table, rows: list[dict[str, Any]]
) -> int:
    """Insert the rows that no UNIQUE constraint refuses, in one statement.

    :returns: How many were new.
    """
    if not rows:
        return 0
    statement = upsert(db, table).values(rows).on_conflict_do_nothing()
    return len(db.execute(statement.returning(sa.literal_column("1"))).all())


def upsert(db: Session, table: type[Model] | sa.Table) -> Any:
    """Return the dialect's INSERT, which knows ``on_conflict_do_update`` and ``_do_nothing``."""
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table if isinstance(table, sa.Table) else table.__table__)


def changed_rows(db: Session, statement: Any) -> int:
    """Execute an UPDATE or DELETE and return how many rows it hit: the guard of every move."""
    result: Any = db.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def one_at_a_time(db: Session, name: str) -> None:
    """Let no other transaction that asks for ``name`` past this point until ours ends.

    For rules that no constraint can hold, such as "periods do not overlap". SQLite has one
    writer at a time anyway; PostgreSQL takes an advisory lock.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))
