"""Fixtures of a shop with its seeds; other folders of tests import what they need."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import stripe as sdk
from flask import Flask
from sqlalchemy.orm import Session

from shop import create_app
from shop.core import schema
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.runtime import Runtime
from shop.core.settings import Settings
from shop.payments.stripe import StripeTransport
from tests.conftest import START, WANTED, create_schema, make_settings
from tests.flows.world import World, furnish
from tests.stripe_fake import TEST_KEY, FakeStripe

SECRET = "whsec_flows"


def shop_settings(database_url: str, data_dir: Path, **values: object) -> Settings:
    """Settings of a shop with all three ways to pay."""
    return make_settings(
        database_url=database_url,
        data_dir=data_dir,
        providers="demo,stripe,bank_transfer",
        stripe_secret_key=TEST_KEY,
        stripe_webhook_secrets=SECRET,
        **values,
    )


def sow(database_url: str, data_dir: Path) -> None:
    """Load what ``flask shop init`` loads into an empty schema."""
    app = create_app(shop_settings(database_url, data_dir), clock=FixedClock(START))
    shop: Runtime = app.extensions["shop"]
    for seed in shop.seeds.values():
        shop.database.run(seed)
    shop.database.run(_stamp)
    shop.database.engine.dispose()


def _stamp(db: Session) -> None:
    """Say that the schema is the newest: the tests make it from the models, not by migrating."""
    table = schema.VERSION_TABLE
    db.execute(sa.text(f"CREATE TABLE {table} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    db.execute(sa.text(f"INSERT INTO {table} VALUES (:head)"), {"head": schema.head()})


@pytest.fixture(scope="session")
def sown_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with schema and seeds, copied for each test."""
    folder = tmp_path_factory.mktemp("sown")
    path = folder / "shop.db"
    shutil.copy(sqlite_template, path)
    sow(f"sqlite:///{path}", folder / "data")
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def sown_postgresql(
    postgresql_server: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A PostgreSQL database with schema and seeds, the template of each test's own."""
    name = f"shop_sown_{os.getpid()}_{worker_id}_{uuid.uuid4().hex[:8]}"
    with new_database(postgresql_server, name, "template0") as url:
        engine = sa.create_engine(url)
        create_schema(Database(engine, FixedClock(START)))
        engine.dispose()
        sow(url, tmp_path_factory.mktemp("sown"))
        yield url


class new_database:  # noqa: N801 - used as a context manager
    """Create a PostgreSQL database from a template, and drop it afterwards."""

    def __init__(self, server: str, name: str, template: str) -> None:
        self.url = sa.make_url(server).set(drivername="postgresql+psycopg")
        self.name, self.template = name, template

    def __enter__(self) -> str:
        self._run(
            f"CREATE DATABASE {self.name} ENCODING 'UTF8' TEMPLATE {self.template} "
            "STRATEGY FILE_COPY"
        )
        return self.url.set(database=self.name).render_as_string(hide_password=False)

    def __exit__(self, *_error: object) -> None:
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        admin = sa.create_engine(self.url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)
        admin.dispose()


@pytest.fixture(params=WANTED)
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_name: str
) -> Iterator[str]:
    """A shop database with its seeds on each of the two systems."""
    if request.param == "sqlite":
        copy = tmp_path / "shop.db"
        shutil.copy(request.getfixturevalue("sown_sqlite"), copy)
        yield f"sqlite:///{copy}"
        return
    template = sa.make_url(request.getfixturevalue("sown_postgresql"))
    server = request.getfixturevalue("postgresql_server")
    with new_database(server, postgresql_name, str(template.database)) as url:
        yield url


@pytest.fixture
def postgresql_name(worker_id: str) -> str:
    """The name of this test's own database."""
    return f"shop_flow_{os.getpid()}_{worker_id}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return shop_settings(database_url, tmp_path / "data")


@pytest.fixture
def fake(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    """Stripe, in this process."""
    monkeypatch.setattr(sdk, "enable_telemetry", False)
    fake = FakeStripe(clock=clock, webhook_secrets=[SECRET])
    yield fake
    assert fake.mistakes == []


@pytest.fixture
def app(settings: Settings, clock: FixedClock, fake: FakeStripe) -> Iterator[Flask]:
    """A stand-alone shop that reaches the fake instead of Stripe."""
    application = create_app(settings, clock=clock, ports={StripeTransport: fake.transport()})
    application.testing = True
    yield application
    application.extensions["shop"].database.engine.dispose()


@pytest.fixture
def world(app: Flask, clock: FixedClock, fake: FakeStripe) -> Iterator[World]:
    """A shop with two artisans; afterwards every invariant must hold."""
    shop: Runtime = app.extensions["shop"]
    made = World(shop, app, clock, fake)
    shop.database.run(lambda db: furnish(db, made))
    yield made
    made.work()
    if made.is_sound:
        made.assert_invariants()
