"""What the registry and the list of claims say about a listing, for its page in the studio."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import queries as catalog
from shop.catalog.document import ListingDocument
from shop.catalog.models import Listing
from shop.catalog.queries import Conflict, canon, claims
from shop.core.i18n import pick
from shop.heritage.claims import Finding
from shop.heritage.models import Motif
from shop.heritage.policy import Block


@dataclass(frozen=True)
class Notes:
    """Rules that stand against the listing, claims to look at, and hints for writing.

    ``hints`` are names of motifs with what to mind when writing about them.
    """

    conflicts: list[Conflict]
    blocks: list[Block]
    findings: list[Finding]
    hints: list[tuple[str, str]]


def notes(db: Session, listing: Listing, document: ListingDocument) -> Notes:
    """Read the notes of a listing whose owner was checked by the caller, on the edited document."""
    return Notes(
        conflicts=catalog.open_conflicts(
            db, artisan_ids=[listing.artisan_id], listing_id=listing.id
        ),
        blocks=canon.of_document(db, listing, document),
        findings=claims.of_document(db, listing, document),
        hints=_hints(db, document),
    )


def _hints(db: Session, document: ListingDocument) -> list[tuple[str, str]]:
    found = {
        row.id: row
        for row in db.execute(
            sa.select(
                Motif.id, Motif.name_id, Motif.name_en, Motif.editor_note_id, Motif.editor_note_en
            ).where(Motif.id.in_(document.all_motif_ids))
        )
    }
    rows = [found[motif_id] for motif_id in document.all_motif_ids if motif_id in found]
    noted = [
        (
            pick(id=row.name_id, en=row.name_en)[0],
            pick(id=row.editor_note_id, en=row.editor_note_en)[0],
        )
        for row in rows
    ]
    return [(name, note) for name, note in noted if note]
