"""People buy: on a phone and at a desk, with scripts and without."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser

from shop.catalog.models import Reservation
from shop.orders.models import ArtisanOrder, Order
from shop.payments.models import TransferProof
from tests.browser.person import MODES, Mode, Person
from tests.browser.stage import Stage


def picture(colour: str = "#456") -> dict[str, object]:
    """A photo as a form of a page takes it."""
    file = io.BytesIO()
    Image.new("RGB", (900, 1125), colour).save(file, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_a_guest_buys_from_two_artisans_with_the_demo_provider(stage: Stage, buyer: Person) -> None:
    (unique,) = stage.pieces("one_of_a_kind", 1)
    other = next(
        entry["slug"]
        for entry in stage.facts["listings"]["in_stock"]
        if entry["artisan"] != stage.facts["listings"]["one_of_a_kind"][0]["artisan"]
    )
    buyer.add(unique)
    buyer.add(other)
    buyer.go_to_pay()
    buyer.place("demo")
    buyer.act("decline")
    assert stage.newest(Order).state == "placed"
    buyer.act("pay")
    order = stage.wait_for_order("paid")
    assert buyer.order_number() == order.number
    buyer.reload_until(".notice-good")
    parts = [part for part in stage.all(ArtisanOrder) if part.order_id == order.id]
    assert [part.state for part in parts] == ["to_pack", "to_pack"]
    assert buyer.page.locator("section.parcel").count() == 2
    receipt = buyer.page.locator('a[href*="receipt.pdf"]').get_attribute("href")
    assert receipt
    answer = buyer.page.request.get(receipt)
    assert answer.body().startswith(b"%PDF-")


def test_an_account_buys_a_piece_of_its_kind_on_stripes_page(stage: Stage, buyer: Person) -> None:
    buyer.sign_in(stage.facts["logins"]["buyer"]["email"])
    (unique,) = stage.pieces("one_of_a_kind", 1)
    buyer.add(unique)
    _to_the_last_page(buyer)
    buyer.place("stripe")
    assert buyer.page.url.startswith(stage.fake.account.page_base)
    buyer.act("pay")
    order = stage.wait_for_order("paid")
    assert buyer.order_number() == order.number
    assert order.account_id is not None
    buyer.reload_until(".notice-good")
    buyer.open(f"/batik/{unique}")
    assert buyer.form("/cart/add").count() == 0


def _to_the_last_page(buyer: Person) -> None:
    """A buyer with an address book picks from it."""
    buyer.press(buyer.page.locator('main a[href$="/checkout/"]').first)
    form = buyer.page.locator('form:has([name="saved"])').first
    buyer.press(form.locator("button").last)
    buyer.send("/checkout/pay")


def test_a_transfer_with_its_slip_is_confirmed_by_staff(
    stage: Stage, buyer: Person, chromium: Browser, people: list[Person]
) -> None:
    (stocked,) = stage.pieces("in_stock", 1)
    buyer.add(stocked)
    buyer.go_to_pay()
    buyer.place("bank_transfer")
    number = buyer.order_number()
    form = buyer.form("/proof")
    form.locator('input[type="file"]').set_input_files([picture()])  # type: ignore[list-item]
    buyer.press(form.locator("button").last)
    assert buyer.order_number() == number
    assert stage.newest(TransferProof).state == "sent"

    staff = Person(chromium, stage.address, buyer.mode)
    people.append(staff)
    staff.sign_in(stage.facts["logins"]["admin"]["email"])
    staff.open("/admin/transfers")
    section = staff.page.locator("section.panel", has=staff.page.get_by_role("link", name=number))
    confirm = section.locator('form[action$="/transfers/confirm"]')
    confirm.locator('[name="bank_reference"]').fill("MUTASI-9")
    staff.press(confirm.locator("button"))

    stage.wait_for_order("paid")
    buyer.page.goto(buyer.page.url)
    buyer.reload_until(".notice-good")


def test_an_order_that_expired_is_bought_again(stage: Stage, buyer: Person) -> None:
    (unique,) = stage.pieces("one_of_a_kind", 1)
    buyer.add(unique)
    buyer.go_to_pay()
    buyer.place("demo")
    buyer.act("cancel")
    first = buyer.order_number()
    stage.clock.advance(minutes=31)
    stage.wait_for_order("expired")

    again = buyer.reload_until('form[action$="/again"] button')
    buyer.press(again)
    assert buyer.page.url.endswith("/cart/")
    buyer.go_to_pay()
    buyer.place("demo")
    buyer.act("pay")
    order = stage.wait_for_order("paid")
    assert order.number != first
    mine = [row for row in stage.all(Reservation) if row.reference in {first, order.number}]
    assert [row.state for row in mine] == ["expired", "sold"]


def test_language_and_currency_keep_the_cart(stage: Stage, buyer: Person) -> None:
    (stocked,) = stage.pieces("in_stock", 1)
    buyer.add(stocked)
    line = buyer.page.locator('form[action$="/cart/remove"] [name="line"]').first
    before = line.get_attribute("value")
    buyer.press(buyer.page.locator('footer a[hreflang="en"]'))
    assert "/en/cart/" in buyer.page.url
    assert buyer.page.locator("html").get_attribute("lang") == "en"
    assert line.get_attribute("value") == before
    buyer.press(buyer.page.locator('footer button[name="currency"][value="USD"]'))
    assert "/en/cart/" in buyer.page.url
    assert line.get_attribute("value") == before
    assert "USD" in buyer.text or "$" in buyer.text
    buyer.press(buyer.page.locator('footer a[hreflang="id"]'))
    assert line.get_attribute("value") == before
    if buyer.mode.has_scripts:
        bubble = buyer.page.locator("[data-bar-pieces]")
        bubble.wait_for(state="visible")
        assert bubble.inner_text() == "1"


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode.has_scripts], ids=lambda m: m.name)
def test_an_impatient_double_click_places_one_order(
    stage: Stage, buyer: Person, mode: Mode
) -> None:
    (stocked,) = stage.pieces("in_stock", 1)
    before = len(stage.all(Order))
    buyer.add(stocked)
    buyer.go_to_pay()
    form = buyer.form("/checkout/place")
    buyer.choose(form, "provider", "demo")
    form.locator('[name="accepts_terms"]').check()
    with buyer.page.expect_navigation(wait_until="domcontentloaded"):
        form.locator("button").last.dblclick()
    buyer.page.wait_for_url("**/pay/demo/**")
    assert len(stage.all(Order)) == before + 1
