"""Whose cart it is: an account's, or a browser's."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import sqlalchemy as sa

from shop.cart.models import Cart


@dataclass(frozen=True)
class Owner:
    """An account, or a browser known by the digest of its token.

    With both, the account counts. With neither nobody asks, and nobody owns a cart.
    """

    account_id: int | None = None
    guest_digest: str | None = None

    @property
    def is_nobody(self) -> bool:
        """Tell whether there is nobody whose cart it could be."""
        return self.account_id is None and self.guest_digest is None

    @property
    def columns(self) -> dict[str, int | str | None]:
        """Return the owner as columns of a cart; exactly one is set."""
        if self.account_id is not None:
            return {"account_id": self.account_id, "guest_digest": None}
        return {"account_id": None, "guest_digest": self.guest_digest}


def digest(token: str) -> str:
    """Return what is stored of a browser's token: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def owned_by(owner: Owner) -> sa.ColumnElement[bool]:
    """Return the condition under which a cart is ``owner``'s. Nobody's carts do not exist."""
    if owner.account_id is not None:
        return Cart.account_id == owner.account_id
    if owner.guest_digest is not None:
        return Cart.guest_digest == owner.guest_digest
    return sa.false()
