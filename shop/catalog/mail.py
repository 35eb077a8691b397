"""Letters of the catalogue: what reviewers decided, to the people of the workshop."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.artisans.models import ArtisanMember
from shop.catalog.events import (
    CanonConflictFound,
    ChangesApproved,
    ListingPublished,
    ListingReturned,
)
from shop.catalog.models import CanonConflict, Listing
from shop.catalog.queries import versions
from shop.core import compose, http
from shop.core.compose import Words
from shop.core.i18n import gettext as _
from shop.core.i18n import use_locale
from shop.heritage.models import Motif
from shop.heritage.policy import Block


def on_returned(db: Session, event: ListingReturned) -> None:
    """Tell the workshop what the reviewer asks to change."""
    listing = db.get_one(Listing, event.listing_id)
    asked = "\n".join(remark.text for remark in versions.remarks_of(db, listing.id, event.version))
    for account in _people(db, listing):
        with use_locale(account.locale):
            words = Words(
                _("A remark on “%(title)s”", title=listing.title_id),
                (
                    _("A curator has looked at your listing and asks for a change:"),
                    asked or listing.review_reason,
                    _("Change it and send it again; nothing of it is lost."),
                ),
                (_("Open the listing"), _address(listing, account)),
            )
        _write(db, listing, account, words, f"returned:{event.version}")


def on_published(db: Session, event: ListingPublished) -> None:
    """Tell the workshop that the piece is in the shop."""
    listing = db.get_one(Listing, event.listing_id)
    for account in _people(db, listing):
        with use_locale(account.locale):
            words = Words(
                _("“%(title)s” is in the shop", title=listing.title_id),
                (_("Buyers can see it now. We write when somebody buys it."),),
                (_("Open the listing"), _address(listing, account)),
            )
        _write(db, listing, account, words, "published")


def on_changes_approved(db: Session, event: ChangesApproved) -> None:
    """Tell the workshop that a reviewer approved its changes."""
    listing = db.get_one(Listing, event.listing_id)
    for account in _people(db, listing):
        with use_locale(account.locale):
            words = Words(
                _("Your changes of “%(title)s” are in the shop", title=listing.title_id),
                (_("A curator has approved your changes. Buyers see them now."),),
                (_("Open the listing"), _address(listing, account)),
            )
        _write(db, listing, account, words, f"approved:{event.version}")


def on_conflict(db: Session, event: CanonConflictFound) -> None:
    """Tell the workshop that a live listing breaks a rule that became stricter."""
    conflict = db.get_one(CanonConflict, event.conflict_id)
    listing = db.get_one(Listing, conflict.listing_id)
    motif = db.get_one(Motif, conflict.motif_id)
    block = Block(conflict.code, motif.id, motif.name_id, motif.name_en)
    for account in _people(db, listing):
        with use_locale(account.locale):
            words = Words(
                _("A motif on “%(title)s” is not free any more", title=listing.title_id),
                (
                    block.message,
                    block.way_on,
                    _("The listing stays in the shop until a curator has decided about it."),
                ),
                (_("Open the listing"), _address(listing, account)),
            )
            compose.write(
                db,
                fact=f"catalog.conflict:{conflict.id}:{account.id}",
                recipient=account.email,
                locale=account.locale,
                words=words,
            )


def _people(db: Session, listing: Listing) -> list[Account]:
    return list(
        db.scalars(
            sa.select(Account)
            .join(ArtisanMember, ArtisanMember.account_id == Account.id)
            .where(ArtisanMember.artisan_id == listing.artisan_id, Account.active)
            .order_by(Account.id)
        )
    )


def _address(listing: Listing, account: Account) -> str:
    return http.url(
        "studio.listing", locale=account.locale, external=True, listing=listing.public_id
    )


def _write(db: Session, listing: Listing, account: Account, words: Words, kind: str) -> None:
    """Write once for each decision: the revision tells two of them apart."""
    compose.write(
        db,
        fact=f"catalog.{kind}:{listing.public_id}:{listing.updated_at:%Y%m%d%H%M%S}:{account.id}",
        recipient=account.email,
        locale=account.locale,
        words=words,
    )
