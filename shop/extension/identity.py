"""Who is behind a request: our own session, or what a host application says.

Audit rows keep the label for ever, so it is the public id and no name or e-mail (I31).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from shop.accounts import queries, security, sessions
from shop.accounts.ports import HostIdentity, HostUser, SignInHooks
from shop.accounts.services import account_of_host_user
from shop.artisans.queries import artisan_ids
from shop.cart.owner import digest
from shop.core import http
from shop.core.i18n import get_locale
from shop.core.permissions import Principal
from shop.core.runtime import runtime


def own() -> Principal:
    """Return the person of our own session."""
    visitor = security.current_visitor()
    if visitor is None:
        return Principal(guest_token=http.guest_token())
    with http.reading() as db:
        return Principal(
            account_id=visitor.id,
            rights=visitor.rights,
            artisan_ids=artisan_ids(db, visitor.id),
            guest_token=http.guest_token(),
            label=visitor.public_id,
        )


def from_host(identity: HostIdentity | None) -> Callable[[], Principal]:
    """Return how a host's user becomes one of ours: the account is made at first sight.

    The host tells us of no sign-in, so what the browser had as a guest (cart, wishlist) is brought
    along when it is first seen with a user, and the guest's cookie is dropped.
    """

    def identify() -> Principal:
        user = identity() if identity is not None else None
        if user is None:
            return Principal(guest_token=http.guest_token())
        token = http.guest_token()
        with http.reading() as db:
            account_id = queries.account_id_of_host_user(db, user.id)
        if account_id is None or token is not None:
            account_id = runtime().database.run(partial(_bring_along, user=user, token=token))
        if token is not None:
            http.forget_guest()
        with http.reading() as db:
            visitor = sessions.visitor_of(db, account_id)
            if visitor is None:
                return Principal()
            return Principal(
                account_id=visitor.id,
                rights=visitor.rights,
                artisan_ids=artisan_ids(db, visitor.id),
                label=f"host:{user.id}",
            )

    return identify


def _bring_along(db: Session, *, user: HostUser, token: str | None) -> int:
    account_id = account_of_host_user(db, user, locale=get_locale())
    if token is not None:
        for hook in runtime().port(SignInHooks).hooks:
            hook(db, account_id=account_id, guest_digest=digest(token))
    return account_id
