"""Versions and remarks of a listing, as studio and review read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.document import ListingDocument, is_same
from shop.catalog.models import (
    OPEN_STATUSES,
    EvidenceKind,
    Listing,
    ListingRemark,
    ListingVersion,
    RemarkState,
    VersionStatus,
)
from shop.catalog.queries.documents import snapshot, snapshots

#: What a version has to keep of the approved one for its evidence to count.
_EVIDENCE_OF = ("technique_id", "fabric_id", "form_id")


def latest(db: Session, listing_id: int) -> ListingVersion | None:
    """Return the newest version of a listing, whatever became of it."""
    return db.scalar(
        sa.select(ListingVersion)
        .where(ListingVersion.listing_id == listing_id)
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )


def approved(db: Session, listing_id: int) -> ListingVersion | None:
    """Return the version that buyers read; ``None`` when none was approved yet."""
    return db.scalar(
        sa.select(ListingVersion)
        .where(
            ListingVersion.listing_id == listing_id,
            ListingVersion.status == VersionStatus.APPROVED,
        )
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )


def history(db: Session, listing_id: int) -> list[ListingVersion]:
    """Return the versions of a listing, newest first."""
    return list(
        db.scalars(
            sa.select(ListingVersion)
            .where(ListingVersion.listing_id == listing_id)
            .order_by(ListingVersion.number.desc())
        )
    )


def before(db: Session, version: ListingVersion) -> ListingVersion | None:
    """Return the version of the same listing that came before this one."""
    return db.scalar(
        sa.select(ListingVersion)
        .where(
            ListingVersion.listing_id == version.listing_id,
            ListingVersion.number < version.number,
        )
        .order_by(ListingVersion.number.desc())
        .limit(1)
    )


def pending(db: Session, listing_id: int) -> ListingVersion | None:
    """Return the newest version if it is open or came back, and so differs from the approved one."""
    version = latest(db, listing_id)
    waits = (*OPEN_STATUSES, VersionStatus.RETURNED)
    return version if version is not None and version.status in waits else None


def document_of(version: ListingVersion) -> ListingDocument:
    """Return the document of a version."""
    return ListingDocument.model_validate(version.document)


def working(db: Session, listing: Listing) -> ListingDocument:
    """Return the document that the artisan edits.

    Of a listing that was never published its rows; else the version that waits or came back, and
    without one the approved content.
    """
    if listing.published_at is not None:
        version = pending(db, listing.id)
        if version is not None:
            return document_of(version)
    return snapshot(db, listing)


def inherited_evidence(
    db: Session, listing: Listing, document: ListingDocument
) -> tuple[EvidenceKind, ...]:
    """Return the evidence of the approved version, if it still speaks of the same cloth."""
    version = approved(db, listing.id)
    if version is None:
        return ()
    read = document_of(version)
    if any(getattr(read, name) != getattr(document, name) for name in _EVIDENCE_OF):
        return ()
    return tuple(EvidenceKind(kind) for kind in version.evidence)


def pending_statuses(db: Session, *, artisan_ids: Collection[int]) -> dict[str, str]:
    """Return the status of changes that wait or came back, by public id of a published listing."""
    newest = (
        sa.select(sa.func.max(ListingVersion.number))
        .where(ListingVersion.listing_id == Listing.id)
        .correlate(Listing)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(Listing.public_id, ListingVersion.status)
        .join(ListingVersion, ListingVersion.listing_id == Listing.id)
        .where(
            Listing.artisan_id.in_(artisan_ids),
            Listing.published_at.is_not(None),
            ListingVersion.number == newest,
            ListingVersion.status.in_((*OPEN_STATUSES, VersionStatus.RETURNED)),
        )
    )
    return {public_id: status for public_id, status in rows}  # noqa: C416


def remarks(db: Session, listing_id: int) -> list[ListingRemark]:
    """Return the remarks of a listing that are not resolved, oldest first."""
    return list(
        db.scalars(
            sa.select(ListingRemark)
            .where(
                ListingRemark.listing_id == listing_id,
                ListingRemark.state != RemarkState.RESOLVED,
            )
            .order_by(ListingRemark.id)
        )
    )


def remarks_of(db: Session, listing_id: int, number: int) -> list[ListingRemark]:
    """Return the remarks on one version of a listing, oldest first."""
    return list(
        db.scalars(
            sa.select(ListingRemark)
            .join(ListingVersion, ListingVersion.id == ListingRemark.version_id)
            .where(ListingVersion.listing_id == listing_id, ListingVersion.number == number)
            .order_by(ListingRemark.id)
        )
    )


@dataclass(frozen=True)
class Waiting:
    """A submitted version. ``is_change``: the listing was published before."""

    public_id: str
    title_id: str
    artisan_name: str
    submitted_at: dt.datetime
    is_change: bool


def waiting(db: Session, *, limit: int = 50) -> list[Waiting]:
    """Return the submitted versions of all artisans, for reviewers; oldest first."""
    rows = db.execute(
        sa.select(
            Listing.public_id,
            Listing.title_id,
            Artisan.name,
            sa.func.coalesce(ListingVersion.submitted_at, ListingVersion.created_at),
            Listing.published_at.is_not(None),
        )
        .join(Listing, Listing.id == ListingVersion.listing_id)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(ListingVersion.status == VersionStatus.SUBMITTED)
        .order_by(ListingVersion.submitted_at, ListingVersion.id)
        .limit(limit)
    )
    return [Waiting(*row) for row in rows]


def count_changed(db: Session) -> int:
    """Count the listings that were published before and have changes to review."""
    return (
        db.scalar(
            sa.select(sa.func.count())
            .select_from(ListingVersion)
            .join(Listing, Listing.id == ListingVersion.listing_id)
            .where(
                ListingVersion.status == VersionStatus.SUBMITTED,
                Listing.published_at.is_not(None),
            )
        )
        or 0
    )


#: Listings that are compared at a time.
_BATCH = 500


def unprojected(db: Session, *, limit: int) -> tuple[int, list[str]]:
    """Compare what buyers read of each listing with its newest approved version.

    :returns: How many were compared, and the public ids of at most ``limit`` that differ.
    """
    checked, last, broken = 0, 0, []
    while batch := _with_approved(db, after=last):
        rows = snapshots(db, [listing for listing, _document in batch])
        for listing, stored in batch:
            if not is_same(rows[listing.id], ListingDocument.model_validate(stored)):
                broken.append(listing.public_id)
        checked += len(batch)
        last = batch[-1][0].id
    return checked, broken[:limit]


def _with_approved(db: Session, *, after: int) -> list[tuple[Listing, dict[str, Any]]]:
    newest = (
        sa.select(sa.func.max(ListingVersion.number))
        .where(
            ListingVersion.listing_id == Listing.id,
            ListingVersion.status == VersionStatus.APPROVED,
        )
        .correlate(Listing)
        .scalar_subquery()
    )
    rows = db.execute(
        sa.select(Listing, ListingVersion.document)
        .join(ListingVersion, ListingVersion.listing_id == Listing.id)
        .where(Listing.id > after, ListingVersion.number == newest)
        .order_by(Listing.id)
        .limit(_BATCH)
    )
    return [(listing, document) for listing, document in rows]
