"""How somebody signs in: password, e-mail, second factor, passkeys, and where they are signed in."""

from __future__ import annotations

from typing import Any

import segno
from flask import request, session
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from shop.accounts import (
    mail,
    passkeys,
    passwords,
    queries,
    second_factor,
    security,
    services,
    sessions,
    tokens,
)
from shop.accounts.commands import (
    ChangeEmail,
    ChangePassword,
    ConfirmWithPassword,
    NamePasskey,
    TurnOnSecondFactor,
)
from shop.accounts.mail import Recipient
from shop.accounts.models import Purpose
from shop.accounts.second_factor import Authenticator
from shop.core import audit, http, limits
from shop.core.command import Command
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.core.runtime import runtime
from shop.storefront import account_base as base
from shop.storefront.account_base import bp

#: Session keys: a new authenticator's secret (encrypted), a new passkey's name and challenge.
NEW_SECRET = "shop_totp"  # noqa: S105 - a key of the session, not a secret
NEW_PASSKEY = "shop_passkey"


@bp.get("/security", endpoint="security")
def overview() -> Response:
    """Show how this person signs in, and where they are signed in."""
    with http.reading() as db:
        account_id = base.me().id
        return http.page(
            "account/security.html",
            profile=queries.profile(db, account_id),
            must_show_more=second_factor.needs_second_factor(http.principal(), runtime().settings),
            passkeys=queries.passkeys(db, account_id),
            sign_ins=queries.sign_ins(db, account_id),
            may_have_passkeys=base.site().has_name,
            codes_left=queries.recovery_codes_left(db, account_id),
        )


@bp.get("/password")
def password() -> Response:
    """Ask for the present and the new password."""
    return http.page("account/password.html", form=Form())


@bp.post("/password")
def change_password() -> Response:
    """Change the password and sign every other browser out."""
    form = _with_password(ChangePassword)
    if form.errors:
        return http.page("account/password.html", status=422, form=form)
    visitor = base.me()
    hashed = passwords.hash_password(form.command.password)
    with http.transaction() as db:
        services.change_password(
            db, visitor.id, password_hash=hashed, links=base.links(), actor=http.principal()
        )
        begun = _start_anew(db, is_strong=visitor.is_strong)
    security.keep(begun, remember=session.permanent)
    return http.see_other("account.security")


@bp.get("/email")
def email() -> Response:
    """Ask for the new e-mail."""
    return http.page("account/email.html", form=Form(), current=base.me().email)


@bp.post("/email")
def change_email() -> Response:
    """Send a link to the new e-mail; until it is followed nothing changes."""
    form = _with_password(ChangeEmail)
    if form.errors:
        return http.page("account/email.html", status=422, form=form, current=base.me().email)
    base.spend(limits.SEND_MAIL, base.me().id)
    with http.transaction() as db:
        services.ask_new_email(db, base.me().id, email=form.command.email, links=base.links())
    return http.see_other("account.sent")


@bp.get("/email/<token>")
def confirm_email(token: str) -> Response:
    """Show a button that takes the new e-mail over."""
    with http.reading() as db:
        tokens.look_up(db, token, purpose=Purpose.CHANGE_EMAIL)
    return http.page("account/confirm.html")


@bp.post("/email/<token>")
def take_email(token: str) -> Response:
    """Take the new e-mail over."""
    base.spend(limits.SECRET, f"confirm:{http.address()}")
    with http.transaction() as db:
        services.confirm_new_email(db, token)
    return http.page("account/confirmed.html")


@bp.get("/authenticator")
def authenticator() -> Response:
    """Show the secret of a new authenticator, as QR and to type."""
    secret = runtime().port(Authenticator).generate_totp_secret()
    session[NEW_SECRET] = secret
    return _authenticator_page(Form(), secret)


@bp.post("/authenticator")
def turn_on_authenticator() -> Response:
    """Bind the authenticator once it shows the right code; then show recovery codes, once."""
    secret = session.get(NEW_SECRET)
    if not isinstance(secret, str):
        return http.see_other("account.authenticator")
    form = _with_password(TurnOnSecondFactor)
    if form.errors:
        return _authenticator_page(form, secret, status=422)
    try:
        with http.transaction() as db:
            codes = second_factor.turn_on(
                db,
                runtime().port(Authenticator),
                base.me().id,
                secret=secret,
                code=form.command.code,
            )
            mail.second_factor_changed(db, _to(), is_on=True)
            _record(db, "accounts.second_factor_on")
            begun = _start_anew(db, is_strong=True)
    except ShopError as error:
        form.refuse(error)
        return _authenticator_page(form, secret, status=422)
    security.keep(begun, remember=session.permanent)
    return http.page("account/recovery_codes.html", codes=codes)


def _authenticator_page(form: Form[Any], secret: str, *, status: int = 200) -> Response:
    factory = runtime().port(Authenticator)
    picture = segno.make(factory.get_totp_uri(base.me().email, secret), micro=False)
    return http.page(
        "account/authenticator.html",
        status=status,
        form=form,
        picture=Markup(picture.svg_inline(omitsize=True)),  # noqa: S704 - drawn by us from our secret
        key=factory.get_totp_pretty_key(secret),
    )


@bp.get("/authenticator/off")
def authenticator_off() -> Response:
    """Ask for the password before the second factor is turned off."""
    return http.page("account/authenticator_off.html", form=Form())


@bp.post("/authenticator/off")
def turn_off_authenticator() -> Response:
    """Turn the second factor off."""
    form = _with_password(ConfirmWithPassword)
    if form.errors:
        return http.page("account/authenticator_off.html", status=422, form=form)
    with http.transaction() as db:
        second_factor.turn_off(db, base.me().id)
        mail.second_factor_changed(db, _to(), is_on=False)
        _record(db, "accounts.second_factor_off")
        begun = _start_anew(db, is_strong=False)
    security.keep(begun, remember=session.permanent)
    return http.see_other("account.security")


@bp.get("/recovery-codes")
def recovery_codes() -> Response:
    """Ask for the password before new recovery codes are made."""
    return http.page("account/recovery_codes_new.html", form=Form())


@bp.post("/recovery-codes")
def renew_recovery_codes() -> Response:
    """Make new recovery codes and show them, once. The old ones stop to work."""
    form = _with_password(ConfirmWithPassword)
    if form.errors:
        return http.page("account/recovery_codes_new.html", status=422, form=form)
    with http.transaction() as db:
        codes = second_factor.renew_recovery_codes(db, base.me().id)
        _record(db, "accounts.recovery_codes_renewed")
    return http.page("account/recovery_codes.html", codes=codes)


@bp.get("/passkeys/new")
def passkey() -> Response:
    """Ask for a name of the new passkey, and the password."""
    return http.page("account/passkey.html", form=Form())


@bp.post("/passkeys/new")
def begin_passkey() -> Response:
    """Let the browser make a passkey."""
    form = _with_password(NamePasskey)
    if form.errors:
        return http.page("account/passkey.html", status=422, form=form)
    with http.transaction() as db:
        ceremony = passkeys.begin_adding(db, base.site(), base.me().id)
    session[NEW_PASSKEY] = {"name": form.command.name, "challenge": ceremony.challenge}
    return http.page("account/passkey_make.html", options=ceremony.options, refusal="")


@bp.post("/passkeys")
def add_passkey() -> Response:
    """Keep the public half of the passkey that the browser has made."""
    base.spend(limits.SECRET, base.me().id)
    begun = session.pop(NEW_PASSKEY, None) or {"name": "", "challenge": ""}
    try:
        with http.transaction() as db:
            passkeys.add(
                db,
                base.site(),
                base.me().id,
                name=begun["name"],
                answer=request.form.get("answer", ""),
                challenge=begun["challenge"],
            )
            _record(db, "accounts.passkey_added")
    except ShopError as error:
        form: Form[Any] = Form()
        form.refuse(error)
        return http.page("account/passkey.html", status=422, form=form)
    return http.see_other("account.security")


@bp.post("/passkeys/<passkey_id>/remove")
def remove_passkey(passkey_id: str) -> Response:
    """Forget a passkey."""
    with http.transaction() as db:
        passkeys.remove(db, base.me().id, passkey_id=passkey_id)
        _record(db, "accounts.passkey_removed")
    return http.see_other("account.security")


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """Sign the person out on every device, this one too."""
    with http.transaction() as db:
        sessions.end_all(db, base.me().id)
        security.finish(db)
    return http.see_other("account.login")


def _with_password(schema: type[Command]) -> Form[Any]:
    """Read a form that carries the present password, and check that password."""
    form: Form[Any] = Form.read(schema, request.form)
    if not form.errors:
        base.spend(limits.SECRET, base.me().id)
        try:
            security.check_own_password(
                runtime().database, base.me().id, form.command.current_password
            )
        except ShopError as error:
            form.refuse(error)
    return form


def _start_anew(db: Session, *, is_strong: bool) -> security.Begun:
    """End every session of the person, which knew other rules, and begin this browser's anew."""
    sessions.end_all(db, base.me().id)
    return security.begin(db, base.me().id, device=base.device(), is_strong=is_strong)


def _to() -> Recipient:
    visitor = base.me()
    return Recipient(visitor.email, visitor.name, visitor.locale)


def _record(db: Session, action: str) -> None:
    audit.record(db, action, subject=base.me().public_id, actor=http.principal())
