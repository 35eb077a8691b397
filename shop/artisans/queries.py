"""Reads of workshops. Public ones see active workshops only; the rest name the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan, ArtisanMember, ArtisanPicture, ArtisanStatus
from shop.artisans.policy import Vacation, vacations_of
from shop.core.pictures import Picture, PictureState
from shop.heritage.models import Region


@dataclass(frozen=True)
class Photo:
    """A picture of a workshop with its words; ``width`` and ``height`` of the largest file."""

    picture_id: str
    tint: str
    width: int
    height: int
    is_illustration: bool
    alt_id: str
    alt_en: str


@dataclass(frozen=True)
class ArtisanCard:
    """A workshop in a list. ``photo`` is None when it has none yet."""

    artisan_id: int
    slug: str
    name: str
    place: str
    region_code: str
    tagline_id: str
    tagline_en: str
    photo: Photo | None


@dataclass(frozen=True)
class ArtisanPage:
    """All that the public may know of a workshop. No telephone number: see ``whatsapp``."""

    artisan_id: int
    slug: str
    name: str
    owner_name: str
    region_code: str
    place: str
    village: str
    founded_year: int | None
    workers: int
    tagline_id: str
    tagline_en: str
    speciality_id: str
    speciality_en: str
    story_id: str
    story_en: str
    vacation_from: dt.date | None
    vacation_until: dt.date | None
    vacation_note_id: str
    vacation_note_en: str
    allows_pick_up: bool
    can_be_asked: bool
    is_demo: bool
    photos: tuple[Photo, ...]

    @property
    def vacations(self) -> tuple[Vacation, ...]:
        """The vacation it has announced, past or to come."""
        return vacations_of(self.vacation_from, self.vacation_until)


def cards(db: Session, *, artisan_ids: Iterable[int] | None = None) -> list[ArtisanCard]:
    """Return active workshops by name, all or the given ones. One statement."""
    statement = (
        sa.select(
            Artisan.id.label("artisan_id"),
            Artisan.slug,
            Artisan.name,
            Region.short_name.label("place"),
            Artisan.region_code,
            Artisan.tagline_id,
            Artisan.tagline_en,
            *_PHOTO_COLUMNS,
        )
        .join(Region, Region.code == Artisan.region_code)
        .outerjoin(ArtisanPicture, ArtisanPicture.id == _first_photo())
        .outerjoin(Picture, Picture.id == ArtisanPicture.picture_id)
        .where(Artisan.status == ArtisanStatus.ACTIVE)
        .order_by(Artisan.name, Artisan.id)
    )
    if artisan_ids is not None:
        statement = statement.where(Artisan.id.in_(list(artisan_ids)))
    return [
        ArtisanCard(
            artisan_id=row.artisan_id,
            slug=row.slug,
            name=row.name,
            place=row.place,
            region_code=row.region_code,
            tagline_id=row.tagline_id,
            tagline_en=row.tagline_en,
            photo=_photo(row),
        )
        for row in db.execute(statement)
    ]


def page(db: Session, slug: str) -> ArtisanPage | None:
    """Return an active workshop, or None: suspended and invited ones do not exist outside."""
    row = db.execute(
        sa.select(Artisan, Region.short_name)
        .join(Region, Region.code == Artisan.region_code)
        .where(Artisan.slug == slug, Artisan.status == ArtisanStatus.ACTIVE)
    ).one_or_none()
    if row is None:
        return None
    artisan: Artisan = row[0]
    return ArtisanPage(
        artisan_id=artisan.id,
        slug=artisan.slug,
        name=artisan.name,
        owner_name=artisan.owner_name,
        region_code=artisan.region_code,
        place=row[1],
        village=artisan.village,
        founded_year=artisan.founded_year,
        workers=artisan.workers,
        tagline_id=artisan.tagline_id,
        tagline_en=artisan.tagline_en,
        speciality_id=artisan.speciality_id,
        speciality_en=artisan.speciality_en,
        story_id=artisan.story_id,
        story_en=artisan.story_en,
        vacation_from=artisan.vacation_from,
        vacation_until=artisan.vacation_until,
        vacation_note_id=artisan.vacation_note_id,
        vacation_note_en=artisan.vacation_note_en,
        allows_pick_up=artisan.allows_pick_up,
        can_be_asked=bool(artisan.whatsapp),
        is_demo=artisan.is_demo,
        photos=tuple(photos(db, artisan.id)),
    )


def photos(db: Session, artisan_id: int) -> list[Photo]:
    """Return the pictures of a workshop that can be shown, in its order."""
    rows = db.execute(
        sa.select(*_PHOTO_COLUMNS)
        .select_from(ArtisanPicture)
        .join(Picture, Picture.id == ArtisanPicture.picture_id)
        .where(ArtisanPicture.artisan_id == artisan_id, Picture.state == PictureState.READY)
        .order_by(ArtisanPicture.position, ArtisanPicture.id)
    )
    return [Photo(*row) for row in rows]


def whatsapp(db: Session, slug: str) -> tuple[str, str] | None:
    """Return the number (E.164) and name of an active workshop that may be asked, or None.

    The number goes into a redirect and never into a page.
    """
    row = db.execute(
        sa.select(Artisan.whatsapp, Artisan.name).where(
            Artisan.slug == slug,
            Artisan.status == ArtisanStatus.ACTIVE,
            Artisan.whatsapp != "",
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


def artisan_ids(db: Session, account_id: int) -> frozenset[int]:
    """Return the businesses in which a person is a member, suspended ones included.

    A suspended business sells nothing new and still has parcels to send.
    """
    return frozenset(
        db.scalars(
            sa.select(ArtisanMember.artisan_id).where(ArtisanMember.account_id == account_id)
        )
    )


_PHOTO_COLUMNS: tuple[Any, ...] = (
    Picture.public_id.label("photo_id"),
    Picture.tint,
    Picture.width,
    Picture.height,
    Picture.is_illustration,
    ArtisanPicture.alt_id,
    ArtisanPicture.alt_en,
)


def _photo(row: Any) -> Photo | None:
    return Photo(*row[-len(_PHOTO_COLUMNS) :]) if row.photo_id else None


def _first_photo() -> sa.ScalarSelect[Any]:
    return (
        sa.select(ArtisanPicture.id)
        .join(Picture, Picture.id == ArtisanPicture.picture_id)
        .where(ArtisanPicture.artisan_id == Artisan.id, Picture.state == PictureState.READY)
        .order_by(ArtisanPicture.position, ArtisanPicture.id)
        .limit(1)
        .correlate(Artisan)
        .scalar_subquery()
    )
