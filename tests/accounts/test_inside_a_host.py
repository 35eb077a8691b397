"""The shop inside an application that signs people in itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_login import LoginManager

from shop import Shop
from shop.accounts import queries, staff
from shop.accounts.models import Account
from shop.accounts.ports import HostUser
from shop.core import http
from shop.core.clock import FixedClock
from shop.core.permissions import SYSTEM, Principal, Right
from shop.core.settings import Settings

ANI = HostUser(id="7", email="ani@example.com", name="Ani")


class Host:
    """An application with its own sign-in; ``user`` is who is signed in there."""

    def __init__(self, settings: Settings, clock: FixedClock) -> None:
        self.user: HostUser | None = ANI
        self.app = Flask("host", static_folder=None)
        self.app.secret_key = "the host's own secret key"
        self.logins = LoginManager(self.app)
        self.logins.user_loader(lambda _user_id: None)
        Shop(
            self.app,
            url_prefix="/shop",
            settings=settings,
            identity=lambda: self.user,
            sign_in=lambda back: f"/host/login?back={back}",
            clock=clock,
        )
        self.database = self.app.extensions["shop"].database

    def principal(self) -> Principal:
        with self.app.test_request_context("/shop/"):
            return http.principal()


@pytest.fixture
def host(settings: Settings, clock: FixedClock) -> Iterator[Host]:
    made = Host(settings, clock)
    yield made
    made.database.engine.dispose()


def test_the_hosts_sign_in_stays_the_hosts(host: Host) -> None:
    assert host.app.login_manager is host.logins
    assert "security" not in host.app.extensions
    assert [name for name in host.app.view_functions if ".account." in name] == []
    assert host.app.test_client().get("/shop/account/login").status_code == 404


def test_a_hosts_user_is_one_account_with_rights_of_this_moment(host: Host) -> None:
    first = host.principal()
    assert first.account_id is not None
    assert not first.is_staff
    with host.database.transaction() as db:
        staff.load_roles(db)
        public_id = db.get_one(Account, first.account_id).public_id
        staff.grant_role(db, public_id, role="coach", actor=SYSTEM)

    again = host.principal()

    assert again.account_id == first.account_id
    assert again.rights == frozenset({Right.PROGRAMS_READ})
    assert "ani" not in again.label.lower(), "audit rows outlive a name"


def test_nobody_in_the_host_is_a_guest_here(host: Host) -> None:
    host.user = None

    assert host.principal().is_guest
    with host.database.reading() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(Account)) == 0


def test_a_banned_hosts_user_is_a_guest_from_the_next_request(host: Host) -> None:
    account_id = host.principal().account_id
    assert account_id is not None
    with host.database.transaction() as db:
        staff.create_admin(db, email="chief@example.com", name="C", password_hash="x")
        public_id = queries.profile(db, account_id).public_id
        staff.ban(db, public_id, actor=SYSTEM, reason="fraud")

    assert host.principal().is_guest
