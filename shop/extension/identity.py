"""Who is behind a request: our own session, or what a host application says.

Audit rows keep the label for ever, so it is the public id and no name or e-mail (I31).
"""

from __future__ import annotations

from collections.abc import Callable

from shop.accounts import queries, security, sessions
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
            label=visitor.public_id,
        )


def from_host(identity: HostIdentity | None) -> Callable[[], Principal]:
    """Return how a host's user becomes one of ours: the account is made at first sight."""

    def identify() -> Principal:
        user = identity() if identity is not None else None
        if user is None:
            return Principal(guest_token=http.guest_token())
        with http.reading() as db:
            known = queries.account_id_of_host_user(db, user.id)
        account_id = known or runtime().database.run(
            lambda db: account_of_host_user(db, user, locale=get_locale())
        )
        with http.reading() as db:
            visitor = sessions.visitor_of(db, account_id)
            if visitor is None:
                return Principal(guest_token=http.guest_token())
            return Principal(
                account_id=visitor.id,
                rights=visitor.rights,
                artisan_ids=artisan_ids(db, visitor.id),
                guest_token=http.guest_token(),
                label=visitor.public_id,
            )

    return identify
