"""Migrations and models say the same, on both databases, forwards and back."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from shop.core import schema
from shop.core.clock import FixedClock
from shop.core.db import Database, Model
from tests.conftest import START, WANTED


@pytest.fixture(params=WANTED)
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """A database without any table."""
    if request.param == "sqlite":
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'empty.db'}")
        yield Database(engine, FixedClock(START))
        engine.dispose()
        return
    url = sa.make_url(request.getfixturevalue("postgresql_url"))
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"{url.database}_empty"
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE template0"))
    engine = sa.create_engine(url.set(database=name))
    yield Database(engine, FixedClock(START))
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_from_empty_to_head_equals_the_models(empty: Database) -> None:
    schema.migrate(empty)

    with empty.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "version_table": schema.VERSION_TABLE,
                "include_name": lambda name, kind, _p: (
                    kind != "table" or (name or "").startswith("shop_")
                ),
            },
        )
        assert compare_metadata(context, Model.metadata) == []


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    schema.migrate(empty)
    schema.migrate(empty)

    assert schema.current(empty) == schema.head()


def test_one_step_down_and_up_again(empty: Database) -> None:
    schema.migrate(empty)
    head = ScriptDirectory.from_config(schema.config()).get_revision("head")
    below = str(head.down_revision) if head.down_revision else "base"

    schema.step_back(empty, below)
    assert schema.current(empty) == (None if below == "base" else below)

    schema.migrate(empty)
    assert schema.current(empty) == schema.head()


def test_the_migrated_schema_has_the_append_only_triggers(empty: Database) -> None:
    schema.migrate(empty)

    with empty.transaction() as db, pytest.raises(sa.exc.DBAPIError, match="never changed"):
        db.execute(
            sa.text("INSERT INTO shop_postings (key, subject, at) VALUES ('k', 's', '2026-01-01')")
        )
        db.execute(sa.text("UPDATE shop_postings SET subject = 'x'"))


def test_every_table_is_ours_by_name() -> None:
    assert [name for name in Model.metadata.tables if not name.startswith("shop_")] == []


def test_a_host_leaves_our_tables_alone() -> None:
    assert not schema.not_ours(None, "shop_orders", "table", True, None)
    assert schema.not_ours(None, "host_orders", "table", True, None)
