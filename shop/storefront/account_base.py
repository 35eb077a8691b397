"""What the account pages share: their blueprint, who may see what, and their limits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Blueprint, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.accounts import known_devices, passkeys, security, sign_in_limits
from shop.accounts.known_devices import Device
from shop.accounts.ports import Links, SignInHooks
from shop.accounts.sessions import Visitor
from shop.core import http, limits
from shop.core.limits import Limit
from shop.core.runtime import runtime
from shop.editorial.models import InfoPage

bp = Blueprint("account", __name__, url_prefix="/account")

#: Pages for people who are not signed in; all others ask to sign in first.
OPEN = frozenset(
    {
        "login",
        "sign_in_with_password",
        "passkey_login",
        "code",
        "sign_in_with_code",
        "register",
        "register_person",
        "sent",
        "resend",
        "resend_confirmation",
        "confirm",
        "confirm_person",
        "recover",
        "send_reset",
        "reset",
        "reset_password",
        "confirm_email",
        "take_email",
    }
)

#: Accounts that one network address may found.
REGISTER = Limit("register", 120, 3600)


def guard() -> BaseResponse | None:
    """Let everyone see the open pages and only signed-in people the others."""
    name = (request.endpoint or "").rpartition(".")[2]
    return None if name in OPEN else http.signed_in()


def links() -> Links:
    """Return the addresses that letters carry, on the configured origin."""
    page = partial(http.url, external=True)
    return Links(
        confirm=lambda token: page("account.confirm", token=token),
        reset=lambda token: page("account.reset", token=token),
        change_email=lambda token: page("account.confirm_email", token=token),
        sign_in=lambda: page("account.login"),
        recover=lambda: page("account.recover"),
    )


def me() -> Visitor:
    """Return who is signed in; only behind the guard."""
    visitor = security.current_visitor()
    assert visitor is not None, "the guard let nobody in"
    return visitor


def site() -> passkeys.Site:
    """Return who we are for authenticators, from the settings alone."""
    return passkeys.Site(host=urlsplit(http.origin()).hostname or "", origin=http.origin())


def spend(limit: Limit, subject: str | int) -> None:
    """Count a try against a limit, and against what one network address may do in all.

    :raises TooMany: a limit is used up.
    """
    database = runtime().database
    limits.spend(database, security.NETWORK, http.address())
    limits.spend(database, limit, str(subject))


def spend_sign_in(email: str) -> None:
    """Count a try to sign in with a password.

    :raises TooMany: too many tries from this network, or for this account.
    """
    database = runtime().database
    limits.spend(database, security.NETWORK, http.address())
    sign_in_limits.spend(database, email, network=http.network(), device=known_device())


def known_device() -> Device:
    """Return what this browser's cookie says about earlier sign-ins."""
    return known_devices.read(request.cookies.get(_device_cookie()), _device_keys())


def _device_keys() -> list[str]:
    settings = runtime().settings
    return [*reversed(settings.secret_key_fallbacks), settings.secret_key]


def _device_cookie() -> str:
    return "__Host-shop_device" if http.origin().startswith("https://") else "shop_device"


def _remember_device(response: BaseResponse, public_id: str) -> None:
    """Let the browser keep that this account has signed in on it."""
    response.set_cookie(
        _device_cookie(),
        known_devices.write(known_device(), public_id, runtime().clock.now(), _device_keys()),
        max_age=int(known_devices.LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=http.origin().startswith("https://"),
    )


def device() -> str:
    """Name this browser in a few words."""
    return security.device_name(request.user_agent.string)


def target() -> str:
    """Return where the person wanted to go, if that is a place on this site."""
    return http.safe_next(request.values.get("next"), "")


@dataclass(frozen=True)
class Proof:
    """How somebody showed who they are."""

    is_strong: bool
    remember: bool


def sign_in(prove: Callable[[Session], int], proof: Proof) -> BaseResponse:
    """Sign this browser in, bring its cart along, and go where the person wanted to go.

    :param prove: Checks what was shown, in the sign-in's transaction, and returns the account.
    :raises ShopError: what ``prove`` raises, or the account was shut in this very moment.
    """
    wanted = target()
    with http.transaction() as db:
        account_id = prove(db)
        begun = security.begin(db, account_id, device=device(), is_strong=proof.is_strong)
        _bring_along(db, account_id)
    security.keep(begun, remember=proof.remember)
    response = redirect(wanted or http.url("account.home"), code=303)
    _remember_device(response, begun.visitor.public_id)
    return response


def _bring_along(db: Session, account_id: int) -> None:
    token = http.guest_token()
    if token is None:
        return
    guest_digest = hashlib.sha256(token.encode()).hexdigest()
    hooks: SignInHooks = runtime().ports.get(SignInHooks, SignInHooks())
    for hook in hooks.hooks:
        hook(db, account_id=account_id, guest_digest=guest_digest)
    http.forget_guest()


def consent_versions(db: Session) -> dict[str, int]:
    """Return the versions of the terms and of the privacy page that are shown right now."""
    found = db.execute(
        sa.select(InfoPage.name, sa.func.max(InfoPage.version))
        .where(InfoPage.name.in_(["terms", "privacy"]))
        .group_by(InfoPage.name)
    )
    versions = {str(name): int(version) for name, version in found}
    return {kind: versions.get(kind, 1) for kind in ("terms", "privacy")}
