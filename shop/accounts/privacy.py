"""Export and erasure of a person (I31). Other domains bring their part along.

Erasure keeps the books: orders stay, the person behind them does not.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts import passkeys, queries, sessions, staff, tokens
from shop.accounts.models import (
    Account,
    AccountRole,
    AccountToken,
    Passkey,
    RecoveryCode,
    SavedAddress,
    SignIn,
)
from shop.core import audit, clock
from shop.core.letters import Letter
from shop.core.permissions import Principal, Right

#: ``export(db, account_id)`` returns plain JSON values.
Exporter = Callable[[Session, int], Any]
#: ``erase(db, account_id)`` removes or pseudonymises what a domain knows of a person. Called
#: before the account itself is erased; may refuse with a ``ShopError`` (open orders).
Eraser = Callable[[Session, int], None]


@dataclasses.dataclass(frozen=True)
class PersonalData:
    """Who else knows something about a person: a port that the extension fills."""

    exporters: Mapping[str, Exporter] = dataclasses.field(default_factory=dict)
    erasers: Sequence[Eraser] = ()


def export(db: Session, account_id: int, others: PersonalData) -> dict[str, Any]:
    """Collect everything that is stored about a person, as plain JSON values."""
    return {
        "exported_at": clock.now(db).isoformat(),
        "account": _own(db, account_id),
        **{name: exporter(db, account_id) for name, exporter in others.exporters.items()},
    }


def erase(db: Session, account_id: int, others: PersonalData, *, actor: Principal) -> None:
    """Forget a person. The row stays, with nothing in it that names anybody.

    :raises ShopError: a domain cannot let go yet and says why; nothing is erased then.
    """
    for eraser in others.erasers:
        eraser(db, account_id)
    account = db.get_one(Account, account_id)
    was_manager = Right.ACCOUNTS_EDIT in queries.rights_of(db, account_id)
    db.execute(sa.delete(Letter).where(Letter.recipient == account.email))
    for table in (SavedAddress, Passkey, RecoveryCode, AccountRole, AccountToken):
        db.execute(sa.delete(table).where(table.account_id == account_id))
    if was_manager:
        staff.somebody_manages(db)
    sessions.end_all(db, account_id)
    db.execute(sa.update(SignIn).where(SignIn.account_id == account_id).values(device=""))
    account.email = f"{account.public_id.lower()}@erased.invalid"
    account.name = ""
    account.password = account.tf_totp_secret = account.fs_webauthn_user_handle = None
    account.host_user_id = None
    account.active, account.erased_at = False, clock.now(db)
    audit.record(db, "accounts.erased", subject=account.public_id, actor=actor)


def tidy(db: Session) -> None:
    """Forget used links and old sign-ins: a daily job."""
    tokens.tidy(db)
    sessions.tidy(db)
    passkeys.tidy(db)


def _own(db: Session, account_id: int) -> dict[str, Any]:
    profile = queries.profile(db, account_id)
    return {
        "id": profile.public_id,
        "email": profile.email,
        "name": profile.name,
        "language": profile.locale,
        "created_at": profile.created_at.isoformat(),
        "confirmed_at": profile.confirmed_at and profile.confirmed_at.isoformat(),
        "has_second_factor": profile.has_second_factor,
        "addresses": [
            {"label": saved.label, "is_default": saved.is_default, **saved.fields.model_dump()}
            for saved in queries.addresses(db, account_id)
        ],
        "consents": [_plain(consent) for consent in queries.consents(db, account_id)],
        "passkeys": [_plain(passkey) for passkey in queries.passkeys(db, account_id)],
        "signed_in": [_plain(sign_in) for sign_in in queries.sign_ins(db, account_id)],
    }


def _plain(value: Any) -> dict[str, Any]:
    return {
        name: part.isoformat() if hasattr(part, "isoformat") else part
        for name, part in dataclasses.asdict(value).items()
    }
