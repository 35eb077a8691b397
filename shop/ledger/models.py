"""The books: postings and the transfers they consist of. Rows are only ever added.

Each transfer moves a positive amount of one currency from one account to another, so every row
and every sum balances by construction (I01). Triggers on both databases refuse UPDATE and DELETE
(I02). Balances are sums and are stored nowhere (I03).
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column, money_column


class Posting(Model):
    """One business fact in the books. ``key`` names it and makes it unrepeatable."""

    __tablename__ = "shop_postings"

    id: Mapped[int] = key_column()
    key: Mapped[str] = mapped_column(sa.String(160), unique=True)
    #: Order number or another public id that people look for.
    subject: Mapped[str] = mapped_column(sa.String(80), index=True)
    at: Mapped[dt.datetime]


class TransferRow(Model):
    """A movement of money within a posting."""

    __tablename__ = "shop_transfers"
    __table_args__ = (
        sa.CheckConstraint("amount_minor > 0", name="amount_positive"),
        sa.CheckConstraint("debit <> credit", name="two_accounts"),
        sa.CheckConstraint("currency <> 'IDR' OR amount_minor % 100 = 0", name="whole_rupiah"),
        sa.Index("ix_shop_transfers_debit", "debit", "currency"),
        sa.Index("ix_shop_transfers_credit", "credit", "currency"),
    )

    id: Mapped[int] = key_column()
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_postings.id"), index=True)
    #: Account names are paths: ``provider:stripe``, ``artisan:<public id>:held``.
    debit: Mapped[str] = mapped_column(sa.String(120))
    credit: Mapped[str] = mapped_column(sa.String(120))
    amount_minor: Mapped[int] = money_column()
    currency: Mapped[str] = mapped_column(sa.String(3))
