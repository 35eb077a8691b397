"""Reads of what the shop says by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan, ArtisanStatus
from shop.core import clock
from shop.core.i18n import get_locale
from shop.core.pictures import Picture, PictureState
from shop.editorial.models import FeaturedSlot, InfoPage, Story
from shop.heritage.models import Region


@dataclass(frozen=True)
class Feature:
    """A graduate's slot on the home page with the words that the public reads."""

    public_id: str
    artisan_id: int
    artisan_slug: str
    artisan_name: str
    owner_name: str
    place: str
    quote_id: str
    quote_en: str
    reason_id: str
    reason_en: str
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class StoryCard:
    """A story in a list. ``picture_id`` is empty when it has no picture."""

    slug: str
    title_id: str
    title_en: str
    lead_id: str
    lead_en: str
    published_at: dt.datetime
    picture_id: str
    tint: str
    width: int
    height: int
    alt_id: str
    alt_en: str
    is_illustration: bool


@dataclass(frozen=True)
class StoryPage:
    """A story with its text (Markdown) and the workshop it is about, if any."""

    card: StoryCard
    body_id: str
    body_en: str
    artisan_slug: str
    artisan_name: str
    is_demo: bool


@dataclass(frozen=True)
class Info:
    """The newest version of an information page in one language. ``body`` is Markdown."""

    name: str
    locale: str
    version: int
    title: str
    summary: str
    body: str
    created_at: dt.datetime


def current_feature(db: Session) -> Feature | None:
    """Return who is featured now, or None. A suspended workshop is not shown."""
    now = clock.now(db)
    statement = _features().where(
        FeaturedSlot.starts_at <= now,
        FeaturedSlot.ends_at > now,
        Artisan.status == ArtisanStatus.ACTIVE,
    )
    row = db.execute(statement.order_by(FeaturedSlot.starts_at.desc()).limit(1)).one_or_none()
    return Feature(*row) if row else None


def features(db: Session, *, limit: int = 50) -> list[Feature]:
    """Return slots for staff, latest start first: past, present and to come."""
    rows = db.execute(_features().order_by(FeaturedSlot.starts_at.desc()).limit(limit))
    return [Feature(*row) for row in rows]


def stories(db: Session, *, limit: int = 24) -> list[StoryCard]:
    """Return published stories, newest first."""
    rows = db.execute(_stories().order_by(Story.published_at.desc(), Story.id.desc()).limit(limit))
    return [StoryCard(*row) for row in rows]


def story(db: Session, slug: str) -> StoryPage | None:
    """Return a published story, or None."""
    row = db.execute(
        _stories(
            Story.body_id,
            Story.body_en,
            sa.func.coalesce(Artisan.slug, ""),
            sa.func.coalesce(Artisan.name, ""),
            Story.is_demo,
        )
        .outerjoin(
            Artisan,
            sa.and_(Artisan.id == Story.artisan_id, Artisan.status == ArtisanStatus.ACTIVE),
        )
        .where(Story.slug == slug)
    ).one_or_none()
    return StoryPage(StoryCard(*row[:-5]), *row[-5:]) if row else None


def stories_about(db: Session, artisan_id: int) -> list[StoryCard]:
    """Return published stories about a workshop, newest first."""
    rows = db.execute(
        _stories().where(Story.artisan_id == artisan_id).order_by(Story.published_at.desc())
    )
    return [StoryCard(*row) for row in rows]


def info(db: Session, name: str, locale: str) -> Info | None:
    """Return the newest version of an information page in ``locale``, or None."""
    row = db.execute(
        sa.select(
            InfoPage.name,
            InfoPage.locale,
            InfoPage.version,
            InfoPage.title,
            InfoPage.summary,
            InfoPage.body,
            InfoPage.created_at,
        )
        .where(InfoPage.name == name, InfoPage.locale == locale)
        .order_by(InfoPage.version.desc())
        .limit(1)
    ).one_or_none()
    return Info(*row) if row else None


def info_version(db: Session, name: str, locale: str, version: int) -> Info | None:
    """Return one version of an information page, such as the terms that an order was under."""
    found = db.scalar(
        sa.select(InfoPage).where(
            InfoPage.name == name, InfoPage.locale == locale, InfoPage.version == version
        )
    )
    if found is None:
        return None
    return Info(
        found.name,
        found.locale,
        found.version,
        found.title,
        found.summary,
        found.body,
        found.created_at,
    )


def current_terms_version(db: Session, locale: str | None = None) -> int:
    """Return the version of the terms that buyers accept now in ``locale`` (theirs); 0: none."""
    newest = sa.select(sa.func.max(InfoPage.version)).where(
        InfoPage.name == "terms", InfoPage.locale == (locale or get_locale())
    )
    return db.scalar(newest) or 0


def _features() -> Any:
    return (
        sa.select(
            FeaturedSlot.public_id,
            Artisan.id,
            Artisan.slug,
            Artisan.name,
            Artisan.owner_name,
            Region.short_name,
            FeaturedSlot.quote_id,
            FeaturedSlot.quote_en,
            FeaturedSlot.reason_id,
            FeaturedSlot.reason_en,
            FeaturedSlot.starts_at,
            FeaturedSlot.ends_at,
        )
        .join(Artisan, Artisan.id == FeaturedSlot.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
    )


def _stories(*more: Any) -> Any:
    return (
        sa.select(
            Story.slug,
            Story.title_id,
            Story.title_en,
            Story.lead_id,
            Story.lead_en,
            Story.published_at,
            sa.func.coalesce(Picture.public_id, ""),
            sa.func.coalesce(Picture.tint, "mori"),
            sa.func.coalesce(Picture.width, 0),
            sa.func.coalesce(Picture.height, 0),
            Story.alt_id,
            Story.alt_en,
            sa.func.coalesce(Picture.is_illustration, sa.false()),
            *more,
        )
        .outerjoin(
            Picture,
            sa.and_(Picture.id == Story.picture_id, Picture.state == PictureState.READY),
        )
        .where(Story.published_at.is_not(None))
    )
