from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from shop.accounts import addresses, passwords, staff
from shop.accounts.address import AddressFields
from shop.accounts.models import SavedAddress
from shop.artisans.models import Artisan
from shop.cart.models import Cart, Checkout
from shop.catalog.models import Reservation, Variant
from shop.core.outbox import OutboxRow
from shop.orders.models import ArtisanOrder, Order
from shop.shipping.models import CourierService, Destination, Rate
from tests.factories import make_artisan
from tests.storefront.shopper import (
    ABROAD,
    ADDRESS,
    GERMANY,
    JAKARTA,
    UNITED_STATES,
    Shopper,
    agreement,
    checked,
    hidden,
    make_wares,
)

PASSWORD = "hujan di atas sungai"


def count(db: Session, table: type) -> int:
    found = db.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    db.rollback()
    return found


def one(db: Session, statement: Any) -> Any:
    found = db.scalars(statement).one()
    db.rollback()
    return found


def change(db: Session, table: type, **values: Any) -> None:
    db.execute(sa.update(table).values(**values))
    db.commit()


def assert_nothing_was_placed(db: Session) -> None:
    assert count(db, Order) == 0
    assert count(db, Reservation) == 0
    assert count(db, OutboxRow) == 0
    assert one(db, sa.select(Cart.closed_at)) is None


# -- the way ---------------------------------------------------------------------------------------


def test_from_product_to_order_in_five_requests(db: Session, shopper: Shopper) -> None:
    variant = make_wares(db, stock=3)
    client = shopper.client

    first = client.post("/cart/add", data={"variant": variant.public_id, "next": "/checkout/"})
    second = shopper.get("/checkout/")
    third = shopper.post("/checkout/shipping", ADDRESS)
    fourth = shopper.post("/checkout/pay", checked(third))
    fifth = shopper.place(fourth)

    assert [page.status_code for page in (first, second, third, fourth, fifth)] == [
        303,
        200,
        200,
        200,
        303,
    ]
    order = one(db, sa.select(Order))
    assert (order.goods_minor, order.shipping_minor) == (450_000_00, 9_000_00)
    assert order.email == "siti@example.com"
    assert order.phone == "+6281234567890"
    assert order.address["district"] == "Samarinda Ilir"
    assert order.address["regency_code"] == "64.72"
    assert order.locale == "id"
    assert one(db, sa.select(Cart.closed_at)) is not None


def test_a_village_of_the_kecamatan_is_kept_as_it_is_spelt(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))

    shopper.place(shopper.to_payment({**ADDRESS, "village": "kel. selili"}))

    assert one(db, sa.select(Order.address))["village"] == "Selili"


def test_two_artisans_are_two_parcels_with_two_prices(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="dekat")))
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="hulu", region_code="64.11")))

    page = shopper.to_payment(JAKARTA)
    shopper.place(page)

    assert hidden(page, "total_seen_minor") == str(900_000_00 + 43_000_00 + 86_000_00)
    parts = db.scalars(sa.select(ArtisanOrder).order_by(ArtisanOrder.id)).all()
    assert [part.shipping_minor for part in parts] == [43_000_00, 86_000_00]
    assert [part.shipping["service_id"] for part in parts] == ["pos-reg", "pos-reg"]
    assert all(part.shipping["is_illustrative"] for part in parts)


def test_another_service_is_chosen_and_charged(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="dekat")))
    shopper.get("/checkout/")
    shopper.post("/checkout/shipping", JAKARTA)

    page = shopper.post("/checkout/pay", {"ship-dekat": "jne-yes"})
    shopper.place(page)

    assert one(db, sa.select(Order.shipping_minor)) == 81_500_00
    assert one(db, sa.select(ArtisanOrder)).shipping["days_max"] == 1


def test_what_allows_pick_up_may_be_fetched_for_nothing(db: Session, shopper: Shopper) -> None:
    artisan = make_artisan(db, slug="dekat", allows_pick_up=True)
    shopper.add(make_wares(db, stock=3, artisan=artisan))
    shopper.get("/checkout/")
    shopper.post("/checkout/shipping", ADDRESS)

    shopper.place(shopper.post("/checkout/pay", {"ship-dekat": "pick_up"}))

    assert one(db, sa.select(Order.shipping_minor)) == 0


def test_pick_up_is_never_marked_beforehand(db: Session, shopper: Shopper) -> None:
    artisan = make_artisan(db, slug="dekat", allows_pick_up=True)
    shopper.add(make_wares(db, stock=3, artisan=artisan))
    change(db, CourierService, is_active=False)
    shopper.get("/en/checkout/")

    only_pick_up = shopper.post("/en/checkout/shipping", ADDRESS)
    unchosen = shopper.get("/en/checkout/pay")
    shopper.post("/en/checkout/pay", {"ship-dekat": "pick_up"})

    assert 'value="pick_up" required>' in only_pick_up.text
    assert "not chosen yet" in only_pick_up.text
    assert "Rp0" not in only_pick_up.text
    assert '"sum-total"' not in only_pick_up.text
    assert unchosen.headers["Location"] == "/en/checkout/shipping"
    assert 'value="pick_up" required checked>' in shopper.get("/en/checkout/shipping").text


@pytest.mark.parametrize("address", [JAKARTA, ABROAD, UNITED_STATES, GERMANY])
def test_pick_up_is_not_offered_far_from_the_workshop(
    db: Session, shopper: Shopper, address: dict[str, str]
) -> None:
    artisan = make_artisan(db, slug="dekat", allows_pick_up=True)
    shopper.add(make_wares(db, stock=3, artisan=artisan))
    shopper.get("/checkout/")

    page = shopper.post("/checkout/shipping", address)
    forced = shopper.post("/checkout/pay", {"ship-dekat": "pick_up"})

    assert page.status_code == 200
    assert "pick_up" not in page.text
    assert forced.status_code == 422
    assert one(db, sa.select(Checkout.choices)) == {}


def test_the_weight_charged_for_and_the_duties_are_said_once(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="dekat")))
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="jauh")))
    shopper.get("/en/checkout/")

    at_home = shopper.post("/en/checkout/shipping", JAKARTA)
    abroad = shopper.post("/en/checkout/shipping", ABROAD)

    form = at_home.text.partition("<aside")[0]
    assert form.count('type="radio"') > form.count("charged for 1000 g") == 2
    assert abroad.text.partition("<aside")[0].count("(DAP)") == 1


def test_the_total_is_known_before_the_address_and_has_the_same_lines(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))

    before = shopper.get("/en/checkout/")
    after = shopper.post("/en/checkout/shipping", JAKARTA)

    assert "Rp493.000" in before.text
    assert "(to Jakarta, estimate)" in before.text
    assert "Rp493.000" in after.text
    assert before.text.count("<dt>") == after.text.count("<dt>")


def test_abroad_the_buyer_is_told_who_pays_duties(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/en/checkout/")

    page = shopper.post("/en/checkout/shipping", ABROAD)

    assert page.status_code == 200
    assert "paid by the buyer (DAP)" in page.text
    shopper.place(shopper.post("/en/checkout/pay", checked(page)))
    order = one(db, sa.select(Order))
    assert (order.shipping_minor, order.address["country"]) == (210_000_00, "SG")


def test_a_place_that_cannot_be_served_says_why_and_goes_no_further(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="dekat")))
    shopper.get("/en/checkout/")

    page = shopper.post("/en/checkout/shipping", GERMANY)

    assert "Cannot be sent to Germany." in page.text
    assert "has not named one yet" in page.text
    assert "Rp0" not in page.text
    assert '"sum-total"' not in page.text
    assert "Go on to payment" not in page.text
    assert shopper.get("/en/checkout/pay").headers["Location"] == "/en/checkout/shipping"
    forced = shopper.post("/en/checkout/pay", {"ship-dekat": "pos-ems"})
    assert forced.status_code == 422
    assert_nothing_was_placed(db)


# -- the country -----------------------------------------------------------------------------------


def summary(page: TestResponse) -> str:
    """The words of the summary beside the form."""
    return " ".join(re.sub("<[^>]+>", " ", page.text.partition("<aside")[2]).split())


def country(page: TestResponse) -> str:
    """The country that is chosen in the address form."""
    select = page.text.partition('name="country"')[2].partition("</select>")[0]
    found: list[str] = re.findall(r'value="([A-Z]{2})" selected', select)
    assert len(found) == 1
    return found[0]


def test_the_country_chosen_in_the_cart_stays_chosen(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/en/cart/estimate?to=US")

    page = shopper.get("/en/checkout/")

    assert country(page) == "US"
    assert '<option value="CA">California</option>' in page.text
    assert "ZIP code" in page.text
    assert "+1 201-555-0123" in page.text
    assert 'name="district_code"' not in page.text
    assert "(to United States, estimate)" in summary(page)


def test_the_province_chosen_in_the_cart_stays_chosen(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/cart/estimate?to=31")

    page = shopper.get("/checkout/")

    assert country(page) == "ID"
    assert '<option value="31" selected>' in page.text


def test_form_and_summary_agree_when_the_country_is_changed(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/en/checkout/")

    page = shopper.post(
        "/en/checkout/shipping", {**ADDRESS, "country": "US", "switch_country": "yes"}
    )

    assert page.status_code == 200
    assert country(page) == "US"
    assert "(to United States, estimate)" in summary(page)
    assert 'value="Siti Contoh"' in page.text
    assert 'role="alert"' not in page.text
    assert count(db, Checkout) == 0
    assert country(shopper.get("/en/checkout/")) == "US"
    assert '<option value="US" selected>' in shopper.get("/en/cart/").text


def test_a_country_sent_without_its_button_is_asked_for_what_it_needs(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/en/checkout/")

    page = shopper.post("/en/checkout/shipping", {**ADDRESS, "country": "US"})

    assert page.status_code == 422
    assert country(page) == "US"
    assert {"state", "city"} <= set(re.findall(r'<a href="#f-([a-z_]+)">', page.text))
    assert "(to United States, estimate)" in summary(page)
    assert count(db, Checkout) == 0


def test_another_country_chosen_in_the_cart_asks_for_another_address(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.to_payment(JAKARTA)
    shopper.get("/en/cart/estimate?to=US")

    page = shopper.get("/en/checkout/")

    assert country(page) == "US"
    assert 'value="Siti Contoh"' in page.text
    assert "Menteng" not in page.text
    assert "(to United States, estimate)" in summary(page)


def test_the_address_moves_the_carts_estimate_along(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/cart/estimate?to=US")
    shopper.get("/checkout/")

    shopper.post("/checkout/shipping", GERMANY)

    assert '<option value="DE" selected>' in shopper.get("/cart/").text
    assert country(shopper.get("/checkout/")) == "DE"


def test_cart_and_checkout_offer_the_same_countries(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    change(db, Destination, is_open=False)
    db.execute(sa.update(Destination).where(Destination.country == "JP").values(is_open=True))
    db.commit()
    codes = re.compile(r'<option value="([A-Z]{2})"')

    in_cart = set(codes.findall(shopper.get("/cart/").text))
    checkout = shopper.get("/checkout/").text.partition('name="country"')[2]
    in_checkout = set(codes.findall(checkout.partition("</select>")[0]))

    assert in_cart == {"JP"}
    assert in_checkout == {"ID", "JP"}


@pytest.mark.parametrize("code", ["KP", "TK"])
def test_a_country_that_is_not_served_is_refused(db: Session, shopper: Shopper, code: str) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/checkout/")

    page = shopper.post("/checkout/shipping", {**ABROAD, "country": code})

    assert page.status_code == 422
    assert count(db, Checkout) == 0


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        (UNITED_STATES, ["state", "postal_code"]),
        (GERMANY, ["postal_code"]),
        (ABROAD, ["postal_code"]),
    ],
)
def test_what_the_country_needs_is_asked_for_at_its_field(
    db: Session, shopper: Shopper, address: dict[str, str], missing: list[str]
) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/checkout/")

    page = shopper.post("/checkout/shipping", {**address, **dict.fromkeys(missing, "")})

    assert page.status_code == 422
    assert re.findall(r'id="f-([a-z_]+)-error"', page.text) == missing
    assert f'value="{address["street"]}"' in page.text
    assert count(db, Checkout) == 0
    assert shopper.get("/checkout/shipping").headers["Location"] == "/checkout/"


def test_an_address_kept_under_older_rules_is_asked_for_what_it_lacks(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))
    page = shopper.to_payment(UNITED_STATES)
    old = {**one(db, sa.select(Checkout.address)), "state": "", "postal_code": ""}
    change(db, Checkout, address=old)

    refused = shopper.place(page)
    form = shopper.get("/en/checkout/")

    assert refused.headers["Location"] == "/checkout/"
    assert_nothing_was_placed(db)
    assert set(re.findall(r'id="f-([a-z_]+)-error"', form.text)) == {"state", "postal_code"}
    assert 'value="1 Main St"' in form.text
    for step in ("shipping", "pay"):
        assert shopper.get(f"/en/checkout/{step}").headers["Location"] == "/en/checkout/"


def test_that_nothing_is_added_is_said_only_where_it_is_so(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/en/checkout/")

    first = shopper.get("/en/checkout/")
    at_home = shopper.post("/en/checkout/shipping", JAKARTA)
    last = shopper.post("/en/checkout/pay", checked(at_home))
    abroad = shopper.post("/en/checkout/shipping", UNITED_STATES)
    last_abroad = shopper.post("/en/checkout/pay", checked(abroad))

    assert "Nothing is added later" in last.text
    for page in (first, at_home, abroad, last_abroad):
        assert "Nothing is added later" not in page.text
    for page in (abroad, last_abroad):
        assert "Import duty and tax of the destination country are not included." in page.text


def test_the_place_of_the_estimate_is_said(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))

    unchosen = summary(shopper.get("/en/checkout/"))
    shopper.get("/en/cart/estimate?to=64.72")
    chosen = summary(shopper.get("/en/checkout/"))

    assert "Estimated for Jakarta as long as we do not know your address." in unchosen
    assert "(to Samarinda City, estimate)" in chosen
    assert "as long as" not in chosen


# -- a part that cannot be sent --------------------------------------------------------------------


def test_what_cannot_be_sent_is_removed_and_the_rest_goes_on(db: Session, shopper: Shopper) -> None:
    contact = "Contoh GmbH, Berlin"
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="bisa", eu_contact=contact)))
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="tidak", name="Tidak")))
    shopper.get("/en/checkout/")

    mixed = shopper.post("/en/checkout/shipping", GERMANY)
    lines = re.findall(r'name="lines" value="([^"]+)"', mixed.text)
    removed = shopper.client.post(
        "/cart/remove-lines", data={"lines": lines, "next": "/en/checkout/shipping"}
    )
    rest = shopper.get(removed.headers["Location"])

    assert "Shipping, Tidak cannot be sent" in summary(mixed)
    assert "There is no total yet: not everything can be sent to Germany." in summary(mixed)
    assert "Rp0" not in mixed.text
    assert "Go on to payment" not in mixed.text
    assert len(lines) == 1
    assert removed.status_code == 303
    assert "Go on to payment" in rest.text
    assert "cannot be sent" not in rest.text
    shopper.place(shopper.post("/checkout/pay", checked(rest)))
    assert one(db, sa.select(Order)).address["postal_code"] == "10115"


# -- what is kept ----------------------------------------------------------------------------------


def test_a_closed_tab_loses_nothing(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.to_payment(JAKARTA)

    assert 'value="Jl. Contoh 1"' in shopper.get("/checkout/").text
    assert "Menteng" in shopper.get("/checkout/shipping").text
    again = shopper.get("/checkout/pay")
    assert again.status_code == 200
    assert shopper.place(again).status_code == 303
    assert count(db, Order) == 1


def test_nothing_personal_is_kept_in_cookies(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.to_payment()

    names = {"shop_guest", "session", "shop_session", "shop_destination"}
    cookies = shopper.client._cookies.values()
    assert {cookie.key for cookie in cookies} <= names
    assert not any("Siti" in cookie.value or "Contoh" in cookie.value for cookie in cookies)


def test_switching_the_language_keeps_step_and_address(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.to_payment(JAKARTA)

    page = shopper.get("/en/checkout/pay")

    assert "Look once more, then pay" in page.text
    assert "Menteng" in page.text


def test_steps_that_come_too_early_lead_back(db: Session, shopper: Shopper) -> None:
    for path in ("/checkout/", "/checkout/shipping", "/checkout/pay"):
        assert shopper.get(path).headers["Location"] == "/cart/"
    shopper.add(make_wares(db, stock=3))

    assert shopper.get("/checkout/shipping").headers["Location"] == "/checkout/"
    assert shopper.get("/checkout/pay").headers["Location"] == "/checkout/"


def test_the_pages_are_private(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))

    assert shopper.get("/checkout/").headers["Cache-Control"] == "no-store"


# -- errors beside their fields --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "siti"),
        ("email", ""),
        ("recipient_name", ""),
        ("phone", "123"),
        ("postal_code", "0123"),
        ("postal_code", "\uff17\uff15\uff11\uff11\uff17"),
        ("district_code", "99.99.99"),
        ("district_code", "64.72.99"),
        ("street", "a\0b"),
        ("street", "x" * 100_000),
        ("country", "XX"),
        ("rt", "\u0667"),
    ],
)
def test_an_error_stands_beside_its_field_and_what_was_typed_is_kept(
    db: Session, shopper: Shopper, field: str, value: str
) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/checkout/")

    page = shopper.post("/checkout/shipping", {**ADDRESS, field: value})

    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "pagar hijau" in page.text or field == "country"
    assert count(db, Checkout) == 0


def test_without_a_country_no_indonesian_field_is_asked_for(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/en/checkout/")

    page = shopper.post("/en/checkout/shipping", {**ABROAD, "country": ""})

    assert re.findall(r'<a href="#f-([^"]+)">([^<]+)</a>', page.text) == [
        ("country", "Country: Please fill this in.")
    ]


def test_kecamatan_of_east_kalimantan_must_be_picked(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/en/checkout/")

    page = shopper.post("/en/checkout/shipping", {**JAKARTA, "province_code": "64"})

    assert page.status_code == 422
    assert "choose the kecamatan from the list" in page.text
    assert count(db, Checkout) == 0


@pytest.mark.parametrize("name", ["regency_code", "total_minor", "account_id", "saved_by"])
def test_fields_that_do_not_belong_there_change_nothing(
    db: Session, shopper: Shopper, name: str
) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/checkout/")

    page = shopper.post("/checkout/shipping", {**ADDRESS, name: "64.11"})

    if page.status_code == 200:
        assert one(db, sa.select(Checkout.address))["regency_code"] == "64.72"
    else:
        assert page.status_code == 422
        assert count(db, Checkout) == 0


def test_a_field_that_comes_twice_is_refused(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/checkout/")

    response = shopper.client.post(
        "/checkout/shipping",
        data={**ADDRESS, "street": ["Jl. A", "Jl. B"], "csrf_token": shopper.token},
    )

    assert response.status_code == 422
    assert count(db, Checkout) == 0


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"ship-dekat": "gratis"},
        {"ship-dekat": "jne-yes\0"},
        {"ship-dekat": ""},
        {"ship-dekat": "pick_up"},
        {"ship-dekat": "pos-ems"},
        {"ship-lain": "pos-reg"},
        {"ship-dekat": "pos-reg", "ship-lain": "pos-reg"},
        {"ship-dekat": "pos-reg", "amount_minor": "0"},
        {"ship-dekat": "x" * 100_000},
    ],
)
def test_a_service_that_is_not_offered_is_refused(
    db: Session, shopper: Shopper, choices: dict[str, str]
) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="dekat")))
    shopper.get("/checkout/")
    shopper.post("/checkout/shipping", JAKARTA)

    page = shopper.post("/checkout/pay", choices)

    assert page.status_code == 422
    assert one(db, sa.select(Checkout.choices)) == {}


def test_a_form_without_the_pages_token_is_refused(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))

    assert shopper.client.post("/checkout/shipping", data=ADDRESS).status_code == 400
    assert count(db, Checkout) == 0


# -- placing ---------------------------------------------------------------------------------------


def test_placing_an_order_takes_a_bounded_number_of_statements(
    db: Session, shopper: Shopper, page_statements: list[str]
) -> None:
    shopper.add(make_wares(db, stock=3))
    for _ in range(4):
        shopper.add(make_wares(db, stock=3, artisan=make_artisan(db)))
    page = shopper.to_payment()
    page_statements.clear()

    assert shopper.place(page).status_code == 303

    assert len(page_statements) <= 60, "\n\n".join(page_statements)


def test_a_second_click_ends_at_the_same_order(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    form = agreement(shopper.to_payment())

    first = shopper.client.post("/checkout/place", data=form)
    second = shopper.client.post("/checkout/place", data=form)

    assert first.status_code == second.status_code == 303
    assert count(db, Order) == 1
    assert one(db, sa.select(Variant.reserved)) == 1


def test_terms_must_be_accepted(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    form = agreement(shopper.to_payment())
    del form["accepts_terms"]

    page = shopper.client.post("/checkout/place", data=form)

    assert page.status_code == 422
    assert 'id="f-accepts_terms-error"' in page.text
    assert_nothing_was_placed(db)


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("total_seen_minor", "1", 409),
        ("total_seen_minor", "0", 409),
        ("total_seen_minor", "-1", 422),
        ("total_seen_minor", "4,59e7", 422),
        ("total_seen_minor", "\uff14\uff15\uff19", 422),
        ("total_seen_minor", "9" * 300, 422),
        ("currency", "USD", 422),
        ("currency", "XAU", 422),
        ("terms_version", "999", 409),
        ("terms_version", "-1", 422),
        ("provider", "nobody", 422),
        ("provider", "../../etc", 422),
        ("cart", "cart_unknown", 404),
        ("cart", "1\0", 422),
        ("accepts_terms", "maybe", 422),
        ("price_minor", "1", 422),
        ("commission_bps", "0", 422),
    ],
)
def test_a_tampered_agreement_places_nothing(
    db: Session, shopper: Shopper, field: str, value: str, status: int
) -> None:
    shopper.add(make_wares(db, stock=3))
    page = shopper.to_payment()

    response = shopper.place(page, **{field: value})

    assert response.status_code == status
    assert_nothing_was_placed(db)


def test_somebody_elses_cart_cannot_be_ordered(db: Session, shopper: Shopper, app: Flask) -> None:
    shopper.add(make_wares(db, stock=3))
    foreign = hidden(shopper.to_payment(), "cart")
    other = Shopper(app.test_client())
    other.add(make_wares(db, stock=3))

    response = other.place(other.to_payment(), cart=foreign)

    assert response.status_code == 404
    assert count(db, Order) == 0


def test_a_rate_that_rose_meanwhile_is_shown_before_anything_is_placed(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))
    page = shopper.to_payment()
    change(db, Rate, first_minor=99_000_00)

    response = shopper.place(page)

    assert response.status_code == 409
    assert "Rp549.000" in response.text
    assert_nothing_was_placed(db)
    assert shopper.place(response).status_code == 303


def test_a_price_that_rose_meanwhile_leads_to_the_cart_and_places_nothing(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))
    page = shopper.to_payment()
    change(db, Variant, price_minor=500_000_00)

    response = shopper.place(page)

    assert response.status_code == 409
    assert "Rp500.000" in response.text
    assert_nothing_was_placed(db)


def test_a_piece_that_somebody_else_took_is_said_before_paying(
    db: Session, shopper: Shopper, app: Flask
) -> None:
    variant = make_wares(db)
    shopper.add(variant)
    page = shopper.to_payment()
    other = Shopper(app.test_client())
    other.add(variant)
    faster = other.to_payment({**JAKARTA, "email": "budi@example.com"})

    assert other.place(faster).status_code == 303
    response = shopper.place(page)

    assert response.status_code == 409
    assert count(db, Order) == 1
    assert one(db, sa.select(Variant.reserved)) == 1


def test_an_artisan_that_was_suspended_meanwhile_sells_nothing(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))
    page = shopper.to_payment()
    change(db, Artisan, status="suspended")

    assert shopper.place(page).status_code == 409
    assert_nothing_was_placed(db)


def test_the_note_to_an_artisan_is_kept_with_their_part(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="dekat")))
    shopper.post("/cart/note", artisan="dekat", text="Untuk ibu")

    shopper.place(shopper.to_payment())

    assert one(db, sa.select(ArtisanOrder.note)) == "Untuk ibu"


# -- with an account -------------------------------------------------------------------------------


@pytest.fixture
def siti(db: Session, shopper: Shopper) -> int:
    """Somebody signed in, with one saved address in Samarinda."""
    person = staff.create_account(
        db,
        email="siti@example.com",
        name="Siti",
        password_hash=passwords.hash_password(PASSWORD),
    )
    fields = {name: value for name, value in ADDRESS.items() if name != "email"}
    settled = AddressFields.model_validate(
        {**fields, "regency_code": "64.72", "province_code": "64", "regency": "Samarinda"}
    )
    addresses.save(db, person.id, settled, label="Rumah")
    db.commit()
    return person.id


def sign_in(shopper: Shopper) -> None:
    shopper.get("/account/login")
    response = shopper.post("/account/login", email="siti@example.com", password=PASSWORD)
    assert response.status_code == 303
    shopper.get("/checkout/")


def test_a_guests_cart_comes_along_at_sign_in(db: Session, shopper: Shopper, siti: int) -> None:
    shopper.add(make_wares(db, stock=3), 2)

    sign_in(shopper)

    assert shopper.client.get("/cart/bar.json").json == {
        "pieces": 2,
        "signed_in": True,
        "name": "Siti",
    }
    assert one(db, sa.select(Cart.account_id)) == siti


def test_a_saved_address_is_one_click(db: Session, shopper: Shopper, siti: int) -> None:
    shopper.add(make_wares(db, stock=3))
    sign_in(shopper)
    page = shopper.get("/checkout/")
    assert "Rumah" in page.text

    shipping = shopper.post(
        "/checkout/shipping", email="siti@example.com", saved=checked(page)["saved"]
    )
    shopper.place(shopper.post("/checkout/pay", checked(shipping)))

    order = one(db, sa.select(Order))
    assert (order.account_id, order.shipping_minor) == (siti, 9_000_00)


def test_a_saved_address_that_lacks_something_is_completed_before_it_is_used(
    db: Session, shopper: Shopper, siti: int
) -> None:
    fields = {name: value for name, value in UNITED_STATES.items() if name != "email"}
    addresses.save(db, siti, AddressFields.model_validate(fields), label="Ann", is_default=True)
    db.commit()
    db.execute(
        sa.update(SavedAddress).where(SavedAddress.label == "Ann").values(state="", postal_code="")
    )
    db.commit()
    saved = one(db, sa.select(SavedAddress.public_id).where(SavedAddress.label == "Ann"))
    shopper.add(make_wares(db, stock=3))
    sign_in(shopper)

    offered = shopper.get("/en/checkout/")
    asked = shopper.post("/en/checkout/shipping", email="siti@example.com", saved=saved)
    kept = count(db, Checkout)
    done = shopper.post(
        "/en/checkout/shipping", {**UNITED_STATES, "completes": hidden(asked, "completes")}
    )

    assert "(not complete)" in offered.text
    assert asked.status_code == 422
    assert set(re.findall(r'id="f-([a-z_]+)-error"', asked.text)) == {"state", "postal_code"}
    assert 'value="1 Main St"' in asked.text
    assert kept == 0
    assert done.status_code == 200
    entry = one(db, sa.select(SavedAddress).where(SavedAddress.public_id == saved))
    assert (entry.state, entry.postal_code, entry.label) == ("CA", "94105", "Ann")
    assert count(db, SavedAddress) == 2
    assert one(db, sa.select(Checkout.address))["postal_code"] == "94105"


def test_a_saved_address_in_a_country_that_was_closed_is_refused(
    db: Session, shopper: Shopper, siti: int
) -> None:
    fields = {name: value for name, value in UNITED_STATES.items() if name != "email"}
    saved = addresses.save(db, siti, AddressFields.model_validate(fields)).public_id
    change(db, Destination, is_open=False)
    shopper.add(make_wares(db, stock=3))
    sign_in(shopper)

    page = shopper.post("/en/checkout/shipping", email="siti@example.com", saved=saved)

    assert page.status_code == 422
    assert "We do not send to this country." in page.text
    assert count(db, Checkout) == 0


def test_somebody_elses_saved_address_cannot_be_completed(
    db: Session, shopper: Shopper, siti: int
) -> None:
    saved = one(db, sa.select(SavedAddress.public_id))
    shopper.add(make_wares(db, stock=3))
    shopper.get("/checkout/")

    response = shopper.post("/checkout/shipping", {**JAKARTA, "completes": saved})

    assert response.status_code == 404
    assert count(db, Checkout) == 0
    assert one(db, sa.select(SavedAddress.postal_code)) == ADDRESS["postal_code"]


def test_somebody_elses_saved_address_does_not_exist(
    db: Session, shopper: Shopper, siti: int, app: Flask
) -> None:
    saved = one(db, sa.select(SavedAddress.public_id))
    guest = Shopper(app.test_client())
    guest.add(make_wares(db, stock=3))
    guest.get("/checkout/")

    response = guest.post("/checkout/shipping", email="a@example.com", saved=saved)

    assert response.status_code == 404
    assert count(db, Checkout) == 0


def test_a_new_address_can_be_kept_in_the_address_book(
    db: Session, shopper: Shopper, siti: int
) -> None:
    shopper.add(make_wares(db, stock=3))
    sign_in(shopper)
    shopper.get("/checkout/")

    shopper.post("/checkout/shipping", {**JAKARTA, "save": "true"})

    regencies = db.scalars(sa.select(SavedAddress.regency).order_by(SavedAddress.id)).all()
    assert regencies == ["Samarinda", "Jakarta Pusat"]


def test_a_guest_cannot_write_into_an_address_book(
    db: Session, shopper: Shopper, client: FlaskClient
) -> None:
    shopper.add(make_wares(db, stock=3))
    shopper.get("/checkout/")

    shopper.post("/checkout/shipping", {**JAKARTA, "save": "true"})

    assert count(db, SavedAddress) == 0
    assert count(db, Checkout) == 1
