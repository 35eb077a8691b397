"""Live listings that break a rule of the canon which became stricter after their publication."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class CanonConflict(Model):
    """A motif of a live listing is not allowed any more; staff decide whether it stays.

    The catalogue owns the rows. They are kept with the listing as the record of a decision, go
    into the backup, name no buyer and so are part of no buyer's export or erasure.
    """

    __tablename__ = "shop_canon_conflicts"
    __table_args__ = (
        sa.CheckConstraint("decision IN ('kept', 'resolved')", name="decision_known"),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)", name="decisions_have_a_time"
        ),
        sa.Index(
            "uq_shop_canon_conflicts_open",
            "listing_id",
            "motif_id",
            "code",
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = key_column()
    listing_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_listings.id"), index=True)
    motif_id: Mapped[str] = mapped_column(sa.ForeignKey("shop_motifs.id"), index=True)
    #: Which rule: a code of ``heritage.policy.Block``.
    code: Mapped[str] = mapped_column(sa.String(24))
    since: Mapped[dt.datetime]
    #: NULL: staff have not decided, and nothing else has settled it.
    decided_at: Mapped[dt.datetime | None]
    #: ``kept``: staff let the listing stay. ``resolved``: it no longer breaks the rule or is gone.
    decision: Mapped[str | None] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    #: Account that decided. NULL: no decision by staff was needed.
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
