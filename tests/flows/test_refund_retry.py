"""A refund that was refused or came back always has a way on, on a page."""

from __future__ import annotations

from shop.core.audit import AuditEntry
from shop.payments.models import Payment, Refund
from tests.flows.buying import go_to_pay, place, put_into_cart
from tests.flows.visitor import Visitor
from tests.flows.world import World


def _paid_by_card(world: World) -> Payment:
    visitor = world.visitor()
    put_into_cart(world, visitor, "stocked")
    form = go_to_pay(visitor).form("/checkout/place")
    visitor.client.post(
        form.action,
        data={
            **{name: values[0] for name, values in form.fields.items()},
            "provider": "stripe",
            "accepts_terms": "true",
        },
        headers={"Origin": "http://localhost"},
    )
    (payment,) = world.all(Payment)
    world.fake.pay(payment.reference)
    world.deliver()
    world.work()
    assert world.order().state == "paid"
    return payment


def _refund(world: World, staff: Visitor) -> Refund:
    desk = staff.open(f"/en/admin/orders/{world.order().number}")
    staff.send(desk.form("/refund"), reason="Noda pada kain")
    world.work()
    return world.all(Refund)[-1]


def test_money_that_came_back_for_a_whole_payment_is_tried_again_from_either_page(
    world: World,
) -> None:
    staff = world.signed_in("admin@example.com", role="admin")
    refund = _unwanted_and_failed(world)
    queue = staff.open("/en/admin/")
    assert "Try a refund again" in queue.text
    desk = staff.open("/en/admin/refunds")
    assert desk.has_form("/refunds/retry")
    page = staff.open(f"/en/admin/orders/{world.order().number}")

    page = staff.send(page.form("/retry"))
    world.work()

    assert page.status == 200
    first, second = world.all(Refund)
    assert (first.public_id, first.state) == (refund.public_id, "failed")
    assert (second.state, second.part_id, second.amount_minor) == (
        "pending",
        None,
        first.amount_minor,
    )
    assert second.account_id is not None
    intended = [e for e in world.all(AuditEntry) if e.action == "refund.intended"]
    assert [entry.subject for entry in intended] == [second.public_id]
    again = staff.send(desk.form("/refunds/retry"))
    assert again.status == 409
    assert len(world.all(Refund)) == 2
    assert "Try a refund again" not in staff.open("/en/admin/").text
    staff.send(staff.open("/en/admin/refunds").form("/refunds/done"), bank_reference="K-2")
    world.work()
    assert world.all(Refund)[-1].state == "done"
    assert world.balance(f"order:{world.order().number}:refund-due") == 0


def _unwanted_and_failed(world: World) -> Refund:
    """Money of a wrong amount, which the bank would not send back."""
    visitor, staff = world.visitor(), world.signed_in("kasir@example.com", role="admin")
    put_into_cart(world, visitor, "stocked")
    place(go_to_pay(visitor), visitor, "bank_transfer")
    desk = staff.open("/en/admin/transfers")
    check = staff.send(desk.form("/confirm"), bank_reference="M-1", received_idr="1000")
    staff.send(check.form("/confirm"))
    world.work()
    staff.send(staff.open("/en/admin/refunds").form("/refunds/failed"), reason="Rekening tutup")
    (refund,) = world.all(Refund)
    assert (refund.state, refund.part_id) == ("failed", None)
    return refund


def test_a_part_whose_refund_came_back_after_it_arrived_is_paid_back_from_the_order_page(
    world: World,
) -> None:
    staff = world.signed_in("admin@example.com", role="admin")
    _paid_by_card(world)
    first = _refund(world, staff)
    assert first.state == "done"
    number = world.order().number
    assert not staff.open(f"/en/admin/orders/{number}").has_form("/refund")

    world.fake.fail_refund(first.reference)
    world.deliver()
    world.work()

    (part,) = world.parts()
    assert (part.state, part.refunded_minor) == ("refunded", 0)
    assert "Try a refund again" in staff.open("/en/admin/").text
    assert staff.open("/en/admin/refunds").has_form("/refunds/retry")
    second = _refund(world, staff)

    assert (second.state, second.amount_minor) == ("done", world.order().total_minor)
    assert world.balance("provider:stripe") == 0
    (part,) = world.parts()
    assert part.refunded_minor == part.total_minor
    assert "Try a refund again" not in staff.open("/en/admin/").text


def test_trying_again_needs_the_right_to_refund(world: World) -> None:
    refund = _unwanted_and_failed(world)
    curator = world.signed_in("curator@example.com", role="curator")
    form = curator.open("/admin/listings").forms()[0]
    token = curator.open("/account/profile").form("/account").fields["csrf_token"]
    form.fields, form.method = {"csrf_token": token}, "post"
    for path in ("refunds/retry", f"orders/{world.order().number}/retry"):
        form.action = f"http://localhost/admin/{path}"
        assert curator.send(form, refund=refund.public_id).status == 403

    assert len(world.all(Refund)) == 1
    world.is_sound = False  # I16: the money is still with us
