"""E-mails about orders that were not paid: few to an address that has confirmed nothing.

Anybody can type somebody else's e-mail at the checkout. An address is known when its account was
confirmed or one of its orders was paid; to any other only a few such e-mails go out in a day.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.core import audit, limits
from shop.core.errors import TooMany
from shop.orders.models import Order

#: Action in the audit trail: staff can see why a buyer got no e-mail.
HELD_BACK = "orders.email_held_back"


def may_send(db: Session, *, number: str, email: str) -> bool:
    """Tell whether an e-mail about an unpaid order may go out, and count it.

    When it may not, that is recorded under the order's number.
    """
    if _is_known(db, email):
        return True
    try:
        limits.count(db, limits.UNPAID_MAIL, email.lower())
    except TooMany:
        audit.record(db, HELD_BACK, subject=number, after={"most": limits.UNPAID_MAIL.times})
        return False
    return True


def was_held_back(db: Session, number: str) -> bool:
    """Tell whether an e-mail about this order was not sent."""
    entry = sa.select(audit.AuditEntry.id).where(
        audit.AuditEntry.subject == number, audit.AuditEntry.action == HELD_BACK
    )
    return db.scalar(sa.select(entry.exists())) or False


def _is_known(db: Session, email: str) -> bool:
    account = sa.select(Account.id).where(
        Account.email == email.lower(), Account.active, Account.confirmed_at.is_not(None)
    )
    paid = sa.select(Order.id).where(Order.email == email, Order.paid_at.is_not(None))
    return bool(db.scalar(sa.select(account.exists()))) or bool(db.scalar(sa.select(paid.exists())))
