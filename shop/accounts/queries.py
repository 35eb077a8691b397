"""Reads of accounts. The owner is always named: other people's things are not found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.address import AddressFields
from shop.accounts.models import (
    Account,
    AccountRole,
    ConsentEntry,
    Passkey,
    RecoveryCode,
    Role,
    SavedAddress,
    SignIn,
)
from shop.accounts.sessions import known_rights
from shop.core import clock
from shop.core.errors import NotFound
from shop.core.permissions import Right


@dataclass(frozen=True)
class Profile:
    """A person's own facts."""

    id: int
    public_id: str
    email: str
    name: str
    locale: str
    confirmed_at: dt.datetime | None
    created_at: dt.datetime
    has_password: bool
    has_second_factor: bool


@dataclass(frozen=True)
class AddressView:
    """A saved address, ready to be shown or copied into an order."""

    public_id: str
    label: str
    is_default: bool
    fields: AddressFields


@dataclass(frozen=True)
class SignInView:
    """One browser that is signed in."""

    device: str
    started_at: dt.datetime
    is_strong: bool


@dataclass(frozen=True)
class PasskeyView:
    """A passkey as its owner sees it."""

    public_id: str
    name: str
    created_at: dt.datetime
    used_at: dt.datetime | None


@dataclass(frozen=True)
class ConsentView:
    """Something that a person agreed to."""

    kind: str
    version: int
    given_at: dt.datetime
    withdrawn_at: dt.datetime | None


@dataclass(frozen=True)
class StaffView:
    """A person with roles, for the page on which rights are given."""

    public_id: str
    email: str
    name: str
    roles: tuple[str, ...]
    active: bool


def rights_of(db: Session, account_id: int) -> frozenset[Right]:
    """Return the staff rights that a person holds right now."""
    lists = db.scalars(
        sa.select(Role.rights)
        .join(AccountRole, AccountRole.role_id == Role.id)
        .where(AccountRole.account_id == account_id)
    )
    return known_rights(lists)


def profile(db: Session, account_id: int) -> Profile:
    """Return a person's own facts.

    :raises NotFound: there is no such account.
    """
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound
    return Profile(
        id=account.id,
        public_id=account.public_id,
        email=account.email,
        name=account.name,
        locale=account.locale,
        confirmed_at=account.confirmed_at,
        created_at=account.created_at,
        has_password=account.password is not None,
        has_second_factor=account.tf_totp_secret is not None,
    )


def by_public_id(db: Session, public_id: str) -> Account:
    """Find an account by its public id: for staff.

    :raises NotFound: there is none.
    """
    account = db.scalars(sa.select(Account).where(Account.public_id == public_id)).one_or_none()
    if account is None:
        raise NotFound
    return account


def by_email(db: Session, email: str) -> Account | None:
    """Find an account by e-mail, in any case of letters."""
    return db.scalars(sa.select(Account).where(Account.email == email.lower())).one_or_none()


def of_epoch(db: Session, epoch: str) -> int | None:
    """Find the active account whose session epoch this is: whoever still owes a second factor."""
    return db.scalar(sa.select(Account.id).where(Account.fs_uniquifier == epoch, Account.active))


def account_id_of_host_user(db: Session, host_user_id: str) -> int | None:
    """Find the account of a host's user without writing; ``None`` at first sight."""
    return db.scalar(sa.select(Account.id).where(Account.host_user_id == host_user_id))


def addresses(db: Session, account_id: int) -> list[AddressView]:
    """Return a person's address book, the default first."""
    rows = db.scalars(
        sa.select(SavedAddress)
        .where(SavedAddress.account_id == account_id)
        .order_by(SavedAddress.is_default.desc(), SavedAddress.id)
    )
    return [_address(row) for row in rows]


def address(db: Session, account_id: int, public_id: str) -> AddressView:
    """Return one saved address of a person.

    :raises NotFound: the person has no such address.
    """
    row = db.scalars(
        sa.select(SavedAddress).where(
            SavedAddress.account_id == account_id, SavedAddress.public_id == public_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return _address(row)


def sign_ins(db: Session, account_id: int) -> list[SignInView]:
    """Return where a person is signed in right now, the latest first."""
    rows = db.execute(
        sa.select(SignIn.device, SignIn.started_at, SignIn.is_strong)
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > clock.now(db),
        )
        .order_by(SignIn.id.desc())
        .limit(50)
    )
    return [SignInView(*row) for row in rows]


def passkeys(db: Session, account_id: int) -> list[PasskeyView]:
    """Return a person's passkeys."""
    rows = db.execute(
        sa.select(Passkey.public_id, Passkey.name, Passkey.created_at, Passkey.used_at)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    )
    return [PasskeyView(*row) for row in rows]


def recovery_codes_left(db: Session, account_id: int) -> int:
    """Count the recovery codes that still work."""
    count = sa.select(sa.func.count()).where(
        RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)
    )
    return db.scalar(count) or 0


def consents(db: Session, account_id: int) -> list[ConsentView]:
    """Return what a person agreed to, in order."""
    rows = db.execute(
        sa.select(
            ConsentEntry.kind,
            ConsentEntry.version,
            ConsentEntry.given_at,
            ConsentEntry.withdrawn_at,
        )
        .where(ConsentEntry.account_id == account_id)
        .order_by(ConsentEntry.id)
    )
    return [ConsentView(*row) for row in rows]


def staff(db: Session) -> list[StaffView]:
    """Return everybody who holds a role, by e-mail."""
    rows = db.execute(
        sa.select(Account, Role.name)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .join(Role, Role.id == AccountRole.role_id)
        .order_by(Account.email, Role.name)
    )
    found: dict[int, tuple[Account, list[str]]] = {}
    for account, role in rows:
        found.setdefault(account.id, (account, []))[1].append(role)
    return [
        StaffView(account.public_id, account.email, account.name, tuple(roles), account.active)
        for account, roles in found.values()
    ]


def _address(row: SavedAddress) -> AddressView:
    fields = AddressFields.model_construct(
        **{name: getattr(row, name) for name in AddressFields.model_fields}
    )
    return AddressView(row.public_id, row.label, row.is_default, fields)
