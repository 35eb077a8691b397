"""The wishlist: what somebody wants to remember, as a guest or with an account."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.cart.models import WishlistEntry
from shop.cart.owner import Owner
from shop.catalog.models import Listing
from shop.catalog.queries import in_window
from shop.core import clock
from shop.core.command import Command, Slug
from shop.core.db import changed_rows, insert_ignoring
from shop.core.errors import NotFound, ShopError
from shop.core.i18n import lazy_gettext

MOST_ENTRIES = 200


class WishlistFull(ShopError):
    """So many pieces cannot be remembered."""

    code = "wishlist_full"
    message = lazy_gettext("Your wishlist is full. Take something off it first.")


class ToggleWish(Command):
    """Remember a listing or forget it; without ``wanted``, the other way round than it is."""

    listing: Slug
    wanted: Literal["", "yes", "no"] = ""


def toggle(db: Session, owner: Owner, command: ToggleWish) -> bool:
    """Put a listing on the owner's wishlist, or take it off.

    Safe to repeat with ``wanted``. Only what is in the window can be added.

    :returns: Whether it is on the list now.
    :raises NotFound: there is no such listing in the window.
    :raises WishlistFull: the list has as many entries as it may have.
    """
    listing_id = db.scalar(sa.select(Listing.id).where(Listing.slug == command.listing))
    if listing_id is None:
        raise NotFound
    if command.wanted != "yes":
        removed = changed_rows(
            db,
            sa.delete(WishlistEntry).where(_of(owner), WishlistEntry.listing_id == listing_id),
        )
        if removed or command.wanted == "no":
            return False
    _add(db, owner, listing_id)
    return True


def listing_ids(db: Session, owner: Owner) -> list[int]:
    """Return the listings on the owner's wishlist, last added first."""
    if owner.is_nobody:
        return []
    return list(
        db.scalars(
            sa.select(WishlistEntry.listing_id)
            .where(_of(owner))
            .order_by(WishlistEntry.added_at.desc(), WishlistEntry.id.desc())
        )
    )


def merge(db: Session, guest_digest: str, account_id: int) -> None:
    """Bring a browser's wishlist into the account that has just signed in. Safe to repeat.

    What is on both lists stays once, with the account's date.
    """
    guest = Owner(guest_digest=guest_digest)
    mine = sa.select(WishlistEntry.listing_id).where(WishlistEntry.account_id == account_id)
    db.execute(
        sa.delete(WishlistEntry)
        .where(_of(guest), WishlistEntry.listing_id.in_(mine))
        .execution_options(synchronize_session=False)
    )
    db.execute(
        sa.update(WishlistEntry)
        .where(_of(guest))
        .values(account_id=account_id, guest_digest=None)
        .execution_options(synchronize_session=False)
    )


def forget(db: Session, account_id: int) -> None:
    """Erase an account's wishlist."""
    db.execute(sa.delete(WishlistEntry).where(WishlistEntry.account_id == account_id))


def _add(db: Session, owner: Owner, listing_id: int) -> None:
    in_shop = (
        sa.select(Listing.id)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(Listing.id == listing_id, in_window())
    )
    if db.scalar(in_shop) is None:
        raise NotFound
    entries = db.scalar(sa.select(sa.func.count()).select_from(WishlistEntry).where(_of(owner)))
    if (entries or 0) >= MOST_ENTRIES:
        raise WishlistFull
    insert_ignoring(
        db, WishlistEntry, listing_id=listing_id, added_at=clock.now(db), **owner.columns
    )


def _of(owner: Owner) -> sa.ColumnElement[bool]:
    if owner.account_id is not None:
        return WishlistEntry.account_id == owner.account_id
    return WishlistEntry.guest_digest == owner.guest_digest
