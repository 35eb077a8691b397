"""The database or the disk fails: 503 with a page and Retry-After, and nothing is done twice."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shop import create_app
from shop.cart.models import CartLine
from shop.core import db as core_db
from shop.core.clock import FixedClock
from shop.core.db_failures import Failure, failure_of
from shop.orders.models import Order
from shop.payments.models import Payment
from tests.flows.fixtures import shop_settings
from tests.flows.world import World
from tests.races.crowd import one_click

PAGES = ("/", "/batik/", "/batik/kain-unique", "/artisan/", "/cart/", "/motif/")


def assert_is_503(answer: TestResponse, *, english: str = "") -> None:
    """A page, no traceback, no statement, and when to come back."""
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "text/html"
    assert 'class="trouble"' in answer.text
    for secret in ("Traceback", "SELECT", "INSERT", "shop_carts", "sqlalchemy", "psycopg"):
        assert secret not in answer.text
    if english:
        assert english in answer.text


def add(client: FlaskClient, world: World, prefix: str = "", **headers: str) -> TestResponse:
    data = {"variant": world.variants["stocked"].public_id, "quantity": "1"}
    headers = {"Origin": "http://localhost", **headers}
    return client.post(f"{prefix}/cart/add", data=data, headers=headers)


@contextmanager
def a_writer_elsewhere(url: str) -> Iterator[None]:
    """Another process that keeps the carts locked."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(sa.make_url(url).database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as held:
        held.execute("LOCK TABLE shop_carts IN EXCLUSIVE MODE")
        yield
        held.rollback()


def test_a_database_that_another_process_has_locked_is_a_busy_shop_that_can_be_read(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core_db, "RETRY_SECONDS", 0.1)  # the driver itself waits five seconds
    client = world.app.test_client()

    with a_writer_elsewhere(database_url):
        refused = add(client, world, prefix="/en")
        assert client.get("/batik/kain-unique").status_code == 200
        told = add(client, world, Accept="application/json")

    assert_is_503(refused, english="Many people are in the shop at this moment.")
    assert told.status_code == 503
    assert told.mimetype == "application/problem+json"
    assert (told.get_json()["code"], told.headers["Retry-After"]) == ("busy", "5")
    assert world.all(CartLine) == []
    assert add(client, world).status_code == 303
    assert len(world.all(CartLine)) == 1


@pytest.fixture
def gone(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Flask]:
    """A shop whose database was there when it started and is not any more."""
    folder = tmp_path / "volume"
    folder.mkdir()
    url = f"sqlite:///{folder / 'shop.db'}"
    if database_url.startswith("postgresql"):
        url = "postgresql+psycopg://shop@127.0.0.1:1/shop"
    app = create_app(shop_settings(url, tmp_path / "data"), clock=clock)
    app.testing = True
    shutil.rmtree(folder)
    yield app
    app.extensions["shop"].database.engine.dispose()


@pytest.mark.parametrize("path", PAGES)
def test_without_a_database_every_page_says_so_in_both_languages(gone: Flask, path: str) -> None:
    client = gone.test_client()
    assert_is_503(client.get(f"/en{path}"), english="The shop cannot reach its data right now.")
    assert_is_503(client.get(path), english="Toko sedang tidak dapat membuka datanya.")
    told = client.get(path, headers={"Accept": "application/json"})
    assert told.mimetype == "application/problem+json"
    assert told.get_json()["code"] == "unavailable"


def test_without_a_database_the_process_says_that_it_lives(gone: Flask) -> None:
    assert gone.test_client().get("/health/live").status_code == 200


def test_a_database_without_tables_is_one_503_and_the_log_names_the_command(
    clock: FixedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(
        shop_settings(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path / "data"), clock=clock
    )
    app.testing = True

    assert_is_503(app.test_client().get("/batik/"))

    assert "flask shop init" in capsys.readouterr().out
    app.extensions["shop"].database.engine.dispose()


def test_a_database_that_may_only_be_read_still_shows_its_pages(
    world: World, database_url: str
) -> None:
    engine = world.shop.database.engine
    engine.dispose()

    def only_read(connection: Any, _record: Any) -> None:
        if database_url.startswith("sqlite"):
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("SET default_transaction_read_only = on")
            connection.commit()

    sa.event.listen(engine, "connect", only_read)
    client = world.app.test_client()

    refused = add(client, world)

    assert_is_503(refused)
    assert client.get("/batik/kain-unique").status_code == 200
    sa.event.remove(engine, "connect", only_read)
    engine.dispose()
    assert world.all(CartLine) == []


def test_a_full_disk_is_a_503_and_the_same_click_goes_through_when_there_is_room(
    world: World, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("a full disk of PostgreSQL is told by its SQLSTATE: see the kinds of failure")
    click = one_click(world, "unique")
    engine = world.shop.database.engine
    engine.dispose()

    def full(connection: Any, _record: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.execute("CREATE TABLE IF NOT EXISTS filler (x)")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            while True:
                connection.execute("INSERT INTO filler VALUES (zeroblob(500))")

    sa.event.listen(engine, "connect", full)
    answer = click.send(world.app)
    sa.event.remove(engine, "connect", full)
    engine.dispose()

    assert_is_503(answer)
    assert world.all(Order) == []
    assert click.send(world.app).status_code == 303
    assert len(world.all(Order)) == 1


@pytest.mark.parametrize("reached", [True, False], ids=["committed", "not_committed"])
def test_a_connection_that_is_cut_around_the_commit_leads_the_second_click_to_the_one_order(
    world: World, monkeypatch: pytest.MonkeyPatch, *, reached: bool
) -> None:
    click = one_click(world, "unique")
    dialect = world.shop.database.engine.dialect
    commit, cut = dialect.do_commit, []

    def cut_off(connection: Any) -> None:
        if _has_order(connection, dialect.name) and not cut:
            cut.append(True)
            if reached:
                commit(connection)
            connection.dbapi_connection.close()
            raise dialect.loaded_dbapi.OperationalError("server closed the connection unexpectedly")
        commit(connection)

    monkeypatch.setattr(dialect, "do_commit", cut_off)
    assert_is_503(click.send(world.app))
    assert cut == [True]
    assert len(world.all(Order)) == int(reached)

    again = click.send(world.app)

    assert again.status_code == 303
    (order,), (payment,) = world.all(Order), world.all(Payment)
    assert payment.order_id == order.id
    assert world.variant("unique").reserved == 1


def _has_order(connection: Any, dialect: str) -> bool:
    """Whether this transaction has placed an order."""
    cursor = connection.cursor()
    cursor.execute("SELECT count(*) FROM shop_orders")
    found = cursor.fetchone()[0]
    cursor.close()
    return bool(found)


def test_postgresql_that_ends_the_connection_before_the_commit_is_a_503(
    world: World, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has no server that could end a connection")
    click = one_click(world, "unique")
    engine, ended = world.shop.database.engine, []

    def end(connection: sa.Connection) -> None:
        if ended or not connection.scalar(sa.text("SELECT count(*) FROM shop_orders")):
            return
        ended.append(connection.scalar(sa.text("SELECT pg_backend_pid()")))
        with psycopg.connect(database_url.replace("+psycopg", "")) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", ended)

    sa.event.listen(engine, "commit", end)
    answer = click.send(world.app)
    sa.event.remove(engine, "commit", end)

    assert len(ended) == 1
    assert_is_503(answer)
    assert world.all(Order) == []
    assert click.send(world.app).status_code == 303
    assert len(world.all(Order)) == 1


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (psycopg.errors.DiskFull("could not extend file"), Failure.FULL),
        (psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT"), Failure.READ_ONLY),
        (psycopg.errors.LockNotAvailable("lock timeout"), Failure.BUSY),
        (psycopg.errors.UndefinedTable("relation does not exist"), Failure.NOT_SET_UP),
        (psycopg.errors.AdminShutdown("terminating connection"), Failure.UNREACHABLE),
        (psycopg.errors.UniqueViolation("duplicate key"), None),
        (psycopg.errors.SyntaxError("syntax error"), None),
        (sqlite3.OperationalError("database or disk is full"), Failure.FULL),
        (sqlite3.OperationalError("attempt to write a readonly database"), Failure.READ_ONLY),
        (sqlite3.IntegrityError("UNIQUE constraint failed"), None),
    ],
    ids=repr,
)
def test_failures_are_told_from_mistakes_of_ours(error: Exception, failure: Failure | None) -> None:
    driver: Any = psycopg if isinstance(error, psycopg.Error) else sqlite3
    wrapped = sa.exc.DBAPIError.instance("SELECT 1", {}, error, driver.Error)
    assert failure_of(wrapped) is failure
