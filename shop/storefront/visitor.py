"""Whose cart and wishlist a request is about."""

from __future__ import annotations

from shop.cart.owner import Owner, digest
from shop.core import http


def owner() -> Owner:
    """Return the owner of this request's cart, without leaving a trace in the browser."""
    account_id = http.principal().account_id
    token = http.guest_token()
    return Owner(account_id=account_id, guest_digest=digest(token) if token else None)


def owner_for_writing() -> Owner:
    """Return the owner of this request's cart; a browser that has none yet gets a token."""
    found = owner()
    if found.is_nobody:
        return Owner(guest_digest=digest(http.ensure_guest_token()))
    return found
