"""Remarks of reviewers, pinned to places of a version, and the answers of its artisan."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.commands import AnswerRemark, ReturnListing
from shop.catalog.errors import RemarkNeeded
from shop.catalog.models import ListingRemark, ListingVersion, RemarkState
from shop.catalog.queries import versions
from shop.catalog.services.access import own
from shop.core import clock, ids
from shop.core.errors import Invalid, NotFound
from shop.core.permissions import Principal


def add(
    db: Session, version: ListingVersion, command: ReturnListing, *, actor: Principal
) -> list[ListingRemark]:
    """Pin remarks to a version; a reason stands for the listing as a whole.

    Earlier remarks that were answered are resolved by this; unanswered ones stay open.

    :raises RemarkNeeded: there is neither a reason nor a remark.
    :raises Invalid: a place that the version does not have.
    """
    pinned = command.pinned
    if not pinned:
        raise RemarkNeeded
    places = versions.document_of(version).places
    if any(place not in places for place, _text in pinned):
        raise Invalid(field="reason")
    resolve(db, version.listing_id, state=RemarkState.ANSWERED)
    now = clock.now(db)
    rows = [
        ListingRemark(
            public_id=ids.public_id("rmk"),
            listing_id=version.listing_id,
            version_id=version.id,
            place=place,
            text=text,
            author_id=actor.account_id,
            state=RemarkState.OPEN,
            created_at=now,
        )
        for place, text in pinned
    ]
    db.add_all(rows)
    db.flush()
    return rows


def answer_remark(db: Session, command: AnswerRemark, *, actor: Principal) -> None:
    """Answer a remark on an own listing; a second answer replaces the first.

    :raises NotFound: the listing is not the actor's, or it has no such open remark.
    """
    listing = own(db, command.listing, actor=actor)
    remark = db.scalar(
        sa.select(ListingRemark).where(
            ListingRemark.listing_id == listing.id,
            ListingRemark.public_id == command.remark,
            ListingRemark.state != RemarkState.RESOLVED,
        )
    )
    if remark is None:
        raise NotFound
    remark.state = RemarkState.ANSWERED
    remark.answer = command.answer
    remark.answered_by = actor.account_id
    remark.answered_at = clock.now(db)
    db.flush()


def is_answered(db: Session, listing_id: int) -> bool:
    """Tell whether a remark was answered since the listing was last returned."""
    return any(one.state == RemarkState.ANSWERED for one in versions.remarks(db, listing_id))


def resolve(db: Session, listing_id: int, *, state: RemarkState | None = None) -> None:
    """Close the remarks of a listing: all, or those in one state."""
    db.flush()
    for remark in versions.remarks(db, listing_id):
        if state is None or remark.state == state:
            remark.state = RemarkState.RESOLVED
            remark.resolved_at = clock.now(db)
    db.flush()


def summary(command: ReturnListing) -> str:
    """Return the remarks of a decision as one text, for lists and the e-mail."""
    return "\n".join(text for _place, text in command.pinned)
