"""Links in letters: bound to a purpose, good once, stored as digests (decision 14)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.errors import BadLink
from shop.accounts.models import AccountToken, Purpose
from shop.core import clock
from shop.core.db import changed_rows

LIFETIME = {
    Purpose.CONFIRM: dt.timedelta(days=3),
    Purpose.RESET: dt.timedelta(hours=2),
    Purpose.CHANGE_EMAIL: dt.timedelta(hours=24),
}


@dataclass(frozen=True)
class Claimed:
    """What a link was good for. ``detail`` is the new e-mail of a change, else empty."""

    account_id: int
    detail: str


def digest(token: str) -> str:
    """Return the SHA-256 of a random token, as it is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(db: Session, account_id: int, *, purpose: Purpose, detail: str = "") -> str:
    """Make a link's token; an older one of the same purpose stops to work.

    :returns: The token itself, which only the letter holds.
    """
    withdraw(db, account_id, purpose=purpose)
    token = secrets.token_urlsafe(32)
    now = clock.now(db)
    db.add(
        AccountToken(
            account_id=account_id,
            purpose=purpose,
            digest=digest(token),
            detail=detail,
            created_at=now,
            expires_at=now + LIFETIME[purpose],
        )
    )
    return token


def withdraw(db: Session, account_id: int, *, purpose: Purpose | None = None) -> None:
    """Make links of an account useless, of one purpose or all."""
    statement = sa.update(AccountToken).where(
        AccountToken.account_id == account_id, AccountToken.used_at.is_(None)
    )
    if purpose is not None:
        statement = statement.where(AccountToken.purpose == purpose)
    changed_rows(db, statement.values(used_at=clock.now(db)))


def look_up(db: Session, token: str, *, purpose: Purpose) -> Claimed:
    """Tell what a link would be good for, without using it.

    :raises BadLink: it is used, replaced, too old, or for something else.
    """
    now = clock.now(db)
    row = db.execute(
        sa.select(AccountToken.account_id, AccountToken.detail).where(
            AccountToken.digest == digest(token),
            AccountToken.purpose == purpose,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > now,
        )
    ).one_or_none()
    if row is None:
        raise BadLink
    return Claimed(row.account_id, row.detail)


def claim(db: Session, token: str, *, purpose: Purpose) -> Claimed:
    """Use a link. Of two at once one succeeds: the row count decides.

    :raises BadLink: it is used, replaced, too old, or for something else.
    """
    found = look_up(db, token, purpose=purpose)
    used = changed_rows(
        db,
        sa.update(AccountToken)
        .where(AccountToken.digest == digest(token), AccountToken.used_at.is_(None))
        .values(used_at=clock.now(db)),
    )
    if used != 1:
        raise BadLink
    return found


def tidy(db: Session) -> None:
    """Forget links that have been useless for a month."""
    edge = clock.now(db) - dt.timedelta(days=30)
    db.execute(sa.delete(AccountToken).where(AccountToken.expires_at < edge))
