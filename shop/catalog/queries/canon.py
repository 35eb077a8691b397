"""What the rules of the craft and the canon say about a document."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.catalog.document import ListingDocument
from shop.catalog.models import Listing
from shop.heritage.policy import Block
from shop.heritage.queries import blocks, ground_blocks


def of_document(db: Session, listing: Listing, document: ListingDocument) -> list[Block]:
    """Return every rule that stands against publishing a document, the craft's rules first."""
    return [
        *ground_blocks(
            db,
            technique_id=document.technique_id,
            fabric_id=document.fabric_id,
            form_id=document.form_id,
            motif_ids=document.all_motif_ids,
        ),
        *blocks(
            db,
            motif_ids=document.all_motif_ids,
            form_id=document.form_id,
            artisan_id=listing.artisan_id,
            has_attribution=bool(document.attribution_id),
        ),
    ]
