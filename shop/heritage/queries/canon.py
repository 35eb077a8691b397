"""What the canon says about a listing, asked with the facts of the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.heritage.models import (
    Form,
    Motif,
    MotifConsultation,
    MotifPermission,
    PermissionKind,
)
from shop.heritage.policy import Block, Standing, publishing_blocks


def blocks(
    db: Session, *, motif_ids: Sequence[str], form_id: str, artisan_id: int, has_attribution: bool
) -> list[Block]:
    """Return every reason of the canon against publishing such a listing today.

    :param motif_ids: Motifs of the listing, in its order. Unknown ids are ignored.
    :param has_attribution: The listing credits creator, community or brand in words.
    """
    motifs = {
        motif.id: motif for motif in db.scalars(sa.select(Motif).where(Motif.id.in_(motif_ids)))
    }
    return publishing_blocks(
        [motifs[motif_id] for motif_id in motif_ids if motif_id in motifs],
        form_use=db.scalar(sa.select(Form.use).where(Form.id == form_id)) or "",
        has_attribution=has_attribution,
        standing=standing(db, artisan_id, motif_ids, form_id=form_id),
    )


def standing(db: Session, artisan_id: int, motif_ids: Iterable[str], *, form_id: str) -> Standing:
    """Return what ``artisan_id`` has shown for these motifs on this form, as of today.

    What was given to another artisan, or for another form, is not among it.
    """
    wanted = list(motif_ids)
    held = db.execute(
        sa.select(MotifPermission.motif_id, MotifPermission.kind).where(
            MotifPermission.artisan_id == artisan_id,
            MotifPermission.motif_id.in_(wanted),
            sa.or_(MotifPermission.form_id.is_(None), MotifPermission.form_id == form_id),
            MotifPermission.revoked_at.is_(None),
            sa.or_(
                MotifPermission.valid_until.is_(None),
                MotifPermission.valid_until >= clock.today(db),
            ),
        )
    ).all()
    return Standing(
        permitted=frozenset(motif_id for motif_id, _kind in held),
        customary=frozenset(
            motif_id for motif_id, kind in held if kind == PermissionKind.CUSTOMARY
        ),
        consulted=_consulted(db, artisan_id, wanted, form_id),
        owned=frozenset(
            db.scalars(
                sa.select(Motif.id).where(
                    Motif.id.in_(wanted), Motif.owner_artisan_id == artisan_id
                )
            )
        ),
    )


def _consulted(db: Session, artisan_id: int, motif_ids: list[str], form_id: str) -> frozenset[str]:
    """Return the motifs whose community agreed when this artisan last asked for this form."""
    rows = db.execute(
        sa.select(MotifConsultation.motif_id, MotifConsultation.decision)
        .where(
            MotifConsultation.artisan_id == artisan_id,
            MotifConsultation.motif_id.in_(motif_ids),
            sa.or_(MotifConsultation.form_id.is_(None), MotifConsultation.form_id == form_id),
        )
        .order_by(MotifConsultation.on, MotifConsultation.id)
    )
    latest = {motif_id: decision for motif_id, decision in rows}  # noqa: C416
    return frozenset(motif_id for motif_id, decision in latest.items() if decision != "refused")
