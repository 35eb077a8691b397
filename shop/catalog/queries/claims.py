"""What the list of claims finds in a listing, with the facts of the database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.document import ListingDocument
from shop.catalog.models import Listing
from shop.heritage.claims import ClaimFacts, Finding, findings
from shop.heritage.models import Technique
from shop.heritage.policy import made_in_kaltim, needs_evidence
from shop.heritage.queries import brands_of_others, is_batik_cloth, names_not_from_here

#: Techniques of which at least a part is printed.
PRINTED = frozenset({"tiruan-batik", "paduan-tiruan-batik"})

#: Texts of a listing that buyers read.
TEXTS = ("title_id", "title_en", "story_id", "story_en", "attribution_id", "attribution_en")


def of_document(db: Session, listing: Listing, document: ListingDocument) -> list[Finding]:
    """Return what needs a second look in everything that buyers would read of a document."""
    return findings(texts(document), _facts(db, listing, document))


def _facts(db: Session, listing: Listing, document: ListingDocument) -> ClaimFacts:
    """Return the facts of a document, as if it were approved."""
    technique = db.get_one(Technique, document.technique_id)
    is_same_technique = listing.technique_id == document.technique_id
    return claim_facts(
        db,
        artisan_id=listing.artisan_id,
        technique_id=document.technique_id,
        is_batik=is_batik_cloth(
            db,
            technique_id=document.technique_id,
            fabric_id=document.fabric_id,
            form_id=document.form_id,
            motif_ids=document.all_motif_ids,
            hot_wax_evidence=needs_evidence(technique)
            or (is_same_technique and listing.hot_wax_evidence),
        ),
        waxed_in=document.waxed_in,
        dyed_in=document.dyed_in,
    )


def texts(document: ListingDocument) -> dict[str, str]:
    """Return what buyers read of a document, by field; pictures and steps are numbered from 1."""
    found: dict[str, str] = {name: getattr(document, name) for name in TEXTS}
    for number, picture in enumerate(document.pictures, 1):
        found |= {f"alt_id.{number}": picture.alt_id, f"alt_en.{number}": picture.alt_en}
    for number, step in enumerate(document.steps, 1):
        found |= {f"note_id.{number}": step.note_id, f"note_en.{number}": step.note_en}
    return found


def claim_facts(
    db: Session,
    *,
    artisan_id: int,
    technique_id: str,
    is_batik: bool,
    waxed_in: str,
    dyed_in: str,
) -> ClaimFacts:
    """Return what the claims of such a listing are compared with."""
    return ClaimFacts(
        is_batik=is_batik,
        is_printed=technique_id in PRINTED,
        is_made_in_kaltim=made_in_kaltim(
            technique_id=technique_id, waxed_in=waxed_in, dyed_in=dyed_in
        ),
        own_names=(db.scalar(sa.select(Artisan.name).where(Artisan.id == artisan_id)) or "",),
        brands=brands_of_others(db, artisan_id),
        not_from_here=names_not_from_here(db, technique_id=technique_id),
    )
