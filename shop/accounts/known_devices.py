"""Devices from which a person has signed in before, known by a signed cookie.

The cookie opens nothing. It only lets a device try a password of that account although strangers
have used up the account's tries from elsewhere.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from itsdangerous import BadData, URLSafeSerializer

#: A device is forgotten so long after its last sign-in.
LASTS = dt.timedelta(days=180)
#: Accounts that one device remembers; a family shares a browser.
MOST_ACCOUNTS = 5


@dataclass(frozen=True)
class Device:
    """A browser: a random name, and when each account (public id) last signed in there."""

    name: str = ""
    accounts: Mapping[str, int] = field(default_factory=dict)

    def knows(self, public_id: str, now: dt.datetime) -> bool:
        """Tell whether an account signed in here within :data:`LASTS`."""
        since = self.accounts.get(public_id)
        return since is not None and now.timestamp() - since < LASTS.total_seconds()


def read(cookie: str | None, keys: Sequence[str]) -> Device:
    """Return the device that a cookie describes; an unknown one for a missing or forged cookie.

    :param keys: Signing keys, the newest last.
    """
    try:
        name, accounts = _signer(keys).loads(cookie or "")
        return Device(str(name), {str(key): int(at) for key, at in accounts.items()})
    except (BadData, ValueError, TypeError, AttributeError):
        return Device()


def write(device: Device, public_id: str, now: dt.datetime, keys: Sequence[str]) -> str:
    """Return the cookie of a device from which an account has just signed in."""
    accounts = {**device.accounts, public_id: int(now.timestamp())}
    newest = sorted(accounts.items(), key=lambda item: item[1])[-MOST_ACCOUNTS:]
    name = device.name or secrets.token_urlsafe(12)
    return str(_signer(keys).dumps([name, dict(newest)]))


def _signer(keys: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(keys), salt="shop-known-device")
