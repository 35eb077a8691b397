"""A buyer who paid by transfer is asked where the money shall go, and staff send it there."""

from __future__ import annotations

import re

import sqlalchemy as sa

from shop.accounts.models import Role
from shop.aftersales import privacy
from shop.aftersales.errors import OrdersOpen
from shop.core.letters import Letter
from shop.payments.models import RefundAccount
from tests.flows.buying import EMAIL, in_english
from tests.flows.test_transfer import order_by_transfer
from tests.flows.visitor import Opened, Visitor
from tests.flows.world import World, sign_in

ACCOUNT = {"bank": "Bank Contoh", "account_number": "730 123 4567", "holder": "Siti Aminah"}


def _refunded_by_staff(world: World, buyer: Visitor) -> tuple[Visitor, Opened]:
    """An order paid by transfer that staff pay back; returns staff and the order's page."""
    staff = world.signed_in("admin@example.com", role="admin")
    page = order_by_transfer(world, buyer)
    staff.send(staff.open("/en/admin/transfers").form("/confirm"), bank_reference="M-1")
    world.work()
    desk = staff.open(f"/en/admin/orders/{world.order().number}")
    staff.send(desk.form("/refund"), reason="Noda pada kain")
    world.work()
    return staff, page


def _letter(world: World, fact: str) -> Letter:
    (letter,) = [one for one in world.all(Letter) if one.fact.startswith(fact)]
    return letter


def test_the_buyer_names_an_account_by_the_link_in_the_letter_and_staff_send_it_there(
    world: World,
) -> None:
    staff, _page = _refunded_by_staff(world, world.visitor())
    desk = staff.open("/en/admin/refunds")
    assert "The buyer was asked and has not named one yet." in desk.text
    letter = _letter(world, "payments.refund_account")
    assert letter.recipient == EMAIL
    (link,) = set(re.findall(r"http://localhost\S+#refund-account", letter.text))

    guest = world.visitor()
    page = guest.open(in_english(link))
    assert "Where shall we send your refund?" in page.text
    page = guest.send(page.form("/refund-account"), **ACCOUNT)

    assert page.status == 200
    assert "We send it to Bank Contoh, account •••• 4567, Siti Aminah." in page.text
    assert "7301234567" not in page.html
    desk = staff.open("/en/admin/refunds")
    assert "Bank Contoh, 7301234567, Siti Aminah" in desk.text
    staff.send(desk.form("/refunds/done"), bank_reference="K-1")
    world.work()
    page = guest.open(page.address)
    assert "Where shall we send your refund?" not in page.text
    assert "Uangnya kami kirim ke rekening yang Anda isi." in _letter(world, "orders.refunded").text


def test_a_wrong_number_is_answered_at_its_field_and_nothing_typed_is_lost(world: World) -> None:
    buyer = world.visitor()
    _staff, page = _refunded_by_staff(world, buyer)
    page = buyer.open(page.address)

    refused = buyer.send(page.form("/refund-account"), **{**ACCOUNT, "account_number": "12"})

    assert refused.status == 422
    assert 'id="f-account_number-error"' in refused.html
    assert "5 to 34 digits" in refused.text
    assert refused.form("/refund-account").fields["holder"] == ["Siti Aminah"]
    assert world.all(RefundAccount) == []


def test_somebody_elses_order_takes_no_account(world: World) -> None:
    buyer = world.visitor()
    _staff, page = _refunded_by_staff(world, buyer)
    form = buyer.open(page.address).form("/refund-account")
    form.fields.pop("t")

    stranger = world.visitor()
    stranger.open("/")
    answer = stranger.client.post(
        form.action, data={**ACCOUNT}, headers={"Origin": "http://localhost"}
    )

    assert answer.status_code in {400, 404}
    assert world.all(RefundAccount) == []


def test_staff_enter_it_for_the_buyer_and_only_the_right_to_refund_shows_the_digits(
    world: World,
) -> None:
    staff, _page = _refunded_by_staff(world, world.visitor())
    desk = staff.open("/en/admin/refunds")

    refused = staff.send(desk.form("/refunds/account"), **{**ACCOUNT, "account_number": "x"})
    assert refused.status == 422
    assert world.all(RefundAccount) == []
    desk = staff.send(desk.form("/refunds/account"), **ACCOUNT)

    assert "Bank Contoh, 7301234567, Siti Aminah" in desk.text
    assert world.all(RefundAccount)[0].account_id is not None
    with world.shop.database.transaction() as db:
        db.execute(
            sa.update(Role).where(Role.name == "curator").values(rights=["payments:confirm"])
        )
    cashier = world.signed_in("kasir@example.com", role="curator")
    desk = cashier.open("/en/admin/refunds")
    assert "Bank Contoh, •••• 4567, Siti Aminah" in desk.text
    assert "7301234567" not in desk.html
    assert not desk.has_form("/refunds/account")


def test_a_transfer_that_no_order_takes_asks_for_the_account_in_its_letter(world: World) -> None:
    buyer, staff = world.visitor(), world.signed_in("admin@example.com", role="admin")
    page = order_by_transfer(world, buyer)
    desk = staff.open("/en/admin/transfers")
    check = staff.send(desk.form("/confirm"), bank_reference="M-1", received_idr="1000")
    staff.send(check.form("/confirm"))
    world.work()

    letter = _letter(world, "payments.unwanted")
    assert "#refund-account" in letter.text
    page = buyer.open(page.address)
    buyer.send(page.form("/refund-account"), **ACCOUNT)
    assert world.all(RefundAccount)[0].account_number == "7301234567"


def test_the_account_is_exported_with_the_person_and_erased_with_them(world: World) -> None:
    buyer = world.visitor()
    account_id = world.account(EMAIL)
    sign_in(buyer, EMAIL)
    staff, page = _refunded_by_staff(world, buyer)
    buyer.send(buyer.open(page.address).form("/refund-account"), **ACCOUNT)
    with world.shop.database.reading() as db:
        (own,) = privacy.export(db, account_id)
    assert own["refund_account"] == {**ACCOUNT, "account_number": "7301234567"}

    def erase() -> None:
        with world.shop.database.transaction() as db:
            privacy.erase(db, account_id)

    try:
        erase()
    except OrdersOpen:
        assert len(world.all(RefundAccount)) == 1, "the money is still owed"
    else:
        raise AssertionError("erased while money is owed")
    staff.send(staff.open("/en/admin/refunds").form("/refunds/done"), bank_reference="K-1")
    world.work()
    erase()

    assert world.all(RefundAccount) == []
