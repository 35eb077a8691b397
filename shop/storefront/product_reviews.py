"""What buyers said about one piece."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.aftersales.models import Review
from shop.core.db import Key, rows


@dataclass(frozen=True)
class Opinion:
    """One review."""

    author: str
    locale: str
    rating: int
    body: str
    reply: str
    created_at: dt.datetime
    is_demo: bool


@dataclass(frozen=True)
class Opinions:
    """The newest reviews of a piece, and all of them in one number."""

    newest: tuple[Opinion, ...] = ()
    count: int = 0
    average: float = 0.0


def of_listing(db: Session, listing_id: int, *, limit: int = 5) -> Opinions:
    """Return what was said about a piece. One statement."""
    found = rows(db, _NEWEST, listing_id=listing_id, most=limit)
    if not found:
        return Opinions()
    count, total = int(found[0][7]), int(found[0][8])
    return Opinions(tuple(Opinion(*row[:7]) for row in found), count, round(total / count, 2))


def _newest() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Review.author,
            Review.locale,
            Review.rating,
            Review.body,
            Review.reply,
            Review.created_at,
            Review.is_demo,
            sa.func.count().over(),
            sa.func.sum(Review.rating).over(),
        )
        .where(Review.listing_id == sa.bindparam("listing_id", type_=Key))
        .order_by(Review.created_at.desc(), Review.id.desc())
        .limit(sa.bindparam("most", type_=sa.Integer))
    )


_NEWEST = _newest()
