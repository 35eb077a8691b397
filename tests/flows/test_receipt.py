"""What a receipt says: who made it, what was paid, how, and what went back."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from shop.aftersales import queries as aftersales
from shop.aftersales import receipt
from shop.catalog.models import Variant
from shop.core.i18n import use_locale
from shop.core.money import format_money
from shop.core.templates import date
from shop.payments import queries as payments
from tests.flows.buying import go_to_pay, order_with_demo, place, press, put_into_cart
from tests.flows.world import World, sign_in


def _facts(world: World, locale: str) -> dict[str, Any]:
    order = world.order()
    assert order.paid_at is not None
    with use_locale(locale), world.shop.database.reading() as db:
        return receipt.receipt_facts(
            aftersales.view(db, order),
            payments.view_of_order(db, order.id),
            ["Siti Aminah", "Jalan Mawar 12"],
            world.shop.settings,
            order.paid_at,
        )


def _paid_by_transfer(world: World) -> None:
    """Pieces of two workshops, one of them one of a kind, paid by transfer."""
    visitor, staff = world.visitor(), world.signed_in("admin@example.com", role="admin")
    with world.shop.database.transaction() as db:
        db.execute(
            sa.update(Variant)
            .where(Variant.id == world.variants["unique"].id)
            .values(serial="BPN-0042")
        )
    put_into_cart(world, visitor, "unique")
    put_into_cart(world, visitor, "stocked", 2)
    place(go_to_pay(visitor), visitor, "bank_transfer")
    staff.send(staff.open("/en/admin/transfers").form("/confirm"), bank_reference="MUTASI-17")
    world.work()


def test_a_receipt_names_workshop_place_serial_columns_and_how_it_was_paid(world: World) -> None:
    _paid_by_transfer(world)
    order = world.order()

    facts = _facts(world, "en")

    assert facts["columns"] == ["Quantity", "Product", "Price", "Line total"]
    assert dict(facts["facts"])["Paid by"] == "Bank transfer"
    assert dict(facts["facts"])["Payment reference"] == "MUTASI-17"
    assert [part["artisan"] for part in facts["parts"]] == [
        "Teras Contoh, Balikpapan",
        "Titian Contoh, Samarinda",
    ]
    (piece, shipping) = facts["parts"][0]["lines"]
    assert "serial number BPN-0042" in piece[1]
    assert shipping[1].startswith("Shipping: ")
    assert facts["sums"] == [
        ["Goods", format_money(order.goods_minor)],
        ["Shipping", format_money(order.shipping_minor)],
        ["Transfer code", format_money(order.transfer_code_minor)],
        ["Total paid", format_money(order.total_minor)],
    ]
    assert world.balance("provider:bank_transfer") == order.total_minor, "paid is what came"


def test_a_receipt_lists_what_went_back(world: World) -> None:
    _paid_by_transfer(world)
    staff = world.visitor()
    sign_in(staff, "admin@example.com")
    desk = staff.open(f"/en/admin/orders/{world.order().number}")
    staff.send(desk.form("/refund"), reason="Noda pada kain")
    world.work()
    staff.send(staff.open("/en/admin/refunds").form("/refunds/done"), bank_reference="K-1")
    world.work()
    order, (first, _second) = world.order(), world.parts()

    facts = _facts(world, "en")

    with use_locale("en"):
        day = date(world.clock.now())
    assert facts["sums"][-3:] == [
        ["Total paid", format_money(order.total_minor)],
        [f"Refunded on {day}", format_money(-first.total_minor)],
        ["Left after refunds", format_money(order.total_minor - first.total_minor)],
    ]


@pytest.mark.parametrize("locale", ["id", "en"])
def test_a_receipt_is_set_in_both_languages(world: World, locale: str) -> None:
    visitor = world.visitor()
    press(visitor, order_with_demo(world, visitor, stocked=1), "pay")
    world.work()
    order = world.order()
    facts = _facts(world, locale)
    with use_locale(locale), world.shop.database.reading() as db:
        view, money = aftersales.view(db, order), payments.view_of_order(db, order.id)
        pdf = receipt.build(view, money, ["Jakarta"], settings=world.shop.settings)

    assert pdf.startswith(b"%PDF-")
    assert (
        facts["columns"]
        == {
            "id": ["Jumlah", "Produk", "Harga", "Subtotal"],
            "en": ["Quantity", "Product", "Price", "Line total"],
        }[locale]
    )
    assert (
        dict(facts["facts"])[{"id": "Dibayar dengan", "en": "Paid by"}[locale]]
        == {
            "id": "Pembayaran demo",
            "en": "Demo payment",
        }[locale]
    )
    assert not any("Transfer code" in row or "Kode unik" in row for row in facts["sums"])
