"""Becoming somebody here: registering, confirming, and recovering a lost password.

Whether an e-mail is known is never told: known and unknown get the same page.
"""

from __future__ import annotations

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from shop.accounts import passwords, services, tokens
from shop.accounts.commands import AskForLetter, Register, SetPassword
from shop.accounts.models import Purpose
from shop.core import http, limits
from shop.core.forms import Form
from shop.core.i18n import get_locale
from shop.storefront import account_base as base
from shop.storefront.account_base import bp


@bp.get("/register")
def register() -> Response:
    """Show the registration page."""
    return http.page("account/register.html", form=Form(), target=base.target())


@bp.post("/register")
def register_person() -> Response:
    """Take a new person in, and always answer that a letter is on its way."""
    form = Form.read(Register, request.form, locale=get_locale())
    if form.errors:
        return http.page("account/register.html", status=422, form=form, target=base.target())
    base.spend(base.REGISTER, http.address())
    base.spend(limits.SEND_MAIL, form.command.email)
    hashed = passwords.hash_password(form.command.password)
    with http.transaction() as db:
        services.register(
            db,
            form.command,
            password_hash=hashed,
            versions=base.consent_versions(db),
            links=base.links(),
        )
    return http.see_other("account.sent")


@bp.get("/sent")
def sent() -> Response:
    """Say that a letter is on its way, if there is somebody to write to."""
    return http.page("account/sent.html")


@bp.get("/resend")
def resend() -> Response:
    """Offer to send the first letter again."""
    return http.page("account/resend.html", form=Form())


@bp.post("/resend")
def resend_confirmation() -> Response:
    """Send the first letter again."""
    form = Form.read(AskForLetter, request.form)
    if form.errors:
        return http.page("account/resend.html", status=422, form=form)
    base.spend(limits.SEND_MAIL, form.command.email)
    with http.transaction() as db:
        services.ask_confirmation(db, form.command.email, links=base.links())
    return http.see_other("account.sent")


@bp.get("/confirm/<token>")
def confirm(token: str) -> Response:
    """Show a button: programs that follow every link in a letter must not confirm anything."""
    with http.reading() as db:
        tokens.look_up(db, token, purpose=Purpose.CONFIRM)
    return http.page("account/confirm.html")


@bp.post("/confirm/<token>")
def confirm_person(token: str) -> Response:
    """Note that the e-mail is the person's."""
    base.spend(limits.SECRET, f"confirm:{http.address()}")
    with http.transaction() as db:
        services.confirm(db, token)
    return http.page("account/confirmed.html")


@bp.get("/recover")
def recover() -> Response:
    """Offer to send a link for a new password."""
    return http.page("account/recover.html", form=Form())


@bp.post("/recover")
def send_reset() -> Response:
    """Send the link, and always answer that a letter is on its way."""
    form = Form.read(AskForLetter, request.form)
    if form.errors:
        return http.page("account/recover.html", status=422, form=form)
    base.spend(limits.SEND_MAIL, form.command.email)
    with http.transaction() as db:
        services.ask_reset(db, form.command.email, links=base.links())
    return http.see_other("account.sent")


@bp.get("/reset/<token>")
def reset(token: str) -> Response:
    """Ask for the new password."""
    with http.reading() as db:
        tokens.look_up(db, token, purpose=Purpose.RESET)
    return http.page("account/reset.html", form=Form())


@bp.post("/reset/<token>")
def reset_password(token: str) -> Response:
    """Set the new password; then the person signs in with it."""
    base.spend(limits.SECRET, f"reset:{http.address()}")
    form: Form[Any] = Form.read(SetPassword, request.form)
    if form.errors:
        return http.page("account/reset.html", status=422, form=form)
    hashed = passwords.hash_password(form.command.password)
    with http.transaction() as db:
        services.reset_password(db, token, password_hash=hashed, links=base.links())
    return http.page("account/password_set.html")
