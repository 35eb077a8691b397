"""A product page: what may change any moment (price, stock) apart from what seldom does."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan, ArtisanPicture
from shop.catalog import free
from shop.catalog.models import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingPicture,
    PriceChange,
    ProcessEntry,
    Variant,
)
from shop.catalog.queries.cards import SLUG, in_window, is_graduate
from shop.catalog.queries.product_facts import (
    Details,
    MotifStory,
    Named,
    Offer,
    Photo,
    Product,
    Step,
)
from shop.core import clock
from shop.core.db import Instant, Key, rows
from shop.core.pictures import Picture
from shop.heritage.models import (
    CareInstruction,
    Dye,
    Fabric,
    Form,
    Motif,
    ProcessStep,
    Region,
    Technique,
)
from shop.heritage.queries.motifs import meaning_is_public

#: How far back "lowest price" looks, as price-marking law wants it.
PRICE_DAYS = 30


def product(db: Session, slug: str) -> Product | None:
    """Return a listing by its address, if buyers may see it. One statement."""
    if not SLUG.fullmatch(slug):
        return None
    found = rows(db, _PRODUCT, slug=slug)
    return Product(*found[0]) if found else None


def offers(db: Session, listing_id: int) -> list[Offer]:
    """Return the variants on offer as they are at this moment. One statement."""
    return [Offer(*row) for row in rows(db, _OFFERS, listing_id=listing_id, now=clock.now(db))]


def details(db: Session, found: Product) -> Details:
    """Return everything else about a listing. Five statements."""
    return Details(
        photos=tuple(photos(db, found.listing_id)),
        motifs=tuple(MotifStory(*row) for row in rows(db, _MOTIFS, listing_id=found.listing_id)),
        steps=tuple(Step(*row) for row in rows(db, _STEPS, listing_id=found.listing_id)),
        named=tuple(_named(db, found)),
        lowest_before_minor=_lowest_before(db, found),
    )


def photos(db: Session, listing_id: int) -> list[Photo]:
    """Return the pictures of a listing that can be shown, in order."""
    return [Photo(*row) for row in rows(db, _PHOTOS, listing_id=listing_id)]


def _product() -> sa.Select[*tuple[Any, ...]]:
    portrait = (
        sa.select(ArtisanPicture.picture_id)
        .where(ArtisanPicture.artisan_id == Artisan.id)
        .order_by(ArtisanPicture.position, ArtisanPicture.id)
        .limit(1)
        .correlate(Artisan)
        .scalar_subquery()
    )
    return (
        sa.select(
            Listing.id,
            Listing.public_id,
            Listing.slug,
            Listing.title_id,
            Listing.title_en,
            Listing.story_id,
            Listing.story_en,
            Listing.sold_as,
            Listing.lead_days,
            Listing.price_minor,
            Listing.technique_id,
            Technique.name_id,
            Technique.name_en,
            Technique.definition_id,
            Technique.definition_en,
            Technique.standard,
            Listing.is_batik,
            Listing.has_prada,
            Listing.form_id,
            Form.name_id,
            Form.name_en,
            Fabric.name_id,
            Fabric.name_en,
            Listing.fibres,
            Listing.grams_per_square_metre,
            Listing.has_natural_dye,
            Listing.width_cm,
            Listing.height_cm,
            Listing.care,
            Listing.weight_grams,
            Listing.designed_in,
            Listing.waxed_in,
            Listing.dyed_in,
            Listing.sewn_in,
            Listing.attribution_id,
            Listing.attribution_en,
            Listing.published_at,
            Listing.updated_at,
            Listing.is_demo,
            Artisan.id,
            Artisan.slug,
            Artisan.name,
            Artisan.owner_name,
            Artisan.tagline_id,
            Artisan.tagline_en,
            Artisan.founded_year,
            Artisan.region_code,
            Region.short_name,
            Artisan.whatsapp != "",
            Artisan.ships_abroad,
            Artisan.eu_contact != "",
            Artisan.vacation_from,
            Artisan.vacation_until,
            is_graduate(),
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, "mori"),
        )
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
        .join(Technique, Technique.id == Listing.technique_id)
        .join(Form, Form.id == Listing.form_id)
        .join(Fabric, Fabric.id == Listing.fabric_id)
        .outerjoin(Picture, sa.and_(Picture.id == portrait, Picture.state == "ready"))
        .where(Listing.slug == sa.bindparam("slug"), in_window())
    )


def _offers() -> sa.Select[*tuple[Any, ...]]:
    left = free.pieces()
    return (
        sa.select(
            Variant.public_id,
            Variant.size,
            Variant.colour,
            Variant.price_minor,
            sa.case((Variant.is_stocked, left), else_=None),
            sa.case((sa.and_(Variant.is_stocked, left <= 0), free.held_until()), else_=None),
            Variant.serial,
        )
        .where(Variant.listing_id == _LISTING, ~Variant.is_retired)
        .order_by(Variant.position, Variant.id)
    )


def _photos() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Picture.public_id,
            Picture.tint,
            Picture.width,
            Picture.height,
            Picture.is_illustration,
            ListingPicture.alt_id,
            ListingPicture.alt_en,
        )
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(ListingPicture.listing_id == _LISTING, Picture.state == "ready")
        .order_by(ListingPicture.position, ListingPicture.id)
    )


def _motifs() -> sa.Select[*tuple[Any, ...]]:
    order = sa.case(
        (ListingMotif.role == "utama", 0), (ListingMotif.role == "pendukung", 1), else_=2
    )
    is_public = meaning_is_public()
    return (
        sa.select(
            Motif.id,
            ListingMotif.role,
            Motif.name_id,
            Motif.name_en,
            Motif.kind,
            Motif.cultural_status,
            Motif.pakem_note_id,
            Motif.pakem_note_en,
            sa.case((is_public, Motif.meaning_id)),
            sa.case((is_public, Motif.meaning_en)),
            Motif.meaning_sources,
            Motif.reviewed_by,
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, ""),
        )
        .join(ListingMotif, ListingMotif.motif_id == Motif.id)
        .outerjoin(
            Picture, sa.and_(Picture.id == Motif.swatch_picture_id, Picture.state == "ready")
        )
        .where(ListingMotif.listing_id == _LISTING)
        .order_by(order, ListingMotif.id)
    )


def _steps() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            ProcessStep.name_id,
            ProcessStep.name_en,
            ProcessEntry.on,
            ProcessEntry.note_id,
            ProcessEntry.note_en,
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, "mori"),
            sa.func.coalesce(Picture.width, 0),
            sa.func.coalesce(Picture.height, 0),
        )
        .join(ProcessStep, ProcessStep.id == ProcessEntry.step_id)
        .outerjoin(
            Picture, sa.and_(Picture.id == ProcessEntry.picture_id, Picture.state == "ready")
        )
        .where(ProcessEntry.listing_id == _LISTING)
        .order_by(ProcessEntry.position, ProcessEntry.id)
    )


def _names() -> sa.CompoundSelect[*tuple[Any, ...]]:
    """Build the names of dyes, care and places, in one statement."""
    dyes = (
        sa.select(sa.literal("dye"), Dye.id, Dye.name_id, Dye.name_en, Dye.position)
        .join(ListingDye, ListingDye.dye_id == Dye.id)
        .where(ListingDye.listing_id == _LISTING)
    )
    care = sa.select(
        sa.literal("care"),
        CareInstruction.id,
        CareInstruction.name_id,
        CareInstruction.name_en,
        CareInstruction.position,
    ).where(CareInstruction.id.in_(sa.bindparam("care", expanding=True)))
    places = sa.select(
        sa.literal("place"),
        Region.code,
        Region.short_name,
        sa.case((Region.level == "province", Region.name_en), else_=Region.short_name),
        sa.literal(0),
    ).where(Region.code.in_(sa.bindparam("places", expanding=True)))
    return sa.union_all(dyes, care, places)


def _prices() -> sa.Select[*tuple[Any, ...]]:
    """Build the prices that were valid at some moment since ``since``, newest first."""
    since: sa.BindParameter[dt.datetime] = sa.bindparam("since", type_=Instant)
    valid_then = (
        sa.select(sa.func.max(PriceChange.at))
        .where(PriceChange.listing_id == _LISTING, PriceChange.at <= since)
        .scalar_subquery()
    )
    return (
        sa.select(PriceChange.price_minor, PriceChange.at)
        .where(PriceChange.listing_id == _LISTING)
        .where(PriceChange.at >= sa.func.coalesce(valid_then, since))
        .order_by(PriceChange.at.desc(), PriceChange.id.desc())
    )


_LISTING: sa.BindParameter[int] = sa.bindparam("listing_id", type_=Key)

# Built once: to put such a statement together takes longer than to execute it.
_PRODUCT = _product()
_OFFERS = _offers()
_PHOTOS = _photos()
_MOTIFS = _motifs()
_STEPS = _steps()
_NAMES = _names()
_PRICES = _prices()


def _named(db: Session, found: Product) -> list[Named]:
    """Read the names of dyes, care and places in one statement."""
    codes = {found.designed_in, found.waxed_in, found.dyed_in, found.sewn_in, found.region_code}
    names = rows(
        db, _NAMES, listing_id=found.listing_id, care=found.care, places=sorted(codes - {""})
    )
    return [Named(*row[:4]) for row in sorted(names, key=lambda row: (row[0], row[4], row[1]))]


def _lowest_before(db: Session, found: Product) -> int | None:
    """Return the lowest price within 30 days before today's, when today's is a reduction.

    A price that was replaced before the listing was published was never offered to buyers.
    """
    since = max(clock.now(db) - dt.timedelta(days=PRICE_DAYS), found.published_at)
    prices = rows(db, _PRICES, listing_id=found.listing_id, since=since)
    if not prices or prices[0].at <= since:
        return None
    today, *earlier = [row.price_minor for row in prices]
    lowest = min(earlier, default=0)
    return lowest if lowest > today else None
