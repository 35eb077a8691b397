"""Cards: what a grid, a wishlist or a letter shows of a listing. One statement for any number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog import free
from shop.catalog.models import Listing, ListingPicture, Variant
from shop.core import clock
from shop.core.db import padded, rows
from shop.core.i18n import pick
from shop.core.pictures import Picture
from shop.heritage import policy as heritage
from shop.heritage.models import Fabric, Region, Technique
from shop.programs.models import Participation

#: The form of every address of ours; anything else never reaches the database.
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Card:
    """A listing in small. Prices in minor units of IDR; the others as the columns they come from.

    ``price_minor`` is the lowest of its variants, ``has_price_range`` says that others cost more.
    ``picture_id`` is a public id, empty when there is no picture. ``is_sold_out``: nothing of it
    can be had right now, be it sold or held for somebody who is paying.
    """

    listing_id: int
    slug: str
    title_id: str
    title_en: str
    artisan_name: str
    artisan_slug: str
    place: str
    is_graduate: bool
    technique_id: str
    technique_name_id: str
    technique_name_en: str
    is_batik: bool
    has_prada: bool
    fabric_name_id: str
    fabric_name_en: str
    sold_as: str
    lead_days: int
    price_minor: int
    has_price_range: bool
    is_sold_out: bool
    picture_id: str
    tint: str
    picture_height: int
    picture_width: int
    alt_id: str
    alt_en: str
    is_illustration: bool

    @property
    def title(self) -> str:
        """The title in the reader's language, or in the other one."""
        return pick(id=self.title_id, en=self.title_en)[0]

    @property
    def title_is_fallback(self) -> bool:
        """Tell whether the title is in another language than the page and has to say so."""
        return pick(id=self.title_id, en=self.title_en)[1]

    @property
    def fabric(self) -> str:
        """The fabric in the reader's language."""
        return pick(id=self.fabric_name_id, en=self.fabric_name_en)[0]

    @property
    def alt(self) -> str:
        """What the picture shows, in words."""
        return pick(id=self.alt_id, en=self.alt_en)[0]

    @property
    def technique(self) -> str:
        """The technique, honestly named: printed cloth says that it is not batik."""
        return heritage.technique_label(
            self.technique_id,
            name_id=self.technique_name_id,
            name_en=self.technique_name_en,
            is_batik=self.is_batik,
            has_prada=self.has_prada,
        )


def cards(db: Session, listing_ids: Sequence[int]) -> list[Card]:
    """Return the cards of those listings that are in the shop window, in the given order.

    Price, stock and state are read now, whatever an index believed. One statement.
    """
    if not listing_ids:
        return []
    wanted = {"listing_ids": padded(listing_ids, 0), "now": clock.now(db)}
    found = {row[0]: Card(*row) for row in rows(db, _CARDS, **wanted)}
    return [found[listing_id] for listing_id in listing_ids if listing_id in found]


def ids_of_slugs(db: Session, slugs: Sequence[str]) -> list[int]:
    """Return the ids of listings by their addresses, in order; what is no address is left out."""
    wanted = [slug for slug in slugs if SLUG.fullmatch(slug)]
    found = {
        row.slug: row.id
        for row in db.execute(sa.select(Listing.slug, Listing.id).where(Listing.slug.in_(wanted)))
    }
    return [found[slug] for slug in wanted if slug in found]


def in_window() -> sa.ColumnElement[bool]:
    """Condition on ``Listing`` joined with ``Artisan``: buyers may see it."""
    return sa.and_(Listing.status == "published", Artisan.status == "active")


def first_picture() -> sa.ScalarSelect[Any]:
    """Return the ready picture that stands first, as a subquery correlated to ``Listing``."""
    return (
        sa.select(ListingPicture.id)
        .join(Picture, Picture.id == ListingPicture.picture_id)
        .where(ListingPicture.listing_id == Listing.id, Picture.state == "ready")
        .order_by(ListingPicture.position, ListingPicture.id)
        .limit(1)
        .correlate(Listing)
        .scalar_subquery()
    )


def is_graduate() -> sa.Exists:
    """Return whether the ``Artisan`` of the row finished a programme."""
    return (
        sa.exists()
        .where(
            Participation.artisan_id == Artisan.id,
            Participation.stage.in_(("graduated", "alumni")),
        )
        .correlate(Artisan)
    )


def _cards() -> sa.Executable:
    """Build the statement; done once, for it is long and every grid needs it."""
    listing_ids: sa.BindParameter[Any] = sa.bindparam("listing_ids", expanding=True)
    prices = _prices(listing_ids)
    return (
        sa.select(
            Listing.id.label("listing_id"),
            Listing.slug,
            Listing.title_id,
            Listing.title_en,
            Artisan.name,
            Artisan.slug,
            Region.short_name,
            is_graduate(),
            Listing.technique_id,
            Technique.name_id,
            Technique.name_en,
            Listing.is_batik,
            Listing.has_prada,
            Fabric.name_id,
            Fabric.name_en,
            Listing.sold_as,
            Listing.lead_days,
            sa.func.coalesce(prices.c.lowest, Listing.price_minor),
            sa.func.coalesce(prices.c.highest > prices.c.lowest, sa.false()),
            sa.func.coalesce(prices.c.can_be_had, 0) == 0,
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, "mori"),
            sa.func.coalesce(Picture.height, 0),
            sa.func.coalesce(Picture.width, 0),
            sa.func.coalesce(ListingPicture.alt_id, ""),
            sa.func.coalesce(ListingPicture.alt_en, ""),
            sa.func.coalesce(Picture.is_illustration, sa.false()),
        )
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
        .join(Technique, Technique.id == Listing.technique_id)
        .join(Fabric, Fabric.id == Listing.fabric_id)
        .outerjoin(prices, prices.c.listing_id == Listing.id)
        .outerjoin(ListingPicture, ListingPicture.id == first_picture())
        .outerjoin(Picture, Picture.id == ListingPicture.picture_id)
        .where(Listing.id.in_(listing_ids), in_window())
    )


def _prices(listing_ids: sa.BindParameter[Any]) -> sa.Subquery:
    """Return lowest and highest price of what is offered, and whether any of it can be had."""
    can_be_had = sa.or_(~Variant.is_stocked, free.pieces() > 0)
    return (
        sa.select(
            Variant.listing_id,
            sa.func.min(Variant.price_minor).label("lowest"),
            sa.func.max(Variant.price_minor).label("highest"),
            sa.func.max(sa.case((can_be_had, 1), else_=0)).label("can_be_had"),
        )
        .where(Variant.listing_id.in_(listing_ids), ~Variant.is_retired)
        .group_by(Variant.listing_id)
        .subquery()
    )


_CARDS = _cards()
