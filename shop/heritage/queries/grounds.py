"""Which cloth can be batik, asked with the facts of the database."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.heritage.models import Fabric, Motif, Technique
from shop.heritage.policy import Block, is_batik, needs_evidence, woven_blocks


def is_batik_cloth(
    db: Session,
    *,
    technique_id: str,
    fabric_id: str,
    form_id: str,
    motif_ids: Sequence[str],
    hot_wax_evidence: bool,
) -> bool:
    """Tell whether such a cloth is batik.

    :param hot_wax_evidence: A reviewer has seen evidence of hot wax.
    """
    return is_batik(
        db.get_one(Technique, technique_id),
        hot_wax_evidence=hot_wax_evidence,
        excludes_wax=bool(_woven(db, fabric_id, form_id, motif_ids)),
    )


def ground_blocks(
    db: Session,
    *,
    technique_id: str,
    fabric_id: str,
    form_id: str,
    motif_ids: Sequence[str],
) -> list[Block]:
    """Return why this technique cannot be right for such a cloth; empty when it can."""
    if not needs_evidence(db.get_one(Technique, technique_id)):
        return []
    return _woven(db, fabric_id, form_id, motif_ids)


def _woven(db: Session, fabric_id: str, form_id: str, motif_ids: Sequence[str]) -> list[Block]:
    motifs = {row.id: row for row in db.scalars(sa.select(Motif).where(Motif.id.in_(motif_ids)))}
    return woven_blocks(
        db.get_one(Fabric, fabric_id),
        form_id,
        [motifs[motif_id] for motif_id in motif_ids if motif_id in motifs],
    )
