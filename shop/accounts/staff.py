"""What staff do to accounts: roles, bans, the first administrator. All of it audited (I29)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import queries, sessions, tokens
from shop.accounts.errors import EmailTaken, LastAdmin, UnknownRole
from shop.accounts.models import Account, AccountRole, Role
from shop.core import audit, clock
from shop.core.db import changed_rows, insert_ignoring
from shop.core.ids import public_id
from shop.core.permissions import ROLES, SYSTEM, Principal, Right


def load_roles(db: Session) -> None:
    """Write the roles of a fresh shop; roles that exist, perhaps changed by staff, stay."""
    for name, rights in ROLES.items():
        insert_ignoring(
            db, Role, name=name, description="", rights=[right.value for right in rights]
        )


def create_account(
    db: Session,
    *,
    email: str,
    name: str,
    password_hash: str | None,
    locale: str = "id",
    is_demo: bool = False,
) -> Account:
    """Create a confirmed account: for administrators made by command, and for the demo.

    :raises EmailTaken: the e-mail is known.
    """
    if queries.by_email(db, email) is not None:
        raise EmailTaken
    now = clock.now(db)
    account = Account(
        public_id=public_id("acc"),
        email=email.lower(),
        name=name,
        locale=locale,
        password=password_hash,
        confirmed_at=now,
        fs_uniquifier=sessions.new_epoch(),
        created_at=now,
        is_demo=is_demo,
    )
    db.add(account)
    db.flush()
    return account


def create_admin(db: Session, *, email: str, name: str, password_hash: str) -> Account:
    """Create the first administrator of a shop, or one more.

    :raises EmailTaken: the e-mail is known.
    """
    load_roles(db)
    account = create_account(db, email=email, name=name, password_hash=password_hash)
    grant_role(db, account.public_id, role="admin", actor=SYSTEM, reason="create-admin")
    return account


def grant_role(
    db: Session, account_id: str, *, role: str, actor: Principal, reason: str = ""
) -> None:
    """Give a role; again changes nothing. Counts from the person's next request.

    :param account_id: The public id.
    :raises NotFound: there is no such account.
    :raises UnknownRole: there is no such role.
    """
    account = queries.by_public_id(db, account_id)
    found = _role(db, role)
    if insert_ignoring(db, AccountRole, account_id=account.id, role_id=found.id):
        audit.record(
            db,
            "accounts.role_granted",
            subject=account.public_id,
            actor=actor,
            reason=reason,
            after={"role": role},
        )


def revoke_role(
    db: Session, account_id: str, *, role: str, actor: Principal, reason: str = ""
) -> None:
    """Take a role away. Counts from the person's next request.

    :raises NotFound: there is no such account.
    :raises LastAdmin: nobody else could manage accounts.
    """
    account = queries.by_public_id(db, account_id)
    found = _role(db, role)
    statement = sa.delete(AccountRole).where(
        AccountRole.account_id == account.id, AccountRole.role_id == found.id
    )
    if not changed_rows(db, statement):
        return
    somebody_manages(db)
    audit.record(
        db,
        "accounts.role_revoked",
        subject=account.public_id,
        actor=actor,
        reason=reason,
        before={"role": role},
    )


def ban(db: Session, account_id: str, *, actor: Principal, reason: str) -> None:
    """Shut an account: its sessions end with their next request, its links stop to work.

    :raises LastAdmin: nobody else could manage accounts.
    """
    account = queries.by_public_id(db, account_id)
    if not account.active:
        return
    account.active, account.banned_at = False, clock.now(db)
    db.flush()
    somebody_manages(db)
    sessions.end_all(db, account.id)
    tokens.withdraw(db, account.id)
    audit.record(
        db,
        "accounts.banned",
        subject=account.public_id,
        actor=actor,
        reason=reason,
        before={"active": True},
        after={"active": False},
    )


def unban(db: Session, account_id: str, *, actor: Principal, reason: str) -> None:
    """Open a shut account again. Erased ones stay erased."""
    account = queries.by_public_id(db, account_id)
    if account.banned_at is None or account.erased_at is not None:
        return
    account.active, account.banned_at = True, None
    audit.record(
        db,
        "accounts.unbanned",
        subject=account.public_id,
        actor=actor,
        reason=reason,
        before={"active": False},
        after={"active": True},
    )


def _role(db: Session, name: str) -> Role:
    found = db.scalars(sa.select(Role).where(Role.name == name)).one_or_none()
    if found is None:
        raise UnknownRole
    return found


def somebody_manages(db: Session) -> None:
    """Refuse to go on when nobody is left who may manage accounts.

    :raises LastAdmin: nobody is.
    """
    lists = db.scalars(
        sa.select(Role.rights)
        .join(AccountRole, AccountRole.role_id == Role.id)
        .join(Account, Account.id == AccountRole.account_id)
        .where(Account.active)
    )
    if not any(Right.ACCOUNTS_EDIT in rights for rights in lists):
        raise LastAdmin
