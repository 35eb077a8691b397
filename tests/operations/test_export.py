"""Exports tell orders and books as they are."""

from __future__ import annotations

import csv
import io
import json

from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.operations import export
from shop.orders import queries as orders
from shop.payments import collect, services
from shop.payments.demo import DemoProvider
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.ports import Providers
from shop.payments.told import Addresses
from tests.factories import make_order, make_variant

BACK = Addresses("http://localhost/ok", "http://localhost/no")


def paid_order(database: Database) -> str:
    providers = Providers(
        [
            DemoProvider(
                database,
                secret="x",
                page_address=lambda reference, _locale: f"http://localhost/{reference}",
            )
        ]
    )
    demo = providers.named("demo")
    with database.transaction() as db:
        number = make_order(db, (make_variant(db, stock=2), 1)).number
    with database.transaction() as db:
        payment = services.intend(db, orders.of_number(db, number), demo, BACK).public_id
    collect.start(database, providers, payment)
    with database.reading() as db:
        from shop.payments import queries

        reference = queries.of_public_id(db, payment).reference
    DemoBuyer(demo).pay(reference)
    collect.check(database, providers, payment)
    return number


def test_an_order_is_exported_with_its_money(database: Database, clock: FixedClock) -> None:
    number = paid_order(database)

    with database.reading() as db:
        row = export.orders(db)[0]

    assert (row.number, row.state, row.currency) == (number, "paid", "IDR")
    assert row.captured_minor == row.total_minor
    assert row.refunded_minor == 0
    assert row.provider == "demo"
    assert row.provider_reference


def test_json_and_csv_say_the_same(database: Database) -> None:
    paid_order(database)

    with database.reading() as db:
        rows = export.entries(db)
    as_json = json.loads(export.as_json(rows))
    as_csv = list(csv.DictReader(io.StringIO(export.as_csv(rows))))

    assert [row["amount_minor"] for row in as_json] == [int(row["amount_minor"]) for row in as_csv]
    assert len(as_csv) >= 3


def test_cells_that_a_spreadsheet_would_run_are_quoted() -> None:
    assert export._cell("=1+1") == "'=1+1"
    assert export._cell("@cmd") == "'@cmd"
    assert export._cell(-100) == -100
