"""Migrations and models say the same, on both databases, forwards and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.orm import Session

from shop.cart.models import Cart
from shop.core import schema
from shop.core.clock import FixedClock
from shop.core.db import Database, Model
from shop.orders.models import Order
from shop.payments.models import Payment, PaymentState
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


def test_payments_that_no_provider_was_told_of_end_with_0002(empty: Database) -> None:
    schema.migrate(empty, "0001")
    with empty.transaction() as db:
        order = _an_order(db)
        for name, state, told in (
            ("pay_new", PaymentState.INTENDED, None),
            ("pay_over", PaymentState.CLOSED, None),
            ("pay_told", PaymentState.INTENDED, {"items": []}),
        ):
            db.add(_a_payment(order, name, state, told))

    schema.migrate(empty)

    with empty.reading() as db:
        after = {row.public_id: row for row in db.scalars(sa.select(Payment))}
    assert (after["pay_new"].state, after["pay_new"].failure) == ("failed", "never_started")
    assert after["pay_over"].state == "closed"
    assert after["pay_over"].withdrawn_at == START
    assert (after["pay_told"].state, after["pay_told"].withdrawn_at) == ("intended", None)


def _an_order(db: Session) -> Order:
    cart = Cart(public_id="cart_1", guest_digest="x" * 64, created_at=START, updated_at=START)
    db.add(cart)
    db.flush()
    order = Order(
        number="C26-AAAA-BBBB",
        cart_id=cart.id,
        email="siti@example.com",
        phone="+6281234567890",
        locale="id",
        currency="IDR",
        goods_minor=100_00,
        shipping_minor=0,
        total_minor=100_00,
        address={},
        terms_version=1,
        provider="demo",
        placed_at=START,
        expires_at=START,
    )
    db.add(order)
    db.flush()
    return order


def _a_payment(order: Order, name: str, state: str, told: dict[str, Any] | None) -> Payment:
    # each by a provider of its own: an order has one running try with each
    return Payment(
        public_id=name,
        order_id=order.id,
        provider=name,
        state=state,
        currency="IDR",
        amount_minor=order.total_minor,
        expected_minor=order.total_minor,
        idempotency_key=name,
        told=told,
        expires_at=START,
        created_at=START,
    )
