"""Two hundred buyers click at the same moment; there is one piece."""

from __future__ import annotations

from collections import Counter

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import stock
from shop.catalog.models import Reservation, Variant
from shop.orders.models import ArtisanOrder, Order, OrderLine
from shop.payments.models import Payment
from tests.flows.world import World
from tests.races.crowd import at_once, crowd

pytestmark = pytest.mark.race


def test_of_two_hundred_buyers_one_gets_the_piece_and_199_a_clean_refusal(world: World) -> None:
    clicks = crowd(world, "unique", 200)

    answers = at_once(lambda click: click.send(world.app), clicks)

    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: 199}
    for answer in answers:
        if answer.status_code == 409:
            assert "Traceback" not in answer.text
            assert 'action="/cart/remove"' in answer.text  # the cart says so and can go on
            assert answer.headers["Cache-Control"] == "no-store"
    for model in (Order, ArtisanOrder, OrderLine, Payment, Reservation):
        assert len(world.all(model)) == 1, model
    variant = world.variant("unique")
    assert (variant.on_hand, variant.reserved) == (1, 1)


def test_without_its_guards_the_stock_would_be_sold_many_times(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a race that finds nothing proves nothing unless it can find something."""
    if world.shop.database.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time: PostgreSQL is where the guards are needed")
    clicks = crowd(world, "stocked", 20)
    with world.shop.database.transaction() as db:
        db.execute(sa.update(Variant).values(on_hand=1))
        db.execute(
            sa.text(
                "ALTER TABLE shop_variants DROP CONSTRAINT ck_shop_variants_reserved_within_stock"
            )
        )
    monkeypatch.setattr(stock, "_take", _take_carelessly)

    answers = at_once(lambda click: click.send(world.app), clicks)

    assert Counter(answer.status_code for answer in answers) != {303: 1, 409: 19}
    assert len(world.all(Order)) > 1
    world.is_sound = False
    assert any("I10" in finding for finding in world.broken())


def _take_carelessly(db: Session, variant_id: int, quantity: int) -> stock._Taken | None:
    """What the guard would be if it looked first and took afterwards."""
    row = db.execute(
        sa.select(Variant.on_hand, Variant.reserved, Variant.listing_id).where(
            Variant.id == variant_id
        )
    ).one()
    db.execute(
        sa.update(Variant)
        .where(Variant.id == variant_id)
        .values(reserved=row.reserved + quantity)
        .execution_options(synchronize_session=False)
    )
    return stock._Taken(
        variant_id, quantity, is_unique=False, is_stocked=True, listing_id=row.listing_id
    )
