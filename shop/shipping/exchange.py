"""Estimates in other currencies. Rupiah is charged; everything else is a dated estimate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.db import rows
from shop.core.money import CHARGED, convert
from shop.shipping.models import ExchangeRate


@dataclass(frozen=True)
class DatedRate:
    """So many rupiah cost one unit of ``currency``, as of a day."""

    currency: str
    rupiah: Decimal
    as_of: dt.date
    source: str
    is_illustrative: bool


@dataclass(frozen=True)
class Estimate:
    """An amount in another currency that nobody is charged."""

    amount_minor: int
    currency: str
    as_of: dt.date
    is_illustrative: bool


def latest(db: Session, currency: str) -> DatedRate | None:
    """Return the newest rate of a currency; ``None`` for rupiah and for what has no rate."""
    if currency == CHARGED:
        return None
    row = db.execute(
        sa.select(*_COLUMNS)
        .where(ExchangeRate.currency == currency)
        .order_by(ExchangeRate.as_of.desc())
        .limit(1)
    ).one_or_none()
    return _as_rate(row) if row else None


def history(db: Session, *, most: int = 100) -> list[DatedRate]:
    """Return the newest rates of all currencies, for staff."""
    return [_as_rate(row) for row in rows(db, _HISTORY, most=most)]


def estimate(amount_minor: int, rate: DatedRate | None) -> Estimate | None:
    """Estimate rupiah (minor units) in the rate's currency; nothing without a rate."""
    if rate is None:
        return None
    return Estimate(
        amount_minor=convert(amount_minor, rate.rupiah, currency=rate.currency),
        currency=rate.currency,
        as_of=rate.as_of,
        is_illustrative=rate.is_illustrative,
    )


_COLUMNS = (
    ExchangeRate.currency,
    ExchangeRate.rupiah,
    ExchangeRate.as_of,
    ExchangeRate.source,
    ExchangeRate.is_illustrative,
)
_HISTORY = (
    sa.select(*_COLUMNS)
    .order_by(ExchangeRate.as_of.desc(), ExchangeRate.currency)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def _as_rate(row: sa.Row[str, str, dt.date, str, bool]) -> DatedRate:
    return DatedRate(row.currency, Decimal(row.rupiah), row.as_of, row.source, row.is_illustrative)
