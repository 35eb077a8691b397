"""Versions: where a change of a listing goes, and which one becomes what buyers read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.document import ListingDocument, is_same
from shop.catalog.errors import NotPossibleNow
from shop.catalog.models import (
    OPEN_STATUSES,
    EvidenceKind,
    Listing,
    ListingVersion,
    VersionStatus,
)
from shop.catalog.queries import versions
from shop.catalog.queries.documents import snapshot
from shop.catalog.services.access import note_change
from shop.catalog.services.projection import project
from shop.core import clock, pictures
from shop.core.db import changed_rows
from shop.core.permissions import SYSTEM, Principal
from shop.core.pictures import Picture


def save(db: Session, listing: Listing, document: ListingDocument, *, actor: Principal) -> None:
    """Keep a changed document.

    A listing that was never published is not public: its rows follow at once. Of any other the
    change goes into the one open version and waits for review.

    :raises NotPossibleNow: a reviewer decided on the version in this moment.
    """
    if listing.published_at is None:
        project(db, listing, document, has_evidence=False, actor=actor)
        follow_rows(db, listing)
        note_change(db, listing)
        return
    before = versions.working(db, listing)
    version = versions.pending(db, listing.id)
    if version is not None and version.status in OPEN_STATUSES:
        _replace_document(db, version, document)
    elif not is_same(document, before):
        create(db, listing, document, actor=actor)
    forget_pictures(db, listing, before, document)


def follow_rows(db: Session, listing: Listing) -> None:
    """Let the submitted version of a listing that was never published follow its rows."""
    version = versions.latest(db, listing.id)
    if (
        listing.published_at is None
        and version is not None
        and version.status == VersionStatus.SUBMITTED
    ):
        _replace_document(db, version, snapshot(db, listing))


def create(
    db: Session,
    listing: Listing,
    document: ListingDocument,
    *,
    actor: Principal,
    status: VersionStatus = VersionStatus.DRAFT,
) -> ListingVersion:
    """Add a version. The approved content is written down first where that was never done."""
    if listing.published_at is not None and versions.latest(db, listing.id) is None:
        record(db, listing, VersionStatus.APPROVED, at=listing.published_at)
    last = versions.latest(db, listing.id)
    now = clock.now(db)
    version = ListingVersion(
        listing_id=listing.id,
        number=last.number + 1 if last else 1,
        status=status,
        document=document.as_json(),
        evidence=[],
        created_at=now,
        created_by=actor.account_id,
        submitted_at=now if status == VersionStatus.SUBMITTED else None,
    )
    db.add(version)
    db.flush()
    return version


def record(
    db: Session,
    listing: Listing,
    status: VersionStatus,
    *,
    at: dt.datetime,
    evidence: Sequence[EvidenceKind] = (),
    reason: str = "",
) -> ListingVersion:
    """Write down the first version of a listing from its rows, in bulk loads."""
    kept = list(evidence) or ([EvidenceKind.BEFORE_VERSIONS] if listing.is_batik else [])
    is_decided = status in (VersionStatus.APPROVED, VersionStatus.RETURNED)
    version = ListingVersion(
        listing_id=listing.id,
        number=1,
        status=status,
        document=snapshot(db, listing).as_json(),
        evidence=[str(kind) for kind in kept] if status == VersionStatus.APPROVED else [],
        created_at=at,
        submitted_at=at,
        decided_at=at if is_decided else None,
        reason=reason,
    )
    db.add(version)
    db.flush()
    return version


def move(
    db: Session,
    version: ListingVersion,
    to: VersionStatus,
    *,
    actor: Principal = SYSTEM,
    evidence: Sequence[EvidenceKind] = (),
    reason: str = "",
) -> None:
    """Move a version by compare-and-set.

    :raises NotPossibleNow: it was moved or decided meanwhile.
    """
    now = clock.now(db)
    is_submission = to == VersionStatus.SUBMITTED
    values = (
        {"submitted_at": now}
        if is_submission
        else {
            "decided_at": now,
            "decided_by": actor.account_id,
            "evidence": [str(kind) for kind in evidence],
            "reason": reason,
        }
    )
    if not changed_rows(
        db,
        sa.update(ListingVersion)
        .where(ListingVersion.id == version.id, ListingVersion.status == version.status)
        .values(status=to, **values),
    ):
        raise NotPossibleNow
    db.refresh(version)


def forget_pictures(
    db: Session, listing: Listing, before: ListingDocument, after: ListingDocument | None
) -> None:
    """Take pictures away that neither the live listing nor the remaining version shows."""
    shown = snapshot(db, listing).picture_ids | (after.picture_ids if after else frozenset())
    _discard(db, before.picture_ids - shown)


def _discard(db: Session, public_ids: Collection[str]) -> None:
    for key in db.scalars(sa.select(Picture.id).where(Picture.public_id.in_(public_ids))):
        pictures.discard(db, key)


def _replace_document(db: Session, version: ListingVersion, document: ListingDocument) -> None:
    if not changed_rows(
        db,
        sa.update(ListingVersion)
        .where(ListingVersion.id == version.id, ListingVersion.status == version.status)
        .values(document=document.as_json()),
    ):
        raise NotPossibleNow
    db.refresh(version)
