"""What a reviewer weighs, gathered as plain data: the submitted version beside the approved one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.admin.document_text import VariantText, read_document
from shop.artisans.models import Artisan
from shop.catalog import policy
from shop.catalog.document import ListingDocument, changed_fields
from shop.catalog.models import (
    EvidenceKind,
    Listing,
    ListingRemark,
    ListingVersion,
    VersionStatus,
)
from shop.catalog.queries import canon, claims, documents, editing, versions
from shop.catalog.queries.editing import DeskPicture
from shop.heritage.claims import Finding
from shop.heritage.models import Motif, Technique
from shop.heritage.policy import made_in_kaltim, needs_evidence, technique_label
from shop.heritage.words import StatusWords, status_words


@dataclass(frozen=True)
class MotifRow:
    """A motif of the listing with the rule that hangs on it."""

    id: str
    name_id: str
    role: str
    kind: str
    cultural_status: str
    pakem_note_id: str

    @property
    def allowed(self) -> StatusWords:
        """What custom allows, in words."""
        return status_words(self.kind, self.cultural_status)


@dataclass(frozen=True)
class FieldRow:
    """A field as it is approved and as it was submitted; equal when nothing changed."""

    place: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True)
class PictureRow:
    """A picture of the submitted version. ``change`` is empty, ``added``, ``words`` or ``moved``."""

    picture: DeskPicture
    change: str


@dataclass(frozen=True)
class Sheet:
    """A listing under review. ``version`` is empty when nothing is submitted."""

    public_id: str
    slug: str
    status: str
    artisan_name: str
    artisan_slug: str
    title_id: str
    price_minor: int
    lead_days: int
    technique: str
    is_batik: bool
    is_change: bool
    digest: str
    needs_evidence: bool
    can_have_evidence: bool
    evidence: tuple[str, ...]
    made_here: bool
    fields: tuple[FieldRow, ...]
    motifs: tuple[MotifRow, ...]
    pictures: tuple[PictureRow, ...]
    removed_pictures: tuple[DeskPicture, ...]
    steps: tuple[DeskPicture, ...]
    variants: tuple[VariantText, ...]
    remarks: tuple[ListingRemark, ...]
    missing: tuple[policy.Missing, ...]
    blocks: tuple[str, ...]
    findings: tuple[Finding, ...]
    versions: tuple[ListingVersion, ...]
    moves: tuple[tuple[str, dt.datetime, str], ...]

    @property
    def is_submitted(self) -> bool:
        """Tell whether there is something to decide."""
        return bool(self.digest)


def sheet(db: Session, public_id: str) -> Sheet:
    """Gather a listing for review.

    :raises NotFound: there is none.
    """
    listing = editing.of_artisans(db, public_id, artisan_ids=None)
    version = versions.pending(db, listing.id)
    document = versions.working(db, listing)
    approved = documents.snapshot(db, listing) if listing.published_at is not None else None
    is_submitted = version is not None and version.status == VersionStatus.SUBMITTED
    technique = db.get_one(Technique, document.technique_id)
    evidence = _evidence(db, listing, document)
    return Sheet(
        public_id=listing.public_id,
        slug=listing.slug,
        status=listing.status,
        title_id=document.title_id,
        price_minor=listing.price_minor,
        lead_days=listing.lead_days,
        is_batik=listing.is_batik,
        is_change=approved is not None,
        digest=document.digest if is_submitted else "",
        needs_evidence=needs_evidence(technique),
        can_have_evidence=technique.batik_rule in ("always", "only_if_hot_wax"),
        evidence=evidence,
        made_here=made_in_kaltim(
            technique_id=document.technique_id,
            waxed_in=document.waxed_in,
            dyed_in=document.dyed_in,
        ),
        motifs=_motifs(db, document),
        missing=tuple(policy.missing(documents.facts(db, listing, document))),
        blocks=tuple(block.advice for block in canon.of_document(db, listing, document)),
        findings=tuple(claims.of_document(db, listing, document)),
        remarks=tuple(versions.remarks(db, listing.id)),
        versions=tuple(versions.history(db, listing.id)),
        moves=tuple((m.to_status, m.at, m.reason) for m in editing.moves(db, listing.id)),
        **_artisan(db, listing),
        **_technique(technique, listing),
        **_compared(db, listing, document, approved),
    )


def _artisan(db: Session, listing: Listing) -> dict[str, Any]:
    artisan = db.get_one(Artisan, listing.artisan_id)
    return {"artisan_name": artisan.name, "artisan_slug": artisan.slug}


def _technique(technique: Technique, listing: Listing) -> dict[str, Any]:
    """Name the technique as it would be published: as batik if the technique can be that."""
    is_batik = needs_evidence(technique) or (
        listing.technique_id == technique.id and listing.is_batik
    )
    label = technique_label(
        technique.id,
        name_id=technique.name_id,
        name_en=technique.name_en,
        is_batik=is_batik,
        has_prada=listing.has_prada,
    )
    return {"technique": label}


def _evidence(db: Session, listing: Listing, document: ListingDocument) -> tuple[str, ...]:
    kinds: tuple[EvidenceKind, ...] = versions.inherited_evidence(db, listing, document)
    return tuple(str(kind) for kind in kinds)


def _compared(
    db: Session, listing: Listing, document: ListingDocument, approved: ListingDocument | None
) -> dict[str, Any]:
    """Put the submitted document beside the approved one, the changed fields first."""
    after = read_document(db, listing, document)
    before = read_document(db, listing, approved) if approved else None
    changed = changed_fields(approved, document) if approved else []
    rows = [
        FieldRow(place, before.fields[place] if before else "", text, place in changed)
        for place, text in after.fields.items()
    ]
    shown = approved.pictures if approved else ()
    return {
        "fields": tuple(sorted(rows, key=lambda row: not row.is_changed)),
        "pictures": tuple(_pictures(db, document, approved)),
        "removed_pictures": _removed(db, document, shown) if approved else (),
        "steps": tuple(after.step_pictures),
        "variants": tuple(after.variants),
    }


def _pictures(
    db: Session, document: ListingDocument, approved: ListingDocument | None
) -> list[PictureRow]:
    before = (
        {row.picture: (at, row) for at, row in enumerate(approved.pictures)} if approved else {}
    )
    found = []
    for at, picture in enumerate(editing.pictures(db, document)):
        change = "" if approved is None else "added"
        if picture.public_id in before:
            was_at, was = before[picture.public_id]
            is_reworded = (was.alt_id, was.alt_en) != (picture.alt_id, picture.alt_en)
            change = "words" if is_reworded else ("moved" if was_at != at else "")
        found.append(PictureRow(picture, change))
    return found


def _removed(db: Session, document: ListingDocument, shown: Any) -> tuple[DeskPicture, ...]:
    kept = {row.picture for row in document.pictures}
    gone = tuple(row for row in shown if row.picture not in kept)
    return tuple(editing.pictures(db, document.model_copy(update={"pictures": gone})))


def _motifs(db: Session, document: ListingDocument) -> tuple[MotifRow, ...]:
    known = {
        row.id: row
        for row in db.scalars(sa.select(Motif).where(Motif.id.in_(document.all_motif_ids)))
    }
    roles = {
        "utama": document.motif_ids,
        "pendukung": document.supporting_motif_ids,
        "isen": document.filling_motif_ids,
    }
    return tuple(
        MotifRow(
            id=motif_id,
            name_id=known[motif_id].name_id,
            role=role,
            kind=known[motif_id].kind,
            cultural_status=known[motif_id].cultural_status,
            pakem_note_id=known[motif_id].pakem_note_id or "",
        )
        for role, motif_ids in roles.items()
        for motif_id in motif_ids
        if motif_id in known
    )
