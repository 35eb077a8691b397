"""Reading the books. A balance is always a sum of transfers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.ledger.models import Posting, TransferRow


@dataclass(frozen=True)
class Entry:
    """One movement as people see it."""

    at: dt.datetime
    key: str
    subject: str
    debit: str
    credit: str
    amount_minor: int
    currency: str


def balance_minor(db: Session, account: str, *, currency: str = "IDR") -> int:
    """Return Σ debits - Σ credits of an account in minor units."""
    signed = sa.case(
        (TransferRow.debit == account, TransferRow.amount_minor), else_=-TransferRow.amount_minor
    )
    total = db.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(signed), 0)).where(
            sa.or_(TransferRow.debit == account, TransferRow.credit == account),
            TransferRow.currency == currency,
        )
    )
    return int(total or 0)


def entries(db: Session, *, subject: str | None = None) -> Sequence[Entry]:
    """List the movements about ``subject``, or all of them, oldest first."""
    query = (
        sa.select(
            Posting.at,
            Posting.key,
            Posting.subject,
            TransferRow.debit,
            TransferRow.credit,
            TransferRow.amount_minor,
            TransferRow.currency,
        )
        .join(TransferRow, TransferRow.posting_id == Posting.id)
        .order_by(TransferRow.id)
    )
    if subject is not None:
        query = query.where(Posting.subject == subject)
    return [Entry(*row) for row in db.execute(query)]
