"""Refusals around accounts. None of them tells whether an e-mail is known here."""

from __future__ import annotations

from shop.core.errors import Invalid, ShopError, TooMany
from shop.core.i18n import lazy_gettext as _


class WrongSignIn(Invalid):
    """E-mail and password do not belong together, or there is no such account: never told apart."""

    code = "wrong_sign_in"
    message = _("E-mail and password do not match.")


class NotConfirmed(Invalid):
    """The password is right, but nobody has followed the link in the first letter."""

    code = "not_confirmed"
    message = _("Please follow the link in our letter first. We can send it again.")


class Banned(Invalid):
    """The password is right, but staff have shut the account."""

    code = "banned"
    message = _("This account is shut. Please write to us.")


class WrongPassword(Invalid):
    """The present password, asked for before something important, is wrong."""

    code = "wrong_password"
    field = "current_password"
    message = _("This is not your password.")


class WrongCode(Invalid):
    """A code of the authenticator app, or a recovery code, is wrong or was used."""

    code = "wrong_code"
    field = "code"
    message = _("This code is wrong or was already used.")


class BadLink(ShopError):
    """The link of a letter is used, replaced or too old."""

    code = "bad_link"
    status = 410
    message = _("This link was already used or is too old. Please ask for a new one.")


class TooManySignIns(TooMany):
    """A password was tried too often from here, or for this account from everywhere."""

    code = "too_many_sign_ins"
    message = _(
        "Too many tries. Please wait %(minutes)s minutes, or set a new password, or use a passkey "
        "or a device on which you have signed in before."
    )

    def __init__(self, *, retry_after_seconds: int = 60) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds)
        self.details = {"minutes": -(-retry_after_seconds // 60)}


class EmailTaken(Invalid):
    """Another account has this e-mail. Only said to staff, or to who proved to own it."""

    code = "email_taken"
    field = "email"
    message = _("Another account has this e-mail.")


class UnknownRole(Invalid):
    """There is no role of that name."""

    code = "unknown_role"
    field = "role"
    message = _("There is no such role.")


class LastAdmin(ShopError):
    """Without this person nobody could give rights any more."""

    code = "last_admin"
    message = _("Somebody must stay who may manage accounts.")


class BadPasskey(Invalid):
    """The answer of the authenticator does not fit."""

    code = "bad_passkey"
    message = _("The passkey was not accepted. Please try again.")


class TooManyAddresses(ShopError):
    """The address book is full."""

    code = "too_many_addresses"
    message = _("Your address book is full. Please delete an address first.")
