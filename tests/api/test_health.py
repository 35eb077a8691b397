"""Ready means: schema right, database answers, index built, a worker had a round within a minute."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from shop import create_app
from shop.catalog.index import CatalogueIndex
from shop.core import schema
from shop.core.clock import FixedClock
from shop.core.runtime import Runtime
from shop.core.workers import WorkerRow
from tests.conftest import make_settings
from tests.flows.fixtures import (  # noqa: F401
    app,
    database_url,
    fake,
    postgresql_name,
    settings,
    sown_postgresql,
    sown_sqlite,
)


@pytest.fixture
def shop(app: Flask) -> Runtime:  # noqa: F811
    """A shop whose index stands, without a worker."""
    runtime: Runtime = app.extensions["shop"]
    runtime.port(CatalogueIndex).warm_up(runtime.database)
    return runtime


def a_round(shop: Runtime, *, seconds_ago: float = 0, worker: str = "worker_1") -> None:
    at = shop.clock.now() - dt.timedelta(seconds=seconds_ago)
    with shop.database.transaction() as db:
        db.add(WorkerRow(public_id=worker, started_at=at, last_round_at=at))


def test_a_shop_with_everything_is_ready(shop: Runtime, client: FlaskClient) -> None:
    a_round(shop)

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "index": "ok", "worker": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_shop_whose_worker_never_came_is_not_ready(shop: Runtime, client: FlaskClient) -> None:
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json == {
        "status": "not ready",
        "database": "ok",
        "index": "ok",
        "worker": "no worker is running",
    }


def test_a_shop_whose_worker_died_is_not_ready_after_a_minute(
    shop: Runtime, client: FlaskClient, clock: FixedClock
) -> None:
    a_round(shop)
    clock.advance(seconds=59)
    assert client.get("/health/ready").status_code == 200
    clock.advance(seconds=1)

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json["worker"] == "last round 60 s ago"
    a_round(shop, worker="worker_2")
    assert client.get("/health/ready").status_code == 200, "another worker has come"


def test_a_worker_seen_by_a_clock_that_was_set_back_does_not_count(
    shop: Runtime, client: FlaskClient
) -> None:
    a_round(shop, seconds_ago=-3600)

    assert client.get("/health/ready").status_code == 503


def test_a_new_process_becomes_ready_by_being_asked(app: Flask, client: FlaskClient) -> None:  # noqa: F811
    shop: Runtime = app.extensions["shop"]
    a_round(shop)
    first = client.get("/health/ready")
    assert first.status_code == 503
    assert first.json["index"] == "the index is being built"

    until = time.monotonic() + 30
    while client.get("/health/ready").status_code != 200:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_schema_of_another_version_is_not_ready(shop: Runtime, client: FlaskClient) -> None:
    a_round(shop)
    with shop.database.transaction() as db:
        db.execute(sa.text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '0001'"))

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json["database"] == f"schema 0001 found, {schema.head()} wanted: run shop init"


def test_where_no_worker_is_expected_none_is_asked_for(
    database_url: str,  # noqa: F811
    tmp_path: Path,
) -> None:
    settings = make_settings(  # noqa: F811
        database_url=database_url, data_dir=tmp_path / "data", worker_expected=False
    )
    app = create_app(settings)  # noqa: F811
    shop: Runtime = app.extensions["shop"]
    shop.port(CatalogueIndex).warm_up(shop.database)

    answer = app.test_client().get("/health/ready")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok", "database": "ok", "index": "ok"}
    shop.database.engine.dispose()


# -- without a database ----------------------------------------------------------------------------


@pytest.fixture(params=["sqlite:///{}/gone/shop.db", "postgresql+psycopg://u:p@127.0.0.1:1/x"])
def stranded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FlaskClient]:
    """A client of a shop whose database cannot be reached any more."""
    (tmp_path / "gone").mkdir()
    url = request.param.format(tmp_path)
    stranded_app = create_app(make_settings(database_url=url, data_dir=tmp_path / "data"))
    stranded_app.extensions["shop"].database.engine.dispose()
    shutil.rmtree(tmp_path / "gone")
    yield stranded_app.test_client()
    stranded_app.extensions["shop"].database.engine.dispose()


def test_without_a_database_nothing_is_ready_and_that_is_said(stranded: FlaskClient) -> None:
    answer = stranded.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json["status"] == "not ready"
    assert answer.json["database"] == "the database does not answer"
    assert answer.json["worker"] == "the database does not answer"


def test_without_a_database_a_process_is_alive(stranded: FlaskClient) -> None:
    answer = stranded.get("/health/live")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_being_alive_asks_the_database_nothing(shop: Runtime, client: FlaskClient) -> None:
    connections: list[object] = []
    sa.event.listen(shop.database.engine, "checkout", lambda *_: connections.append(1))

    for _time in range(3):
        assert client.get("/health/live").status_code == 200

    assert connections == []
    client.get("/health/ready")
    assert connections != []
