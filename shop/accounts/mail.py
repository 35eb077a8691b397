"""The letters of accounts. Rows in the caller's transaction; the worker sends them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from shop.accounts.ports import Links
from shop.accounts.tokens import digest
from shop.core import compose
from shop.core.compose import Words
from shop.core.i18n import gettext as _
from shop.core.i18n import use_locale
from shop.core.ids import public_id


@dataclass(frozen=True)
class Recipient:
    """Whom a letter goes to, and in which language."""

    email: str
    name: str
    locale: str


def confirm(db: Session, to: Recipient, *, token: str, links: Links) -> None:
    """Ask a new person to show that the e-mail is theirs."""
    with use_locale(to.locale):
        words = Words(
            _("Welcome to Canting"),
            (
                _("Please confirm that this e-mail address is yours. Then you can sign in."),
                _("The link works for three days. If you did not register, ignore this letter."),
            ),
            (_("Confirm my e-mail"), links.confirm(token)),
        )
        _write(db, to, fact=f"accounts.confirm:{digest(token)}", words=words)


def already_registered(db: Session, to: Recipient, *, links: Links) -> None:
    """Tell an owner that somebody tried to register with their e-mail."""
    with use_locale(to.locale):
        words = Words(
            _("You already have an account"),
            (
                _("Somebody, probably you, tried to register with this e-mail address."),
                _("You have an account with us already. Just sign in."),
                _(
                    "Forgotten your password? Ask for a new one: %(address)s",
                    address=links.recover(),
                ),
            ),
            (_("Sign in"), links.sign_in()),
        )
        _write(db, to, fact=_once("accounts.already_registered"), words=words)


def reset(db: Session, to: Recipient, *, token: str, links: Links) -> None:
    """Send the link with which a forgotten password is replaced."""
    with use_locale(to.locale):
        words = Words(
            _("Choose a new password"),
            (
                _("Somebody, probably you, asked for a new password."),
                _("The link works once, for two hours. If it was not you, ignore this letter."),
            ),
            (_("Choose a new password"), links.reset(token)),
        )
        _write(db, to, fact=f"accounts.reset:{digest(token)}", words=words)


def password_changed(db: Session, to: Recipient, *, links: Links) -> None:
    """Tell an owner that the password is a new one."""
    with use_locale(to.locale):
        words = Words(
            _("Your password was changed"),
            (
                _("All your devices were signed out."),
                _("If it was not you, ask for a new password at once and write to us."),
            ),
            (_("I did not do this"), links.recover()),
        )
        _write(db, to, fact=_once("accounts.password_changed"), words=words)


def change_email(db: Session, to: Recipient, *, token: str, links: Links) -> None:
    """Ask the new address to show that it belongs to the person."""
    with use_locale(to.locale):
        words = Words(
            _("Confirm your new e-mail address"),
            (
                _("Please confirm that this e-mail address is yours."),
                _("The link works once, for one day. Until then nothing changes."),
            ),
            (_("Confirm my e-mail"), links.change_email(token)),
        )
        _write(db, to, fact=f"accounts.change_email:{digest(token)}", words=words)


def email_changed(db: Session, to: Recipient) -> None:
    """Tell the old address that it is not used any more."""
    with use_locale(to.locale):
        words = Words(
            _("Your e-mail address was changed"),
            (
                _("Your account now has another e-mail address."),
                _("If it was not you, answer this letter at once."),
            ),
        )
        _write(db, to, fact=_once("accounts.email_changed"), words=words)


def second_factor_changed(db: Session, to: Recipient, *, is_on: bool) -> None:
    """Tell an owner that the second factor was turned on or off."""
    with use_locale(to.locale):
        words = Words(
            _("Second factor turned on") if is_on else _("Second factor turned off"),
            (_("If it was not you, answer this letter at once."),),
        )
        _write(db, to, fact=_once("accounts.second_factor"), words=words)


def _once(name: str) -> str:
    return f"{name}:{public_id('let')}"


def _write(db: Session, to: Recipient, *, fact: str, words: Words) -> None:
    compose.write(
        db,
        fact=fact,
        recipient=to.email,
        locale=to.locale,
        words=words,
        template="letters/personal",
        name=to.name,
    )
