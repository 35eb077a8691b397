"""What staff do with the registry. Every change of a right to a motif leaves an audit entry."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import sqlalchemy as sa
from pydantic import Field
from sqlalchemy.orm import Session

from shop.core import audit, clock, outbox
from shop.core.command import Command, Integer, LongText, Note, OptionalText, Slug, Text
from shop.core.db import changed_rows
from shop.core.errors import Invalid, NotFound
from shop.core.permissions import Principal
from shop.heritage import citations
from shop.heritage.errors import (
    AlreadyRevoked,
    MeaningNeedsSource,
    NeedsWriting,
    OnlyBrandsHaveOwners,
)
from shop.heritage.events import MotifEdited, StandingChanged
from shop.heritage.models import (
    CulturalStatus,
    Form,
    MeaningStatus,
    Motif,
    MotifConsultation,
    MotifPermission,
    PermissionKind,
)
from shop.heritage.policy import BRAND


class RecordPermission(Command):
    """A holder allows an artisan to use a motif, or the artisan proved to be the holder.

    ``form_id`` None: for every form of cloth.
    """

    motif_id: Slug
    artisan_id: int
    form_id: Slug | None = None
    kind: PermissionKind
    granted_by: Text
    document_note: Note = ""
    valid_until: dt.date | None = None


class RecordConsultation(Command):
    """An artisan asked a person who may speak for a community.

    ``form_id`` None: for every form of cloth.
    """

    motif_id: Slug
    artisan_id: int
    form_id: Slug | None = None
    who: Annotated[Text, Field(max_length=120)]
    role: Annotated[Text, Field(max_length=120)]
    on: dt.date
    decision: Literal["agreed", "agreed_with_conditions", "refused"]
    note: Note = ""


class CompleteConsultation(Command):
    """Say whose talk it was that was recorded before artisans were named."""

    motif_id: Slug
    consultation_id: Integer
    artisan_id: int
    form_id: Slug | None = None


class EditMotif(Command):
    """What staff may write about a motif. Empty meaning: unknown.

    ``meaning_sources`` are lines: a citation that the motif has already keeps its structure.
    ``owner_artisan_id`` is the business that owns a brand; None: not recorded.
    """

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
    editor_note_id: Note = ""
    editor_note_en: Note = ""
    rights_note_id: Note = ""
    rights_note_en: Note = ""
    owner_artisan_id: int | None = None
    #: Name of a cultural reviewer who has checked all this; empty: still pending.
    reviewed_by: Annotated[OptionalText, Field(max_length=120)] = ""


def record_permission(
    db: Session, command: RecordPermission, *, actor: Principal
) -> MotifPermission:
    """Record a permission.

    :raises NotFound: no such motif.
    :raises Invalid: no such form.
    :raises NeedsWriting: a customary permission without its document.
    """
    _motif(db, command.motif_id)
    _check_form(db, command.form_id)
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
    outbox.emit(db, StandingChanged(motif_id=command.motif_id))
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
    outbox.emit(db, StandingChanged(motif_id=permission.motif_id))


def record_consultation(
    db: Session, command: RecordConsultation, *, actor: Principal
) -> MotifConsultation:
    """Record an artisan's talk with a community. The artisan's latest one counts.

    :raises NotFound: no such motif.
    :raises Invalid: no such form.
    """
    _motif(db, command.motif_id)
    _check_form(db, command.form_id)
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
    outbox.emit(db, StandingChanged(motif_id=command.motif_id))
    return consultation


def complete_consultation(db: Session, command: CompleteConsultation, *, actor: Principal) -> None:
    """Say whose talk it was that was recorded without an artisan. It frees that artisan from now on.

    :raises NotFound: no such talk, or it names its artisan already.
    :raises Invalid: no such form.
    """
    _check_form(db, command.form_id)
    completed = sa.update(MotifConsultation).where(
        MotifConsultation.id == command.consultation_id,
        MotifConsultation.motif_id == command.motif_id,
        MotifConsultation.artisan_id.is_(None),
    )
    if not changed_rows(
        db, completed.values(artisan_id=command.artisan_id, form_id=command.form_id)
    ):
        raise NotFound
    audit.record(
        db,
        "heritage.consultation_completed",
        subject=command.motif_id,
        actor=actor,
        after=command.model_dump(mode="json"),
    )
    outbox.emit(db, StandingChanged(motif_id=command.motif_id))


def edit_motif(db: Session, command: EditMotif, *, actor: Principal) -> Motif:
    """Write what staff know better than the seed, which will leave this motif alone from now on.

    A meaning from general knowledge may stay as it is, hidden from readers, until it has a source
    or a reviewer signs it.

    :raises NotFound: no such motif.
    :raises MeaningNeedsSource: a new meaning without a source and without a reviewer.
    :raises OnlyBrandsHaveOwners: an owner of what is no brand.
    """
    motif = _motif(db, command.motif_id)
    _check_meaning(motif, command)
    if command.owner_artisan_id is not None and motif.kind != BRAND:
        raise OnlyBrandsHaveOwners
    after = _columns(motif, command)
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


def _check_meaning(motif: Motif, command: EditMotif) -> None:
    """Refuse a meaning without source or sign-off, unless it is the stored, hidden one.

    :raises MeaningNeedsSource: see above.
    """
    if not command.meaning_id or command.meaning_sources or command.reviewed_by:
        return
    is_unchanged = (command.meaning_id, command.meaning_en) == (
        motif.meaning_id,
        motif.meaning_en or "",
    )
    if not (is_unchanged and motif.meaning_status == MeaningStatus.GENERAL_KNOWLEDGE):
        raise MeaningNeedsSource


def _meaning_status(command: EditMotif) -> MeaningStatus:
    if not command.meaning_id:
        return MeaningStatus.NEEDS_INPUT
    is_sourced = bool(command.meaning_sources)
    return MeaningStatus.SOURCED if is_sourced else MeaningStatus.GENERAL_KNOWLEDGE


def _columns(motif: Motif, command: EditMotif) -> dict[str, object]:
    known = citations.read([*motif.meaning_sources, *motif.sources])
    return {
        "name_id": command.name_id,
        "name_en": command.name_en,
        "meaning_id": command.meaning_id or None,
        "meaning_en": (command.meaning_en or None) if command.meaning_id else None,
        "meaning_status": _meaning_status(command).value,
        "meaning_sources": (
            citations.merged(command.meaning_sources, known) if command.meaning_id else []
        ),
        "cultural_status": command.cultural_status.value,
        "pakem_note_id": command.pakem_note_id or None,
        "pakem_note_en": command.pakem_note_en or None,
        "rights_holder": command.rights_holder,
        "editor_note_id": command.editor_note_id,
        "editor_note_en": command.editor_note_en,
        "rights_note_id": command.rights_note_id,
        "rights_note_en": command.rights_note_en,
        "owner_artisan_id": command.owner_artisan_id,
    }


def _check_form(db: Session, form_id: str | None) -> None:
    """Refuse a form that the craft does not know.

    :raises Invalid: naming the field.
    """
    if form_id is not None and db.get(Form, form_id) is None:
        raise Invalid(field="form_id")


def _motif(db: Session, motif_id: str) -> Motif:
    motif = db.get(Motif, motif_id)
    if motif is None:
        raise NotFound
    return motif
