"""Writing into the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import insert_ignoring
from shop.ledger.errors import PostingConflict
from shop.ledger.models import Posting, TransferRow


@dataclass(frozen=True)
class Transfer:
    """Moves ``amount_minor`` (> 0) of one currency: ``debit`` receives it, ``credit`` gives it."""

    debit: str
    credit: str
    amount_minor: int
    currency: str


def post(db: Session, *, key: str, subject: str, transfers: Sequence[Transfer]) -> Posting:
    """Record one business fact as movements of money.

    Repeating a call with the same ``key`` and transfers changes nothing and returns the first
    posting, so callers may retry freely.

    :param key: Names the business fact, not the attempt: ``payment:pay_7K...:captured``.
    :param subject: What people look for, such as an order number.
    :param transfers: Movements; those of zero are left out.
    :returns: The posting, flushed but not committed.
    :raises PostingConflict: ``key`` exists with other transfers. Nothing is written.
    """
    moved = [transfer for transfer in transfers if transfer.amount_minor]
    is_new = insert_ignoring(db, Posting, key=key, subject=subject, at=clock.now(db))
    posting = db.scalars(sa.select(Posting).where(Posting.key == key)).one()
    if not is_new:
        if _written(db, posting) != sorted(_shape(transfer) for transfer in moved):
            raise PostingConflict
        return posting
    db.add_all(
        TransferRow(
            posting_id=posting.id,
            debit=transfer.debit,
            credit=transfer.credit,
            amount_minor=transfer.amount_minor,
            currency=transfer.currency,
        )
        for transfer in moved
    )
    db.flush()
    return posting


def _written(db: Session, posting: Posting) -> list[tuple[str, str, int, str]]:
    rows = db.scalars(sa.select(TransferRow).where(TransferRow.posting_id == posting.id))
    return sorted(_shape(row) for row in rows)


def _shape(transfer: Transfer | TransferRow) -> tuple[str, str, int, str]:
    return transfer.debit, transfer.credit, transfer.amount_minor, transfer.currency
