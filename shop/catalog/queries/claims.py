"""What the list of claims finds in a listing, with the facts of the database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import Listing, ListingPicture, ProcessEntry
from shop.heritage.claims import ClaimFacts, Finding, findings
from shop.heritage.policy import made_in_kaltim
from shop.heritage.queries import brands_of_others, names_not_from_here

#: Techniques of which at least a part is printed.
PRINTED = frozenset({"tiruan-batik", "paduan-tiruan-batik"})

#: Texts of a listing that buyers read.
TEXTS = ("title_id", "title_en", "story_id", "story_en", "attribution_id", "attribution_en")


def of_listing(db: Session, listing: Listing) -> list[Finding]:
    """Return what needs a second look in everything that buyers read of a listing."""
    facts = claim_facts(
        db,
        artisan_id=listing.artisan_id,
        technique_id=listing.technique_id,
        is_batik=listing.is_batik,
        waxed_in=listing.waxed_in,
        dyed_in=listing.dyed_in,
    )
    return findings(texts(db, listing), facts)


def texts(db: Session, listing: Listing) -> dict[str, str]:
    """Return what buyers read of a listing, by field; pictures and steps are numbered from 1."""
    found = {name: getattr(listing, name) for name in TEXTS}
    alts = db.execute(
        sa.select(ListingPicture.alt_id, ListingPicture.alt_en)
        .where(ListingPicture.listing_id == listing.id)
        .order_by(ListingPicture.position, ListingPicture.id)
    )
    notes = db.execute(
        sa.select(ProcessEntry.note_id, ProcessEntry.note_en)
        .where(ProcessEntry.listing_id == listing.id)
        .order_by(ProcessEntry.position, ProcessEntry.id)
    )
    for name, rows in (("alt", alts), ("note", notes)):
        for number, (text_id, text_en) in enumerate(rows, 1):
            found |= {f"{name}_id.{number}": text_id, f"{name}_en.{number}": text_en}
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
