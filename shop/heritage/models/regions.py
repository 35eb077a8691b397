"""Where things are: provinces of Indonesia, and East Kalimantan down to the district."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model


class RegionLevel(StrEnum):
    """How far down a region is. Below a province: regency or city, then district."""

    PROVINCE = "province"
    REGENCY = "regency"
    CITY = "city"
    DISTRICT = "district"


class Region(Model):
    """A province, a regency or city, or a district (kecamatan), by its Kemendagri code.

    Codes of the statistics office differ (BPS 6402 is Kutai Barat, Kemendagri 64.02 is Kutai
    Kartanegara): both are stored, only ``code`` is joined on. ISO ``ID-KT`` is Central
    Kalimantan; East Kalimantan is ``ID-KI``.
    """

    __tablename__ = "shop_regions"
    __table_args__ = (
        sa.CheckConstraint(
            "level IN ('province', 'regency', 'city', 'district')", name="level_known"
        ),
        sa.CheckConstraint(
            "(level = 'province') = (parent_code IS NULL)", name="provinces_have_no_parent"
        ),
    )

    #: ``64``, ``64.72``, ``64.72.01``.
    code: Mapped[str] = mapped_column(sa.String(13), primary_key=True)
    level: Mapped[str] = mapped_column(sa.String(10))
    #: NULL for provinces.
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("shop_regions.code"), index=True)
    #: Identifier in the seed, for addresses people can read: ``kutai-barat``.
    slug: Mapped[str] = mapped_column(sa.String(60))
    #: ISO 3166-2, provinces only; empty otherwise.
    iso: Mapped[str] = mapped_column(sa.String(6), default="")
    #: Code of the statistics office; empty for districts.
    bps_code: Mapped[str] = mapped_column(sa.String(13), default="")
    name_id: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    #: The proper name alone, as maps have it in every language: ``Kutai Kartanegara``.
    short_name: Mapped[str] = mapped_column(sa.String(80))
    capital: Mapped[str] = mapped_column(sa.String(60), default="")
    timezone: Mapped[str] = mapped_column(sa.String(40))
    island_group: Mapped[str] = mapped_column(sa.String(30))
    #: Zone for parcels that start in East Kalimantan.
    shipping_zone: Mapped[str] = mapped_column(sa.String(30), index=True)
    phone_area_code: Mapped[str] = mapped_column(sa.String(6), default="")
    #: Of a district; the first three digits (prefixes) of a regency or city; empty of a province.
    postal_codes: Mapped[list[str]]
    confidence: Mapped[str] = mapped_column(sa.String(10))
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]
