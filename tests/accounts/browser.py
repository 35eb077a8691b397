"""A person at a browser: opens pages, sends their forms, reads the letters."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shop.accounts import passwords, staff
from shop.accounts.second_factor import Authenticator
from shop.core.clock import FixedClock
from shop.core.letters import Letter

PASSWORD = "hujan di atas sungai"
EMAIL = "siti@example.com"

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """A test client that fills in tokens by itself."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def send(self, path: str, *, page: str | None = None, **fields: Any) -> TestResponse:
        """Open the form at ``page`` (``path`` itself by default) and post it."""
        opened = self.client.get(page or path)
        found = _TOKEN.search(opened.text)
        assert found, f"no form at {page or path}: {opened.status_code}"
        return self.client.post(path, data={"csrf_token": found.group(1), **fields})

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.send("/account/login", email=email, password=password, **more)

    def is_signed_in(self) -> bool:
        return self.client.get("/account/").status_code == 200


def make_person(app: Flask, email: str = EMAIL, *, role: str = "", confirmed: bool = True) -> str:
    """Somebody with an account.

    :returns: The public id.
    """
    database = app.extensions["shop"].database
    with database.transaction() as db:
        staff.load_roles(db)
        account = staff.create_account(
            db, email=email, name="Siti", password_hash=passwords.hash_password(PASSWORD)
        )
        if not confirmed:
            account.confirmed_at = None
        if role:
            staff.grant_role(db, account.public_id, role=role, actor=staff.SYSTEM)
        return account.public_id


def letters(app: Flask) -> list[Letter]:
    """Every letter that was written, the oldest first."""
    with app.extensions["shop"].database.reading() as db:
        return list(db.scalars(sa.select(Letter).order_by(Letter.id)))


def link_in(letter: Letter) -> str:
    """The path of the letter's link."""
    found = re.search(r"http://localhost(/\S*/account/\S+|/account/\S+)", letter.text)
    assert found, letter.text
    return found.group(1)


def without_tokens(text: str) -> str:
    """A page without what differs from request to request."""
    text = re.sub(r'name="csrf_token" value="[^"]+"', "", text)
    return re.sub(r'data-options="[^"]*"', "", text)


def turn_on(browser: Browser, authenticator: Authenticator, clock: FixedClock) -> tuple[str, str]:
    """Turn the second factor on.

    :returns: The secret, and one recovery code.
    """
    browser.get("/account/authenticator")
    with browser.client.session_transaction() as session:
        secret = session["shop_totp"]
    page = browser.client.get("/account/profile").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    shown = browser.client.post(
        "/account/authenticator",
        data={
            "csrf_token": token,
            "current_password": PASSWORD,
            "code": code_at(authenticator, secret, clock),
        },
    )
    assert shown.status_code == 200
    return secret, shown.text.partition("<code>")[2].partition("</code>")[0]


def code_at(authenticator: Authenticator, secret: str, clock: FixedClock) -> str:
    generator = authenticator._totp.from_source(secret)
    return str(generator.generate(int(clock.now().timestamp())).token)
