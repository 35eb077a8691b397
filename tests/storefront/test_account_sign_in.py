from __future__ import annotations

import html

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from shop.accounts import passkeys, queries, staff
from shop.accounts.models import Account, SignIn
from shop.accounts.passkeys import Site
from shop.accounts.ports import SignInHooks
from shop.accounts.second_factor import Authenticator
from shop.core.clock import FixedClock
from shop.core.permissions import SYSTEM
from tests.accounts.browser import (
    EMAIL,
    PASSWORD,
    Browser,
    code_at,
    letters,
    link_in,
    make_person,
    turn_on,
    without_tokens,
)
from tests.accounts.soft_key import SoftKey

OTHER = "kata sandi yang lain"


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


# -- registering ---------------------------------------------------------------------------------


def register(browser: Browser, email: str = EMAIL, **changes: str) -> TestResponse:
    fields = {
        "name": "Siti",
        "email": email,
        "password": PASSWORD,
        "accepts_terms": "true",
        "accepts_privacy": "true",
        **changes,
    }
    return browser.send("/account/register", **{k: v for k, v in fields.items() if v})


def test_a_person_registers_confirms_and_signs_in(app: Flask, browser: Browser) -> None:
    answer = register(browser, email="Siti@Example.com")
    assert (answer.status_code, answer.location) == (303, "/account/sent")
    assert browser.sign_in().status_code == 422, "not before the link was followed"

    link = link_in(letters(app)[0])
    assert browser.get(link).status_code == 200
    assert browser.sign_in().status_code == 422, "opening the page confirms nothing"
    assert browser.send(link).status_code == 200

    signed_in = browser.sign_in()
    assert (signed_in.status_code, signed_in.location) == (303, "/account/")
    assert "Siti" in browser.get("/account/").text


def test_what_was_agreed_to_is_logged_with_its_version(app: Flask, browser: Browser) -> None:
    register(browser)

    with app.extensions["shop"].database.reading() as db:
        account = queries.by_email(db, EMAIL)
        assert account is not None
        logged = [(entry.kind, entry.version) for entry in queries.consents(db, account.id)]
    assert logged == [("terms", 1), ("privacy", 1)]


def test_letters_speak_the_language_of_the_page_and_lead_back_to_it(
    app: Flask, browser: Browser
) -> None:
    english = {"name": "Ann", "email": "ann@example.com", "password": PASSWORD}
    agreed = {"accepts_terms": "true", "accepts_privacy": "true"}
    browser.send("/en/account/register", **english, **agreed)

    letter = letters(app)[0]
    assert (letter.locale, letter.subject) == ("en", "Welcome to Canting")
    assert link_in(letter).startswith("/en/account/confirm/")
    assert link_in(letter) in letter.html


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"accepts_terms": ""}, "accepts_terms"),
        ({"accepts_privacy": ""}, "accepts_privacy"),
        ({"password": "pendek"}, "password"),
        ({"email": "bukan-email"}, "email"),
        ({"name": ""}, "name"),
        ({"locale": "en"}, "locale"),
        ({"is_demo": "1"}, "is_demo"),
        ({"name": "Siti\x00"}, "name"),
    ],
)
def test_a_bad_registration_is_refused_beside_its_field(
    app: Flask, browser: Browser, changes: dict[str, str], field: str
) -> None:
    answer = register(browser, **changes)

    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.text
    if field != "email":
        assert f'value="{EMAIL}"' in answer.text, "what was typed stays"
    assert PASSWORD not in answer.text
    assert letters(app) == []
    with app.extensions["shop"].database.reading() as db:
        assert db.scalars(sa.select(Account)).all() == []


def test_a_link_confirms_once(app: Flask, browser: Browser) -> None:
    register(browser)
    link = link_in(letters(app)[0])
    token = browser.get(link).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert browser.client.post(link, data={"csrf_token": token}).status_code == 200

    assert browser.client.post(link, data={"csrf_token": token}).status_code == 410
    assert browser.get(link).status_code == 410


# -- nobody can find out who has an account ------------------------------------------------------


def test_registering_looks_the_same_for_known_and_unknown_emails(
    app: Flask, browser: Browser
) -> None:
    make_person(app, "known@example.com")

    known, unknown = register(browser, "known@example.com"), register(browser, "new@example.com")

    assert known.status_code == unknown.status_code == 303
    assert known.location == unknown.location
    assert known.data == unknown.data
    links = {letter.recipient: "/account/confirm/" in letter.text for letter in letters(app)}
    assert links == {"known@example.com": False, "new@example.com": True}
    with app.extensions["shop"].database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Account)) == 2


@pytest.mark.parametrize("path", ["/account/recover", "/account/resend"])
def test_asking_for_a_letter_looks_the_same_for_known_and_unknown_emails(
    app: Flask, browser: Browser, path: str
) -> None:
    make_person(app, "known@example.com", confirmed="resend" not in path)

    known = browser.send(path, email="known@example.com")
    unknown = browser.send(path, email="other@example.com")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert (known.status_code, known.data) == (303, unknown.data)
    assert [letter.recipient for letter in letters(app)] == ["known@example.com"]


def test_a_wrong_sign_in_looks_the_same_for_known_and_unknown_emails(
    app: Flask, browser: Browser
) -> None:
    make_person(app, "siti1@example.com")

    known = browser.sign_in("siti1@example.com", OTHER)
    unknown = browser.sign_in("siti2@example.com", OTHER)

    assert known.status_code == unknown.status_code == 422
    assert without_tokens(known.text) == without_tokens(unknown.text).replace("siti2", "siti1")


# -- limits --------------------------------------------------------------------------------------


def test_guessing_a_password_ends_after_ten_tries_for_known_and_unknown(
    app: Flask, browser: Browser, clock: FixedClock
) -> None:
    make_person(app)
    for email in (EMAIL, "nobody@example.com"):
        for _ in range(10):
            assert browser.sign_in(email, OTHER).status_code == 422

        refused = browser.sign_in(email, PASSWORD)

        assert refused.status_code == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 600
        assert "Terlalu banyak percobaan" in refused.text
        assert f'value="{email}"' in refused.text
    assert not browser.is_signed_in()

    clock.advance(minutes=10)
    assert browser.sign_in().status_code == 303


def guess(app: Flask, times: int, *, network: str) -> list[int]:
    """Let a stranger try wrong passwords of the owner from one network."""
    stranger = Browser(app)
    stranger.client.environ_base["REMOTE_ADDR"] = network
    return [stranger.sign_in(EMAIL, OTHER).status_code for _time in range(times)]


def at_home(app: Flask) -> Browser:
    owner = Browser(app)
    owner.client.environ_base["REMOTE_ADDR"] = "36.70.1.9"
    return owner


@pytest.mark.parametrize("network", ["203.0.113.7", "2001:db8:5:6::1", "::ffff:203.0.113.9"])
def test_wrong_passwords_from_elsewhere_do_not_lock_the_owner_out(app: Flask, network: str) -> None:
    make_person(app)

    tries = guess(app, 11, network=network)

    assert tries == [422] * 10 + [429]
    assert at_home(app).sign_in().status_code == 303


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        pytest.param("203.0.113.7", "203.0.113.200", 429, id="neighbours"),
        pytest.param("203.0.113.7", "203.0.114.7", 422, id="next network"),
        pytest.param("2001:db8:5:6::1", "2001:db8:5:6:ffff::2", 429, id="one customer"),
        pytest.param("2001:db8:5:6::1", "2001:db8:5:7::1", 422, id="next customer"),
    ],
)
def test_the_tries_of_a_network_are_counted_together(
    app: Flask, one: str, other: str, expected: int
) -> None:
    make_person(app)
    guess(app, 10, network=one)

    assert guess(app, 1, network=other) == [expected]


def guess_from_everywhere(app: Flask) -> None:
    """Use up the account's hundred tries of this hour, from ten networks."""
    answers = [guess(app, 10, network=f"198.51.{number}.1") for number in range(10)]
    *most, last = [status for some in answers for status in some]
    assert most == [422] * 99
    assert last in {422, 429}, "a try before these counts among the hundred"


def test_a_guesser_with_many_networks_is_bounded_and_the_owner_gets_in(
    app: Flask, clock: FixedClock
) -> None:
    make_person(app)
    known = at_home(app)
    assert known.sign_in().status_code == 303
    known.get("/account/")
    known.send("/account/logout", page="/account/profile")

    guess_from_everywhere(app)

    assert guess(app, 1, network="192.0.2.1") == [429]
    new = at_home(app).sign_in()
    assert new.status_code == 429
    assert 0 < int(new.headers["Retry-After"]) <= 3600
    assert known.sign_in().status_code == 303, "a device that the owner has used before"
    clock.advance(hours=1)
    assert at_home(app).sign_in().status_code == 303


def test_a_finished_reset_begins_the_count_anew(app: Flask) -> None:
    make_person(app)
    guess_from_everywhere(app)
    owner = at_home(app)
    assert owner.send("/account/recover", email=EMAIL).status_code == 303
    link = link_in(letters(app)[-1])

    assert owner.send(link, password=OTHER).status_code == 200

    assert owner.sign_in(EMAIL, OTHER).status_code == 303


def test_a_known_device_has_tries_of_its_own_and_no_more(app: Flask) -> None:
    make_person(app)
    known = at_home(app)
    known.sign_in()
    known.send("/account/logout", page="/account/profile")

    answers = [known.sign_in(EMAIL, OTHER).status_code for _time in range(11)]

    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize("change", ["forged", "of another account", "old"])
def test_a_device_is_known_by_a_cookie_of_ours_for_this_account_and_lately(
    app: Flask, clock: FixedClock, change: str
) -> None:
    make_person(app)
    make_person(app, "lain@example.com")
    device = at_home(app)
    device.sign_in("lain@example.com" if change == "of another account" else EMAIL)
    device.send("/account/logout", page="/account/profile")
    cookie = device.client.get_cookie("shop_device")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    if change == "forged":
        device.client.set_cookie("shop_device", cookie.value[:-2] + "xx")
    if change == "old":
        clock.advance(days=180)
    guess_from_everywhere(app)

    assert device.sign_in().status_code == 429


@pytest.mark.parametrize("path", ["/account/recover", "/account/resend"])
def test_letters_are_not_sent_without_end(app: Flask, browser: Browser, path: str) -> None:
    make_person(app, confirmed="resend" not in path)
    for _ in range(5):
        assert browser.send(path, email=EMAIL).status_code == 303

    refused = browser.send(path, email=EMAIL)

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert len(letters(app)) == 5


# -- passwords -----------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_once_and_every_session_ends(
    app: Flask, browser: Browser
) -> None:
    make_person(app)
    browser.sign_in()
    stranger = Browser(app)
    stranger.send("/account/recover", email=EMAIL)
    link = link_in(letters(app)[0])

    assert stranger.send(link, password="pendek").status_code == 422
    assert stranger.send(link, password=OTHER).status_code == 200

    assert not browser.is_signed_in()
    assert stranger.get(link).status_code == 410
    assert stranger.sign_in(password=PASSWORD).status_code == 422
    assert stranger.sign_in(password=OTHER).status_code == 303
    assert letters(app)[-1].recipient == EMAIL


def test_changing_the_password_ends_all_other_sessions(app: Flask, browser: Browser) -> None:
    make_person(app)
    browser.sign_in()
    other = Browser(app)
    other.sign_in()
    assert other.is_signed_in()

    wrong = browser.send("/account/password", current_password=OTHER, password=OTHER)
    assert wrong.status_code == 422
    assert other.is_signed_in()

    changed = browser.send("/account/password", current_password=PASSWORD, password=OTHER)

    assert changed.status_code == 303
    assert browser.is_signed_in(), "the browser that did it stays"
    assert not other.is_signed_in()


def test_a_ban_ends_every_session_with_its_next_request(app: Flask, browser: Browser) -> None:
    person = make_person(app)
    browser.sign_in()
    assert browser.is_signed_in()

    with app.extensions["shop"].database.transaction() as db:
        staff.create_admin(db, email="chief@example.com", name="C", password_hash="x")
        staff.ban(db, person, actor=SYSTEM, reason="fraud")

    assert not browser.is_signed_in()
    assert browser.sign_in().status_code == 422


# -- sessions ------------------------------------------------------------------------------------


def test_the_session_is_a_new_one_after_signing_in(app: Flask, browser: Browser) -> None:
    make_person(app)
    browser.get("/account/login")
    planted = browser.client.get_cookie("shop_session")
    assert planted is not None
    with browser.client.session_transaction() as session:
        session["planted"] = "by somebody else"
        token_before = session["csrf_token"]

    browser.sign_in()

    kept = browser.client.get_cookie("shop_session")
    assert kept is not None
    assert kept.value != planted.value
    browser.get("/account/profile")
    with browser.client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != token_before
    thief = app.test_client()
    thief.set_cookie("shop_session", planted.value, domain="localhost")
    assert thief.get("/account/").status_code == 303


def test_a_copied_cookie_is_worth_nothing_after_signing_out(app: Flask, browser: Browser) -> None:
    make_person(app)
    browser.sign_in()
    copied = browser.client.get_cookie("shop_session")
    assert copied is not None

    assert browser.send("/account/logout", page="/account/").status_code == 303

    thief = app.test_client()
    thief.set_cookie("shop_session", copied.value, domain="localhost")
    assert thief.get("/account/").status_code == 303


def test_signing_out_everywhere_signs_out_everywhere(app: Flask, browser: Browser) -> None:
    make_person(app)
    browser.sign_in()
    other = Browser(app)
    other.sign_in()

    browser.send("/account/sign-out-everywhere", page="/account/security")

    assert not browser.is_signed_in()
    assert not other.is_signed_in()


def test_a_session_lasts_thirty_days(app: Flask, browser: Browser, clock: FixedClock) -> None:
    make_person(app)
    browser.sign_in(remember="true")
    clock.advance(days=29)
    assert browser.is_signed_in()
    clock.advance(days=2)

    assert not browser.is_signed_in()


def session_cookie(answer: TestResponse) -> str:
    """The Set-Cookie line of the session; a known device has a cookie of its own."""
    (line,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("shop_session=")]
    return line


def test_only_who_asks_to_stay_signed_in_gets_a_lasting_cookie(
    app: Flask, browser: Browser
) -> None:
    make_person(app)

    assert "Expires=" not in session_cookie(browser.sign_in())
    assert "Expires=" in session_cookie(Browser(app).sign_in(remember="true"))


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/ x"],
)
def test_nobody_is_led_to_another_site(app: Flask, browser: Browser, target: str) -> None:
    make_person(app)

    assert browser.sign_in(next=target).location == "/account/"


def test_a_guest_comes_back_to_the_page_that_asked_to_sign_in(app: Flask, browser: Browser) -> None:
    make_person(app)
    asked = browser.get("/en/account/addresses?abroad=1")
    assert asked.location == "/en/account/login?next=/en/account/addresses?abroad%3D1"

    page = browser.get(asked.location)
    assert 'name="next" value="/en/account/addresses?abroad=1"' in page.text
    answer = browser.send(
        "/en/account/login", email=EMAIL, password=PASSWORD, next="/en/account/addresses?abroad=1"
    )
    assert answer.location == "/en/account/addresses?abroad=1"


@pytest.mark.parametrize("path", ["/account/login", "/account/register", "/account/recover"])
def test_a_form_without_its_token_is_refused(app: Flask, browser: Browser, path: str) -> None:
    make_person(app)

    answer = browser.client.post(path, data={"email": EMAIL, "password": PASSWORD})

    assert answer.status_code == 400
    assert not browser.is_signed_in()
    assert letters(app) == []


def test_a_form_from_another_site_is_refused(app: Flask, browser: Browser) -> None:
    make_person(app)
    page = browser.get("/account/login").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]

    answer = browser.client.post(
        "/account/login",
        data={"csrf_token": token, "email": EMAIL, "password": PASSWORD},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == 400


def test_signing_in_brings_the_guests_things_along(app: Flask, browser: Browser) -> None:
    make_person(app)
    told: list[tuple[int, int]] = []

    def hook(db: object, *, account_id: int, guest_digest: str) -> None:
        told.append((account_id, len(guest_digest)))

    app.extensions["shop"].ports[SignInHooks] = SignInHooks((hook,))
    browser.client.set_cookie("shop_guest", "B" * 40, domain="localhost")

    browser.sign_in()

    assert told == [(1, 64)]


def test_no_key_in_an_address_or_header_signs_anybody_in(app: Flask, browser: Browser) -> None:
    make_person(app)
    with app.extensions["shop"].database.reading() as db:
        epoch = db.scalars(sa.select(Account.fs_uniquifier)).one()

    assert browser.get(f"/account/?auth_token={epoch}").status_code == 303
    answer = browser.client.get("/account/", headers={"Authentication-Token": epoch})
    assert answer.status_code == 303


def test_private_pages_are_kept_nowhere(app: Flask, browser: Browser) -> None:
    make_person(app)
    browser.sign_in()

    for path in ("/account/", "/account/login", "/account/data.json", "/account/register"):
        assert browser.get(path).headers["Cache-Control"] == "no-store", path


# -- second factor and passkeys ------------------------------------------------------------------


@pytest.fixture
def authenticator(app: Flask) -> Authenticator:
    port = app.extensions["shop"].ports[Authenticator]
    assert isinstance(port, Authenticator)
    return port


def test_with_a_second_factor_the_password_alone_opens_nothing(
    app: Flask, browser: Browser, authenticator: Authenticator, clock: FixedClock
) -> None:
    make_person(app)
    browser.sign_in()
    secret, recovery = turn_on(browser, authenticator, clock)
    clock.advance(seconds=60)

    other = Browser(app)
    asked = other.sign_in(next="/account/addresses")
    assert (asked.status_code, asked.location) == (303, "/account/code?next=/account/addresses")
    assert not other.is_signed_in()
    assert other.send("/account/code", code="000000").status_code == 422
    answer = other.send(
        "/account/code",
        page="/account/code?next=/account/addresses",
        code=code_at(authenticator, secret, clock),
        next="/account/addresses",
    )
    assert (answer.status_code, answer.location) == (303, "/account/addresses")
    assert other.is_signed_in()

    third = Browser(app)
    third.sign_in()
    assert third.send("/account/code", code=recovery).status_code == 303
    fourth = Browser(app)
    fourth.sign_in()
    assert fourth.send("/account/code", code=recovery).status_code == 422, "once"


def test_guessing_codes_ends_after_ten_tries(
    app: Flask, browser: Browser, authenticator: Authenticator, clock: FixedClock
) -> None:
    make_person(app)
    browser.sign_in()
    secret, _recovery = turn_on(browser, authenticator, clock)
    clock.advance(seconds=600)
    other = Browser(app)
    other.sign_in()
    for _ in range(10):
        assert other.send("/account/code", code="000000").status_code == 422

    right = other.send("/account/code", code=code_at(authenticator, secret, clock))

    assert right.status_code == 429


def test_a_code_is_asked_for_ten_minutes_at_most(
    app: Flask, browser: Browser, authenticator: Authenticator, clock: FixedClock
) -> None:
    make_person(app)
    browser.sign_in()
    turn_on(browser, authenticator, clock)
    other = Browser(app)
    other.sign_in()
    clock.advance(minutes=11)

    assert other.get("/account/code").location == "/account/login"


def test_turning_the_second_factor_off_needs_the_password(
    app: Flask, browser: Browser, authenticator: Authenticator, clock: FixedClock
) -> None:
    make_person(app)
    browser.sign_in()
    turn_on(browser, authenticator, clock)

    assert browser.send("/account/authenticator/off", current_password=OTHER).status_code == 422
    assert Browser(app).sign_in().location == "/account/code"
    assert browser.send("/account/authenticator/off", current_password=PASSWORD).status_code == 303
    assert Browser(app).sign_in().location == "/account/"


def test_a_passkey_is_added_and_signs_in_alone(app: Flask, browser: Browser) -> None:
    make_person(app)
    browser.sign_in()
    key = SoftKey()
    make = browser.send("/account/passkeys/new", name="ponsel", current_password=PASSWORD)
    token = make.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    added = browser.client.post(
        "/account/passkeys", data={"csrf_token": token, "answer": key.create(options_in(make.text))}
    )
    assert added.status_code == 303
    assert "ponsel" in browser.get("/account/security").text

    other = Browser(app)
    page = other.get("/account/login").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = other.client.post(
        "/account/passkey", data={"csrf_token": token, "answer": key.get(options_in(page))}
    )
    assert (answer.status_code, answer.location) == (303, "/account/")
    assert other.is_signed_in()
    with app.extensions["shop"].database.reading() as db:
        strong = db.scalars(sa.select(SignIn.is_strong).order_by(SignIn.id)).all()
    assert strong == [False, True]


def test_a_banned_persons_passkey_opens_nothing(app: Flask, browser: Browser) -> None:
    person = make_person(app)
    key = SoftKey()
    site = Site(host="localhost", origin="http://localhost")
    with app.extensions["shop"].database.transaction() as db:
        account = queries.by_public_id(db, person)
        ceremony = passkeys.begin_adding(db, site, account.id)
        answer = key.create(ceremony.options)
        passkeys.add(db, site, account.id, name="x", answer=answer, challenge=ceremony.challenge)
        staff.create_admin(db, email="chief@example.com", name="C", password_hash="x")
        staff.ban(db, person, actor=SYSTEM, reason="fraud")

    page = browser.get("/account/login").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    refused = browser.client.post(
        "/account/passkey", data={"csrf_token": token, "answer": key.get(options_in(page))}
    )

    assert refused.status_code == 422
    assert not browser.is_signed_in()


def options_in(page: str) -> str:
    """The options that a page hands to the browser's script."""
    return html.unescape(page.partition('data-options="')[2].partition('"')[0])
