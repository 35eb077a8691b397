"""A provider repeats itself: many deliveries of one notification, all at once."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest

from shop.core import worker
from shop.ledger.models import Posting
from shop.payments.models import InboxRow, Payment
from tests.flows.world import World
from tests.races.crowd import at_once, one_click

pytestmark = pytest.mark.race


def test_one_notification_delivered_fifty_times_in_parallel_has_one_effect(world: World) -> None:
    assert one_click(world, "unique", provider="stripe").send(world.app).status_code == 303
    (payment,) = world.all(Payment)
    world.fake.pay(payment.reference)
    (completed,) = world.fake.deliveries(
        types=["checkout.session.completed"], signed_at=int(time.time())
    )

    def deliver(_number: int) -> int:
        client = world.app.test_client()
        return client.post(
            "/payments/stripe/webhook", data=completed.body, headers=completed.headers
        ).status_code

    stop = threading.Event()
    workers = [threading.Thread(target=worker.work, args=(world.shop, stop)) for _ in range(3)]
    for thread in workers:
        thread.start()  # they work the inbox off while the deliveries still come in
    answers = at_once(deliver, range(50))
    stop.set()
    for thread in workers:
        thread.join()
    world.work()

    assert Counter(answers) == {200: 50}
    assert len(world.all(InboxRow)) == 1
    assert world.order().state == "paid"
    keys = [posting.key for posting in world.all(Posting)]
    assert keys.count(f"payment:{payment.public_id}:captured") == 1
    assert world.balance("provider:stripe") == world.order().total_minor
    assert world.letters().count("orders.paid") == 1
    assert world.variant("unique").on_hand == 0


def test_the_buyers_return_button_notification_and_expiry_meet_and_the_order_is_paid_once(
    world: World,
) -> None:
    click = one_click(world, "unique", provider="stripe")
    back = click.send(world.app)
    assert back.status_code == 303
    (payment,) = world.all(Payment)
    visitor = world.visitor()
    for name, value in click.cookies.items():
        visitor.client.set_cookie(name, value)
    returning = world.fake.session(payment.reference)["success_url"]
    check = visitor.open(returning).form("/check")
    world.fake.pay(payment.reference)
    world.clock.advance(minutes=31)  # the expiry job wants the piece back at the same moment

    def act(number: int) -> int:
        if number % 4 == 0:
            return max(world.deliver_again())
        if number % 4 == 1:
            worker.tick(world.shop)
            return 200
        client = world.app.test_client()
        for name, value in click.cookies.items():
            client.set_cookie(name, value)
        if number % 4 == 2:
            return client.get(returning.removeprefix("http://localhost")).status_code
        path = check.action.removeprefix("http://localhost")
        return client.post(path, data=check.fields).status_code

    answers = at_once(act, range(24), threads=12)

    world.work()
    assert set(answers) == {200, 303}
    assert world.order().state == "paid"
    assert [row.key for row in world.all(Posting)] == [f"payment:{payment.public_id}:captured"]
    assert world.balance("provider:stripe") == world.order().total_minor
    assert world.variant("unique").on_hand == 0
