"""Which Host headers the stand-alone service answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from shop import create_app
from tests.conftest import make_settings

ELSEWHERE = ["evil.example", "127.0.0.1", "10.0.0.7:5000", "[::1]:5000", "shop.example.evil"]


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A fresh worker of a shop that names its hosts; no request has been served yet."""
    settings = make_settings(
        database_url=database_url,
        data_dir=tmp_path / "data",
        trusted_hosts="shop.example,.batik.example",
    )
    application = create_app(settings)
    yield application
    application.extensions["shop"].database.engine.dispose()


@pytest.mark.parametrize("host", [*ELSEWHERE, ""])
def test_a_foreign_host_is_refused_by_a_fresh_worker_and_later(app: Flask, host: str) -> None:
    client = app.test_client()
    paths = ["/", "/", "/nothing-here", "/static/x/y.css", "/en/", "/health/"]

    answers = [client.get(path, headers={"Host": host}) for path in paths]

    for answer in answers:
        assert answer.status_code == 400
        assert answer.mimetype == "text/plain"
        assert answer.text == ("400 Bad Request\nThis shop does not answer under that host name.\n")
        assert answer.headers["Cache-Control"] == "no-store"


def test_named_hosts_are_answered(app: Flask) -> None:
    for host in ("shop.example", "SHOP.example:443", "ibu.batik.example"):
        answer = app.test_client().get("/cart/", headers={"Host": host})

        assert (host, answer.status_code) == (host, 200)


def test_health_answers_under_any_host(app: Flask) -> None:
    for host in (*ELSEWHERE, "shop.example", ""):
        live = app.test_client().get("/health/live", headers={"Host": host})
        ready = app.test_client().get("/health/ready", headers={"Host": host})

        assert (host, live.status_code) == (host, 200)
        assert ready.is_json
        assert ready.status_code in {200, 503}


def test_two_hosts_or_a_malformed_one_are_refused_everywhere(
    app: Flask, without_names: Flask
) -> None:
    hosts = ["a,b", "shop.example,evil.example", "shop.example, evil", "a b", "a@b", "a/b", "a:x"]
    for application in (app, without_names):
        for host in hosts:
            for path in ("/", "/health/live"):
                answer = application.test_client().get(path, headers={"Host": host})

                assert answer.status_code == 400
                assert answer.text == "400 Bad Request\nThe Host header is malformed.\n"


@pytest.fixture
def without_names(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A shop in development, which names no hosts."""
    application = create_app(make_settings(database_url=database_url, data_dir=tmp_path / "d"))
    yield application
    application.extensions["shop"].database.engine.dispose()


def test_behind_a_trusted_proxy_the_forwarded_host_counts(
    database_url: str, tmp_path: Path
) -> None:
    settings = make_settings(
        database_url=database_url,
        data_dir=tmp_path / "data",
        trusted_hosts="shop.example",
        trusted_proxies=1,
    )
    app = create_app(settings)
    client = app.test_client()

    inside = {"Host": "127.0.0.1:5000", "X-Forwarded-Host": "shop.example"}
    forged = {"Host": "127.0.0.1:5000", "X-Forwarded-Host": "evil.example"}

    assert client.get("/cart/", headers=inside).status_code == 200
    assert client.get("/cart/", headers=forged).status_code == 400
    app.extensions["shop"].database.engine.dispose()
