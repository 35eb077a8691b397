"""What is for sale: listings, their variants and serial pieces, prices, pictures."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column, money_column, whole_rupiah


class ListingStatus(StrEnum):
    """Where a listing is between the artisan's desk and the shop window."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class SoldAs(StrEnum):
    """How a listing is sold."""

    ONE_OF_A_KIND = "one_of_a_kind"
    IN_STOCK = "in_stock"
    MADE_TO_ORDER = "made_to_order"


class Listing(Model):
    """One product page.

    What buyers read of it is the projection of a document and is written by
    ``services.projection`` alone; see ``ListingVersion``.

    ``title_en`` and ``story_en`` may be empty: the page then shows the Indonesian text with a mark.
    """

    __tablename__ = "shop_listings"
    __table_args__ = (
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'returned', 'published', 'withdrawn')",
            name="status_known",
        ),
        sa.CheckConstraint(
            "sold_as IN ('one_of_a_kind', 'in_stock', 'made_to_order')", name="sold_as_known"
        ),
        sa.CheckConstraint(
            "sold_as <> 'made_to_order' OR lead_days > 0", name="made_to_order_has_lead_time"
        ),
        sa.CheckConstraint("price_minor >= 0", name="price_not_negative"),
        sa.CheckConstraint(whole_rupiah("price_minor"), name="price_whole_rupiah"),
        sa.CheckConstraint(
            "status <> 'published' OR (price_minor > 0 AND weight_grams > 0 "
            "AND published_at IS NOT NULL)",
            name="published_is_complete",
        ),
        sa.Index("ix_shop_listings_shop_window", "status", "published_at", "id"),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(120), unique=True)
    artisan_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisans.id"), index=True)
    status: Mapped[str] = mapped_column(sa.String(12), default=ListingStatus.DRAFT)
    sold_as: Mapped[str] = mapped_column(sa.String(16), default=SoldAs.ONE_OF_A_KIND)
    title_id: Mapped[str] = mapped_column(sa.String(120))
    title_en: Mapped[str] = mapped_column(sa.String(120), default="")
    story_id: Mapped[str] = mapped_column(sa.Text, default="")
    story_en: Mapped[str] = mapped_column(sa.Text, default="")
    #: Price of the listing; a variant may differ from it. Minor units of IDR.
    price_minor: Mapped[int] = money_column(default=0)
    technique_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_techniques.id"))
    has_prada: Mapped[bool] = mapped_column(default=False)
    #: A reviewer has seen proof of hot wax for the approved version, which says of which kind.
    hot_wax_evidence: Mapped[bool] = mapped_column(default=False)
    #: Derived by ``heritage.policy.is_batik`` when a version is projected; never typed.
    is_batik: Mapped[bool] = mapped_column(default=False)
    form_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_forms.id"))
    fabric_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_fabrics.id"))
    #: Fibres by weight, ``[{"fibre": "cotton", "pct": 100}]``; adds up to 100.
    fibres: Mapped[list[Any]] = mapped_column(sa.JSON, default=list)
    #: NULL: not weighed.
    grams_per_square_metre: Mapped[int | None]
    has_natural_dye: Mapped[bool] = mapped_column(default=False)
    #: NULL for clothes, whose size is the variant's.
    width_cm: Mapped[int | None]
    height_cm: Mapped[int | None]
    care: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    weight_grams: Mapped[int] = mapped_column(default=0)
    packed_length_cm: Mapped[int] = mapped_column(default=0)
    packed_width_cm: Mapped[int] = mapped_column(default=0)
    packed_height_cm: Mapped[int] = mapped_column(default=0)
    #: Region codes; empty: not said. "Made in East Kalimantan" needs waxed and dyed there.
    designed_in: Mapped[str] = mapped_column(sa.String(13), default="")
    waxed_in: Mapped[str] = mapped_column(sa.String(13), default="")
    dyed_in: Mapped[str] = mapped_column(sa.String(13), default="")
    sewn_in: Mapped[str] = mapped_column(sa.String(13), default="")
    #: Named colour families of the cloth, for the colour facet.
    colours: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    #: Working days until it is ready; 0 unless made to order.
    lead_days: Mapped[int] = mapped_column(default=0)
    #: Credit that an ``open_with_attribution`` motif asks for.
    attribution_id: Mapped[str] = mapped_column(sa.String(300), default="")
    attribution_en: Mapped[str] = mapped_column(sa.String(300), default="")
    #: What the reviewer asked to change; empty unless returned.
    review_reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: Optimistic lock of the studio's form.
    revision: Mapped[int] = mapped_column(default=1)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]
    #: NULL until it was first published.
    published_at: Mapped[dt.datetime | None]


class ListingMove(Model):
    """History of a listing's status: from, to, who, when, why."""

    __tablename__ = "shop_listing_moves"

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    from_status: Mapped[str] = mapped_column(sa.String(12))
    to_status: Mapped[str] = mapped_column(sa.String(12))
    #: NULL: the system or the demo.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[dt.datetime]


class Variant(Model):
    """A size or colour of a listing with a stock of its own. A listing has at least one.

    ``on_hand`` counts pieces that exist, ``reserved`` those promised to unpaid or unshipped orders;
    both move only through ``catalog.stock``. Made-to-order variants have no stock
    (``is_stocked`` false) and are limited by the artisan's word alone.
    """

    __tablename__ = "shop_variants"
    __table_args__ = (
        sa.UniqueConstraint("listing_id", "size", "colour"),
        sa.CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved_within_stock"),
        sa.CheckConstraint("NOT is_unique OR on_hand <= 1", name="unique_has_one"),
        sa.CheckConstraint("price_minor > 0", name="price_positive"),
        sa.CheckConstraint(whole_rupiah("price_minor"), name="price_whole_rupiah"),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    size: Mapped[str] = mapped_column(sa.String(40), default="")
    colour: Mapped[str] = mapped_column(sa.String(40), default="")
    price_minor: Mapped[int] = money_column()
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    is_stocked: Mapped[bool] = mapped_column(default=True)
    is_unique: Mapped[bool] = mapped_column(default=False)
    #: Serial of a one-of-a-kind piece, shown to people; empty otherwise.
    serial: Mapped[str] = mapped_column(sa.String(40), default="")
    #: Sizes are no longer offered, but old orders still point here.
    is_retired: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)


class PriceChange(Model):
    """A price the listing had. The newest row is today's."""

    __tablename__ = "shop_price_changes"

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    price_minor: Mapped[int] = money_column()
    at: Mapped[dt.datetime]
    #: NULL: the system or the demo.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)


class ListingMotif(Model):
    """A motif on the cloth and the part it plays."""

    __tablename__ = "shop_listing_motifs"
    __table_args__ = (
        sa.UniqueConstraint("listing_id", "motif_id"),
        sa.CheckConstraint("role IN ('utama', 'pendukung', 'isen')", name="role_known"),
    )

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"))
    motif_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_motifs.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(10), default="utama")


class ListingDye(Model):
    """A dye in the cloth."""

    __tablename__ = "shop_listing_dyes"
    __table_args__ = (sa.UniqueConstraint("listing_id", "dye_id"),)

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"))
    dye_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_dyes.id"), index=True)


class ListingPicture(Model):
    """A picture of the listing, in order; the first is the card's."""

    __tablename__ = "shop_listing_pictures"
    __table_args__ = (sa.UniqueConstraint("listing_id", "picture_id"),)

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_pictures.id"))
    position: Mapped[int]
    alt_id: Mapped[str] = mapped_column(sa.String(300), default="")
    alt_en: Mapped[str] = mapped_column(sa.String(300), default="")


class ProcessEntry(Model):
    """A step in the making of a cloth: what was done, when, with a picture if there is one."""

    __tablename__ = "shop_process_entries"

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    step_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_process_steps.id"))
    #: NULL: the day is not known.
    on: Mapped[dt.date | None]
    note_id: Mapped[str] = mapped_column(sa.String(300), default="")
    note_en: Mapped[str] = mapped_column(sa.String(300), default="")
    #: NULL: no picture of this step.
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_pictures.id"))
    position: Mapped[int]
