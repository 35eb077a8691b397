"""Who is asking, and what staff may do: rights are data, the words for them are here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """A staff right, ``area:action``. Roles are rows that list some of these."""

    LISTINGS_REVIEW = "listings:review"
    MOTIFS_EDIT = "motifs:edit"
    EDITORIAL_EDIT = "editorial:edit"
    ORDERS_READ = "orders:read"
    ORDERS_REFUND = "orders:refund"
    PAYMENTS_CONFIRM = "payments:confirm"
    ARTISANS_EDIT = "artisans:edit"
    PROGRAMS_EDIT = "programs:edit"
    PROGRAMS_READ = "programs:read"
    RATES_EDIT = "rates:edit"
    ACCOUNTS_EDIT = "accounts:edit"
    OPERATIONS_READ = "operations:read"


#: Roles of a fresh shop. Staff may change the rows afterwards.
ROLES: dict[str, tuple[Right, ...]] = {
    "admin": tuple(Right),
    "curator": (Right.LISTINGS_REVIEW, Right.MOTIFS_EDIT, Right.EDITORIAL_EDIT),
    "coach": (Right.PROGRAMS_READ,),
}


@dataclass(frozen=True)
class Principal:
    """The person behind a request, as services and policies see it.

    ``account_id`` is ``None`` for a guest. ``artisan_ids`` are the businesses in which the person
    is a member; ``guest_token`` names the browser's cart and wishlist.
    """

    account_id: int | None = None
    rights: frozenset[Right] = frozenset()
    artisan_ids: frozenset[int] = frozenset()
    guest_token: str | None = None
    label: str = "guest"

    @property
    def is_guest(self) -> bool:
        """Tell whether nobody is signed in."""
        return self.account_id is None

    def may(self, right: Right) -> bool:
        """Tell whether the person holds a staff right."""
        return right in self.rights

    @property
    def is_staff(self) -> bool:
        """Tell whether the person holds any staff right."""
        return bool(self.rights)


SYSTEM = Principal(label="system")
