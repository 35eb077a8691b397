"""Writing into the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import upsert
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
    posting = _insert(db, key=key, subject=subject)
    if posting is None:
        return _as_before(db, key, moved)
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


def _insert(db: Session, *, key: str, subject: str) -> Posting | None:
    """Add a posting; ``None`` when there is one of this key."""
    statement = upsert(db, Posting).values(key=key, subject=subject, at=clock.now(db))
    inserted = statement.on_conflict_do_nothing().returning(Posting)
    return db.scalars(sa.select(Posting).from_statement(inserted)).one_or_none()


def _as_before(db: Session, key: str, moved: Sequence[Transfer]) -> Posting:
    posting = db.scalars(sa.select(Posting).where(Posting.key == key)).one()
    if _written(db, posting) != sorted(_shape(transfer) for transfer in moved):
        raise PostingConflict
    return posting


def _written(db: Session, posting: Posting) -> list[tuple[str, str, int, str]]:
    rows = db.scalars(sa.select(TransferRow).where(TransferRow.posting_id == posting.id))
    return sorted(_shape(row) for row in rows)


def _shape(transfer: Transfer | TransferRow) -> tuple[str, str, int, str]:
    return transfer.debit, transfer.credit, transfer.amount_minor, transfer.currency
