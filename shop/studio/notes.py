"""What the registry and the list of claims say about a listing, for its page in the studio."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import queries as catalog
from shop.catalog.models import Listing, ListingMotif
from shop.catalog.queries import Conflict, claims, editing
from shop.core.i18n import pick
from shop.heritage import queries as heritage
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


def notes(db: Session, listing: Listing) -> Notes:
    """Read the notes of a listing whose owner was checked by the caller."""
    return Notes(
        conflicts=catalog.open_conflicts(
            db, artisan_ids=[listing.artisan_id], listing_id=listing.id
        ),
        blocks=heritage.blocks(
            db,
            motif_ids=editing.motif_ids(db, listing.id),
            form_id=listing.form_id,
            artisan_id=listing.artisan_id,
            has_attribution=bool(listing.attribution_id),
        ),
        findings=claims.of_listing(db, listing),
        hints=_hints(db, listing),
    )


def _hints(db: Session, listing: Listing) -> list[tuple[str, str]]:
    rows = db.execute(
        sa.select(Motif.name_id, Motif.name_en, Motif.editor_note_id, Motif.editor_note_en)
        .join(ListingMotif, ListingMotif.motif_id == Motif.id)
        .where(ListingMotif.listing_id == listing.id)
        .order_by(ListingMotif.id)
    )
    noted = [
        (
            pick(id=row.name_id, en=row.name_en)[0],
            pick(id=row.editor_note_id, en=row.editor_note_en)[0],
        )
        for row in rows
    ]
    return [(name, note) for name, note in noted if note]
