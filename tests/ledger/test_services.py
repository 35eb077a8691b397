"""The books refuse what would make them wrong."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from shop.ledger import queries
from shop.ledger.errors import PostingConflict
from shop.ledger.models import Posting, TransferRow
from shop.ledger.services import Transfer, post


def captured(amount_minor: int = 150_000_00) -> Transfer:
    return Transfer("provider:demo", "order:C26-A:clearing", amount_minor, "IDR")


def test_a_posting_moves_money_between_two_accounts(db: Session) -> None:
    post(db, key="payment:1:captured", subject="C26-A", transfers=[captured()])

    assert queries.balance_minor(db, "provider:demo") == 150_000_00
    assert queries.balance_minor(db, "order:C26-A:clearing") == -150_000_00
    assert queries.balance_minor(db, "provider:demo", currency="USD") == 0


def test_the_same_fact_twice_is_posted_once(db: Session) -> None:
    first = post(db, key="payment:1:captured", subject="C26-A", transfers=[captured()])
    second = post(db, key="payment:1:captured", subject="C26-A", transfers=[captured()])

    assert second.id == first.id
    assert db.scalar(sa.select(sa.func.count()).select_from(TransferRow)) == 1


def test_the_same_fact_with_other_amounts_is_refused(db: Session) -> None:
    post(db, key="payment:1:captured", subject="C26-A", transfers=[captured()])

    with pytest.raises(PostingConflict):
        post(db, key="payment:1:captured", subject="C26-A", transfers=[captured(1_00)])

    assert queries.balance_minor(db, "provider:demo") == 150_000_00


def test_a_movement_of_zero_leaves_no_row(db: Session) -> None:
    post(db, key="k", subject="s", transfers=[captured(), captured(0)])

    assert db.scalar(sa.select(sa.func.count()).select_from(TransferRow)) == 1


@pytest.mark.parametrize("amount_minor", [-100, 150])
def test_negative_amounts_and_sen_are_refused_by_the_database(
    db: Session, amount_minor: int
) -> None:
    with pytest.raises(DBAPIError):
        post(db, key="k", subject="s", transfers=[captured(amount_minor)])


@pytest.mark.parametrize(
    "verb",
    [
        "UPDATE shop_transfers SET amount_minor = 100",
        "DELETE FROM shop_transfers",
        "UPDATE shop_postings SET subject = 'x'",
        "DELETE FROM shop_postings",
    ],
)
def test_the_database_refuses_to_change_or_delete_entries(db: Session, verb: str) -> None:
    post(db, key="k", subject="s", transfers=[captured()])
    db.commit()

    with pytest.raises(DBAPIError, match="never changed"):
        db.execute(sa.text(verb))

    db.rollback()
    assert queries.balance_minor(db, "provider:demo") == 150_000_00
    assert db.scalars(sa.select(Posting.subject)).all() == ["s"]
