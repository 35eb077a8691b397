"""Signing in and out: password, second factor, passkey."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import redirect, request, session
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from shop.accounts import passkeys, queries, second_factor, security
from shop.accounts.commands import EnterCode, SignInWithPassword
from shop.accounts.errors import NotConfirmed, WrongSignIn
from shop.accounts.models import Account
from shop.accounts.second_factor import Authenticator
from shop.core import http, limits
from shop.core.errors import ShopError, TooMany
from shop.core.forms import Form
from shop.core.runtime import runtime
from shop.storefront import account_base as base
from shop.storefront.account_base import Proof, bp

#: Session keys: who has shown a password and owes a code; the challenge of a passkey.
PENDING = "shop_pending"
CHALLENGE = "shop_challenge"

PENDING_SECONDS = 600


@bp.get("/login")
def login() -> Response:
    """Show the sign-in page; who is signed in already goes on."""
    if security.current_visitor() is not None:
        return redirect(base.target() or http.url("account.home"), code=303)
    return _login_page(Form())


@bp.post("/login")
def sign_in_with_password() -> Response:
    """Check e-mail and password; then the second factor, or in."""
    form = Form.read(SignInWithPassword, request.form)
    if form.errors:
        return _login_page(form, status=422)
    command = form.command
    try:
        base.spend_sign_in(command.email)
        account = security.check_password(
            runtime().database, email=command.email, password=command.password
        )
    except ShopError as error:
        form.refuse(error)
        if isinstance(error, TooMany):
            return http.retry_after(_login_page(form, status=error.status), error)
        return _login_page(form, status=422, unconfirmed=isinstance(error, NotConfirmed))
    if account.tf_totp_secret is not None:
        return _ask_code(account, remember=command.remember)
    return base.sign_in(lambda _db: account.id, Proof(is_strong=False, remember=command.remember))


def _login_page(form: Form[Any], *, status: int = 200, unconfirmed: bool = False) -> Response:
    ceremony = passkeys.begin_sign_in(base.site())
    session[CHALLENGE] = ceremony.challenge
    return http.page(
        "account/login.html",
        status=status,
        form=form,
        target=base.target(),
        unconfirmed=unconfirmed,
        options=ceremony.options if base.site().has_name else "",
    )


def _ask_code(account: Account, *, remember: bool) -> Response:
    session[PENDING] = {
        "epoch": account.fs_uniquifier,
        "until": int(runtime().clock.now().timestamp()) + PENDING_SECONDS,
        "remember": remember,
    }
    return http.see_other("account.code", **({"next": base.target()} if base.target() else {}))


@bp.get("/code")
def code() -> Response:
    """Ask for the second factor of somebody who has shown a password."""
    if _pending() is None:
        return http.see_other("account.login")
    return http.page("account/code.html", form=Form(), target=base.target())


@bp.post("/code")
def sign_in_with_code() -> Response:
    """Check the code of the authenticator, or a recovery code."""
    pending = _pending()
    if pending is None:
        return http.see_other("account.login")
    base.spend(limits.SECRET, f"code:{pending['epoch']}")
    form = Form.read(EnterCode, request.form)
    if not form.errors:
        try:
            return base.sign_in(
                partial(_use_code, epoch=pending["epoch"], code=form.command.code),
                Proof(is_strong=True, remember=bool(pending["remember"])),
            )
        except ShopError as error:
            form.refuse(error)
    return http.page("account/code.html", status=422, form=form, target=base.target())


def _pending() -> dict[str, Any] | None:
    pending = session.get(PENDING)
    if not isinstance(pending, dict):
        return None
    is_fresh = pending.get("until", 0) > runtime().clock.now().timestamp()
    return pending if is_fresh else None


def _use_code(db: Session, *, epoch: str, code: str) -> int:
    account_id = queries.of_epoch(db, epoch)
    if account_id is None:
        raise WrongSignIn
    second_factor.check(db, runtime().port(Authenticator), account_id, code=code)
    return account_id


@bp.post("/passkey")
def passkey_login() -> Response:
    """Check the answer of a passkey; it counts as two factors, for the device asked its owner."""
    base.spend(limits.SECRET, f"passkey:{http.address()}")
    form: Form[Any] = Form()
    prove = partial(
        passkeys.check,
        site=base.site(),
        answer=request.form.get("answer", ""),
        challenge=session.get(CHALLENGE, ""),
    )
    remember = request.form.get("remember") == "true"
    try:
        return base.sign_in(prove, Proof(is_strong=True, remember=remember))
    except ShopError as error:
        form.refuse(error)
    return _login_page(form, status=422)


@bp.post("/logout")
def logout() -> Response:
    """Sign this browser out."""
    with http.transaction() as db:
        security.finish(db)
    return http.see_other("account.login")
