"""A listing's way to its buyers: submission, review, withdrawal; each step once, with who and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import policy
from shop.catalog.commands import (
    DiscardChanges,
    PublishListing,
    ReturnListing,
    SubmitListing,
    TakeOutListing,
    WithdrawListing,
)
from shop.catalog.document import ListingDocument, is_same
from shop.catalog.errors import (
    AgainstTheCanon,
    ClaimsNotSeen,
    EvidenceMissing,
    NotComplete,
    NothingChanged,
    NotPossibleNow,
)
from shop.catalog.events import (
    ChangesApproved,
    ListingChanged,
    ListingPublished,
    ListingReturned,
    ListingSubmitted,
    ListingWithdrawn,
)
from shop.catalog.models import (
    EvidenceKind,
    Listing,
    ListingMove,
    ListingStatus,
    ListingVersion,
    VersionStatus,
)
from shop.catalog.queries import canon, claims, versions
from shop.catalog.queries.documents import facts, snapshot
from shop.catalog.services import prices, remarks
from shop.catalog.services import versions as writing
from shop.catalog.services.access import own, reviewed
from shop.catalog.services.projection import project
from shop.core import audit, clock, outbox
from shop.core.db import changed_rows
from shop.core.errors import Stale
from shop.core.permissions import Principal
from shop.heritage import policy as heritage
from shop.heritage.models import Technique

Status = ListingStatus


def submit(db: Session, command: SubmitListing, *, actor: Principal) -> None:
    """Ask for review of an own listing, or of the changes of one that was published before.

    :raises NotFound: it is not the actor's.
    :raises NotComplete: says what is missing and why.
    :raises AgainstTheCanon: says which rule forbids it.
    :raises NothingChanged: nothing differs from what was approved or returned, and no remark was
        answered.
    :raises NotPossibleNow: it was submitted already.
    """
    listing = own(db, command.listing, actor=actor)
    last = versions.latest(db, listing.id)
    if last is not None and last.status == VersionStatus.SUBMITTED:
        raise NotPossibleNow
    document = versions.working(db, listing)
    check_document(db, listing, document)
    _check_changed(db, listing, last, document)
    if last is not None and last.status == VersionStatus.DRAFT:
        writing.move(db, last, VersionStatus.SUBMITTED)
    else:
        writing.create(db, listing, document, actor=actor, status=VersionStatus.SUBMITTED)
    if listing.status in (Status.DRAFT, Status.RETURNED):
        _move(db, listing, Status.SUBMITTED, actor=actor)
    outbox.emit(db, ListingSubmitted(listing_id=listing.id))


def _check_changed(
    db: Session, listing: Listing, last: ListingVersion | None, document: ListingDocument
) -> None:
    """Refuse to send the same to review again.

    :raises NothingChanged: it is what was returned or approved, and no remark was answered.
    """
    if remarks.is_answered(db, listing.id):
        return
    if last is not None and last.status == VersionStatus.DRAFT:
        last = versions.before(db, last)
    is_returned = last is not None and last.status == VersionStatus.RETURNED
    if last is not None and is_returned and is_same(versions.document_of(last), document):
        raise NothingChanged
    is_public = listing.published_at is not None and listing.status != Status.DRAFT
    if is_public and is_same(snapshot(db, listing), document):
        raise NothingChanged


def discard(db: Session, command: DiscardChanges, *, actor: Principal) -> None:
    """Give up the changes of an own listing that was published before; its approved version stays.

    :raises NotFound: it is not the actor's.
    :raises NotPossibleNow: there are no changes.
    """
    listing = own(db, command.listing, actor=actor)
    version = versions.pending(db, listing.id)
    if version is None or listing.published_at is None:
        raise NotPossibleNow
    writing.forget_pictures(db, listing, versions.document_of(version), None)
    remarks.resolve(db, listing.id)
    writing.move(db, version, VersionStatus.DISCARDED, actor=actor)


def withdraw(db: Session, command: WithdrawListing, *, actor: Principal) -> None:
    """Take an own listing out of the shop, or back from review. Orders are not touched.

    :raises NotFound: it is not the actor's.
    :raises NotPossibleNow: it is neither in the shop nor in review.
    """
    listing = own(db, command.listing, actor=actor)
    if listing.status == Status.SUBMITTED:
        version = versions.pending(db, listing.id)
        if version is not None:
            writing.move(db, version, VersionStatus.DISCARDED, actor=actor)
        _move(db, listing, Status.DRAFT, actor=actor, reason=command.reason)
        return
    _move(db, listing, Status.WITHDRAWN, actor=actor, reason=command.reason)
    outbox.emit(db, ListingWithdrawn(listing_id=listing.id))


def resume(db: Session, command: SubmitListing, *, actor: Principal) -> None:
    """Put the approved version of an own listing back into the shop.

    :raises NotFound: it is not the actor's.
    :raises NotComplete: something went missing in the meantime.
    :raises AgainstTheCanon: a rule forbids it by now.
    :raises NotPossibleNow: the artisan did not withdraw it.
    """
    listing = own(db, command.listing, actor=actor)
    if listing.status != Status.WITHDRAWN:
        raise NotPossibleNow
    check_document(db, listing, snapshot(db, listing))
    _move(db, listing, Status.PUBLISHED, actor=actor)
    prices.remember_offer(db, listing, actor=actor)
    outbox.emit(db, ListingPublished(listing_id=listing.id))


def publish(db: Session, command: PublishListing, *, actor: Principal) -> None:
    """Approve the submitted version of a listing: it becomes what buyers read.

    :raises NotFound: there is none, or the actor may not review.
    :raises Stale: it is not the content that the reviewer looked at.
    :raises NotComplete: says what is missing and why.
    :raises AgainstTheCanon: says which rule forbids it.
    :raises ClaimsNotSeen: a claim was found that the reviewer has not confirmed.
    :raises EvidenceMissing: the technique is batik, and no evidence of hot wax was ticked.
    :raises NotPossibleNow: no version is submitted.
    """
    listing = reviewed(db, command.listing, actor=actor)
    version = _submitted(db, listing)
    document = versions.document_of(version)
    if document.digest != command.digest:
        raise Stale
    check_document(db, listing, document)
    check_claims_seen(db, listing, document, command.seen)
    ticked = tuple(EvidenceKind(kind) for kind in command.evidence)
    evidence = ticked or versions.inherited_evidence(db, listing, document)
    _check_evidence(db, document, evidence)
    before = versions.approved(db, listing.id)
    writing.move(db, version, VersionStatus.APPROVED, actor=actor, evidence=evidence)
    project(db, listing, document, has_evidence=bool(evidence), actor=actor)
    remarks.resolve(db, listing.id)
    audit.record(
        db,
        "listing.version_approved",
        subject=listing.public_id,
        actor=actor,
        before={"version": before.number if before else 0},
        after={"version": version.number, "evidence": list(version.evidence)},
    )
    _show(db, listing, version.number, actor=actor)


def _show(db: Session, listing: Listing, number: int, *, actor: Principal) -> None:
    """Publish a listing whose version was approved, unless it is public or was withdrawn."""
    if listing.status == Status.SUBMITTED:
        _move(db, listing, Status.PUBLISHED, actor=actor)
        prices.remember_offer(db, listing, actor=actor)
        outbox.emit(db, ListingPublished(listing_id=listing.id))
        return
    listing.updated_at = clock.now(db)
    if listing.status == Status.PUBLISHED:
        outbox.emit(db, ListingChanged(listing_id=listing.id))
        outbox.emit(db, ChangesApproved(listing_id=listing.id, version=number))


def return_listing(db: Session, command: ReturnListing, *, actor: Principal) -> None:
    """Give the submitted version back to its artisan with remarks; the approved one stays public.

    :raises NotFound: there is none, or the actor may not review.
    :raises RemarkNeeded: neither a reason nor a remark is given.
    :raises Invalid: a remark is pinned to a place that the version does not have.
    :raises NotPossibleNow: no version is submitted.
    """
    listing = reviewed(db, command.listing, actor=actor)
    version = _submitted(db, listing)
    remarks.add(db, version, command, actor=actor)
    writing.move(db, version, VersionStatus.RETURNED, actor=actor, reason=command.reason)
    if listing.status == Status.SUBMITTED:
        _move(db, listing, Status.RETURNED, actor=actor, reason=remarks.summary(command))
    outbox.emit(db, ListingReturned(listing_id=listing.id, version=version.number))


def take_out(db: Session, command: TakeOutListing, *, actor: Principal) -> None:
    """Take a listing out of the shop as a reviewer, with the reason; its artisan cannot resume it.

    :raises NotFound: there is none, or the actor may not review.
    :raises NotPossibleNow: it is not in the shop.
    """
    listing = reviewed(db, command.listing, actor=actor)
    if listing.status != Status.PUBLISHED:
        raise NotPossibleNow
    version = versions.approved(db, listing.id) or writing.record(
        db, listing, VersionStatus.APPROVED, at=listing.published_at or clock.now(db)
    )
    remarks.add(
        db,
        version,
        ReturnListing(listing=command.listing, reason=command.reason),
        actor=actor,
    )
    _move(db, listing, Status.RETURNED, actor=actor, reason=command.reason)
    outbox.emit(db, ListingReturned(listing_id=listing.id))
    outbox.emit(db, ListingWithdrawn(listing_id=listing.id))


def _submitted(db: Session, listing: Listing) -> ListingVersion:
    version = versions.pending(db, listing.id)
    if version is None or version.status != VersionStatus.SUBMITTED:
        raise NotPossibleNow
    return version


def check_claims_seen(
    db: Session, listing: Listing, document: ListingDocument, seen: Collection[str]
) -> None:
    """Refuse to approve claims that the reviewer has not confirmed.

    :param seen: Keys of the findings that were confirmed.
    :raises ClaimsNotSeen: another one was found.
    """
    if {finding.key for finding in claims.of_document(db, listing, document)} - set(seen):
        raise ClaimsNotSeen


def check_document(db: Session, listing: Listing, document: ListingDocument) -> None:
    """Refuse what buyers must not see.

    :raises NotComplete: says what is missing and why.
    :raises AgainstTheCanon: says which rule forbids it.
    """
    if lacking := policy.missing(facts(db, listing, document)):
        raise NotComplete(lacking)
    if against := canon.of_document(db, listing, document):
        raise AgainstTheCanon([block.advice for block in against])


def _check_evidence(db: Session, document: ListingDocument, evidence: Sequence[str]) -> None:
    technique = db.get_one(Technique, document.technique_id)
    if heritage.needs_evidence(technique) and not evidence:
        raise EvidenceMissing


def _move(
    db: Session, listing: Listing, status: ListingStatus, *, actor: Principal, reason: str = ""
) -> None:
    """Move by compare-and-set and write it down.

    :raises NotPossibleNow: the way does not exist, or somebody else moved it meanwhile.
    """
    before = listing.status
    now = clock.now(db)
    published_at = listing.published_at or (now if status == Status.PUBLISHED else None)
    db.flush()
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
