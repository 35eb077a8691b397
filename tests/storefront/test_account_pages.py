from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa
from flask import Flask

from shop import create_app
from shop.accounts import privacy, queries
from shop.accounts.models import Account, SavedAddress, SignIn
from shop.accounts.privacy import PersonalData
from shop.accounts.second_factor import Authenticator, needs_second_factor
from shop.core import http
from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.db import Model, insert_rows_ignoring
from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext
from shop.core.settings import Settings
from shop.heritage.models import Region
from shop.shipping.models import Destination
from tests.accounts.browser import (
    EMAIL,
    PASSWORD,
    Browser,
    letters,
    link_in,
    make_person,
    turn_on,
)
from tests.conftest import make_production_settings, make_settings
from tests.factories import make_order

ADDRESS = {
    "label": "rumah",
    "country": "ID",
    "recipient_name": "Siti Aminah",
    "phone": "62811580123",
    "street": "Jl. Mawar 1",
    "rt": "7",
    "rw": "",
    "landmark": "",
    "village": "Rawa Makmur",
    "district_code": "64.72.01",
    "district": "",
    "regency": "",
    "province_code": "",
    "postal_code": "75243",
}
#: An address in the United States.
ANN = {
    "label": "",
    "country": "US",
    "recipient_name": "Ann",
    "phone": "+1 201 555 0123",
    "street": "1 Main St",
    "street_2": "",
    "city": "San Francisco",
    "state": "CA",
    "postal_code": "94105",
}
#: What the button beside the country sends.
SWITCH = {"switch_country": "yes"}
PAGES = (
    "",
    "profile",
    "password",
    "email",
    "security",
    "addresses",
    "addresses/new",
    "privacy",
    "authenticator",
    "authenticator/off",
    "recovery-codes",
    "passkeys/new",
)


def open_countries(app: Flask) -> None:
    """Two countries to which the shop sends, and one to which it does not."""
    with app.extensions["shop"].database.transaction() as db:
        for country, is_open in (("SG", True), ("US", True), ("CA", False)):
            db.add(Destination(country=country, is_open=is_open, as_of=dt.date(2026, 11, 24)))


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Siti, signed in."""
    make_person(app)
    with app.extensions["shop"].database.transaction() as db:
        insert_rows_ignoring(
            db,
            Region,
            [
                region("64", "province", None, "Kalimantan Timur"),
                region("31", "province", None, "DKI Jakarta"),
                region("64.72", "city", "64", "Kota Samarinda"),
                region("64.72.01", "district", "64.72", "Palaran"),
            ],
        )
    made = Browser(app)
    made.sign_in()
    return made


def region(code: str, level: str, parent: str | None, name: str) -> dict[str, object]:
    return {
        "code": code,
        "level": level,
        "parent_code": parent,
        "slug": name.lower(),
        "iso": "",
        "bps_code": "",
        "name_id": name,
        "name_en": "East Kalimantan" if code == "64" else name,
        "short_name": name,
        "capital": "",
        "timezone": "Asia/Makassar",
        "island_group": "kalimantan",
        "shipping_zone": "kaltim",
        "phone_area_code": "",
        "postal_codes": [],
        "confidence": "high",
        "edited_at": None,
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_both_languages_and_asks_guests_to_sign_in(
    app: Flask, browser: Browser, page: str
) -> None:
    for prefix, language in (("", "id"), ("/en", "en")):
        shown = browser.get(f"{prefix}/account/{page}")
        assert shown.status_code == 200
        assert f'<html lang="{language}"' in shown.text
        asked = app.test_client().get(f"{prefix}/account/{page}")
        assert asked.status_code == 303
        assert asked.location.startswith(f"{prefix}/account/login?next=")


def test_a_link_of_nobody_is_gone_in_words(app: Flask) -> None:
    for path in ("confirm", "reset", "email"):
        shown = app.test_client().get(f"/account/{path}/made-up")
        assert shown.status_code == 410
        assert "Traceback" not in shown.text


# -- profile -------------------------------------------------------------------------------------


def test_name_and_language_are_changed(app: Flask, browser: Browser) -> None:
    answer = browser.send("/account/profile", name="  Siti Aminah ", locale="en")

    assert answer.status_code == 303
    with app.extensions["shop"].database.reading() as db:
        account = queries.by_email(db, EMAIL)
        assert account is not None
        assert (account.name, account.locale) == ("Siti Aminah", "en")


def test_a_language_that_we_do_not_speak_is_refused_and_the_rest_is_kept(
    browser: Browser,
) -> None:
    answer = browser.send("/account/profile", name="Siti A", locale="fr")

    assert answer.status_code == 422
    assert 'value="Siti A"' in answer.text


# -- e-mail --------------------------------------------------------------------------------------


def test_a_new_email_counts_once_its_owner_has_confirmed_it(app: Flask, browser: Browser) -> None:
    sent = browser.send("/account/email", email="Baru@Example.com", current_password=PASSWORD)
    assert sent.location == "/account/sent"
    assert Browser(app).sign_in(EMAIL).status_code == 303, "nothing has changed yet"
    assert [letter.recipient for letter in letters(app)] == ["baru@example.com"]

    link = link_in(letters(app)[0])
    assert browser.send(link).status_code == 200

    assert [letter.recipient for letter in letters(app)] == ["baru@example.com", EMAIL]
    assert Browser(app).sign_in(EMAIL).status_code == 422
    assert Browser(app).sign_in("baru@example.com").status_code == 303


def test_changing_to_a_known_email_looks_the_same_and_changes_nothing(
    app: Flask, browser: Browser
) -> None:
    make_person(app, "known@example.com")

    known = browser.send("/account/email", email="known@example.com", current_password=PASSWORD)
    free = browser.send("/account/email", email="free@example.com", current_password=PASSWORD)

    assert (known.status_code, known.location, known.data) == (
        free.status_code,
        free.location,
        free.data,
    )
    with app.extensions["shop"].database.reading() as db:
        emails = db.scalars(sa.select(Account.email).order_by(Account.id)).all()
    assert emails == [EMAIL, "known@example.com"]


def test_a_new_email_that_was_taken_meanwhile_is_refused(app: Flask, browser: Browser) -> None:
    browser.send("/account/email", email="baru@example.com", current_password=PASSWORD)
    make_person(app, "baru@example.com")

    assert browser.send(link_in(letters(app)[0])).status_code == 410


def test_a_new_email_needs_the_password(app: Flask, browser: Browser) -> None:
    answer = browser.send("/account/email", email="x@example.com", current_password="salah salah")

    assert answer.status_code == 422
    assert letters(app) == []


# -- address book --------------------------------------------------------------------------------


def saved(app: Flask) -> list[queries.AddressView]:
    with app.extensions["shop"].database.reading() as db:
        account = queries.by_email(db, EMAIL)
        assert account is not None
        return queries.addresses(db, account.id)


def test_an_address_is_saved_with_its_places_settled(app: Flask, browser: Browser) -> None:
    answer = browser.send("/account/addresses/new", **ADDRESS)

    assert (answer.status_code, answer.location) == (303, "/account/addresses")
    entry = saved(app)[0]
    assert (entry.label, entry.is_default) == ("rumah", True)
    assert (entry.fields.phone, entry.fields.rt) == ("+62811580123", "007")
    assert (entry.fields.district, entry.fields.regency) == ("Palaran", "Kota Samarinda")
    page = browser.get("/account/addresses").text
    assert "Kec. Palaran<br>Kota Samarinda<br>Kalimantan Timur 75243" in page


def test_a_refused_address_keeps_what_was_typed(app: Flask, browser: Browser) -> None:
    answer = browser.send(
        "/account/addresses/new", **{**ADDRESS, "postal_code": "01234", "street": ""}
    )

    assert answer.status_code == 422
    assert 'href="#f-postal_code"' in answer.text
    assert 'href="#f-street"' in answer.text
    assert 'value="Siti Aminah"' in answer.text
    assert 'value="rumah"' in answer.text
    assert '<option value="64.72.01" selected>' in answer.text
    assert saved(app) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"district_code": "64.72.99"}, "district_code"),
        ({"district_code": "", "district": "A", "regency": "B", "province_code": "77"},
         "province_code"),
        ({"account_id": "2"}, "account_id"),
        ({"country": "XX"}, "country"),
        ({"street": "x" * 201}, "street"),
        ({"village": "a\x00b"}, "village"),
    ],
)  # fmt: skip
def test_a_forged_address_is_refused(
    app: Flask, browser: Browser, changes: dict[str, str], field: str
) -> None:
    answer = browser.send("/account/addresses/new", **{**ADDRESS, **changes})

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert saved(app) == []


def test_a_field_that_comes_twice_is_refused(app: Flask, browser: Browser) -> None:
    answer = browser.send("/account/addresses/new", **{**ADDRESS, "phone": ["0811580123", "1"]})

    assert answer.status_code == 422
    assert saved(app) == []


def test_an_address_abroad_is_saved_by_lines(app: Flask, browser: Browser) -> None:
    open_countries(app)

    answer = browser.send(
        "/account/addresses/new",
        label="",
        country="SG",
        recipient_name="Lim",
        phone="8123 4567",
        street="1 Beach Road",
        street_2="",
        postal_code="189673",
    )

    assert answer.status_code == 303
    assert "Lim<br>1 Beach Road<br>SINGAPORE 189673<br>SINGAPURA" in (
        browser.get("/account/addresses").text
    )
    assert "SINGAPORE" in browser.get("/en/account/addresses").text


def test_an_address_in_the_united_states_needs_state_and_zip(app: Flask, browser: Browser) -> None:
    open_countries(app)

    answer = browser.send("/en/account/addresses/new", **{**ANN, "state": "", "postal_code": ""})

    assert answer.status_code == 422
    assert 'href="#f-state"' in answer.text
    assert 'href="#f-postal_code"' in answer.text
    assert 'value="1 Main St"' in answer.text
    assert "ZIP code" in answer.text
    assert saved(app) == []


def test_the_form_of_another_country_is_shown_without_saving(app: Flask, browser: Browser) -> None:
    open_countries(app)

    answer = browser.send("/en/account/addresses/new", **{**ADDRESS, "country": "US"}, **SWITCH)

    assert answer.status_code == 200
    assert '<option value="US" selected>' in answer.text
    assert '<option value="CA">California</option>' in answer.text
    assert 'value="Siti Aminah"' in answer.text
    assert 'name="district_code"' not in answer.text
    assert 'role="alert"' not in answer.text
    assert saved(app) == []


def test_a_country_that_is_not_served_is_not_offered(app: Flask, browser: Browser) -> None:
    open_countries(app)

    page = browser.get("/account/addresses/new")
    answer = browser.send(
        "/en/account/addresses/new",
        **{**ANN, "country": "CA", "state": "ON", "postal_code": "K1A 0B1"},
    )

    assert 'value="US"' in page.text
    assert 'value="CA"' not in page.text
    assert answer.status_code == 422
    assert 'id="f-country-error"' in answer.text
    assert saved(app) == []


def test_a_saved_address_that_lacks_something_is_asked_for_it(app: Flask, browser: Browser) -> None:
    open_countries(app)
    browser.send("/account/addresses/new", **ANN)
    with app.extensions["shop"].database.transaction() as db:
        db.execute(sa.update(SavedAddress).values(state="", postal_code=""))
    address_id = saved(app)[0].public_id

    book = browser.get("/en/account/addresses")
    page = browser.get(f"/en/account/addresses/{address_id}")

    assert "This address is not complete" in book.text
    assert 'href="#f-state"' in page.text
    assert 'href="#f-postal_code"' in page.text
    assert browser.send(f"/account/addresses/{address_id}", **ANN).status_code == 303
    assert "This address is not complete" not in browser.get("/en/account/addresses").text


def test_an_address_is_changed_and_deleted_by_its_owner_only(app: Flask, browser: Browser) -> None:
    browser.send("/account/addresses/new", **ADDRESS)
    address_id = saved(app)[0].public_id
    make_person(app, "other@example.com")
    other = Browser(app)
    other.sign_in("other@example.com")

    path = f"/account/addresses/{address_id}"
    assert other.get(path).status_code == 404
    new = "/account/addresses/new"
    assert other.send(path, page=new, **ADDRESS).status_code == 404
    assert other.send(path, page=new, **{**ADDRESS, "street": ""}).status_code == 404
    assert other.send("/account/addresses/adr_none", page=new).status_code == 404
    assert other.send(f"{path}/delete", page=new).status_code == 404
    assert saved(app)[0].fields.street == "Jl. Mawar 1"

    assert browser.send(path, **{**ADDRESS, "street": "Jl. Melati 2"}).status_code == 303
    assert saved(app)[0].fields.street == "Jl. Melati 2"
    assert browser.send(f"{path}/delete", page="/account/addresses").status_code == 303
    assert saved(app) == []


# -- my data -------------------------------------------------------------------------------------


def test_a_person_takes_their_data_along(app: Flask, browser: Browser) -> None:
    browser.send("/account/addresses/new", **ADDRESS)
    app.extensions["shop"].ports[PersonalData] = PersonalData(
        exporters={"orders": lambda _db, _account_id: [{"number": "C26-K7RW-3MVX"}]}
    )

    answer = browser.get("/account/data.json")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    found = json.loads(answer.data)
    assert found["account"]["email"] == EMAIL
    assert found["account"]["addresses"][0]["street"] == "Jl. Mawar 1"
    assert found["orders"] == [{"number": "C26-K7RW-3MVX"}]


def test_a_person_is_forgotten_on_request(app: Flask, browser: Browser) -> None:
    browser.send("/account/addresses/new", **ADDRESS)
    other = Browser(app)
    other.sign_in()

    answer = browser.send(
        "/account/erase", page="/account/privacy", current_password=PASSWORD, understood="true"
    )

    assert answer.status_code == 200
    assert not browser.is_signed_in()
    assert not other.is_signed_in()
    assert Browser(app).sign_in().status_code == 422
    with app.extensions["shop"].database.reading() as db:
        account = db.scalars(sa.select(Account)).one()
        assert (account.name, account.password) == ("", None)
        assert "accounts.erased" in db.scalars(sa.select(AuditEntry.action)).all()


def test_nothing_names_a_forgotten_person_any_more(app: Flask, browser: Browser) -> None:
    browser.send("/account/profile", name="Kenari", locale="id")
    browser.send("/account/addresses/new", **{**ADDRESS, "recipient_name": "Kenari"})
    browser.send("/account/password", current_password=PASSWORD, password="kata sandi yang lain")
    browser.send("/account/recovery-codes", current_password="kata sandi yang lain")
    browser.send("/account/recover", page="/account/password", email=EMAIL)

    browser.send(
        "/account/erase",
        page="/account/privacy",
        current_password="kata sandi yang lain",
        understood="true",
    )

    with app.extensions["shop"].database.reading() as db:
        rows = [
            f"{table.name}: {row}"
            for table in Model.metadata.sorted_tables
            for row in db.execute(table.select())
        ]
    assert [row for row in rows if EMAIL in row or "Kenari" in row or "Mawar" in row] == []
    assert any("accounts.password_changed" in row for row in rows), "the audit trail stays"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current_password": "salah salah", "understood": "true"}, "current_password"),
        ({"current_password": PASSWORD}, "understood"),
    ],
)
def test_nobody_is_forgotten_by_mistake(
    browser: Browser, typed: dict[str, str], field: str
) -> None:
    answer = browser.send("/account/erase", page="/account/privacy", **typed)

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    assert browser.is_signed_in()


def test_open_orders_hold_an_account_until_they_are_done(app: Flask, browser: Browser) -> None:
    class OpenOrders(ShopError):
        code = "open_orders"
        message = lazy_gettext("You have open orders.")

    def refuse(_db: object, _account_id: int) -> None:
        raise OpenOrders

    app.extensions["shop"].ports[PersonalData] = privacy.PersonalData(erasers=(refuse,))

    answer = browser.send(
        "/account/erase", page="/account/privacy", current_password=PASSWORD, understood="true"
    )

    assert answer.status_code == 422
    assert browser.is_signed_in()


# -- orders --------------------------------------------------------------------------------------


def test_a_person_sees_their_own_orders_newest_first(
    app: Flask, browser: Browser, clock: FixedClock
) -> None:
    make_person(app, "other@example.com")
    with app.extensions["shop"].database.transaction() as db:
        numbers = []
        for email in (EMAIL, "other@example.com", EMAIL):
            account = queries.by_email(db, email)
            assert account is not None
            numbers.append(make_order(db, account_id=account.id, email=email).number)
            clock.advance(minutes=1)
    first, foreign, last = numbers

    for path in ("/account/", "/account/orders", "/en/account/orders"):
        page = browser.get(path).text
        assert page.index(last) < page.index(first), path
        assert foreign not in page
    older = browser.get(f"/account/orders?before={last}").text
    assert f"/order/{first}" in older
    assert f"/order/{last}" not in older
    assert browser.get(f"/account/orders?before={foreign}").status_code == 404
    assert browser.get("/account/orders?before=nonsense").status_code == 404


def test_somebody_new_has_ordered_nothing(browser: Browser) -> None:
    assert browser.get("/account/orders").status_code == 200


# -- staff ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "env", "is_demo", "needed"),
    [
        ("coach", "production", False, True),
        ("coach", "production", True, False),
        ("coach", "development", False, False),
        ("", "production", False, False),
    ],
)
def test_staff_of_a_real_shop_must_show_a_second_factor(
    app: Flask, clock: FixedClock, *, role: str, env: str, is_demo: bool, needed: bool
) -> None:
    person = make_person(app, role=role)
    with app.extensions["shop"].database.transaction() as db:
        queries.by_public_id(db, person).is_demo = is_demo
    settings = make_production_settings() if env == "production" else make_settings(env=env)
    browser = Browser(app)
    browser.sign_in()

    with browser.client:
        browser.get("/account/")
        assert needs_second_factor(http.principal(), settings) is needed


def test_turning_the_second_factor_on_or_off_ends_the_sessions_that_knew_another_rule(
    app: Flask, clock: FixedClock
) -> None:
    make_person(app, role="coach")
    browser, other = Browser(app), Browser(app)
    browser.sign_in()
    other.sign_in()

    turn_on(browser, app.extensions["shop"].ports[Authenticator], clock)

    assert not other.is_signed_in()
    assert browser.is_signed_in()
    assert live_sign_ins(app) == [True], "what this browser has just shown counts"
    assert browser.send("/account/authenticator/off", current_password=PASSWORD).status_code == 303
    assert browser.is_signed_in()
    assert live_sign_ins(app) == [False]


def live_sign_ins(app: Flask) -> list[bool]:
    """Of every browser that is signed in, whether it has shown a second factor."""
    with app.extensions["shop"].database.reading() as db:
        return list(db.scalars(sa.select(SignIn.is_strong).where(SignIn.ended_at.is_(None))))


def test_staff_are_told_why_they_were_brought_to_the_security_page(
    settings: Settings, clock: FixedClock
) -> None:
    real = settings.model_copy(update={"env": "production"})
    app = create_app(real, clock=clock)
    make_person(app, role="coach")
    browser = Browser(app)
    browser.sign_in()

    assert "notice-wait" in browser.get("/account/security").text
    app.extensions["shop"].database.engine.dispose()
