"""Rate limits that every worker shares: counted in the database, in fixed windows.

Kept in memory they would multiply by the number of processes, which is no limit for a guesser.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from shop.core import clock
from shop.core.db import Database, Model, key_column, upsert
from shop.core.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """At most ``times`` in ``seconds`` for one subject. ``name`` tells limits apart."""

    name: str
    times: int
    seconds: int


SECRET = Limit("secret", 10, 600)
SEND_MAIL = Limit("send-mail", 5, 3600)
PLACE_ORDER = Limit("place-order", 20, 600)
#: Orders that stand, whatever became of them, from one network (IPv4 /24, IPv6 /64).
NETWORK_ORDERS = Limit("network-orders", 6000, 3600)
#: E-mails about orders that were never paid, to one address that has confirmed nothing so far.
UNPAID_MAIL = Limit("unpaid-mail", 4, 86_400)
UPLOAD = Limit("upload", 60, 600)


class LimitWindow(Model):
    """How often something was tried in one window."""

    __tablename__ = "shop_limit_windows"
    __table_args__ = (sa.UniqueConstraint("subject", "starts_at"),)

    id: Mapped[int] = key_column()
    #: A digest of limit and subject: no address is stored in the clear.
    subject: Mapped[str] = mapped_column(sa.String(64))
    starts_at: Mapped[dt.datetime] = mapped_column(index=True)
    tries: Mapped[int]


#: One customer of a provider has a whole IPv6 network of this size.
_IPV6_BITS = 64


def network_of(address: str | None, *, bits: int = 24) -> str:
    """Return the network that an address belongs to: IPv4 /24, IPv6 /64.

    :param bits: Of an IPv4 network.
    :returns: The network; what is no address is returned as it is.
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    is_ipv4 = isinstance(found, ipaddress.IPv4Address)
    return str(ipaddress.ip_network((found, bits if is_ipv4 else _IPV6_BITS), strict=False))


def spend(database: Database, limit: Limit, subject: str) -> None:
    """Count one try, in a transaction of its own so that a refusal later does not undo it.

    :param subject: Who is limited: an address, an account, an e-mail.
    :raises TooMany: the limit of this window is used up.
    """
    tries, wait = database.run(lambda db: _count(db, limit, subject))
    if tries > limit.times:
        raise TooMany(retry_after_seconds=wait)


def count(db: Session, limit: Limit, subject: str) -> None:
    """Count one time in the caller's transaction: what is rolled back was never counted.

    :raises TooMany: the limit of this window is used up. The caller rolls back, or goes on without.
    """
    tries, wait = _count(db, limit, subject)
    if tries > limit.times:
        raise TooMany(retry_after_seconds=wait)


def _count(db: Session, limit: Limit, subject: str) -> tuple[int, int]:
    now = int(clock.now(db).timestamp())
    start = now - now % limit.seconds
    digest = hashlib.sha256(f"{limit.name}:{subject}".encode()).hexdigest()
    statement = upsert(db, LimitWindow).values(
        subject=digest, starts_at=dt.datetime.fromtimestamp(start, dt.UTC), tries=1
    )
    tries = db.scalar(
        statement.on_conflict_do_update(
            index_elements=["subject", "starts_at"], set_={"tries": LimitWindow.tries + 1}
        ).returning(LimitWindow.tries)
    )
    return int(tries or 0), start + limit.seconds - now


def tidy(db: Session) -> None:
    """Forget windows that are over for a day."""
    db.execute(
        sa.delete(LimitWindow).where(LimitWindow.starts_at < clock.now(db) - dt.timedelta(days=1))
    )
