"""What a reviewer weighs, gathered on one sheet of plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog import policy
from shop.catalog.models import Listing, ListingDye, ListingMotif
from shop.catalog.queries import claims, editing
from shop.catalog.queries.editing import DeskPicture
from shop.core.i18n import Lazy
from shop.heritage import queries as heritage
from shop.heritage.claims import Finding
from shop.heritage.models import Dye, Fabric, Form, Motif, Technique
from shop.heritage.policy import made_in_kaltim, technique_label
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
class Sheet:
    """A listing under review."""

    public_id: str
    slug: str
    status: str
    artisan_name: str
    artisan_slug: str
    title_id: str
    title_en: str
    story_id: str
    story_en: str
    price_minor: int
    sold_as: str
    technique: str
    batik_rule: str
    is_batik: bool
    hot_wax_evidence: bool
    form: str
    fabric: str
    attribution_id: str
    made_here: bool
    dyes: tuple[str, ...]
    motifs: tuple[MotifRow, ...]
    pictures: tuple[DeskPicture, ...]
    missing: tuple[policy.Missing, ...]
    blocks: tuple[Lazy | str, ...]
    findings: tuple[Finding, ...]
    moves: tuple[tuple[str, dt.datetime, str], ...]
    updated_at: dt.datetime


def sheet(db: Session, public_id: str) -> Sheet:
    """Gather a listing for review.

    :raises NotFound: there is none.
    """
    listing = editing.of_artisans(db, public_id, artisan_ids=None)
    artisan = db.get_one(Artisan, listing.artisan_id)
    technique = db.get_one(Technique, listing.technique_id)
    motifs = _motifs(db, listing)
    against = heritage.blocks(
        db,
        motif_ids=[motif.id for motif in motifs],
        form_id=listing.form_id,
        artisan_id=listing.artisan_id,
        has_attribution=bool(listing.attribution_id),
    )
    return Sheet(
        public_id=listing.public_id,
        slug=listing.slug,
        status=listing.status,
        artisan_name=artisan.name,
        artisan_slug=artisan.slug,
        title_id=listing.title_id,
        title_en=listing.title_en,
        story_id=listing.story_id,
        story_en=listing.story_en,
        price_minor=listing.price_minor,
        sold_as=listing.sold_as,
        technique=technique_label(
            technique.id,
            name_id=technique.name_id,
            name_en=technique.name_en,
            is_batik=listing.is_batik,
            has_prada=listing.has_prada,
        ),
        batik_rule=technique.batik_rule,
        is_batik=listing.is_batik,
        hot_wax_evidence=listing.hot_wax_evidence,
        form=db.get_one(Form, listing.form_id).name_id,
        fabric=db.get_one(Fabric, listing.fabric_id).name_id,
        attribution_id=listing.attribution_id,
        made_here=made_in_kaltim(
            technique_id=listing.technique_id,
            waxed_in=listing.waxed_in,
            dyed_in=listing.dyed_in,
        ),
        dyes=_dyes(db, listing),
        motifs=motifs,
        pictures=tuple(editing.pictures(db, listing.id)),
        missing=tuple(policy.missing(editing.facts(db, listing.id))),
        blocks=tuple(block.message for block in against),
        findings=tuple(claims.of_listing(db, listing)),
        moves=tuple((m.to_status, m.at, m.reason) for m in editing.moves(db, listing.id)),
        updated_at=listing.updated_at,
    )


def _motifs(db: Session, listing: Listing) -> tuple[MotifRow, ...]:
    rows = db.execute(
        sa.select(
            Motif.id,
            Motif.name_id,
            ListingMotif.role,
            Motif.kind,
            Motif.cultural_status,
            sa.func.coalesce(Motif.pakem_note_id, ""),
        )
        .join(ListingMotif, ListingMotif.motif_id == Motif.id)
        .where(ListingMotif.listing_id == listing.id)
        .order_by(ListingMotif.id)
    )
    return tuple(MotifRow(*row) for row in rows)


def _dyes(db: Session, listing: Listing) -> tuple[str, ...]:
    return tuple(
        db.scalars(
            sa.select(Dye.name_id)
            .join(ListingDye, ListingDye.dye_id == Dye.id)
            .where(ListingDye.listing_id == listing.id)
            .order_by(ListingDye.id)
        )
    )
