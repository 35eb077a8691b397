"""What the shop says by itself: featured graduates, stories, information pages."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class FeaturedSlot(Model):
    """A graduate on the home page for a while, with a reason that the public reads."""

    __tablename__ = "shop_featured_slots"
    __table_args__ = (sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    artisan_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisans.id"), index=True)
    quote_id: Mapped[str] = mapped_column(sa.Text)
    quote_en: Mapped[str] = mapped_column(sa.Text, default="")
    reason_id: Mapped[str] = mapped_column(sa.Text)
    reason_en: Mapped[str] = mapped_column(sa.Text, default="")
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    ends_at: Mapped[dt.datetime]
    #: Who scheduled it; NULL for the demo.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_accounts.id"))
    created_at: Mapped[dt.datetime]


class Story(Model):
    """An editorial story."""

    __tablename__ = "shop_stories"

    id: Mapped[int] = key_column()
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    title_id: Mapped[str] = mapped_column(sa.String(200))
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    lead_id: Mapped[str] = mapped_column(sa.Text)
    lead_en: Mapped[str] = mapped_column(sa.Text, default="")
    body_id: Mapped[str] = mapped_column(sa.Text)
    body_en: Mapped[str] = mapped_column(sa.Text, default="")
    #: NULL: a story without a picture.
    picture_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_pictures.id"))
    alt_id: Mapped[str] = mapped_column(sa.String(300), default="")
    alt_en: Mapped[str] = mapped_column(sa.String(300), default="")
    #: NULL: about no single artisan.
    artisan_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_artisans.id"), index=True)
    #: NULL: not published.
    published_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)


class InfoPage(Model):
    """A version of an information page, never edited: the newest of a language is shown.

    An order remembers the version of the terms it was placed under.
    """

    __tablename__ = "shop_info_pages"
    __table_args__ = (sa.UniqueConstraint("name", "locale", "version"),)

    id: Mapped[int] = key_column()
    name: Mapped[str] = mapped_column(sa.String(40))
    locale: Mapped[str] = mapped_column(sa.String(8))
    version: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(200))
    summary: Mapped[str] = mapped_column(sa.String(400), default="")
    #: Markdown; rendered and sanitised when shown.
    body: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[dt.datetime]
    #: NULL: it came with the software.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_accounts.id"))
