"""A host with sessions of its own: neither Flask-Login nor Flask-SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, redirect, request, session
from werkzeug.wrappers import Response

from shop import Shop
from shop.accounts.ports import HostUser


def make_host(database_url: str, folder: Path, **keys: object) -> Flask:
    app = Flask("host")
    app.config.update(
        SECRET_KEY="host",
        SHOP_DATABASE_URL=database_url,
        SHOP_DATA_DIR=str(folder / "data"),
        SHOP_PUBLIC_URL="http://localhost",
        **keys,
    )

    @app.get("/enter")
    def enter() -> Response:
        session["person"] = "7"
        return redirect(request.args["next"])

    Shop(
        app,
        url_prefix="/shop",
        identity=lambda: (
            HostUser(session["person"], "ibu@host.test") if "person" in session else None
        ),
        sign_in=lambda back: f"/enter?next={back}",
    )
    return app


@pytest.fixture
def host(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_host(database_url, tmp_path)
    yield app
    app.extensions["shop"].database.engine.dispose()


def test_its_people_are_known_and_its_sign_in_is_used_once(host: Flask) -> None:
    client = host.test_client()

    away = client.get("/shop/studio/")
    back = client.get(away.headers["Location"])
    studio = client.get(back.headers["Location"])

    assert (away.status_code, away.headers["Location"]) == (303, "/enter?next=/shop/studio/")
    assert back.headers["Location"] == "/shop/studio/"
    assert studio.status_code == 404, "signed in, and no member of a workshop"
    assert client.get("/shop/account/login").status_code == 404


def test_letters_are_not_published_by_a_host_that_forgot_to_name_production(
    host: Flask, database_url: str, tmp_path: Path
) -> None:
    wanted = make_host(database_url, tmp_path, SHOP_DEV_MAILBOX="1")

    assert host.test_client().get("/shop/letters/").status_code == 404
    assert host.test_client().get("/shop/letters/1").status_code == 404
    assert wanted.test_client().get("/shop/letters/").status_code == 200
    wanted.extensions["shop"].database.engine.dispose()


def test_only_named_hosts_are_answered(database_url: str, tmp_path: Path) -> None:
    app = make_host(database_url, tmp_path, SHOP_TRUSTED_HOSTS="localhost")
    client = app.test_client()

    assert client.get("/shop/cart/").status_code == 200
    assert client.get("/shop/cart/", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/shop/health/live", headers={"Host": "10.0.0.1"}).status_code == 200
    app.extensions["shop"].database.engine.dispose()
