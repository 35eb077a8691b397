"""The schema: migrated by Alembic's API, with a version table of our own.

A host keeps its own Alembic; it only has to leave our tables alone
(``include_object=shop.core.schema.not_ours``).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from shop.core.db import Database

VERSION_TABLE = "shop_alembic_version"
MIGRATIONS = Path(__file__).with_name("migrations")


def config() -> Config:
    """Return Alembic's configuration; the connection is handed over in ``attributes``."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return found


def migrate(database: Database, revision: str = "head") -> None:
    """Bring the schema to ``revision``, forwards. Safe to repeat; one process at a time.

    PostgreSQL does it under an advisory lock, SQLite under its write lock.
    """
    _with_connection(database, lambda settings: command.upgrade(settings, revision))


def step_back(database: Database, revision: str) -> None:
    """Bring the schema back to ``revision``: for tests and for a failed release."""
    _with_connection(database, lambda settings: command.downgrade(settings, revision))


def current(database: Database) -> str | None:
    """Return the revision of the database, ``None`` when it has none."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return context.get_current_revision()


@functools.cache
def head() -> str | None:
    """Return the newest revision that this version of the shop knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


#: Tables whose rows are only ever added (I02, I29).
APPEND_ONLY = ("shop_postings", "shop_transfers", "shop_audit")


def create_triggers(connection: sa.Connection) -> None:
    """Make the database itself refuse to change or delete rows of the append-only tables."""
    for statement in trigger_statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def drop_triggers(connection: sa.Connection) -> None:
    """Take away what outlives the tables: PostgreSQL's function. Triggers go with their tables."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS shop_refuse_change()")


def trigger_statements(dialect: str) -> list[str]:
    """Return the statements that create the triggers of ``dialect``."""
    if dialect == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION shop_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of %% are never changed', TG_TABLE_NAME; END $$"
        )
        return [function] + [
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shop_refuse_change()"
            for table in APPEND_ONLY
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ]


def not_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _against: Any) -> bool:  # noqa: FBT001
    """``include_object`` for a host's autogenerate: it must not drop our tables."""
    return not (kind == "table" and name is not None and name.startswith("shop_"))


def _with_connection(database: Database, work: Any) -> None:
    settings = config()
    writer = database.engine.execution_options(shop_writer=True)
    with writer.connect() as connection, _without_foreign_keys(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(729001)"))
        settings.attributes["connection"] = connection
        work(settings)
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            assert not broken, f"rows without what they refer to: {broken[:5]}"


@contextmanager
def _without_foreign_keys(connection: sa.Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others refer to: it cannot change a CHECK otherwise.

    The pragma has no effect inside a transaction, so it is set before one begins; the references
    are checked before the commit.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")
