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

from shop.core import schema
from shop.core.clock import FixedClock
from shop.core.db import Database, Instant, Model
from shop.heritage.models import Motif, MotifConsultation
from shop.heritage.queries import standing
from shop.payments.models import Payment, PaymentState
from tests.conftest import START, WANTED

#: Revisions before and after the transfer code became a line of the order.
BEFORE_CODES, WITH_CODES = "0004", "0005"


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
            _a_payment(db, order, name, state=state, told=told)

    schema.migrate(empty)

    with empty.reading() as db:
        after = {row.public_id: row for row in db.scalars(sa.select(Payment))}
    assert (after["pay_new"].state, after["pay_new"].failure) == ("failed", "never_started")
    assert after["pay_over"].state == "closed"
    assert after["pay_over"].withdrawn_at == START
    assert (after["pay_told"].state, after["pay_told"].withdrawn_at) == ("intended", None)


def test_transfer_codes_become_lines_of_their_orders_and_back(empty: Database) -> None:
    schema.migrate(empty, BEFORE_CODES)
    with empty.transaction() as db:
        _transfers_without_lines(db)

    schema.migrate(empty, WITH_CODES)

    assert _totals(empty) == {
        "paid by transfer": (886_00, 986_00),
        "waits for a transfer": (5_00, 105_00),
        "turned to a card": (0, 100_00),
        "ended unpaid": (0, 100_00),
        "wrong amount, then paid": (7_00, 107_00),
    }
    with empty.reading() as db:
        assert db.scalars(sa.text("SELECT transfer_code_minor FROM shop_refunds")).all() == [0]
    _assert_refused(empty, "UPDATE shop_orders SET total_minor = total_minor + 100")
    _assert_refused(empty, "UPDATE shop_orders SET state = 'lost'")
    _assert_refused(empty, "UPDATE shop_orders SET cart_id = 999999")
    _assert_refused(empty, "UPDATE shop_refunds SET transfer_code_minor = amount_minor")

    schema.step_back(empty, BEFORE_CODES)

    with empty.reading() as db:
        assert set(db.scalars(sa.text("SELECT total_minor FROM shop_orders"))) == {100_00}
    _assert_refused(empty, "UPDATE shop_orders SET total_minor = total_minor + 100")
    schema.migrate(empty, WITH_CODES)
    assert _totals(empty)["paid by transfer"] == (886_00, 986_00)


def _transfers_without_lines(db: Session) -> None:
    """Orders with payments by transfer and otherwise, named by their e-mail field."""
    paid = _an_order(db, "paid by transfer", state="paid")
    _a_payment(db, paid, "pay_1", state="captured", suffix_minor=886_00)
    waits = _an_order(db, "waits for a transfer")
    _a_payment(db, waits, "pay_2", state="closed", suffix_minor=4_00)
    _a_payment(db, waits, "pay_3", state="started", suffix_minor=5_00)
    turned = _an_order(db, "turned to a card", state="paid")
    _a_payment(db, turned, "pay_4", state="closed", suffix_minor=6_00)
    _a_payment(db, turned, "pay_5", state="captured")
    ended = _an_order(db, "ended unpaid", state="expired")
    _a_payment(db, ended, "pay_6", state="closed", suffix_minor=8_00)
    wrong = _an_order(db, "wrong amount, then paid", state="paid")
    _a_payment(db, wrong, "pay_7", state="captured", suffix_minor=7_00)
    payment = _a_payment(db, wrong, "pay_8", state="captured", suffix_minor=9_00)
    _insert(
        db,
        "shop_refunds",
        public_id="ref_1",
        payment_id=payment["id"],
        state="done",
        amount_minor=1_00,
        currency="IDR",
        reason="wrong_amount",
        idempotency_key="refund:1",
        failure="",
        created_at=START,
        due_at=START,
        attempts=1,
    )


def _totals(database: Database) -> dict[str, tuple[int, int]]:
    query = sa.text("SELECT email, transfer_code_minor, total_minor FROM shop_orders")
    with database.reading() as db:
        return {row[0]: (row[1], row[2]) for row in db.execute(query)}


def _assert_refused(database: Database, statement: str) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.transaction() as db:
        db.execute(sa.text(statement))


def _insert(db: Session, name: str, **values: Any) -> dict[str, Any]:
    """Insert a row into a table as it is at this revision; returns it with its id."""
    metadata = sa.MetaData()
    table = sa.Table(name, metadata, autoload_with=db.connection())
    columns = {column.name: column for column in Model.metadata.tables[name].columns}
    for column in table.columns:
        if column.name in columns:
            column.type = columns[column.name].type
    key = db.scalar(sa.insert(table).values(values).returning(table.c.id))
    return {**values, "id": key}


def _an_order(db: Session, email: str = "siti@example.com", **values: Any) -> dict[str, Any]:
    number = db.scalar(sa.text("SELECT count(*) FROM shop_orders")) or 0
    cart = _insert(
        db,
        "shop_carts",
        public_id=f"cart_{number}",
        guest_digest=f"{number:064}",
        created_at=START,
        updated_at=START,
    )
    return _insert(
        db,
        "shop_orders",
        **{
            "number": f"C26-AAAA-{number:04}",
            "cart_id": cart["id"],
            "state": "placed",
            "email": email,
            "phone": "+6281234567890",
            "locale": "id",
            "currency": "IDR",
            "goods_minor": 100_00,
            "shipping_minor": 0,
            "total_minor": 100_00,
            "address": {},
            "terms_version": 1,
            "provider": "demo",
            "placed_at": START,
            "expires_at": START,
            "is_demo": False,
            **values,
        },
    )


def _a_payment(db: Session, order: dict[str, Any], name: str, **values: Any) -> dict[str, Any]:
    # each by a provider of its own: an order has one running try with each
    code_minor = values.get("suffix_minor", 0)
    return _insert(
        db,
        "shop_payments",
        **{
            "public_id": name,
            "order_id": order["id"],
            "provider": name,
            "state": "intended",
            "currency": "IDR",
            "amount_minor": order["total_minor"],
            "suffix_minor": code_minor,
            "expected_minor": order["total_minor"] + code_minor,
            "idempotency_key": name,
            "charge_reference": "",
            "redirect_url": "",
            "failure": "",
            "told": {"items": []},
            "expires_at": START,
            "created_at": START,
            **values,
        },
    )


def test_0006_gives_motifs_citations_and_lets_old_talks_free_none(empty: Database) -> None:
    schema.migrate(empty, "0005")
    with empty.transaction() as db:
        _motif_of_0005(db, "seeded", edited_at=None)
        _motif_of_0005(db, "edited", edited_at=START)
        db.execute(
            sa.text(
                "INSERT INTO shop_motif_consultations "
                '(motif_id, who, role, "on", decision, note, created_at) '
                "VALUES ('seeded', 'Ibu A', 'Tetua', :day, 'agreed', '', :at)"
            ),
            {"day": START.date().isoformat(), "at": _instant(empty)},
        )

    schema.migrate(empty)

    with empty.reading() as db:
        seeded, edited = db.get_one(Motif, "seeded"), db.get_one(Motif, "edited")
        talk = db.scalars(sa.select(MotifConsultation)).one()
        assert seeded.sources == [{"text": "Buku A"}]
        assert seeded.meaning_sources == [{"text": "Buku A"}]
        assert (seeded.rights_note_id, seeded.rights_note_en) == ("", "A note")
        assert (edited.rights_note_id, edited.rights_note_en) == ("A note", "")
        assert (seeded.owner_artisan_id, seeded.editor_note_id) == (None, "")
        assert (talk.artisan_id, talk.form_id) == (None, None)
        assert standing(db, 7, ["seeded"], form_id="sarung").consulted == frozenset()


def _instant(database: Database) -> Any:
    return START if database.engine.dialect.name == "postgresql" else START.replace(tzinfo=None)


def _motif_of_0005(db: Session, motif_id: str, *, edited_at: Any) -> None:
    table = sa.table(
        "shop_motifs",
        *(sa.column(name) for name in ("id", "name_id", "name_en", "kind", "inspiration", "taxon")),
        *(sa.column(name) for name in ("meaning_id", "meaning_status", "cultural_status")),
        *(sa.column(name) for name in ("rights_type", "rights_holder", "rights_note")),
        *(sa.column(name) for name in ("is_attested_as_batik", "confidence", "has_swatch")),
        *(sa.column(name, sa.JSON) for name in ("meaning_sources", "sources", "tags")),
        sa.column("edited_at", Instant()),
    )
    sources = ["Buku A", "general knowledge, not looked up"]
    db.execute(
        sa.insert(table).values(
            id=motif_id,
            name_id="Motif",
            name_en="Motif",
            kind="creation",
            inspiration="flora",
            taxon="",
            meaning_id="Arti",
            meaning_status="sourced",
            meaning_sources=sources,
            cultural_status="open",
            rights_type="unknown",
            rights_holder="",
            rights_note="A note",
            is_attested_as_batik=True,
            confidence="high",
            sources=sources,
            tags=[],
            has_swatch=False,
            edited_at=edited_at,
        )
    )
