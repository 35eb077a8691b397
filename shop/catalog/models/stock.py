"""Stock on paper: what moved, what is held for whom."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class StockMovement(Model):
    """Why ``on_hand`` changed. Initial stock and movements add up to what is there (I10)."""

    __tablename__ = "shop_stock_movements"

    id: Mapped[int] = key_column()
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_variants.id"), index=True)
    change: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(40))
    reference: Mapped[str] = mapped_column(sa.String(80), default="")
    at: Mapped[dt.datetime]


class Reservation(Model):
    """Stock held for an unpaid order until an instant.

    Ends exactly once (I12): sold, released or expired. A sold one whose piece never left the
    workshop may be ``returned`` by a refund.
    """

    __tablename__ = "shop_reservations"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint(
            "state IN ('held', 'sold', 'released', 'expired', 'returned')", name="state_known"
        ),
        sa.Index(
            "uq_shop_reservations_unique_piece",
            "variant_id",
            unique=True,
            postgresql_where=sa.text("is_unique AND state IN ('held', 'sold')"),
            sqlite_where=sa.text("is_unique AND state IN ('held', 'sold')"),
        ),
        sa.Index("ix_shop_reservations_expiry", "state", "expires_at"),
        sa.Index("ix_shop_reservations_of_variant", "variant_id", "state"),
    )

    id: Mapped[int] = key_column()
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_variants.id"))
    #: Order number; catalog does not know orders.
    reference: Mapped[str] = mapped_column(sa.String(40), index=True)
    quantity: Mapped[int]
    is_unique: Mapped[bool]
    is_stocked: Mapped[bool]
    state: Mapped[str] = mapped_column(sa.String(10), default="held")
    expires_at: Mapped[dt.datetime]
    created_at: Mapped[dt.datetime]
    #: NULL while it is held.
    ended_at: Mapped[dt.datetime | None]


class PieceHolder(Model):
    """A holder of unpaid orders: a digest of an account, a browser, an e-mail or an address.

    The row is locked while what is held is counted, so that two orders of one buyer cannot both
    be the last one allowed. Deleted when nothing is held any more, within six hours. A digest
    belongs to nobody's account and is neither exported nor erased by itself.
    """

    __tablename__ = "shop_piece_holders"

    id: Mapped[int] = key_column()
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)


class HeldBy(Model):
    """Holders and network (a digest) behind the reservations of an unpaid order; kept as long."""

    __tablename__ = "shop_held_by"
    __table_args__ = (sa.UniqueConstraint("holder", "reference"),)

    id: Mapped[int] = key_column()
    #: Order number, as in the reservation.
    reference: Mapped[str] = mapped_column(sa.String(40), index=True)
    holder: Mapped[str] = mapped_column(sa.String(64))
