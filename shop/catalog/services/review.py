"""A listing's way between desk and window: each step once, with who, when and why."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import policy
from shop.catalog.commands import (
    PublishListing,
    ReturnListing,
    SubmitListing,
    WithdrawListing,
)
from shop.catalog.errors import AgainstTheCanon, ClaimsNotSeen, NotComplete, NotPossibleNow
from shop.catalog.events import (
    ListingPublished,
    ListingReturned,
    ListingSubmitted,
    ListingWithdrawn,
)
from shop.catalog.models import Listing, ListingMove, ListingStatus
from shop.catalog.queries import claims, editing
from shop.catalog.services import prices
from shop.catalog.services.access import own, reviewed
from shop.core import clock, outbox
from shop.core.db import changed_rows
from shop.core.permissions import Principal
from shop.heritage import policy as heritage
from shop.heritage.models import Technique
from shop.heritage.queries import blocks

Status = ListingStatus


def submit(db: Session, command: SubmitListing, *, actor: Principal) -> None:
    """Ask for publication of an own listing.

    :raises NotFound: it is not the actor's.
    :raises NotComplete: says what is missing and why.
    :raises AgainstTheCanon: says which rule forbids it.
    :raises NotPossibleNow: it was submitted or published already.
    """
    listing = own(db, command.listing, actor=actor)
    check_publishable(db, listing)
    _move(db, listing, Status.SUBMITTED, actor=actor)
    outbox.emit(db, ListingSubmitted(listing_id=listing.id))


def withdraw(db: Session, command: WithdrawListing, *, actor: Principal) -> None:
    """Take an own listing out of the window, or back from review. Orders are not touched.

    :raises NotFound: it is not the actor's.
    :raises NotPossibleNow: it is neither in the window nor in review.
    """
    listing = own(db, command.listing, actor=actor)
    if listing.status == Status.SUBMITTED:
        _move(db, listing, Status.DRAFT, actor=actor, reason=command.reason)
        return
    _move(db, listing, Status.WITHDRAWN, actor=actor, reason=command.reason)
    outbox.emit(db, ListingWithdrawn(listing_id=listing.id))


def resume(db: Session, command: SubmitListing, *, actor: Principal) -> None:
    """Put an own listing back into the window from which its artisan withdrew it.

    :raises NotFound: it is not the actor's.
    :raises NotComplete: something went missing in the meantime.
    :raises AgainstTheCanon: a rule forbids it by now.
    :raises NotPossibleNow: the artisan did not withdraw it.
    """
    listing = own(db, command.listing, actor=actor)
    if listing.status != Status.WITHDRAWN:
        raise NotPossibleNow
    check_publishable(db, listing)
    _move(db, listing, Status.PUBLISHED, actor=actor)
    prices.remember_offer(db, listing, actor=actor)
    outbox.emit(db, ListingPublished(listing_id=listing.id))


def publish(db: Session, command: PublishListing, *, actor: Principal) -> None:
    """Put a listing into the window after a look at it.

    :raises NotFound: there is none, or the actor may not review.
    :raises NotComplete: says what is missing and why.
    :raises AgainstTheCanon: says which rule forbids it.
    :raises ClaimsNotSeen: a claim was found that the reviewer has not confirmed.
    :raises NotPossibleNow: its state does not lead there.
    """
    listing = reviewed(db, command.listing, actor=actor)
    technique = db.get_one(Technique, listing.technique_id)
    listing.hot_wax_evidence = command.hot_wax_evidence or listing.hot_wax_evidence
    listing.is_batik = heritage.is_batik(technique, hot_wax_evidence=listing.hot_wax_evidence)
    db.flush()
    check_publishable(db, listing)
    check_claims_seen(db, listing, command.seen)
    _move(db, listing, Status.PUBLISHED, actor=actor)
    prices.remember_offer(db, listing, actor=actor)
    outbox.emit(db, ListingPublished(listing_id=listing.id))


def return_listing(db: Session, command: ReturnListing, *, actor: Principal) -> None:
    """Give a listing back to its artisan, out of review or out of the window, with the reason.

    :raises NotFound: there is none, or the actor may not review.
    :raises NotPossibleNow: its state does not lead there.
    """
    listing = reviewed(db, command.listing, actor=actor)
    was_published = listing.status == Status.PUBLISHED
    _move(db, listing, Status.RETURNED, actor=actor, reason=command.reason)
    outbox.emit(db, ListingReturned(listing_id=listing.id))
    if was_published:
        outbox.emit(db, ListingWithdrawn(listing_id=listing.id))


def check_claims_seen(db: Session, listing: Listing, seen: Collection[str]) -> None:
    """Refuse to publish claims that the reviewer has not confirmed.

    :param seen: Keys of the findings that were confirmed.
    :raises ClaimsNotSeen: another one was found.
    """
    if {finding.key for finding in claims.of_listing(db, listing)} - set(seen):
        raise ClaimsNotSeen


def check_publishable(db: Session, listing: Listing) -> None:
    """Refuse what buyers must not see.

    :raises NotComplete: says what is missing and why.
    :raises AgainstTheCanon: says which rule forbids it.
    """
    if lacking := policy.missing(editing.facts(db, listing.id)):
        raise NotComplete(lacking)
    against = blocks(
        db,
        motif_ids=editing.motif_ids(db, listing.id),
        form_id=listing.form_id,
        artisan_id=listing.artisan_id,
        has_attribution=bool(listing.attribution_id),
    )
    if against:
        raise AgainstTheCanon([block.advice for block in against])


def _move(
    db: Session, listing: Listing, status: ListingStatus, *, actor: Principal, reason: str = ""
) -> None:
    """Move by compare-and-set and write it down.

    :raises NotPossibleNow: the way does not exist, or somebody else moved it meanwhile.
    """
    before = listing.status
    now = clock.now(db)
    published_at = listing.published_at or (now if status == Status.PUBLISHED else None)
    if not policy.may_move(before, status) or not changed_rows(
        db,
        sa.update(Listing)
        .where(Listing.id == listing.id, Listing.status == before)
        .values(
            status=status,
            published_at=published_at,
            updated_at=now,
            review_reason=reason if status == Status.RETURNED else "",
        ),
    ):
        raise NotPossibleNow
    db.refresh(listing)
    db.add(
        ListingMove(
            listing_id=listing.id,
            from_status=before,
            to_status=status,
            account_id=actor.account_id,
            reason=reason,
            at=now,
        )
    )
