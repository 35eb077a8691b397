"""Small things that several pages of the studio show."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.studio.desk import artisan_ids


@dataclass(frozen=True)
class Business:
    """A business of the person, whatever its state."""

    slug: str
    name: str
    status: str


def businesses(db: Session) -> list[Business]:
    """Return the person's businesses by name, suspended ones included."""
    rows = db.execute(
        sa.select(Artisan.slug, Artisan.name, Artisan.status)
        .where(Artisan.id.in_(artisan_ids()))
        .order_by(Artisan.name, Artisan.id)
    )
    return [Business(*row) for row in rows]
