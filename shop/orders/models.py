"""What was agreed: the buyer's order, one part per artisan, and everything frozen with it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column, money_column, whole_rupiah


class OrderState(StrEnum):
    """State of the buyer's order: whether it is paid."""

    PLACED = "placed"
    PAID = "paid"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REFUNDED = "refunded"


class PartState(StrEnum):
    """State of one artisan's part: where its parcel is."""

    WAITING = "waiting"
    TO_PACK = "to_pack"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


class Order(Model):
    """The buyer's order. Amounts are minor units of ``currency``.

    Goods and shipping never change once the order is placed (I20). The transfer code is a line of
    the platform: it is there while bank transfer is the chosen or used way to pay, and is frozen
    when the order is paid. Only ``orders.services.set_transfer_code`` changes it.
    """

    __tablename__ = "shop_orders"
    __table_args__ = (
        sa.CheckConstraint(
            "state IN ('placed', 'paid', 'cancelled', 'expired', 'refunded')", name="state_known"
        ),
        sa.CheckConstraint(
            "total_minor = goods_minor + shipping_minor + transfer_code_minor AND total_minor > 0",
            name="total_adds_up",
        ),
        sa.CheckConstraint("transfer_code_minor >= 0", name="transfer_code_not_negative"),
        sa.CheckConstraint(whole_rupiah("total_minor"), name="total_whole_rupiah"),
        sa.Index("ix_shop_orders_expiry", "state", "expires_at"),
    )

    id: Mapped[int] = key_column()
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    #: A cart becomes one order at most: the guard against double clicks.
    cart_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_carts.id"), unique=True)
    #: NULL: a guest's order.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)
    state: Mapped[str] = mapped_column(sa.String(12), default=OrderState.PLACED)
    email: Mapped[str] = mapped_column(sa.String(320))
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    locale: Mapped[str] = mapped_column(sa.String(8))
    currency: Mapped[str] = mapped_column(sa.String(3))
    goods_minor: Mapped[int] = money_column()
    shipping_minor: Mapped[int] = money_column()
    #: Added so that a bank transfer can be recognised by its amount; 0 with every other way to pay.
    transfer_code_minor: Mapped[int] = money_column(default=0, server_default="0")
    #: What the buyer pays: goods, shipping and transfer code.
    total_minor: Mapped[int] = money_column()
    #: The address as it was written, by field; see ``shipping.address``.
    address: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    #: Information page version of the terms that were accepted.
    terms_version: Mapped[int]
    #: Way to pay that was chosen at checkout; another may be used on the order page.
    provider: Mapped[str] = mapped_column(sa.String(20))
    placed_at: Mapped[dt.datetime] = mapped_column(index=True)
    #: Until then the pieces are held.
    expires_at: Mapped[dt.datetime]
    #: NULL until the money was captured.
    paid_at: Mapped[dt.datetime | None]
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def agreed_minor(self) -> int:
        """Goods and shipping, in minor units: what is due whichever way to pay is chosen."""
        return self.goods_minor + self.shipping_minor


class OrderMove(Model):
    """History of an order and of its parts: from, to, who, when, why (I14)."""

    __tablename__ = "shop_order_moves"

    id: Mapped[int] = key_column()
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_orders.id"), index=True)
    #: NULL: a move of the order itself.
    part_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_artisan_orders.id"))
    from_state: Mapped[str] = mapped_column(sa.String(12))
    to_state: Mapped[str] = mapped_column(sa.String(12))
    #: NULL: the system.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    actor: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[dt.datetime]


class ArtisanOrder(Model):
    """One artisan's part of an order: the unit we ship, refund and pay out."""

    __tablename__ = "shop_artisan_orders"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "artisan_id"),
        sa.CheckConstraint(
            "state IN ('waiting', 'to_pack', 'packed', 'shipped', 'delivered', 'cancelled', "
            "'refunded')",
            name="state_known",
        ),
        sa.CheckConstraint(
            "commission_minor >= 0 AND commission_minor <= goods_minor",
            name="commission_within_goods",
        ),
        sa.CheckConstraint(
            "refunded_minor >= 0 AND refunded_minor <= goods_minor + shipping_minor",
            name="refunded_within_total",
        ),
        sa.CheckConstraint(whole_rupiah("goods_minor"), name="goods_whole_rupiah"),
        sa.CheckConstraint(whole_rupiah("shipping_minor"), name="shipping_whole_rupiah"),
        sa.CheckConstraint(whole_rupiah("commission_minor"), name="commission_whole_rupiah"),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_orders.id"))
    artisan_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisans.id"), index=True)
    #: The name on the day of the order.
    artisan_name: Mapped[str] = mapped_column(sa.String(120))
    state: Mapped[str] = mapped_column(sa.String(12), default=PartState.WAITING)
    goods_minor: Mapped[int] = money_column()
    shipping_minor: Mapped[int] = money_column()
    #: Our fee, frozen when the order was placed. Later rate changes miss it.
    commission_minor: Mapped[int] = money_column()
    #: Paid back so far; moves with the ledger in one transaction.
    refunded_minor: Mapped[int] = money_column(default=0)
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    #: The shipping choice as quoted: service, names, days, weight, rate, illustrative.
    shipping: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    #: Latest day on which it should be on its way, vacations counted.
    ship_by: Mapped[dt.date]
    #: NULL until the parcel was handed over.
    shipped_at: Mapped[dt.datetime | None] = mapped_column(index=True)
    #: NULL until the buyer or time said so.
    delivered_at: Mapped[dt.datetime | None]

    @property
    def total_minor(self) -> int:
        """Goods and shipping of this part, in minor units."""
        return self.goods_minor + self.shipping_minor


class OrderLine(Model):
    """A variant in an order, copied as it was: later edits of the listing change nothing."""

    __tablename__ = "shop_order_lines"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
        sa.CheckConstraint(
            "commission_minor >= 0 AND commission_minor <= quantity * price_minor",
            name="commission_within_line",
        ),
    )

    id: Mapped[int] = key_column()
    part_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisan_orders.id"), index=True)
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_variants.id"), index=True)
    quantity: Mapped[int]
    price_minor: Mapped[int] = money_column()
    commission_bps: Mapped[int]
    commission_minor: Mapped[int] = money_column()
    #: Titles, technique, is_batik, size, colour, serial, motif names, picture id, weight, lead days.
    snapshot: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
