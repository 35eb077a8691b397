"""Who is signed in, and where. One statement finds the person behind a request."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from flask_login import current_user
from flask_security import UserMixin
from sqlalchemy.orm import Session

from shop.accounts.models import Account, AccountRole, Role, SignIn
from shop.accounts.tokens import digest
from shop.core import clock
from shop.core.db import changed_rows
from shop.core.permissions import Right

LASTS = dt.timedelta(days=30)


@dataclass(frozen=True, eq=False, kw_only=True)
class Visitor(UserMixin):
    """A signed-in person as one request sees it; Flask-Login's user."""

    id: int
    public_id: str
    email: str
    name: str
    locale: str
    fs_uniquifier: str = ""
    active: bool
    rights: frozenset[Right]
    #: The sign-in itself used a second factor or a passkey.
    is_strong: bool
    is_demo: bool


def current_visitor() -> Visitor | None:
    """Return who is signed in here, asked of the database once per request.

    Inside a host application the session is the host's, and the answer ``None``.
    """
    visitor = current_user._get_current_object()  # noqa: SLF001
    return visitor if isinstance(visitor, Visitor) else None


def start(db: Session, account_id: int, *, device: str, is_strong: bool) -> str:
    """Note that a browser is signed in.

    :returns: The token that its session keeps; only its digest is stored.
    """
    token = secrets.token_urlsafe(32)
    now = clock.now(db)
    db.add(
        SignIn(
            account_id=account_id,
            digest=digest(token),
            is_strong=is_strong,
            device=device[:120],
            started_at=now,
            expires_at=now + LASTS,
        )
    )
    return token


def end(db: Session, token: str) -> None:
    """Sign one browser out, so that a copy of its cookie is worth nothing."""
    changed_rows(
        db,
        sa.update(SignIn)
        .where(SignIn.digest == digest(token), SignIn.ended_at.is_(None))
        .values(ended_at=clock.now(db)),
    )


def end_all(db: Session, account_id: int) -> str:
    """Sign a person out everywhere at once (I22): a new session epoch.

    :returns: The new epoch, for the one browser that may stay.
    """
    epoch = new_epoch()
    db.execute(sa.update(Account).where(Account.id == account_id).values(fs_uniquifier=epoch))
    changed_rows(
        db,
        sa.update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=clock.now(db)),
    )
    return epoch


def new_epoch() -> str:
    """Return a fresh session epoch."""
    return secrets.token_hex(16)


def visitor(db: Session, *, epoch: str, token: str) -> Visitor | None:
    """Find the person whose session carries ``epoch`` and ``token``, with the rights of today."""
    joined = (
        sa.select(Account, Role.rights, SignIn.is_strong)
        .join(SignIn, SignIn.account_id == Account.id)
        .outerjoin(AccountRole, AccountRole.account_id == Account.id)
        .outerjoin(Role, Role.id == AccountRole.role_id)
        .where(
            Account.fs_uniquifier == epoch,
            Account.active,
            SignIn.digest == digest(token),
            SignIn.ended_at.is_(None),
            SignIn.expires_at > clock.now(db),
        )
    )
    return _visitor([(row[0], row[1], row[2]) for row in db.execute(joined)])


def visitor_of(db: Session, account_id: int) -> Visitor | None:
    """Find an active person by key: whom a host application has signed in."""
    joined = (
        sa.select(Account, Role.rights)
        .outerjoin(AccountRole, AccountRole.account_id == Account.id)
        .outerjoin(Role, Role.id == AccountRole.role_id)
        .where(Account.id == account_id, Account.active)
    )
    return _visitor([(row[0], row[1], True) for row in db.execute(joined)])


def _visitor(rows: list[tuple[Account, list[str] | None, bool]]) -> Visitor | None:
    if not rows:
        return None
    account, _names, is_strong = rows[0]
    return Visitor(
        id=account.id,
        public_id=account.public_id,
        email=account.email,
        name=account.name,
        locale=account.locale,
        fs_uniquifier=account.fs_uniquifier,
        active=account.active,
        rights=known_rights([names for _account, names, _strong in rows if names]),
        is_strong=is_strong,
        is_demo=account.is_demo,
    )


def known_rights(lists: Iterable[Iterable[str]]) -> frozenset[Right]:
    """Join lists of right names; names that we do not know any more count for nothing."""
    known = {right.value: right for right in Right}
    return frozenset(known[name] for names in lists for name in names if name in known)


def tidy(db: Session) -> None:
    """Forget sign-ins that ended or expired a month ago."""
    edge = clock.now(db) - dt.timedelta(days=30)
    db.execute(sa.delete(SignIn).where(SignIn.expires_at < edge))
