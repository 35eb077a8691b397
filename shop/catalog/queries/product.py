"""A product page: what may change any moment (price, stock) apart from what seldom does."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan, ArtisanPicture
from shop.catalog.models import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingPicture,
    PriceChange,
    ProcessEntry,
    Reservation,
    Variant,
)
from shop.catalog.queries.cards import SLUG, in_window, is_graduate
from shop.core import clock
from shop.core.i18n import pick
from shop.core.pictures import Picture
from shop.heritage import policy as heritage
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

#: How far back "lowest price" looks, as price-marking law wants it.
PRICE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Product:
    """A listing in the window with its maker. Prices in minor units of IDR.

    ``portrait_id`` is the public id of the workshop's first picture, empty when it has none.
    """

    listing_id: int
    public_id: str
    slug: str
    title_id: str
    title_en: str
    story_id: str
    story_en: str
    sold_as: str
    lead_days: int
    price_minor: int
    technique_id: str
    technique_name_id: str
    technique_name_en: str
    technique_text_id: str
    technique_text_en: str
    technique_standard: str
    is_batik: bool
    has_prada: bool
    form_id: str
    form_name_id: str
    form_name_en: str
    fabric_name_id: str
    fabric_name_en: str
    fibres: list[dict[str, Any]]
    grams_per_square_metre: int | None
    has_natural_dye: bool
    width_cm: int | None
    height_cm: int | None
    care: list[str]
    weight_grams: int
    designed_in: str
    waxed_in: str
    dyed_in: str
    sewn_in: str
    attribution_id: str
    attribution_en: str
    published_at: dt.datetime
    updated_at: dt.datetime
    is_demo: bool
    artisan_id: int
    artisan_slug: str
    artisan_name: str
    owner_name: str
    tagline_id: str
    tagline_en: str
    founded_year: int | None
    region_code: str
    place: str
    has_whatsapp: bool
    ships_abroad: bool
    vacation_from: dt.date | None
    vacation_until: dt.date | None
    is_graduate: bool
    portrait_id: str
    portrait_tint: str

    @property
    def title(self) -> str:
        """The title in the reader's language, or in the other one."""
        return pick(id=self.title_id, en=self.title_en)[0]

    @property
    def technique(self) -> str:
        """The technique, honestly named."""
        return heritage.technique_label(
            self.technique_id,
            name_id=self.technique_name_id,
            name_en=self.technique_name_en,
            is_batik=self.is_batik,
            has_prada=self.has_prada,
        )

    @property
    def is_made_here(self) -> bool:
        """Tell whether it was waxed and dyed in East Kalimantan."""
        return heritage.made_in_kaltim(waxed_in=self.waxed_in, dyed_in=self.dyed_in)


@dataclass(frozen=True, slots=True)
class Offer:
    """A variant as buyers meet it. ``left`` is ``None`` when it is made to order.

    ``is_held``: all pieces that exist are promised to somebody who has not paid yet.
    """

    public_id: str
    size: str
    colour: str
    price_minor: int
    left: int | None
    is_held: bool
    serial: str

    @property
    def can_be_had(self) -> bool:
        """Tell whether it can be put into a cart now."""
        return self.left is None or self.left > 0


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with its words. Width and height are of the largest file."""

    public_id: str
    tint: str
    width: int
    height: int
    is_illustration: bool
    alt_id: str
    alt_en: str

    @property
    def alt(self) -> str:
        """What it shows."""
        return pick(id=self.alt_id, en=self.alt_en)[0]


@dataclass(frozen=True, slots=True)
class MotifStory:
    """A motif on the cloth with its meaning, which is never shown without its source."""

    motif_id: str
    role: str
    name_id: str
    name_en: str
    meaning_id: str | None
    meaning_en: str | None
    meaning_status: str
    meaning_sources: list[str]
    is_reviewed: bool
    swatch_id: str
    swatch_tint: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the making, with a picture if there is one."""

    name_id: str
    name_en: str
    on: dt.date | None
    note_id: str
    note_en: str
    picture_id: str
    tint: str
    picture_width: int
    picture_height: int


@dataclass(frozen=True, slots=True)
class Named:
    """Something of the craft with its name in both languages."""

    kind: str
    key: str
    name_id: str
    name_en: str

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return pick(id=self.name_id, en=self.name_en)[0]


@dataclass(frozen=True, slots=True)
class Details:
    """What seldom changes about a listing; a change arrives through the feed."""

    photos: tuple[Photo, ...]
    motifs: tuple[MotifStory, ...]
    steps: tuple[Step, ...]
    named: tuple[Named, ...]
    #: Lowest price of the 30 days before today's price; ``None`` when it was never lowered.
    lowest_before_minor: int | None

    def of_kind(self, kind: str) -> list[Named]:
        """Return dyes, care instructions (``care``) or places."""
        return [thing for thing in self.named if thing.kind == kind]

    def place(self, code: str) -> str:
        """Return the name of a region that the listing names; empty when it names none."""
        return next((p.name for p in self.named if p.kind == "place" and p.key == code), "")


def product(db: Session, slug: str) -> Product | None:
    """Return a listing by its address, if buyers may see it. One statement."""
    if not SLUG.fullmatch(slug):
        return None
    row = db.execute(_PRODUCT, {"slug": slug}).one_or_none()
    return None if row is None else Product(*row)


def offers(db: Session, listing_id: int) -> list[Offer]:
    """Return the variants on offer as they are at this moment. One statement."""
    held = sa.exists().where(Reservation.variant_id == Variant.id, Reservation.state == "held")
    rows = db.execute(
        sa.select(
            Variant.public_id,
            Variant.size,
            Variant.colour,
            Variant.price_minor,
            sa.case((Variant.is_stocked, Variant.on_hand - Variant.reserved), else_=None),
            sa.and_(Variant.is_stocked, Variant.on_hand == Variant.reserved, held),
            Variant.serial,
        )
        .where(Variant.listing_id == listing_id, ~Variant.is_retired)
        .order_by(Variant.position, Variant.id)
    )
    return [Offer(*row) for row in rows]


def details(db: Session, found: Product) -> Details:
    """Return everything else about a listing. Five statements."""
    return Details(
        photos=tuple(photos(db, found.listing_id)),
        motifs=tuple(_motifs(db, found.listing_id)),
        steps=tuple(_steps(db, found.listing_id)),
        named=tuple(_named(db, found)),
        lowest_before_minor=_lowest_before(db, found),
    )


def photos(db: Session, listing_id: int) -> list[Photo]:
    """Return the pictures of a listing that can be shown, in order."""
    rows = db.execute(
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
        .where(ListingPicture.listing_id == listing_id, Picture.state == "ready")
        .order_by(ListingPicture.position, ListingPicture.id)
    )
    return [Photo(*row) for row in rows]


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


#: Built once: it is long, and every product page needs it.
_PRODUCT = _product()


def _motifs(db: Session, listing_id: int) -> list[MotifStory]:
    order = sa.case(
        (ListingMotif.role == "utama", 0), (ListingMotif.role == "pendukung", 1), else_=2
    )
    rows = db.execute(
        sa.select(
            Motif.id,
            ListingMotif.role,
            Motif.name_id,
            Motif.name_en,
            Motif.meaning_id,
            Motif.meaning_en,
            Motif.meaning_status,
            Motif.meaning_sources,
            Motif.reviewed_at.is_not(None),
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, ""),
        )
        .join(ListingMotif, ListingMotif.motif_id == Motif.id)
        .outerjoin(
            Picture, sa.and_(Picture.id == Motif.swatch_picture_id, Picture.state == "ready")
        )
        .where(ListingMotif.listing_id == listing_id)
        .order_by(order, ListingMotif.id)
    )
    return [MotifStory(*row) for row in rows]


def _steps(db: Session, listing_id: int) -> list[Step]:
    rows = db.execute(
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
        .where(ProcessEntry.listing_id == listing_id)
        .order_by(ProcessEntry.position, ProcessEntry.id)
    )
    return [Step(*row) for row in rows]


def _named(db: Session, found: Product) -> list[Named]:
    """Read the names of dyes, care and places in one statement."""
    codes = {found.designed_in, found.waxed_in, found.dyed_in, found.sewn_in, found.region_code}
    dyes = (
        sa.select(sa.literal("dye"), Dye.id, Dye.name_id, Dye.name_en, Dye.position)
        .join(ListingDye, ListingDye.dye_id == Dye.id)
        .where(ListingDye.listing_id == found.listing_id)
    )
    care = sa.select(
        sa.literal("care"),
        CareInstruction.id,
        CareInstruction.name_id,
        CareInstruction.name_en,
        CareInstruction.position,
    ).where(CareInstruction.id.in_(found.care))
    places = sa.select(
        sa.literal("place"), Region.code, Region.name_id, Region.name_en, sa.literal(0)
    ).where(Region.code.in_(codes - {""}))
    rows = db.execute(sa.union_all(dyes, care, places)).all()
    return [Named(*row[:4]) for row in sorted(rows, key=lambda row: (row[0], row[4], row[1]))]


def _lowest_before(db: Session, found: Product) -> int | None:
    """Return the lowest price within 30 days before today's, when today's is a reduction."""
    since = clock.now(db) - dt.timedelta(days=PRICE_DAYS)
    rows = db.execute(
        sa.select(PriceChange.price_minor, PriceChange.at)
        .where(PriceChange.listing_id == found.listing_id)
        .order_by(PriceChange.at.desc(), PriceChange.id.desc())
        .limit(20)
    ).all()
    if len(rows) < 2 or rows[0].at < since:  # noqa: PLR2004 - today's and one before
        return None
    earlier, valid_until = [], rows[0].at
    for row in rows[1:]:
        if valid_until >= since:
            earlier.append(row.price_minor)
        valid_until = row.at
    lowest = min(earlier, default=0)
    return lowest if lowest > found.price_minor else None
