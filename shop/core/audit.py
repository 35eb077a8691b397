"""The audit trail: every change of money or rights, who made it, and what was there before.

Rows are only ever added; triggers on both databases refuse to change or delete them (I29).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock
from shop.core.db import Model, key_column
from shop.core.permissions import SYSTEM, Principal


class AuditEntry(Model):
    """One decision: ``subject`` is a public id, ``before`` and ``after`` are small facts."""

    __tablename__ = "shop_audit"

    id: Mapped[int] = key_column()
    at: Mapped[dt.datetime]
    #: Empty when the system itself acted (an expiry, a job).
    account_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    actor: Mapped[str] = mapped_column(sa.String(200))
    action: Mapped[str] = mapped_column(sa.String(80))
    subject: Mapped[str] = mapped_column(sa.String(120), index=True)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    before: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    after: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    request_id: Mapped[str] = mapped_column(sa.String(64), default="")


def record(
    db: Session,
    action: str,
    *,
    subject: str,
    actor: Principal = SYSTEM,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add an entry in the caller's transaction, so that act and record stand or fall together."""
    db.add(
        AuditEntry(
            at=clock.now(db),
            account_id=actor.account_id,
            actor=actor.label,
            action=action,
            subject=subject,
            reason=reason,
            before=before or {},
            after=after or {},
            request_id=db.info.get("request_id", ""),
        )
    )
