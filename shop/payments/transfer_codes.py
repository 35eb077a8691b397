"""Transfer codes: the few rupiah that make the amount of a bank transfer unlike any other awaited.

A code is proposed before the buyer agrees, so that the last page of the checkout shows the exact
total. Proposing writes nothing: the same seed gets the same code for as long as it is free, and the
unique index on awaited amounts decides when two orders want one amount at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.payments import queries
from shop.payments.errors import NoSuffixLeft
from shop.payments.models import Payment
from shop.payments.ports import Offer, OfferedWay, PaymentProvider, Providers, offer_of

#: Largest code, in whole rupiah.
LARGEST = 999

#: For so long an amount is not asked for again if there is another: transfers come late.
REST = dt.timedelta(days=7)


def offered_ways(
    db: Session, providers: Providers, agreed_minor: int, *, seed: str
) -> list[OfferedWay]:
    """Return the ways to pay with what each one costs in total, transfer code included.

    Bank transfer is left out while no code is free.

    :param agreed_minor: Goods and shipping.
    :param seed: The cart's public id, or the number of an order that stands.
    """
    ways = []
    for provider in providers:
        offer = offer_of(provider, agreed_minor)
        if offer is None:
            continue
        try:
            code_minor = propose(db, provider, agreed_minor, seed=seed)
        except NoSuffixLeft:
            continue
        ways.append(_way(offer, agreed_minor, code_minor))
    return ways


def _way(offer: Offer, agreed_minor: int, code_minor: int) -> OfferedWay:
    return OfferedWay(
        name=offer.name,
        title=offer.title,
        text=offer.text,
        transfer_code_minor=code_minor,
        total_minor=agreed_minor + code_minor,
    )


def propose(db: Session, provider: PaymentProvider, agreed_minor: int, *, seed: str) -> int:
    """Return a free code in minor units; 0 for a provider that opens a checkout of its own.

    Amounts that were asked for in the last days are avoided while there are others.

    :raises NoSuffixLeft: all amounts are awaited.
    """
    if provider.account is None:
        return 0
    awaited, recent = _amounts(db, provider.name, agreed_minor)
    codes = _in_order_of(seed)
    free = [code for code in codes if agreed_minor + code not in awaited]
    rested = [code for code in free if agreed_minor + code not in recent]
    if not free:
        raise NoSuffixLeft
    return (rested or free)[0]


def _in_order_of(seed: str) -> list[int]:
    """Return all codes in minor units, beginning at a place that the seed decides."""
    digest = hashlib.sha256(f"transfer-code:{seed}".encode()).digest()
    first = int.from_bytes(digest[:8]) % LARGEST
    return [((first + n) % LARGEST + 1) * 100 for n in range(LARGEST)]


def _amounts(db: Session, provider: str, agreed_minor: int) -> tuple[set[int], set[int]]:
    """Return the amounts that are awaited now, and those asked for in the last days."""
    rows = db.execute(
        sa.select(Payment.expected_minor, Payment.state.in_(queries.OPEN).label("is_open")).where(
            Payment.provider == provider,
            sa.or_(Payment.state.in_(queries.OPEN), Payment.created_at > clock.now(db) - REST),
            Payment.expected_minor.between(agreed_minor, agreed_minor + LARGEST * 100),
        )
    ).all()
    return {row[0] for row in rows if row[1]}, {row[0] for row in rows}
