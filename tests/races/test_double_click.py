"""An impatient buyer clicks "place order" again and again."""

from __future__ import annotations

from collections import Counter

import pytest

from shop.orders.models import Order
from shop.payments.models import DemoCheckout, Payment
from tests.flows.world import World
from tests.races.crowd import at_once, one_click

pytestmark = pytest.mark.race


def test_twenty_clicks_place_one_order_and_all_lead_to_it(world: World) -> None:
    click = one_click(world, "stocked", quantity=2)

    answers = at_once(lambda _: click.send(world.app), range(20))

    assert Counter(answer.status_code for answer in answers) == {303: 20}
    (order,), (payment,) = world.all(Order), world.all(Payment)
    (checkout,) = world.all(DemoCheckout)
    assert payment.order_id == order.id
    for answer in answers:
        assert f"/pay/demo/{checkout.reference}" in answer.location or (
            f"/order/{order.number}" in answer.location
        )
    assert world.variant("stocked").reserved == 2
    world.work()
    assert world.letters() == ["orders.placed"]


def test_two_tabs_with_different_ways_to_pay_place_one_order(world: World) -> None:
    click = one_click(world, "unique")
    other = type(click)(click.cookies, {**click.fields, "provider": "bank_transfer"})

    answers = at_once(lambda some: some.send(world.app), [click, other] * 5)

    assert {answer.status_code for answer in answers} == {303}
    assert len(world.all(Order)) == 1
    assert len(world.all(Payment)) == 1
    assert world.variant("unique").reserved == 1
