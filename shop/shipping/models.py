"""Rates and parcels."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column, money_column, whole_rupiah


class Courier(Model):
    """A courier with its own way to weigh."""

    __tablename__ = "shop_couriers"

    id: Mapped[str] = mapped_column(sa.String(30), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    #: cm3 per kg of volumetric weight; NULL: volume does not count.
    divisor: Mapped[int | None]
    #: Grams above a full kilogram that are still rounded down.
    tolerance_grams: Mapped[int]
    #: Whether exactly the tolerance is rounded down.
    tolerance_inclusive: Mapped[bool] = mapped_column(default=True)
    minimum_grams: Mapped[int]
    #: Where a parcel is followed, with ``{number}``; empty: unknown.
    tracking_url: Mapped[str] = mapped_column(sa.String(300), default="")
    is_international: Mapped[bool] = mapped_column(default=False)
    #: NULL: as the seed has it; a later seed leaves edited rows alone.
    edited_at: Mapped[dt.datetime | None]


class CourierService(Model):
    """A service of a courier."""

    __tablename__ = "shop_courier_services"

    id: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    courier_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_couriers.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(20))
    name_id: Mapped[str] = mapped_column(sa.String(120))
    name_en: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[str] = mapped_column(sa.String(20))
    days_min: Mapped[int]
    days_max: Mapped[int]
    minimum_grams: Mapped[int] = mapped_column(default=0)
    #: NULL: no upper limit known.
    maximum_grams: Mapped[int | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class Rate(Model):
    """A table rate: from a regency to a zone (at home) or to a group of countries (abroad)."""

    __tablename__ = "shop_rates"
    __table_args__ = (
        sa.UniqueConstraint("service_id", "origin_code", "zone", "valid_from"),
        sa.CheckConstraint("first_minor > 0 AND next_minor >= 0", name="amounts_positive"),
        sa.CheckConstraint("first_grams > 0 AND next_grams > 0", name="steps_positive"),
        sa.CheckConstraint("extra_days >= 0", name="extra_days_not_negative"),
        sa.CheckConstraint(whole_rupiah("first_minor"), name="first_whole_rupiah"),
        sa.CheckConstraint(whole_rupiah("next_minor"), name="next_whole_rupiah"),
    )

    id: Mapped[int] = key_column()
    service_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_courier_services.id"))
    #: Kemendagri code of the artisan's regency; ``*`` for international tables.
    origin_code: Mapped[str] = mapped_column(sa.String(13), index=True)
    #: A zone of ``couriers.json`` or an international group such as ``asean``.
    zone: Mapped[str] = mapped_column(sa.String(40))
    #: Weight steps in grams: 1000 at home, 500 for EMS.
    first_grams: Mapped[int]
    next_grams: Mapped[int]
    first_minor: Mapped[int] = money_column()
    next_minor: Mapped[int] = money_column()
    valid_from: Mapped[dt.date]
    #: NULL: until further notice.
    valid_until: Mapped[dt.date | None]
    is_illustrative: Mapped[bool] = mapped_column(default=False)
    #: Days on the way on top of the service's usual ones: rivers, islands.
    extra_days: Mapped[int] = mapped_column(default=0)
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class Destination(Model):
    """A country: which group of rates it belongs to, and whether we ship there."""

    __tablename__ = "shop_destinations"

    #: ISO 3166-1 alpha-2.
    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    group: Mapped[str] = mapped_column(sa.String(40), default="")
    is_open: Mapped[bool] = mapped_column(default=True)
    #: Nothing goes there without the artisan's EU contact (GPSR).
    needs_eu_contact: Mapped[bool] = mapped_column(default=False)
    #: Said to the buyer when it is closed, and about duties when it is open.
    remark_id: Mapped[str] = mapped_column(sa.Text, default="")
    remark_en: Mapped[str] = mapped_column(sa.Text, default="")
    incoterm: Mapped[str] = mapped_column(sa.String(3), default="DAP")
    #: Services that do not go there for the time being, whatever their group's rates say.
    services_off: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    #: When the facts were last checked.
    as_of: Mapped[dt.date]
    #: NULL: as the seed has it.
    edited_at: Mapped[dt.datetime | None]


class Parcel(Model):
    """What an artisan handed to a courier for one artisan order."""

    __tablename__ = "shop_parcels"

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisan_orders.id"), unique=True)
    courier_name: Mapped[str] = mapped_column(sa.String(120))
    #: Nomor resi; empty for pick-up.
    tracking_number: Mapped[str] = mapped_column(sa.String(60), default="")
    tracking_url: Mapped[str] = mapped_column(sa.String(400), default="")
    shipped_at: Mapped[dt.datetime]


class LiveAnswer(Model):
    """What a courier's own service said about one parcel and its way."""

    __tablename__ = "shop_live_answers"
    __table_args__ = (sa.UniqueConstraint("carrier", "enquiry"),)

    id: Mapped[int] = key_column()
    #: Name of the service that was asked.
    carrier: Mapped[str] = mapped_column(sa.String(30))
    #: Digest of everything that the price depends on.
    enquiry: Mapped[str] = mapped_column(sa.String(64), index=True)
    #: The ways to send it, as ``quotes.Quote``; empty when there is none, or nobody answered.
    quotes: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    asked_at: Mapped[dt.datetime]
    valid_until: Mapped[dt.datetime] = mapped_column(index=True)


class ExchangeRate(Model):
    """A dated rate for estimates: how many rupiah one unit of a currency costs."""

    __tablename__ = "shop_exchange_rates"
    __table_args__ = (sa.UniqueConstraint("currency", "as_of"),)

    id: Mapped[int] = key_column()
    currency: Mapped[str] = mapped_column(sa.String(3))
    #: A decimal number as text: neither database rounds it.
    rupiah: Mapped[str] = mapped_column(sa.String(20))
    as_of: Mapped[dt.date]
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    is_illustrative: Mapped[bool] = mapped_column(default=False)
    #: NULL: it came with the software or an import.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
