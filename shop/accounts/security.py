"""Sessions of the stand-alone shop, on Flask-Security's engine (decision 0010).

Flask-Security brings Flask-Login, the session epoch and the sign-in itself; its pages, letters
and commits stay off. Inside a host application nothing of this is initialised.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, g, session
from flask_security import RoleMixin, Security, UserDatastore, login_user, logout_user
from sqlalchemy.orm import Session

from shop.accounts import passwords, queries, services, sessions
from shop.accounts.errors import Banned, NotConfirmed, WrongPassword, WrongSignIn
from shop.accounts.models import Account
from shop.accounts.second_factor import Authenticator
from shop.accounts.sessions import Visitor, current_visitor
from shop.core.db import Database
from shop.core.limits import Limit
from shop.core.runtime import Runtime

__all__ = [
    "NETWORK",
    "SIGN_IN",
    "Begun",
    "ShopUsers",
    "begin",
    "check_own_password",
    "check_password",
    "current_visitor",
    "device_name",
    "finish",
    "init_security",
    "keep",
]

#: Key of the browser's own token in the session.
SIGN_IN = "shop_sign_in"

#: Tries of one network address: a telephone company hides thousands behind one, a guesser few.
NETWORK = Limit("network", 600, 600)


class ShopUsers(UserDatastore):
    """Finds people for Flask-Security. It never writes: services do."""

    def __init__(self, database: Database) -> None:
        super().__init__(Visitor, RoleMixin)
        self.database = database

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Visitor | None:  # noqa: ARG002, FBT001, FBT002
        """Find the person of the present session by epoch, in one statement."""
        epoch, token = wanted.get("fs_uniquifier"), session.get(SIGN_IN)
        if not isinstance(epoch, str) or not isinstance(token, str):
            return None
        with self.database.reading() as db:
            return sessions.visitor(db, epoch=epoch, token=token)


def init_security(app: Flask, runtime: Runtime) -> None:
    """Give a stand-alone shop its sign-in. Never called inside a host application."""
    settings = runtime.settings
    app.config.update(
        SECURITY_CLI_USERS_NAME=False,
        SECURITY_CLI_ROLES_NAME=False,
        SECURITY_DEFAULT_REMEMBER_ME=False,
    )
    security = Security(app, ShopUsers(runtime.database), register_blueprint=False)
    # Tokens in addresses or headers are no way in here, and nobody is looked up unless asked.
    app.login_manager._request_callback = None  # type: ignore[attr-defined]  # noqa: SLF001
    security.principal.identity_loaders.clear()
    keys = (settings.secret_key, *settings.secret_key_fallbacks)
    runtime.ports.setdefault(Authenticator, Authenticator(keys))


def check_password(database: Database, *, email: str, password: str) -> Account:
    """Tell who signs in. Compares outside of any transaction and equally long for unknown e-mails.

    :raises WrongSignIn: no such account, or not its password.
    :raises NotConfirmed: right, but the first letter was not followed.
    :raises Banned: right, but the account is shut.
    """
    with database.reading() as db:
        account = queries.by_email(db, email)
    if not passwords.matches(password, account.password if account else None):
        raise WrongSignIn
    assert account is not None, "nobody's password never matches"
    if not account.active:
        raise Banned
    if account.confirmed_at is None:
        raise NotConfirmed
    _renew(database, account, password)
    return account


def check_own_password(database: Database, account_id: int, password: str) -> None:
    """Ask for the password again before something important.

    :raises WrongPassword: it is another one, or there is none.
    """
    with database.reading() as db:
        known = db.get_one(Account, account_id).password
    if not passwords.matches(password, known):
        raise WrongPassword


def _renew(database: Database, account: Account, password: str) -> None:
    if account.password and passwords.is_outdated(account.password):
        renewed = passwords.hash_password(password)
        database.run(lambda db: services.renew_hash(db, account.id, password_hash=renewed))


@dataclass(frozen=True)
class Begun:
    """A sign-in that is written down; :func:`keep` gives it to the browser after the commit."""

    visitor: Visitor
    token: str


def begin(db: Session, account_id: int, *, device: str, is_strong: bool) -> Begun:
    """Write down that a browser is signed in.

    :raises WrongSignIn: the account was shut in this very moment.
    """
    token = sessions.start(db, account_id, device=device, is_strong=is_strong)
    db.flush()
    found = sessions.visitor_of(db, account_id)
    if found is None:
        raise WrongSignIn
    return Begun(replace(found, is_strong=is_strong), token)


def keep(begun: Begun, *, remember: bool) -> None:
    """Sign this browser in. Everything that its session held before is thrown away.

    :param remember: Stay signed in when the browser is closed, for 30 days.
    """
    session.clear()
    g.pop("csrf_token", None)
    g.pop("shop_principal", None)
    session[SIGN_IN] = begun.token
    session.permanent = remember
    login_user(begun.visitor)


def finish(db: Session) -> None:
    """Sign this browser out; a copy of its cookie is worth nothing afterwards."""
    token = session.get(SIGN_IN)
    if isinstance(token, str):
        sessions.end(db, token)
    logout_user()
    session.clear()
    g.pop("csrf_token", None)
    g.pop("shop_principal", None)


def device_name(user_agent: str) -> str:
    """Name a browser in a few words that its owner recognises."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser}, {system}" if system else browser


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
