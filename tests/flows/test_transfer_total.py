"""The amount that a buyer agrees to, transfers, reads and gets back is one and the same."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.aftersales import privacy
from shop.core.letters import Letter
from shop.core.money import format_money
from shop.operations import export
from shop.orders.models import Order
from shop.payments.models import Payment, Refund
from tests.factories import make_order
from tests.flows.buying import EMAIL, go_to_pay, in_english, place, put_into_cart
from tests.flows.test_transfer import order_by_transfer
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World, sign_in


def _last_step(world: World, visitor: Visitor) -> Opened:
    put_into_cart(world, visitor, "stocked")
    page = go_to_pay(visitor)
    return visitor.open(in_english(page.address))


def _code(page: Opened) -> int:
    return int(page.form("/checkout/place").fields["transfer_code_minor"][0])


def test_the_last_step_shows_the_total_by_transfer_before_the_buyer_agrees(world: World) -> None:
    visitor = world.visitor()
    page = _last_step(world, visitor)
    code = _code(page)
    agreed = int(page.form("/checkout/place").fields["total_seen_minor"][0])
    total = format_money(agreed + code)

    assert f"Transfer code {format_money(code)}" in page.text
    assert f"Total by bank transfer {total}" in page.text
    assert f"{total} in all: {format_money(code)} of it is a code" in page.text
    assert f"Place the order: {total}" in page.text
    assert world.all(Payment) == [], "showing it writes nothing"

    order_page = place(page, visitor, "bank_transfer")

    order = world.order()
    assert (order.transfer_code_minor, order.total_minor) == (code, agreed + code)
    assert world.all(Payment)[0].expected_minor == agreed + code
    assert order_page.text.count(total) >= 2, "pay box and summary"


def test_with_another_way_nothing_is_added(world: World) -> None:
    visitor = world.visitor()
    page = _last_step(world, visitor)
    agreed = int(page.form("/checkout/place").fields["total_seen_minor"][0])

    place(page, visitor, "demo")

    order = world.order()
    assert (order.transfer_code_minor, order.total_minor) == (0, agreed)
    assert world.all(Payment)[0].expected_minor == agreed


def test_a_code_that_was_given_away_meanwhile_is_shown_anew_and_agreed_to_again(
    world: World,
) -> None:
    visitor = world.visitor()
    page = _last_step(world, visitor)
    code = _code(page)
    with world.shop.database.transaction() as db:
        total = int(page.form("/checkout/place").fields["total_seen_minor"][0]) + code
        rival = _await_transfer(db, total)

    refused = place(page, visitor, "bank_transfer")

    assert refused.status == 409
    assert "The total is now" in refused.text
    assert [row.number for row in world.all(Order)] == [rival], "nothing was placed"
    new = _code(refused)
    assert new != code
    place(refused, visitor, "bank_transfer")
    assert world.all(Payment)[-1].suffix_minor == new
    with world.shop.database.transaction() as db:
        db.execute(sa.delete(Payment).where(Payment.public_id == "pay_RIVAL"))


def test_a_code_of_ones_own_is_not_agreed_to(world: World) -> None:
    visitor = world.visitor()
    page = _last_step(world, visitor)
    form = page.form("/checkout/place")
    code = _code(page)

    refused = visitor.send(
        form,
        provider="bank_transfer",
        accepts_terms=form.choices["accepts_terms"][0],
        transfer_code_minor=str(100 if code != 100 else 200),
    )

    assert refused.status == 409
    assert world.all(Payment) == []


def test_what_was_paid_stands_on_page_letters_and_exports_and_goes_back_in_full(
    world: World,
) -> None:
    buyer = world.visitor()
    account = world.account(EMAIL)
    sign_in(buyer, EMAIL)
    staff = world.signed_in("admin@example.com", role="admin")
    page = order_by_transfer(world, buyer)
    staff.send(staff.open("/en/admin/transfers").form("/confirm"), bank_reference="MUTASI-17")
    world.work()
    order = world.order()
    paid = format_money(order.total_minor)

    page = buyer.open(page.address)
    assert f"Transfer code {format_money(order.transfer_code_minor)}" in page.text
    assert f"Total paid {paid}" in page.text
    for letter in world.all(Letter):
        if letter.recipient == EMAIL and letter.fact.startswith(("orders.placed", "orders.paid")):
            assert format_money(order.transfer_code_minor) in letter.text
            assert paid in letter.text
            assert paid in letter.html
    assert paid in buyer.open("/en/account/orders").text
    with world.shop.database.reading() as db:
        (row,) = export.orders(db)
        (own,) = privacy.export(db, account)
    assert row.total_minor == row.captured_minor == order.total_minor
    assert row.transfer_code_minor == own["transfer_code_minor"] == order.transfer_code_minor
    assert own["total_minor"] == order.total_minor

    desk = staff.open(f"/en/admin/orders/{order.number}")
    staff.send(desk.form("/refund"), reason="Noda pada kain")
    world.work()
    staff.send(staff.open("/en/admin/refunds").form("/refunds/done"), bank_reference="K-1")
    world.work()

    (refund,) = world.all(Refund)
    assert (refund.state, refund.amount_minor) == ("done", order.total_minor)
    assert world.balance("shop:transfer-suffixes") == 0
    assert world.balance("provider:bank_transfer") == 0
    page = buyer.open(page.address)
    assert re.search(rf"Refunded -{re.escape(paid)}", page.text)
    (told,) = [one.text for one in world.all(Letter) if one.fact.startswith("orders.refunded")]
    assert paid in told
    with world.shop.database.reading() as db:
        (row,) = export.orders(db)
    assert row.refunded_minor == order.total_minor


def test_another_way_on_the_order_page_removes_the_code(world: World) -> None:
    buyer = world.visitor()
    page = order_by_transfer(world, buyer)
    with_code = world.order().total_minor
    agreed = with_code - world.order().transfer_code_minor
    assert f"Pay {format_money(agreed)}" in page.text

    buyer.send(page.form(f"{world.order().number}/pay"), provider="demo")

    page = buyer.open(page.address)
    assert world.order().total_minor == agreed
    assert "Transfer code Rp" not in page.text
    (shown,) = re.findall(r"(Rp[\d.,]+) in all", page.text)

    buyer.send(page.form(f"{world.order().number}/pay"), provider="bank_transfer")

    assert format_money(world.order().total_minor) == shown, "as it stood beside the way to pay"


def _await_transfer(db: Session, total_minor: int) -> str:
    """Let another order await a transfer of this amount; returns its number."""
    order = make_order(db)
    db.add(
        Payment(
            public_id="pay_RIVAL",
            order_id=order.id,
            provider="bank_transfer",
            state="started",
            currency="IDR",
            amount_minor=total_minor - 100,
            suffix_minor=100,
            expected_minor=total_minor,
            idempotency_key="payment:pay_RIVAL",
            told={},
            expires_at=order.expires_at,
            created_at=order.placed_at,
        )
    )
    return order.number
