"""What comes after the sale: reviews so far."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class Review(Model):
    """A buyer's word about a listing."""

    __tablename__ = "shop_reviews"
    __table_args__ = (
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name="rating_in_range"),
        sa.UniqueConstraint("order_line_id"),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    #: The purchase it belongs to; NULL only for demo reviews.
    order_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_order_lines.id"))
    author: Mapped[str] = mapped_column(sa.String(80))
    locale: Mapped[str] = mapped_column(sa.String(8))
    rating: Mapped[int]
    body: Mapped[str] = mapped_column(sa.Text, default="")
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[dt.datetime]
    is_demo: Mapped[bool] = mapped_column(default=False)
