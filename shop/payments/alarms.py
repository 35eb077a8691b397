"""Things about money that no rule of ours covers and that people have to look at."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.core import audit
from shop.core.audit import AuditEntry
from shop.payments.models import Payment, PaymentState
from shop.payments.ports import Observed, Outcome

log = structlog.get_logger(__name__)

PREFIX = "payment.alarm."


def is_unknown_money(db: Session, provider: str, observed: Observed, *, is_known: bool) -> bool:
    """Tell whether a provider holds money that settling made nothing of.

    :param is_known: Whether settling found a payment of ours.
    """
    if observed.outcome is not Outcome.CAPTURED:
        return False
    return not is_known or _is_second_capture(db, provider, observed)


def _is_second_capture(db: Session, provider: str, observed: Observed) -> bool:
    """Tell whether a payment of ours was collected once more, by another checkout.

    A call whose answer was lost may have left a checkout behind (see ``collect``). Settling finds
    nothing new in its money, for the payment has been captured; so people have to look at it.
    """
    captured_by = db.scalar(
        sa.select(Payment.reference).where(
            Payment.public_id == observed.public_id,
            Payment.provider == provider,
            Payment.state == PaymentState.CAPTURED,
        )
    )
    return captured_by is not None and captured_by != observed.reference


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
