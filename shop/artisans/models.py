"""Artisans: the businesses that sell, and the people in them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class ArtisanStatus(StrEnum):
    """Whether the business may sell."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"


class Artisan(Model):
    """A batik workshop that sells here. Only ``active`` ones are shown."""

    __tablename__ = "shop_artisans"
    __table_args__ = (
        sa.CheckConstraint("status IN ('invited', 'active', 'suspended')", name="status_known"),
        sa.CheckConstraint(
            "(vacation_from IS NULL) = (vacation_until IS NULL) "
            "AND (vacation_from IS NULL OR vacation_until >= vacation_from)",
            name="vacation_in_order",
        ),
    )

    id: Mapped[int] = key_column()
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    owner_name: Mapped[str] = mapped_column(sa.String(120))
    status: Mapped[str] = mapped_column(sa.String(12), default=ArtisanStatus.INVITED)
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("shop_regions.code"), index=True)
    #: Kecamatan code; the origin for couriers.
    district_code: Mapped[str] = mapped_column(sa.String(13), default="")
    village: Mapped[str] = mapped_column(sa.String(120), default="")
    postal_code: Mapped[str] = mapped_column(sa.String(5), default="")
    #: NULL: the business did not say.
    founded_year: Mapped[int | None]
    workers: Mapped[int] = mapped_column(default=1)
    tagline_id: Mapped[str] = mapped_column(sa.String(200), default="")
    tagline_en: Mapped[str] = mapped_column(sa.String(200), default="")
    #: What the workshop is best at, in a line.
    speciality_id: Mapped[str] = mapped_column(sa.String(200), default="")
    speciality_en: Mapped[str] = mapped_column(sa.String(200), default="")
    story_id: Mapped[str] = mapped_column(sa.Text, default="")
    story_en: Mapped[str] = mapped_column(sa.Text, default="")
    #: E.164; never printed into a page for robots, only behind the ask button.
    whatsapp: Mapped[str] = mapped_column(sa.String(20), default="")
    #: NULL: not on vacation. Days in East Kalimantan, both included.
    vacation_from: Mapped[dt.date | None]
    vacation_until: Mapped[dt.date | None]
    vacation_note_id: Mapped[str] = mapped_column(sa.Text, default="")
    vacation_note_en: Mapped[str] = mapped_column(sa.Text, default="")
    allows_pick_up: Mapped[bool] = mapped_column(default=False)
    ships_abroad: Mapped[bool] = mapped_column(default=True)
    #: Responsible person in the EU (GPSR); without one nothing is shipped there.
    eu_contact: Mapped[str] = mapped_column(sa.Text, default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[dt.datetime]


class ArtisanMember(Model):
    """A person who acts for a business."""

    __tablename__ = "shop_artisan_members"
    __table_args__ = (
        sa.UniqueConstraint("artisan_id", "account_id"),
        sa.CheckConstraint("role IN ('owner', 'helper')", name="role_known"),
    )

    id: Mapped[int] = key_column()
    artisan_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisans.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(10), default="owner")


class ArtisanPicture(Model):
    """A picture of the workshop, the hands, the tools; in order."""

    __tablename__ = "shop_artisan_pictures"
    __table_args__ = (sa.UniqueConstraint("artisan_id", "picture_id"),)

    id: Mapped[int] = key_column()
    artisan_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisans.id"), index=True)
    picture_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_pictures.id"))
    position: Mapped[int]
    alt_id: Mapped[str] = mapped_column(sa.String(300), default="")
    alt_en: Mapped[str] = mapped_column(sa.String(300), default="")
