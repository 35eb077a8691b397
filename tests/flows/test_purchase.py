"""A visitor buys: from the cart to the delivered parcel, through HTTP."""

from __future__ import annotations

import sqlalchemy as sa

from shop.catalog.models import Variant
from shop.core.letters import Letter
from shop.ledger import queries as ledger
from shop.orders.models import ArtisanOrder, Order
from tests.flows.conftest import World, go_to_pay, place, put_into_cart


def test_a_guest_buys_from_two_artisans_and_pays_with_the_demo(world: World) -> None:
    visitor = world.visitor()
    put_into_cart(world, visitor, "unique")
    put_into_cart(world, visitor, "stocked", 2)

    page = place(go_to_pay(visitor), visitor)
    assert "/pay/demo/" in page.address, page.text
    page = visitor.send(page.form("/pay/demo/"), action="pay")
    world.work()
    page = visitor.open(page.address)

    assert "/order/C26-" in page.address
    with world.shop.database.reading() as db:
        order = db.scalars(sa.select(Order)).one()
        parts = db.scalars(sa.select(ArtisanOrder).order_by(ArtisanOrder.id)).all()
        assert order.state == "paid"
        assert [part.goods_minor for part in parts] == [1_450_000_00, 700_000_00]
        assert [part.commission_minor for part in parts] == [116_000_00, 56_000_00]
        assert order.total_minor == sum(part.total_minor for part in parts)
        assert ledger.balance_minor(db, "provider:demo") == order.total_minor
        assert ledger.balance_minor(db, "shop:commission") == -172_000_00
        assert db.get_one(Variant, world.variants["unique"].id).on_hand == 0
        assert db.get_one(Variant, world.variants["stocked"].id).on_hand == 3
        letters = list(db.scalars(sa.select(Letter.fact).order_by(Letter.id)))
    assert [fact.partition(":")[0] for fact in letters] == ["orders.placed", "orders.paid"]
