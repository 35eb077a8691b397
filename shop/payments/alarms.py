"""Things about money that no rule of ours covers and that people have to look at."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.core import audit
from shop.core.audit import AuditEntry

log = structlog.get_logger(__name__)

PREFIX = "payment.alarm."


def raise_alarm(db: Session, kind: str, *, subject: str, **facts: Any) -> bool:
    """Write an alarm into the audit trail, once for each kind and subject.

    :param kind: ``unknown_money``, ``missing_at_provider``, ``refund_mismatch``, ``dispute`` ...
    :param subject: Our payment's public id, or the provider's reference when there is none.
    :returns: Whether it is new.
    """
    action = PREFIX + kind
    known = db.scalar(
        sa.select(AuditEntry.id).where(AuditEntry.subject == subject, AuditEntry.action == action)
    )
    if known is not None:
        return False
    log.error("payment.alarm", kind=kind, subject=subject, facts=facts)
    audit.record(db, action, subject=subject[:120], after=facts)
    return True
