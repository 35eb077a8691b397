"""How often a password may be tried, so that guessing fails and the owner is never shut out.

Tries count for account and network together, and for the account from everywhere. A device that
the account has signed in from before has tries of its own. All counters belong to the account's
session epoch: a new password, by reset or on the security page, begins them anew. Passkeys are not
counted here at all.
"""

from __future__ import annotations

import sqlalchemy as sa

from shop.accounts.errors import TooManySignIns
from shop.accounts.known_devices import Device
from shop.accounts.models import Account
from shop.core import limits
from shop.core.db import Database
from shop.core.errors import TooMany
from shop.core.limits import Limit

#: Tries for one account from one network, or from one known device.
FROM_ONE_PLACE = Limit("sign-in", 10, 600)
#: Tries for one account from all networks together: at most 2,400 a day for a guesser with many.
FROM_EVERYWHERE = Limit("sign-in-account", 100, 3600)


def spend(database: Database, email: str, *, network: str, device: Device) -> None:
    """Count a try to sign in with a password, for known and unknown e-mails alike.

    :param network: As ``limits.network_of`` writes it.
    :raises TooManySignIns: the tries of this place or of the account are used up.
    """
    with database.reading() as db:
        row = db.execute(
            sa.select(Account.public_id, Account.fs_uniquifier).where(Account.email == email)
        ).one_or_none()
    subject = f"{email}:{row.fs_uniquifier}" if row else email
    is_known = row is not None and device.knows(row.public_id, database.clock.now())
    try:
        if is_known:
            limits.spend(database, FROM_ONE_PLACE, f"{subject}:device:{device.name}")
            return
        limits.spend(database, FROM_ONE_PLACE, f"{subject}:{network}")
        limits.spend(database, FROM_EVERYWHERE, subject)
    except TooMany as error:
        raise TooManySignIns(retry_after_seconds=error.retry_after_seconds) from None
