"""Paying by bank transfer: a slip proves nothing, only what staff see on the account counts."""

from __future__ import annotations

import io

from PIL import Image

from shop.core.audit import AuditEntry
from shop.core.money import format_money
from shop.payments.models import Payment, Refund, TransferProof, TransferReceipt
from tests.flows.buying import EMAIL, go_to_pay, in_english, place, put_into_cart
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World


def slip(name: str = "slip.jpg") -> tuple[io.BytesIO, str]:
    """A photo of a transfer slip, as a phone takes it: it says where it was taken."""
    picture, file = Image.new("RGB", (900, 1200), "#ddd"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Canary Phone"
    picture.save(file, "JPEG", exif=exif)
    file.seek(0)
    return file, name


def order_by_transfer(world: World, visitor: Visitor, name: str = "stocked") -> Opened:
    put_into_cart(world, visitor, name)
    page = place(go_to_pay(visitor), visitor, "bank_transfer")
    assert "/order/" in page.address, page.text
    return visitor.open(in_english(page.address))


def test_staff_refuse_one_slip_and_confirm_the_next(world: World) -> None:
    buyer, staff = world.visitor(), world.signed_in("admin@example.com", role="admin")
    page = order_by_transfer(world, buyer)
    (payment,) = world.all(Payment)
    assert 1 <= payment.suffix_minor // 100 <= 999
    assert payment.expected_minor == world.order().total_minor
    assert payment.suffix_minor == world.order().transfer_code_minor

    buyer.send(page.form("/proof"), picture=slip(), sender_name="Siti")
    desk = staff.open("/en/admin/transfers")
    assert world.order().number in desk.text
    (proof,) = world.all(TransferProof)
    image = staff.client.get(f"/admin/transfers/proof/{proof.public_id}")
    assert (image.status_code, image.mimetype) == (200, "image/webp")
    assert b"Canary" not in image.data
    desk = staff.send(desk.form("/refuse"), reason="Nominal pada slip berbeda.")
    assert desk.status == 200
    page = buyer.open(page.address)
    assert "Nominal pada slip berbeda." in page.text
    assert world.order().state == "placed"

    buyer.send(page.form("/proof"), picture=slip(), sender_name="Siti")
    desk = staff.open("/en/admin/transfers")
    staff.send(desk.form("/confirm"), bank_reference="MUTASI-17")
    world.work()

    assert world.order().state == "paid"
    assert [row.state for row in world.all(TransferProof)] == ["refused", "confirmed"]
    assert world.balance("provider:bank_transfer") == payment.expected_minor
    assert world.balance("shop:transfer-suffixes") == -payment.suffix_minor
    assert "transfer.confirmed" in {row.action for row in world.all(AuditEntry)}
    assert "Thank you, your payment has arrived." in buyer.open(page.address).text
    again = staff.send(desk.form("/confirm"), bank_reference="MUTASI-17")
    assert again.status in {404, 409}
    assert world.balance("provider:bank_transfer") == payment.expected_minor


def test_another_amount_is_asked_about_before_anything_goes_back(world: World) -> None:
    buyer, staff = world.visitor(), world.signed_in("admin@example.com", role="admin")
    order_by_transfer(world, buyer)
    expected = world.order().total_minor
    desk = staff.open("/en/admin/transfers")

    check = staff.send(desk.form("/confirm"), bank_reference="M-1", received_idr="1000")

    assert check.status == 200
    assert f"Expected {format_money(expected)}" in check.text
    assert "Received Rp1.000" in check.text
    assert f"Difference {format_money(100_000 - expected)}" in check.text
    assert "All of it goes back to the buyer: Rp1.000." in check.text
    assert world.all(Refund) == world.all(TransferReceipt) == []
    world.work()
    assert world.all(Refund) == []

    # another amount than the one that was checked is asked about anew
    form = check.form("/confirm")
    again = staff.send(form, received_idr="2000")
    assert "Received Rp2.000" in again.text
    assert world.all(Refund) == []

    staff.send(check.form("/confirm"))
    world.work()
    assert world.order().state == "placed"
    (refund,) = world.all(Refund)
    assert (refund.state, refund.amount_minor) == ("pending", 1_000_00)

    desk = staff.open("/en/admin/refunds")
    staff.send(desk.form("/refunds/done"), bank_reference="KEMBALI-1")
    world.work()
    (refund,) = world.all(Refund)
    assert refund.state == "done"
    assert world.balance("provider:bank_transfer") == 0


def test_the_right_amount_typed_out_is_confirmed_at_once(world: World) -> None:
    buyer, staff = world.visitor(), world.signed_in("admin@example.com", role="admin")
    order_by_transfer(world, buyer)
    desk = staff.open("/en/admin/transfers")

    amount = str(world.order().total_minor // 100)
    staff.send(desk.form("/confirm"), bank_reference="M-1", received_idr=amount)

    assert world.order().state == "paid"


def test_a_transfer_without_a_slip_is_looked_for_after_a_day(world: World) -> None:
    staff = world.signed_in("admin@example.com", role="admin")
    order_by_transfer(world, world.visitor())
    assert "Look for transfers without a slip" not in staff.open("/en/admin/").text

    world.clock.advance(hours=25)
    world.work()

    assert world.order().state == "expired"
    queue = staff.open("/en/admin/")
    assert "Look for transfers without a slip 1 transfer" in queue.text
    desk = staff.open("/en/admin/transfers")
    staff.send(desk.form("/confirm"), bank_reference="M-1")
    assert world.order().state == "paid", "it came in time for its pieces"
    assert "Look for transfers without a slip" not in staff.open("/en/admin/").text


def test_a_transfer_is_not_looked_for_for_ever(world: World) -> None:
    staff = world.signed_in("admin@example.com", role="admin")
    order_by_transfer(world, world.visitor())
    world.clock.advance(days=8)
    world.work()

    assert "Look for transfers" not in staff.open("/en/admin/").text
    assert not staff.open("/en/admin/transfers").has_form("/confirm")


def test_a_transfer_is_awaited_longer_than_a_card(world: World) -> None:
    order_by_transfer(world, world.visitor(), "unique")
    world.clock.advance(hours=23)
    world.work()
    assert world.order().state == "placed"
    assert world.variant("unique").reserved == 1
    world.clock.advance(hours=1)
    world.work()
    assert world.order().state == "expired"
    assert world.variant("unique").reserved == 0
    assert world.letters(EMAIL) == ["orders.placed", "orders.expired"]


def test_confirming_needs_the_right(world: World) -> None:
    order_by_transfer(world, world.visitor())
    (payment,) = world.all(Payment)
    curator = world.signed_in("curator@example.com", role="curator")
    assert curator.open("/admin/transfers").status == 403
    form = curator.open("/admin/listings").forms()[0]
    form.action, form.method = "http://localhost/admin/transfers/confirm", "post"
    token = curator.open("/account/profile").form("/account").fields["csrf_token"]
    form.fields = {"csrf_token": token}
    page = curator.send(form, payment=payment.public_id, bank_reference="X")
    assert page.status == 403
    assert world.order().state == "placed"
