"""What staff do with the registry. Every change of a right to a motif leaves an audit entry."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.orm import Session

from shop.core import audit, clock, outbox
from shop.core.command import Command, LongText, Note, OptionalText, Slug, Text
from shop.core.db import changed_rows
from shop.core.errors import NotFound
from shop.core.permissions import Principal
from shop.heritage.errors import AlreadyRevoked, MeaningNeedsSource, NeedsWriting
from shop.heritage.events import MotifEdited
from shop.heritage.models import (
    CulturalStatus,
    MeaningStatus,
    Motif,
    MotifConsultation,
    MotifPermission,
    PermissionKind,
)


class RecordPermission(Command):
    """A holder allows an artisan to use a motif, or the artisan proved to be the holder."""

    motif_id: Slug
    artisan_id: int
    kind: PermissionKind
    granted_by: Text
    document_note: Note = ""
    valid_until: dt.date | None = None


class RecordConsultation(Command):
    """Somebody who may speak for a community was asked."""

    motif_id: Slug
    who: Annotated[Text, Field(max_length=120)]
    role: Annotated[Text, Field(max_length=120)]
    on: dt.date
    decision: Literal["agreed", "agreed_with_conditions", "refused"]
    note: Note = ""


class EditMotif(Command):
    """What staff may write about a motif. Empty meaning: unknown."""

    motif_id: Slug
    name_id: Annotated[Text, Field(max_length=80)]
    name_en: Annotated[Text, Field(max_length=80)]
    meaning_id: LongText = ""
    meaning_en: LongText = ""
    meaning_sources: Annotated[tuple[Text, ...], Field(max_length=20)] = ()
    cultural_status: CulturalStatus
    pakem_note_id: LongText = ""
    pakem_note_en: LongText = ""
    rights_holder: OptionalText = ""
    rights_note: Note = ""
    #: Name of a cultural reviewer who has checked all this; empty: still pending.
    reviewed_by: Annotated[OptionalText, Field(max_length=120)] = ""


def record_permission(
    db: Session, command: RecordPermission, *, actor: Principal
) -> MotifPermission:
    """Record a permission.

    :raises NotFound: no such motif.
    :raises NeedsWriting: a customary permission without its document.
    """
    _motif(db, command.motif_id)
    if command.kind == PermissionKind.CUSTOMARY and not command.document_note:
        raise NeedsWriting
    permission = MotifPermission(
        **command.model_dump(), created_at=clock.now(db), account_id=actor.account_id
    )
    db.add(permission)
    db.flush()
    audit.record(
        db,
        "heritage.permission_recorded",
        subject=command.motif_id,
        actor=actor,
        after=command.model_dump(mode="json"),
    )
    return permission


def revoke_permission(db: Session, permission_id: int, *, reason: str, actor: Principal) -> None:
    """Take a permission back. What was sold stays sold; nothing new is published under it.

    :raises NotFound: no such permission.
    :raises AlreadyRevoked: it was taken back before.
    """
    permission = db.get(MotifPermission, permission_id)
    if permission is None:
        raise NotFound
    revoked = sa.update(MotifPermission).where(
        MotifPermission.id == permission_id, MotifPermission.revoked_at.is_(None)
    )
    if not changed_rows(db, revoked.values(revoked_at=clock.now(db))):
        raise AlreadyRevoked
    audit.record(
        db,
        "heritage.permission_revoked",
        subject=permission.motif_id,
        actor=actor,
        reason=reason,
        before={"artisan_id": permission.artisan_id, "kind": permission.kind},
    )


def record_consultation(
    db: Session, command: RecordConsultation, *, actor: Principal
) -> MotifConsultation:
    """Record a talk with a community. The latest one counts.

    :raises NotFound: no such motif.
    """
    _motif(db, command.motif_id)
    consultation = MotifConsultation(
        **command.model_dump(), created_at=clock.now(db), account_id=actor.account_id
    )
    db.add(consultation)
    db.flush()
    audit.record(
        db,
        "heritage.consultation_recorded",
        subject=command.motif_id,
        actor=actor,
        after=command.model_dump(mode="json"),
    )
    return consultation


def edit_motif(db: Session, command: EditMotif, *, actor: Principal) -> Motif:
    """Write what staff know better than the seed, which will leave this motif alone from now on.

    :raises NotFound: no such motif.
    :raises MeaningNeedsSource: a meaning without anybody who says so.
    """
    motif = _motif(db, command.motif_id)
    if command.meaning_id and not command.meaning_sources:
        raise MeaningNeedsSource
    after = _columns(command)
    before = {name: getattr(motif, name) for name in after}
    for name, value in after.items():
        setattr(motif, name, value)
    now = clock.now(db)
    if command.reviewed_by and command.reviewed_by != motif.reviewed_by:
        motif.reviewed_at = now
    elif not command.reviewed_by:
        motif.reviewed_at = None
    motif.reviewed_by = command.reviewed_by or None
    motif.edited_at = now
    db.flush()
    audit.record(
        db,
        "heritage.motif_edited",
        subject=motif.id,
        actor=actor,
        before=before,
        after={**after, "reviewed_by": command.reviewed_by},
    )
    outbox.emit(db, MotifEdited(motif_id=motif.id))
    return motif


def _columns(command: EditMotif) -> dict[str, object]:
    return {
        "name_id": command.name_id,
        "name_en": command.name_en,
        "meaning_id": command.meaning_id or None,
        "meaning_en": (command.meaning_en or None) if command.meaning_id else None,
        "meaning_status": (
            MeaningStatus.SOURCED.value if command.meaning_id else MeaningStatus.NEEDS_INPUT.value
        ),
        "meaning_sources": list(command.meaning_sources) if command.meaning_id else [],
        "cultural_status": command.cultural_status.value,
        "pakem_note_id": command.pakem_note_id or None,
        "pakem_note_en": command.pakem_note_en or None,
        "rights_holder": command.rights_holder,
        "rights_note": command.rights_note,
    }


def _motif(db: Session, motif_id: str) -> Motif:
    motif = db.get(Motif, motif_id)
    if motif is None:
        raise NotFound
    return motif
