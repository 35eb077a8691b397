"""What others bring along: sign-in hooks, addresses of pages, and a host application's users."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: ``hook(db, account_id=..., guest_digest=...)``: called in the sign-in's transaction, safe to
#: repeat. The digest is the SHA-256 of the token of the browser's cart and wishlist.
SignInHook = Callable[..., None]


@dataclass(frozen=True)
class SignInHooks:
    """Whom to tell that a guest has become somebody: the cart, the wishlist."""

    hooks: Sequence[SignInHook] = ()


@dataclass(frozen=True)
class Links:
    """Absolute addresses for letters, in the language that is spoken when they are asked for.

    The first three take the token of the link.
    """

    confirm: Callable[[str], str]
    reset: Callable[[str], str]
    change_email: Callable[[str], str]
    sign_in: Callable[[], str]
    recover: Callable[[], str]


@dataclass(frozen=True)
class HostUser:
    """A person as the host application knows them. ``id`` is stable there."""

    id: str
    email: str
    name: str = ""


#: Given to ``Shop(identity=...)``: who of the host's users is behind this request.
HostIdentity = Callable[[], HostUser | None]
