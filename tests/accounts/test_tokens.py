from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import staff, tokens
from shop.accounts.errors import BadLink
from shop.accounts.models import AccountToken, Purpose
from shop.core.clock import FixedClock


@pytest.fixture
def account_id(db: Session) -> int:
    return staff.create_account(db, email="a@example.com", name="A", password_hash=None).id


def test_a_link_works_once(db: Session, account_id: int) -> None:
    token = tokens.issue(db, account_id, purpose=Purpose.RESET, detail="x")

    assert tokens.claim(db, token, purpose=Purpose.RESET) == tokens.Claimed(account_id, "x")
    with pytest.raises(BadLink):
        tokens.claim(db, token, purpose=Purpose.RESET)


def test_a_link_is_good_for_one_purpose(db: Session, account_id: int) -> None:
    token = tokens.issue(db, account_id, purpose=Purpose.CONFIRM)

    with pytest.raises(BadLink):
        tokens.claim(db, token, purpose=Purpose.RESET)
    assert tokens.claim(db, token, purpose=Purpose.CONFIRM).account_id == account_id


def test_a_link_grows_old(db: Session, account_id: int, clock: FixedClock) -> None:
    token = tokens.issue(db, account_id, purpose=Purpose.RESET)
    clock.advance(hours=2)

    with pytest.raises(BadLink):
        tokens.claim(db, token, purpose=Purpose.RESET)


def test_a_newer_link_replaces_the_older(db: Session, account_id: int) -> None:
    older = tokens.issue(db, account_id, purpose=Purpose.RESET)
    newer = tokens.issue(db, account_id, purpose=Purpose.RESET)

    with pytest.raises(BadLink):
        tokens.claim(db, older, purpose=Purpose.RESET)
    assert tokens.claim(db, newer, purpose=Purpose.RESET).account_id == account_id


def test_the_database_does_not_know_the_link(db: Session, account_id: int) -> None:
    token = tokens.issue(db, account_id, purpose=Purpose.RESET)
    db.flush()

    row = db.scalars(sa.select(AccountToken)).one()
    assert token not in (row.digest, row.detail)
