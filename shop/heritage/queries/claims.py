"""Names of the registry that an artisan may not claim: brands of others, motifs of other provinces."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.heritage.models import CulturalStatus, Misattribution, Motif
from shop.heritage.policy import BRAND


def brands_of_others(db: Session, artisan_id: int) -> tuple[str, ...]:
    """Return the names of workshops and groups in the registry that are not this artisan's."""
    return tuple(
        db.scalars(
            sa.select(Motif.name_id)
            .where(
                Motif.kind == BRAND,
                sa.or_(Motif.owner_artisan_id.is_(None), Motif.owner_artisan_id != artisan_id),
            )
            .order_by(Motif.name_id)
        )
    )


def names_not_from_here(db: Session, *, technique_id: str) -> tuple[str, ...]:
    """Return names that are often called motifs of East Kalimantan and are none.

    :param technique_id: Its own name is no claim: sasirangan is also a technique.
    """
    sacred = sa.select(Motif.id, Motif.name_id).where(
        Motif.cultural_status == CulturalStatus.NOT_KALTIM_SACRED
    )
    wrong = sa.select(Misattribution.id, Misattribution.name_id)
    rows = db.execute(sa.union_all(sacred, wrong)).all()
    return tuple(sorted(name for key, name in rows if key != technique_id))
