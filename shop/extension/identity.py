"""Who is behind a request: our own session, or what a host application says."""

from __future__ import annotations

from collections.abc import Callable

from shop.accounts import queries, security
from shop.accounts.ports import HostIdentity
from shop.accounts.services import account_of_host_user
from shop.artisans.queries import artisan_ids
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
            label=visitor.email,
        )


def from_host(identity: HostIdentity | None) -> Callable[[], Principal]:
    """Return how a host's user becomes one of ours: the account is made at first sight."""

    def identify() -> Principal:
        user = identity() if identity is not None else None
        if user is None:
            return Principal(guest_token=http.guest_token())
        account_id = runtime().database.run(
            lambda db: account_of_host_user(db, user, locale=get_locale())
        )
        with http.reading() as db:
            return Principal(
                account_id=account_id,
                rights=queries.rights_of(db, account_id),
                artisan_ids=artisan_ids(db, account_id),
                guest_token=http.guest_token(),
                label=user.email or user.name or user.id,
            )

    return identify
