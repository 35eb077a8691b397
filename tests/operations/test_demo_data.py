"""Demo data and production: the logins are published, so the two never meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from shop import create_app
from shop.accounts.models import Account
from shop.artisans.models import Artisan
from shop.catalog.models import Listing, Variant
from shop.core import schema
from shop.core.db import Database
from shop.core.settings import Settings
from shop.orders.models import Order
from tests.conftest import make_production_settings, make_settings
from tests.factories import make_artisan, make_listing, make_order, make_principal
from tests.operations.test_commands import assert_one_sentence, call

REMOVE = "flask --app shop.wsgi shop demo --remove"


@pytest.fixture
def database_url(database_url: str) -> Iterator[str]:
    """The tests' database, which says of itself that it has today's schema."""
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE shop_alembic_version (version_num varchar(32))"))
        connection.execute(
            sa.text("INSERT INTO shop_alembic_version VALUES (:head)"), {"head": schema.head()}
        )
    yield database_url
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE shop_alembic_version"))
    engine.dispose()


@pytest.fixture
def real(database_url: str, tmp_path: Path) -> Settings:
    return make_production_settings(database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def rehearsal(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url=database_url, data_dir=tmp_path / "data")


@pytest.fixture
def shop(real: Settings) -> Iterator[Flask]:
    app = create_app(real)
    yield app
    app.extensions["shop"].database.engine.dispose()


def mark(db: Session, what: type) -> None:
    """Put one marked row of a kind into the database."""
    if what is Account:
        make_principal(db, is_demo=True)
    elif what is Artisan:
        make_artisan(db, is_demo=True)
    elif what is Listing:
        make_listing(db, is_demo=True)
    else:
        variant = db.scalars(sa.select(Variant).where(Variant.listing_id == make_listing(db).id))
        make_order(db, (variant.one(), 1))
        db.execute(sa.update(Order).values(is_demo=True))
    db.commit()


@pytest.mark.parametrize("what", [Account, Artisan, Listing, Order])
def test_a_production_shop_stays_closed_on_demo_data(shop: Flask, db: Session, what: type) -> None:
    mark(db, what)
    client = shop.test_client()
    browser = {"base_url": "https://batik.test"}

    pages = [
        client.get(path, **browser)  # type: ignore[arg-type]
        for path in ("/", "/en/batik/", "/account/login", "/admin/", "/health/ready")
    ]
    sign_in = client.post("/account/login", data={"email": "a", "password": "b"}, **browser)  # type: ignore[arg-type]

    for page in (*pages, sign_in):
        assert page.status_code == 503
        assert page.headers["Retry-After"] == "300"
        assert "shop demo --remove" in page.text
        assert "Set-Cookie" not in page.headers
    assert client.get("/health/live", **browser).status_code == 200  # type: ignore[arg-type]


def test_it_opens_without_a_restart_when_the_demo_is_gone(shop: Flask, db: Session) -> None:
    account_id = make_principal(db, is_demo=True).account_id
    db.commit()
    client = shop.test_client()
    before = client.get("/account/login", base_url="https://batik.test")

    db.execute(sa.delete(Account).where(Account.id == account_id))
    db.commit()

    assert before.status_code == 503
    assert client.get("/account/login", base_url="https://batik.test").status_code == 200


def test_a_shop_in_development_is_open_on_demo_data(rehearsal: Settings, db: Session) -> None:
    make_principal(db, is_demo=True)
    db.commit()
    app = create_app(rehearsal)

    assert app.test_client().get("/account/login").status_code == 200
    app.extensions["shop"].database.engine.dispose()


@pytest.mark.parametrize("command", ["run", "work"])
def test_commands_refuse_to_serve_demo_data_and_name_what_removes_it(
    real: Settings, db: Session, command: str
) -> None:
    make_principal(db, is_demo=True)
    db.commit()

    assert_one_sentence(call(real, command), "its database holds the demo", REMOVE)


@pytest.mark.parametrize("arguments", [("demo",), ("demo", "--json"), ("run", "--demo")])
def test_production_does_not_load_the_demo(
    real: Settings, db: Session, arguments: tuple[str, ...]
) -> None:
    settings = real.model_copy(update={"allow_demo_provider": True})

    result = call(settings, *arguments)

    assert_one_sentence(result, "A production shop does not load the demo")
    assert db.scalars(sa.select(Account)).all() == []


def test_the_command_opens_the_shop_again(real: Settings, shop: Flask, db: Session) -> None:
    make_principal(db, is_demo=True)
    artisan = make_artisan(db, is_demo=True)
    make_listing(db, artisan=artisan, is_demo=True)
    kept = make_principal(db).account_id
    db.commit()

    removed = call(real, "demo", "--remove")

    assert removed.exit_code == 0, removed.output
    assert '"shop_accounts": 1' in removed.stdout
    assert db.scalars(sa.select(Account.id)).all() == [kept]
    assert db.scalars(sa.select(Artisan)).all() == db.scalars(sa.select(Listing)).all() == []
    db.rollback()
    client = shop.test_client()
    assert client.get("/account/login", base_url="https://batik.test").status_code == 200


def test_a_demo_that_somebody_bought_from_stays_and_is_explained(
    real: Settings, database: Database, db: Session
) -> None:
    account_id = make_principal(db, is_demo=True).account_id
    listing = make_listing(db, is_demo=True)
    variant = db.scalars(sa.select(Variant).where(Variant.listing_id == listing.id)).one()
    number = make_order(db, (variant, 1)).number
    db.commit()

    result = call(real, "demo", "--remove")

    assert_one_sentence(result, "Nothing was removed", number, "SHOP_DATABASE_URL")
    assert len(result.stderr.strip().splitlines()) == 1
    with database.reading() as reader:
        assert reader.get(Account, account_id) is not None
        assert reader.get(Listing, listing.id) is not None
        assert reader.scalars(sa.select(Order.number)).all() == [number]
