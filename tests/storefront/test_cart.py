from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.cart.models import Cart, CartLine, CartNote
from shop.catalog.models import Listing, Variant
from shop.core.clock import FixedClock
from tests.factories import make_artisan
from tests.storefront.shopper import Shopper, hidden, make_wares


def count(db: Session, table: type) -> int:
    db.rollback()
    found = db.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    db.rollback()
    return found


def quantity(db: Session) -> int:
    db.rollback()
    found = db.scalars(sa.select(CartLine.quantity)).one()
    db.rollback()
    return found


def change(db: Session, table: type, **values: Any) -> None:
    db.execute(sa.update(table).values(**values))
    db.commit()


# -- looking ---------------------------------------------------------------------------------------


def test_an_empty_cart_says_so_and_leaves_no_trace(db: Session, shopper: Shopper) -> None:
    response = shopper.get("/cart/")

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"
    assert count(db, Cart) == 0


def test_a_piece_goes_in_and_stands_under_its_artisan(db: Session, shopper: Shopper) -> None:
    variant = make_wares(
        db, stock=3, title_id="Kain Pesut", artisan=make_artisan(db, name="Rumah Malam")
    )

    response = shopper.add(variant, 2)
    page = shopper.get("/cart/")

    assert (response.status_code, response.headers["Location"]) == (303, "/cart/")
    assert "Rumah Malam" in page.text
    assert "Kain Pesut" in page.text
    assert "Rp900.000" in page.text


def test_each_artisan_has_a_parcel_with_its_own_estimate(db: Session, shopper: Shopper) -> None:
    near = make_wares(db, stock=3, artisan=make_artisan(db, region_code="64.72"))
    far = make_wares(db, stock=3, artisan=make_artisan(db, region_code="64.11"))
    shopper.add(near)
    shopper.add(far)

    page = shopper.get("/cart/estimate?to=31")

    assert "Rp43.000" in page.text
    assert "Rp86.000" in page.text
    assert "Rp129.000" in page.text
    assert "Rp1.029.000" in page.text


def test_the_destination_of_an_estimate_is_remembered(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))

    shopper.get("/cart/estimate?to=64.72")
    page = shopper.get("/cart/")

    assert '<option value="64.72" selected>' in page.text
    assert "Rp9.000" in page.text


@pytest.mark.parametrize(
    "to", ["", "99", "ID", "XX", "64.99", "'; DROP TABLE", "\u0661", "x" * 5000]
)
def test_an_impossible_destination_is_passed_over(db: Session, shopper: Shopper, to: str) -> None:
    shopper.add(make_wares(db, stock=3))

    page = shopper.client.get("/cart/estimate", query_string={"to": to})

    assert page.status_code == 200
    assert '<option value="31" selected>' in page.text


def test_abroad_the_estimate_says_who_pays_duties(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))

    page = shopper.get("/en/cart/estimate?to=SG")

    assert "Rp210.000" in page.text
    assert "paid by the buyer (DAP)" in page.text


def test_the_eu_is_closed_until_the_artisan_names_a_contact(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    closed = shopper.get("/en/cart/estimate?to=DE")
    change(db, Artisan, eu_contact="Contoh GmbH, Berlin")

    opened = shopper.get("/en/cart/estimate?to=DE")

    assert "has not named one yet" in closed.text
    assert "Rp380.000" not in closed.text
    assert "Rp380.000" in opened.text


def test_what_cannot_be_sent_is_no_part_of_a_total(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, eu_contact="Contoh GmbH")))
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, slug="tidak", name="Tidak")))

    page = shopper.get("/en/cart/estimate?to=DE")

    assert page.text.count("Cannot be sent to Germany.") == 1
    assert "There is no total yet: not everything can be sent to Germany." in page.text
    assert "remove what cannot be sent: Tidak." in page.text
    assert "Shipping to Germany, without what cannot be sent</dt><dd>Rp380.000<" in page.text
    assert '"sum-total"' not in page.text
    assert "To checkout" not in page.text
    assert "Rp0" not in page.text


def test_a_cart_of_which_nothing_can_be_sent_says_so_and_shows_no_sum(
    db: Session, shopper: Shopper
) -> None:
    artisan = make_artisan(db, allows_pick_up=True)
    shopper.add(make_wares(db, stock=3, artisan=artisan))

    page = shopper.get("/en/cart/estimate?to=DE")

    assert "Cannot be sent to Germany." in page.text
    assert "<dd>cannot be sent</dd>" in page.text
    assert "Rp0" not in page.text
    assert '"sum-total"' not in page.text


def test_the_pieces_that_cannot_be_sent_are_removed_and_no_others(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3, artisan=make_artisan(db, eu_contact="Contoh GmbH")))
    refused = make_artisan(db, slug="tidak")
    shopper.add(make_wares(db, stock=3, artisan=refused))
    shopper.add(make_wares(db, stock=3, artisan=refused))
    page = shopper.get("/en/cart/estimate?to=DE")
    form = page.text.partition("<aside")[2].partition("remove-lines")[2].partition("</form>")[0]
    lines = re.findall(r'name="lines" value="([^"]+)"', form)

    answer = shopper.client.post("/en/cart/remove-lines", data={"lines": lines})

    assert (len(lines), answer.status_code) == (2, 303)
    assert count(db, CartLine) == 1
    assert "To checkout" in shopper.get("/en/cart/").text


@pytest.mark.parametrize("foreign", ["line_none", ""])
def test_removing_a_line_that_is_not_there_removes_none(
    db: Session, shopper: Shopper, foreign: str
) -> None:
    shopper.add(make_wares(db, stock=3))
    lines = [shopper.line(), foreign]

    answer = shopper.client.post("/cart/remove-lines", data={"lines": lines})

    assert answer.status_code in {404, 422}
    assert count(db, CartLine) == 1


def test_an_estimate_that_nobody_asked_for_says_where_it_goes(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3))

    unchosen = shopper.get("/en/cart/")
    unknown = shopper.get("/en/cart/estimate?to=XX")
    again = shopper.get("/en/cart/")
    chosen = shopper.get("/en/cart/estimate?to=31")

    said = "Estimated for Jakarta as long as you choose no other place."
    assert said in unchosen.text
    assert said in unknown.text
    assert said in again.text
    assert said not in chosen.text


def test_what_is_made_to_order_is_promised_for_later(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=None, lead_days=14))

    page = shopper.get("/en/cart/")

    assert "Made to order, 14 working days" in page.text
    assert "December 14, 2026" in page.text


def test_a_vacation_is_said_and_moves_the_promised_day(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3))
    change(db, Artisan, vacation_from=dt.date(2026, 11, 20), vacation_until=dt.date(2026, 12, 2))

    page = shopper.get("/en/cart/")

    assert "On vacation until December 2, 2026" in page.text
    assert "December 5, 2026" in page.text
    assert "To checkout" in page.text


def test_printed_cloth_says_that_it_is_no_batik(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=3, technique_id="tiruan-batik", is_batik=False))

    assert "not batik" in shopper.get("/en/cart/").text


def test_a_missing_english_title_is_shown_in_indonesian_and_marked(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=3, title_id="Kain Sungai", title_en=""))

    page = shopper.get("/en/cart/")

    assert 'lang="id">Kain Sungai' in page.text
    assert "(Bahasa Indonesia)" in page.text


# -- changes that happen meanwhile -----------------------------------------------------------------


def test_a_piece_that_is_gone_says_so_and_stops_the_checkout(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db))
    change(db, Variant, reserved=1)

    page = shopper.get("/en/cart/")

    assert "Somebody else has just taken this piece" in page.text
    assert "To checkout" not in page.text
    assert shopper.get("/en/checkout/").headers["Location"] == "/en/cart/"


def test_fewer_pieces_are_offered_with_one_click(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5), 4)
    change(db, Variant, reserved=3)
    page = shopper.get("/en/cart/")

    shopper.post("/cart/change", line=hidden(page, "line"), quantity=hidden(page, "quantity"))

    assert "Only 2 are left." in page.text
    assert quantity(db) == 2


def test_a_new_price_must_be_confirmed(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5))
    change(db, Variant, price_minor=500_000_00)
    page = shopper.get("/en/cart/")
    assert "The price was Rp450.000 and is now Rp500.000." in page.text
    assert "To checkout" not in page.text

    seen = hidden(page, "goods_seen_minor")
    assert shopper.post("/en/cart/confirm", goods_seen_minor=seen).status_code == 303

    assert "To checkout" in shopper.get("/en/cart/").text


def test_a_price_that_moved_once_more_is_asked_for_again(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5))
    change(db, Variant, price_minor=500_000_00)
    seen = hidden(shopper.get("/en/cart/"), "goods_seen_minor")
    change(db, Variant, price_minor=600_000_00)

    response = shopper.post("/en/cart/confirm", goods_seen_minor=seen)

    assert response.status_code == 409
    assert "A price has changed once more" in response.text
    db.rollback()
    assert db.scalars(sa.select(CartLine.price_seen_minor)).one() == 450_000_00


def test_a_withdrawn_piece_is_no_link_any_more(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5))
    change(db, Listing, status="withdrawn")

    page = shopper.get("/en/cart/")

    assert "no longer for sale" in page.text
    assert "<del>Rp450.000</del>" in page.text


# -- acting ----------------------------------------------------------------------------------------


def test_quantity_and_removal_work_without_scripts(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5))
    line = shopper.line()

    assert shopper.post("/cart/change", line=line, quantity="3").status_code == 303
    assert quantity(db) == 3
    assert shopper.post("/cart/remove", line=line).status_code == 303
    assert count(db, CartLine) == 0


def test_a_note_reaches_the_artisan_it_is_for(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5, artisan=make_artisan(db, slug="rumah-malam")))

    shopper.post("/cart/note", artisan="rumah-malam", text="<b>Untuk ibu</b>")

    page = shopper.get("/cart/")
    assert "&lt;b&gt;Untuk ibu&lt;/b&gt;" in page.text
    assert "<b>Untuk ibu" not in page.text


def test_a_refusal_stands_beside_its_line_and_keeps_what_was_typed(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=5))

    response = shopper.post("/en/cart/change", line=shopper.line(), quantity="7")

    assert response.status_code == 409
    assert "Only 5 left." in response.text
    assert 'value="7"' in response.text
    assert quantity(db) == 1


def test_buying_goes_straight_to_where_the_form_says_on_this_site_only(
    db: Session, shopper: Shopper
) -> None:
    variant = make_wares(db, stock=5)

    def sent_to(target: str) -> str:
        data = {"variant": variant.public_id, "next": target}
        return shopper.client.post("/cart/add", data=data).headers["Location"]

    assert sent_to("/checkout/") == "/checkout/"
    assert sent_to("https://evil.example/") == "/cart/"
    assert sent_to("//evil.example/") == "/cart/"


def test_a_script_may_add_without_leaving_the_page(db: Session, shopper: Shopper) -> None:
    variant = make_wares(db, stock=1)
    headers = {"Accept": "application/json"}

    good = shopper.client.post("/cart/add", data={"variant": variant.public_id}, headers=headers)
    bad = shopper.client.post(
        "/cart/add", data={"variant": variant.public_id, "quantity": "2"}, headers=headers
    )

    assert good.json == {"pieces": 1, "signed_in": False, "name": ""}
    assert (bad.status_code, bad.json["code"], bad.json["field"]) == (409, "only_one", "quantity")


def test_the_badge_is_personal_and_never_cached(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5), 3)

    response = shopper.client.get("/cart/bar.json")

    assert response.json == {"pieces": 3, "signed_in": False, "name": ""}
    assert response.headers["Cache-Control"] == "no-store"


def test_two_browsers_have_two_carts(db: Session, shopper: Shopper, app: Any) -> None:
    shopper.add(make_wares(db, stock=5))
    other = Shopper(app.test_client())

    assert other.client.get("/cart/bar.json").json["pieces"] == 0
    assert other.post("/cart/remove", line=shopper.line()).status_code == 404
    assert quantity(db) == 1


# -- language and currency -------------------------------------------------------------------------


def test_switching_the_language_keeps_the_cart(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5, title_id="Kain Sungai", title_en="River cloth"))

    assert "Kain Sungai" in shopper.get("/cart/").text
    assert "River cloth" in shopper.get("/en/cart/").text
    assert 'hreflang="en"' in shopper.get("/cart/").text


def test_another_currency_is_a_dated_estimate_and_rupiah_is_charged(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=5))

    response = shopper.client.post(
        "/en/currency", data={"currency": "USD"}, headers={"Referer": "http://localhost/en/cart/"}
    )
    page = shopper.get("/en/cart/")

    assert (response.status_code, response.headers["Location"]) == (303, "/en/cart/")
    assert "About $31.01 (rate of November 20, 2026, estimate)." in page.text
    assert "You are always charged in rupiah (IDR)." in page.text
    assert count(db, CartLine) == 1


def test_choosing_rupiah_again_forgets_the_other_currency(shopper: Shopper) -> None:
    shopper.client.post("/currency", data={"currency": "USD"})
    shopper.client.post("/currency", data={"currency": "IDR"})

    assert shopper.client.get_cookie("shop_currency") is None


@pytest.mark.parametrize("currency", ["XXX", "usd", "", "USD\0", "\uff35SD", "US" * 4000])
def test_a_currency_that_is_not_shown_is_refused(shopper: Shopper, currency: str) -> None:
    response = shopper.client.post("/currency", data={"currency": currency})

    assert response.status_code == 422
    assert shopper.client.get_cookie("shop_currency") is None


def test_the_currency_form_never_leads_to_another_site(shopper: Shopper) -> None:
    response = shopper.client.post(
        "/currency", data={"currency": "USD"}, headers={"Referer": "https://evil.example//x"}
    )

    assert response.headers["Location"] == "/"


# -- hostile input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", "-1"),
        ("quantity", "0"),
        ("quantity", "1.5"),
        ("quantity", "1e3"),
        ("quantity", ""),
        ("quantity", "\uff11\uff12"),
        ("quantity", "\u0663"),
        ("quantity", "9" * 400),
        ("quantity", "999999999999999999"),
        ("quantity", "1\0"),
        ("variant", "\0"),
        ("variant", "' OR 1=1 --"),
        ("variant", "x" * 100_000),
        ("variant", ""),
        ("price_minor", "1"),
        ("price_seen_minor", "100"),
        ("currency", "USD"),
        ("cart_id", "1"),
        ("account_id", "1"),
    ],
)
def test_tampered_fields_are_refused_and_nothing_is_written(
    db: Session, shopper: Shopper, field: str, value: str
) -> None:
    variant = make_wares(db, stock=5)

    response = shopper.client.post(
        "/cart/add", data={"variant": variant.public_id, "quantity": "1", field: value}
    )

    assert response.status_code == 422
    assert count(db, CartLine) == 0
    assert count(db, Cart) == 0


def test_a_piece_that_never_was_is_not_found_and_the_cart_says_so(
    db: Session, shopper: Shopper
) -> None:
    shopper.add(make_wares(db, stock=5))

    page = shopper.client.post("/en/cart/add", data={"variant": "var_unknown", "quantity": "1"})
    told = shopper.client.post(
        "/en/cart/add", data={"variant": "var_unknown"}, headers={"Accept": "application/json"}
    )

    assert (page.status_code, told.status_code) == (404, 404)
    assert "We do not know this piece. Nothing was put into your cart." in page.text
    assert 'action="/en/cart/change"' in page.text, "the cart is still there to go on with"
    assert told.json["code"] == "unknown_piece"
    assert (count(db, CartLine), quantity(db)) == (1, 1)


def test_a_field_that_comes_twice_is_refused(db: Session, shopper: Shopper) -> None:
    variant = make_wares(db, stock=5)

    response = shopper.client.post(
        "/cart/add",
        data=f"variant={variant.public_id}&quantity=1&quantity=5",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 422
    assert count(db, CartLine) == 0


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/cart/change", {"line": "line_unknown", "quantity": "1"}),
        ("/cart/remove", {"line": "line_unknown"}),
        ("/cart/note", {"artisan": "nobody", "text": "x"}),
    ],
)
def test_lines_and_artisans_that_are_not_in_the_cart_do_not_exist(
    db: Session, shopper: Shopper, path: str, data: dict[str, str]
) -> None:
    shopper.add(make_wares(db, stock=5))

    assert shopper.client.post(path, data=data).status_code == 404
    assert quantity(db) == 1
    assert count(db, CartNote) == 0


def test_a_note_that_is_too_long_or_unreadable_is_refused(db: Session, shopper: Shopper) -> None:
    shopper.add(make_wares(db, stock=5, artisan=make_artisan(db, slug="rumah-malam")))

    for text in ("x" * 1001, "a\0b", "a\u0007b"):
        response = shopper.post("/cart/note", artisan="rumah-malam", text=text)
        assert response.status_code == 422

    assert count(db, CartNote) == 0


def test_another_sites_page_cannot_fill_the_cart(db: Session, shopper: Shopper) -> None:
    variant = make_wares(db, stock=5)

    response = shopper.client.post(
        "/cart/add",
        data={"variant": variant.public_id},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert response.status_code == 400
    assert count(db, Cart) == 0


@pytest.mark.parametrize("token", ["x", "\u0661" * 40, "a" * 500, "' OR 1=1 --"])
def test_a_made_up_browser_token_owns_nothing(
    db: Session, shopper: Shopper, client: FlaskClient, token: str
) -> None:
    shopper.add(make_wares(db, stock=5))
    client.set_cookie("shop_guest", token)

    assert client.get("/cart/bar.json").json["pieces"] == 0


# -- cost ------------------------------------------------------------------------------------------


def test_the_cart_page_takes_as_many_statements_for_forty_lines_as_for_one(
    db: Session, shopper: Shopper, page_statements: list[str], clock: FixedClock
) -> None:
    shopper.add(make_wares(db, stock=5))
    page_statements.clear()
    shopper.get("/cart/")
    for_one = len(page_statements)
    artisans = [make_artisan(db, region_code=code) for code in ("64.71", "64.11", "64.03")]
    for number in range(39):
        shopper.add(make_wares(db, stock=5, artisan=artisans[number % 3]))

    page_statements.clear()
    page = shopper.get("/cart/")

    assert page.text.count("/cart/remove") == 40
    assert len(page_statements) == for_one
    assert len(page_statements) <= 12
