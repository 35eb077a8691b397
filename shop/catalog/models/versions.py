"""Versions of what buyers read of a listing, and the remarks of reviewers on them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class VersionStatus(StrEnum):
    """Where a version is. ``draft`` and ``submitted`` are open; the others do not change again."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    DISCARDED = "discarded"


#: Statuses of a version that may still be edited; a listing has at most one such version.
OPEN_STATUSES = (VersionStatus.DRAFT, VersionStatus.SUBMITTED)


class EvidenceKind(StrEnum):
    """What a reviewer has seen of hot wax. The last two are set by loading and migration only."""

    WAX_ON_CLOTH = "wax_on_cloth"
    REVERSE_SIDE = "reverse_side"
    PROCESS_PICTURE = "process_picture"
    ILLUSTRATION = "illustration"
    BEFORE_VERSIONS = "before_versions"


class RemarkState(StrEnum):
    """Where a remark is."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED = "resolved"


class ListingVersion(Model):
    """One version of everything that buyers read of a listing, except price, stock, lead time.

    The columns and side tables of a listing that was published are the projection of its newest
    approved version (``services.projection``); a later version waits here until it is approved.
    A listing that was never published has a version from its first submission on.

    Owned by the listing's artisan. Kept as long as the listing, so that it stays known what a
    reviewer approved; part of the backup. ``created_by`` and ``decided_by`` are account numbers,
    which say nothing once an account is erased.
    """

    __tablename__ = "shop_listing_versions"
    __table_args__ = (
        sa.UniqueConstraint("listing_id", "number"),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'approved', 'discarded')",
            name="status_known",
        ),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.CheckConstraint(
            "status NOT IN ('returned', 'approved') OR decided_at IS NOT NULL",
            name="decision_has_instant",
        ),
        sa.Index(
            "uq_shop_listing_versions_open",
            "listing_id",
            unique=True,
            postgresql_where=sa.text("status IN ('draft', 'submitted')"),
            sqlite_where=sa.text("status IN ('draft', 'submitted')"),
        ),
        sa.Index("ix_shop_listing_versions_queue", "status", "submitted_at"),
    )

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"))
    #: Counts up from 1 for each listing.
    number: Mapped[int]
    status: Mapped[str] = mapped_column(sa.String(12))
    #: A ``catalog.document.ListingDocument``.
    document: Mapped[dict[str, Any]]
    #: What was seen of hot wax: ``EvidenceKind`` values, set at approval.
    evidence: Mapped[list[str]]
    created_at: Mapped[dt.datetime]
    #: NULL: the system or the demo.
    created_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: NULL: never submitted.
    submitted_at: Mapped[dt.datetime | None]
    #: NULL until it is approved, returned or discarded.
    decided_at: Mapped[dt.datetime | None]
    #: NULL: not decided, or by the system or the demo.
    decided_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    #: What the reviewer wrote about the version as a whole; may be empty.
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class ListingRemark(Model):
    """A reviewer's remark on one place of a returned version, and the artisan's answer.

    Owned by the listing's artisan; kept and backed up with the listing. ``author_id`` and
    ``answered_by`` are account numbers, which say nothing once an account is erased.
    """

    __tablename__ = "shop_listing_remarks"
    __table_args__ = (
        sa.CheckConstraint("state IN ('open', 'answered', 'resolved')", name="state_known"),
        sa.CheckConstraint("text <> ''", name="text_there"),
        sa.CheckConstraint(
            "state <> 'answered' OR answered_at IS NOT NULL", name="answer_has_instant"
        ),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listing_versions.id"), index=True)
    #: A field of the document or the public id of a picture; empty: the listing as a whole.
    place: Mapped[str] = mapped_column(sa.String(64), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    #: NULL: the system or the demo.
    author_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    state: Mapped[str] = mapped_column(sa.String(10), default=RemarkState.OPEN)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    #: NULL: not answered.
    answered_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    created_at: Mapped[dt.datetime]
    #: NULL: not answered.
    answered_at: Mapped[dt.datetime | None]
    #: NULL: not resolved.
    resolved_at: Mapped[dt.datetime | None]
