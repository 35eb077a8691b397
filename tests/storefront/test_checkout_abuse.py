"""Orders that cost nothing: bounded by e-mail, doorstep and network, not by the cookie alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from shop import create_app
from shop.accounts import staff
from shop.catalog.models import HeldBy, Reservation
from shop.core import links, worker
from shop.core.clock import FixedClock
from shop.core.i18n import use_locale
from shop.core.letters import Letter
from shop.core.limits import LimitWindow
from shop.orders.models import Order
from tests.conftest import make_settings
from tests.factories import make_artisan, make_listing
from tests.storefront.shopper import ADDRESS, Shopper, make_wares, open_shop, variant_of

STRANGER = "orang.lain@example.com"


@pytest.fixture
def app(database_url: str, tmp_path: Path, clock: FixedClock) -> Iterator[Flask]:
    """A shop in which one buyer may hold one unpaid piece, and a network four."""
    settings = make_settings(database_url=database_url, data_dir=tmp_path / "data", held_pieces=1)
    application = create_app(settings, clock=clock)
    yield application
    application.extensions["shop"].database.engine.dispose()


@pytest.fixture
def pieces(db: Session, app: Flask) -> list[str]:
    """One-of-a-kind pieces of one workshop, by public id of their variants."""
    open_shop(db)
    artisan = make_artisan(db)
    made = [variant_of(db, make_listing(db, artisan=artisan)).public_id for _number in range(6)]
    db.commit()
    return made


@pytest.fixture
def stock(db: Session, app: Flask) -> str:
    """A variant of which there is plenty."""
    open_shop(db)
    return make_wares(db, stock=99).public_id


def order(app: Flask, number: int, variant: str, **changes: str) -> TestResponse:
    """Let a new browser of another person order one piece; ``network`` is where it comes from."""
    shopper = Shopper(app.test_client())
    shopper.client.environ_base["REMOTE_ADDR"] = changes.pop("network", f"36.{number}.0.7")
    shopper.client.post("/cart/add", data={"variant": variant, "quantity": "1"})
    own = {
        "email": f"pembeli{number}@example.com",
        "phone": f"0812 3456 {7000 + number}",
        "street": f"Jl. Contoh {number}",
    }
    return shopper.place(shopper.to_payment({**ADDRESS, **own, **changes}))


def count(db: Session, table: type[Any]) -> int:
    found = db.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    db.rollback()
    return found


@pytest.mark.parametrize(
    "same",
    [
        pytest.param({"email": STRANGER}, id="e-mail"),
        pytest.param({"street": "Jl. Contoh 1"}, id="doorstep"),
    ],
)
def test_new_cookies_and_networks_give_nobody_a_second_unpaid_piece(
    app: Flask, db: Session, pieces: list[str], same: dict[str, str]
) -> None:
    first = order(app, 1, pieces[0], **same)
    respelt = {"street": "jl contoh, 1"} if "street" in same else same
    second = order(app, 2, pieces[1], **respelt)

    assert first.status_code == 303
    assert second.status_code == 429
    assert int(second.headers["Retry-After"]) == 1800
    assert "paling banyak 1" in second.text
    assert "30 menit" in second.text
    assert count(db, Order) == count(db, Reservation) == 1


@pytest.mark.parametrize("network", ["36.9.0.{}", "2001:db8:1:2::{}"])
def test_a_network_holds_four_times_what_one_buyer_may(
    app: Flask, db: Session, pieces: list[str], network: str
) -> None:
    placed = [
        order(app, number, pieces[number], network=network.format(number)).status_code
        for number in range(4)
    ]

    refused = order(app, 4, pieces[4], network=network.format(99))
    elsewhere = order(app, 5, pieces[4], network="36.10.0.1")

    assert placed == [303] * 4
    assert refused.status_code == 429
    assert "jaringan Anda" in refused.text
    assert int(refused.headers["Retry-After"]) == 1800
    assert elsewhere.status_code == 303
    assert count(db, Order) == 5


def test_when_the_hold_is_over_the_next_order_stands(
    app: Flask, db: Session, pieces: list[str], clock: FixedClock
) -> None:
    order(app, 1, pieces[0], email=STRANGER)
    clock.advance(minutes=30)

    assert order(app, 2, pieces[1], email=STRANGER).status_code == 303


def test_forty_orders_to_a_stranger_become_ten_orders_and_four_letters(
    app: Flask, db: Session, stock: str
) -> None:
    answers = [order(app, number, stock, email=STRANGER).status_code for number in range(14)]
    work_off(app)

    assert answers == [303] * 10 + [429] * 4
    assert count(db, Order) == 10
    assert letters_to(db, STRANGER) == 4
    numbers = db.scalars(sa.select(Order.number).order_by(Order.id)).all()
    db.rollback()
    first, last = (open_order(app, number) for number in (numbers[0], numbers[-1]))
    assert "Kami tidak mengirim email tentang pesanan ini" not in first.text
    assert "Kami tidak mengirim email tentang pesanan ini" in last.text
    assert STRANGER in last.text
    assert "Bayar" in last.text


def test_ended_orders_write_no_more_letters_to_a_stranger(
    app: Flask, db: Session, stock: str, clock: FixedClock
) -> None:
    for number in range(4):
        order(app, number, stock, email=STRANGER)
    clock.advance(minutes=31)

    work_off(app)
    work_off(app)

    assert set(db.scalars(sa.select(Order.state))) == {"expired"}
    db.rollback()
    assert letters_to(db, STRANGER) == 4
    clock.advance(days=1)
    order(app, 9, stock, email=STRANGER)
    work_off(app)
    assert letters_to(db, STRANGER) == 5


@pytest.mark.parametrize("known_by", ["account", "payment"])
def test_an_address_that_has_confirmed_something_gets_every_letter(
    app: Flask, db: Session, stock: str, known_by: str
) -> None:
    if known_by == "account":
        staff.create_account(db, email=STRANGER, name="Siti", password_hash=None)
    db.commit()
    order(app, 0, stock, email=STRANGER)
    if known_by == "payment":
        paid = db.scalars(sa.select(Order)).one()
        paid.paid_at = paid.placed_at
        db.commit()
    for number in range(1, 7):
        order(app, number, stock, email=STRANGER)

    work_off(app)

    assert letters_to(db, STRANGER) == 7


def test_addresses_and_networks_are_kept_as_digests_and_for_a_short_time(
    app: Flask, db: Session, pieces: list[str], clock: FixedClock
) -> None:
    order(app, 1, pieces[0], email=STRANGER, network="203.0.113.9")
    kept = [*db.scalars(sa.select(HeldBy.holder)), *db.scalars(sa.select(LimitWindow.subject))]
    db.rollback()

    clock.advance(days=2)
    work_off(app)
    tidy = next(job for job in app.extensions["shop"].jobs if job.name == "tidy")
    with app.test_request_context("/"):
        tidy.work()

    assert all(len(digest) == 64 and int(digest, 16) for digest in kept)
    assert count(db, HeldBy) == 0
    old = LimitWindow.starts_at < clock.now() - dt.timedelta(days=1)
    assert db.scalars(sa.select(LimitWindow).where(old)).all() == []


def letters_to(db: Session, recipient: str) -> int:
    found = db.scalar(
        sa.select(sa.func.count()).select_from(Letter).where(Letter.recipient == recipient)
    )
    db.rollback()
    return found or 0


def work_off(app: Flask) -> None:
    with app.test_request_context("/"), use_locale("id"):
        for _round in range(4):
            worker.tick(app.extensions["shop"])


def open_order(app: Flask, number: str) -> TestResponse:
    with app.test_request_context("/"):
        address = links.order_address(number, locale="id")
    return app.test_client().get(address.removeprefix("http://localhost"))
