"""The address book: places that a person keeps. Orders copy them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.address import AddressFields
from shop.accounts.errors import TooManyAddresses
from shop.accounts.models import SavedAddress
from shop.core import clock
from shop.core.db import changed_rows
from shop.core.errors import NotFound
from shop.core.ids import public_id

MOST = 30


def save(
    db: Session,
    account_id: int,
    fields: AddressFields,
    *,
    label: str = "",
    is_default: bool = False,
) -> SavedAddress:
    """Keep an address; the first one becomes the default.

    :param fields: Settled: see ``address.settle``.
    :raises TooManyAddresses: the book is full.
    """
    count = db.scalar(sa.select(sa.func.count()).where(SavedAddress.account_id == account_id))
    if (count or 0) >= MOST:
        raise TooManyAddresses
    is_default = is_default or not count
    if is_default:
        _no_default(db, account_id)
    row = SavedAddress(
        public_id=public_id("adr"),
        account_id=account_id,
        label=label,
        is_default=is_default,
        created_at=clock.now(db),
        **fields.model_dump(),
    )
    db.add(row)
    db.flush()
    return row


def change(
    db: Session,
    account_id: int,
    address_id: str,
    fields: AddressFields,
    *,
    label: str,
    is_default: bool,
) -> None:
    """Replace a saved address. Orders that copied it keep what they have.

    :raises NotFound: the person has no such address.
    """
    row = _own(db, account_id, address_id)
    if is_default and not row.is_default:
        _no_default(db, account_id)
    row.is_default = row.is_default or is_default
    row.label = label
    for name, value in fields.model_dump().items():
        setattr(row, name, value)


def delete(db: Session, account_id: int, address_id: str) -> None:
    """Throw a saved address away; the oldest of the rest becomes the default.

    :raises NotFound: the person has no such address.
    """
    row = _own(db, account_id, address_id)
    was_default = row.is_default
    db.delete(row)
    db.flush()
    if was_default:
        oldest = sa.select(sa.func.min(SavedAddress.id)).where(
            SavedAddress.account_id == account_id
        )
        changed_rows(
            db,
            sa.update(SavedAddress)
            .where(SavedAddress.id == oldest.scalar_subquery())
            .values(is_default=True),
        )


def _own(db: Session, account_id: int, address_id: str) -> SavedAddress:
    row = db.scalars(
        sa.select(SavedAddress).where(
            SavedAddress.account_id == account_id, SavedAddress.public_id == address_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _no_default(db: Session, account_id: int) -> None:
    db.execute(
        sa.update(SavedAddress)
        .where(SavedAddress.account_id == account_id, SavedAddress.is_default)
        .values(is_default=False)
    )
