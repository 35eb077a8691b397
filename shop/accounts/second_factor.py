"""The second factor: an authenticator app, and recovery codes for the day it is lost."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from flask_security import Totp
from passlib.exc import TokenError  # type: ignore[import-untyped]
from passlib.totp import TOTP, AppWallet  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from shop.accounts.errors import WrongCode
from shop.accounts.models import Account, RecoveryCode
from shop.accounts.sessions import current_visitor
from shop.accounts.tokens import digest
from shop.core import clock
from shop.core.db import changed_rows
from shop.core.ids import ALPHABET
from shop.core.permissions import Principal
from shop.core.settings import Settings

CODES = 10
#: Seconds that a clock may be off, each way.
WINDOW_SECONDS = 30


class Authenticator(Totp):
    """Time-based codes. Secrets are encrypted with a key made from the shop's secret key."""

    def __init__(self, secret_keys: Sequence[str], *, issuer: str = "Canting") -> None:
        """:param secret_keys: The present key first; older ones still open what they closed."""
        keys = [hashlib.sha256(f"shop-totp:{key}".encode()).hexdigest() for key in secret_keys]
        wallet = AppWallet({key[:8]: key for key in keys}, default_tag=keys[0][:8])
        self._totp = TOTP.using(issuer=issuer, wallet=wallet)

    def step(self, code: str, secret: str, *, at: dt.datetime, after: int) -> int | None:
        """Return the time step of ``code``, or ``None`` when it is wrong or not newer."""
        try:
            match = self._totp.verify(
                code, secret, time=at, window=WINDOW_SECONDS, last_counter=after
            )
        except (TokenError, ValueError):
            return None
        return int(match.counter)


def needs_second_factor(principal: Principal, settings: Settings) -> bool:
    """Tell whether this member of staff must show a second factor before going on.

    Staff of a production shop must; buyers may. People of the demo do not exist and need none.
    Inside a host application it is the host that signs people in.
    """
    visitor = current_visitor()
    if visitor is None or not (settings.is_production and principal.is_staff):
        return False
    return not (visitor.is_strong or visitor.is_demo)


def turn_on(
    db: Session, authenticator: Authenticator, account_id: int, *, secret: str, code: str
) -> list[str]:
    """Bind an authenticator to an account.

    :param secret: As :meth:`Authenticator.generate_totp_secret` made it.
    :returns: Recovery codes, to be shown once.
    :raises WrongCode: the app shows other codes.
    """
    step = authenticator.step(code, secret, at=clock.now(db), after=0)
    if step is None:
        raise WrongCode
    account = db.get_one(Account, account_id)
    account.tf_totp_secret, account.tf_last_counter = secret, step
    return renew_recovery_codes(db, account_id)


def turn_off(db: Session, account_id: int) -> None:
    """Forget authenticator and recovery codes."""
    account = db.get_one(Account, account_id)
    account.tf_totp_secret = None
    db.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def renew_recovery_codes(db: Session, account_id: int) -> list[str]:
    """Replace all recovery codes.

    :returns: The new ones, such as ``7KD4-9QRW-MXTB``; only digests are stored.
    """
    db.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    codes = [_recovery_code() for _ in range(CODES)]
    db.add_all(RecoveryCode(account_id=account_id, digest=_digest(code)) for code in codes)
    return codes


def check(db: Session, authenticator: Authenticator, account_id: int, *, code: str) -> None:
    """Use a code of the app or a recovery code; each works once, of two at once one wins.

    :raises WrongCode: it is wrong, used, or older than the last one.
    """
    if not (_use_code(db, authenticator, account_id, code) or _use_recovery(db, account_id, code)):
        raise WrongCode


def _use_code(db: Session, authenticator: Authenticator, account_id: int, code: str) -> bool:
    account = db.get_one(Account, account_id)
    if account.tf_totp_secret is None:
        return False
    step = authenticator.step(
        code, account.tf_totp_secret, at=clock.now(db), after=account.tf_last_counter
    )
    if step is None:
        return False
    newer = sa.update(Account).where(Account.id == account_id, Account.tf_last_counter < step)
    return changed_rows(db, newer.values(tf_last_counter=step)) == 1


def _use_recovery(db: Session, account_id: int, code: str) -> bool:
    unused = sa.update(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.digest == _digest(code),
        RecoveryCode.used_at.is_(None),
    )
    return changed_rows(db, unused.values(used_at=clock.now(db))) == 1


def _recovery_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _digest(code: str) -> str:
    return digest(code.upper().replace("-", ""))
