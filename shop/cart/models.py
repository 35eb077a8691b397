"""What is wanted: carts and wishlists, of guests and of accounts."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column, money_column


class Cart(Model):
    """A cart belongs to an account or to a guest's browser, and ends in at most one order.

    A placed cart is closed (``closed_at``); the owner's next piece opens a new one.
    """

    __tablename__ = "shop_carts"
    __table_args__ = (
        sa.CheckConstraint("(account_id IS NULL) <> (guest_digest IS NULL)", name="one_owner"),
        sa.Index(
            "uq_shop_carts_open_account",
            "account_id",
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        ),
        sa.Index(
            "uq_shop_carts_open_guest",
            "guest_digest",
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    #: NULL for a guest's cart.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_accounts.id"))
    #: SHA-256 of the browser's token; NULL for an account's cart.
    guest_digest: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)
    #: NULL while things may still be put in.
    closed_at: Mapped[dt.datetime | None]


class CartLine(Model):
    """A variant in a cart, with the price that was seen when it was put in."""

    __tablename__ = "shop_cart_lines"
    __table_args__ = (
        sa.UniqueConstraint("cart_id", "variant_id"),
        sa.CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    id: Mapped[int] = key_column()
    public_id: Mapped[str] = mapped_column(sa.String(40), unique=True)
    cart_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_carts.id"))
    variant_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_variants.id"), index=True)
    quantity: Mapped[int]
    #: Minor units of IDR; a different price today must be confirmed.
    price_seen_minor: Mapped[int] = money_column()
    added_at: Mapped[dt.datetime]


class CartNote(Model):
    """What the buyer wants to tell one artisan."""

    __tablename__ = "shop_cart_notes"
    __table_args__ = (sa.UniqueConstraint("cart_id", "artisan_id"),)

    id: Mapped[int] = key_column()
    cart_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_carts.id"))
    artisan_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisans.id"))
    text: Mapped[str] = mapped_column(sa.String(1000))


class Checkout(Model):
    """What a buyer has filled in on the way to an order, so that a closed tab loses nothing.

    Kept here and not in a cookie: a name and an address do not travel with every request. Gone a
    day after the cart was placed.
    """

    __tablename__ = "shop_checkouts"
    __table_args__ = (sa.UniqueConstraint("cart_id"),)

    id: Mapped[int] = key_column()
    cart_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_carts.id"))
    email: Mapped[str] = mapped_column(sa.String(320))
    phone: Mapped[str] = mapped_column(sa.String(20))
    #: The address by field, as ``accounts.address.AddressFields`` accepted it.
    address: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    #: Artisan id (as text) to courier service id; empty until shipping was chosen.
    choices: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    updated_at: Mapped[dt.datetime] = mapped_column(index=True)


class WishlistEntry(Model):
    """A listing that somebody wants to remember."""

    __tablename__ = "shop_wishlist_entries"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "listing_id"),
        sa.UniqueConstraint("guest_digest", "listing_id"),
        sa.CheckConstraint("(account_id IS NULL) <> (guest_digest IS NULL)", name="one_owner"),
    )

    id: Mapped[int] = key_column()
    #: NULL for a guest's entry.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("shop_accounts.id"))
    #: SHA-256 of the browser's token; NULL for an account's entry.
    guest_digest: Mapped[str | None] = mapped_column(sa.String(64))
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    added_at: Mapped[dt.datetime]
