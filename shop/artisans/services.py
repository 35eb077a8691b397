"""What people do with a workshop."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import sqlalchemy as sa
from pydantic import BeforeValidator
from sqlalchemy.orm import Session

from shop.artisans.errors import VacationBackwards, VacationTooLong
from shop.artisans.events import ArtisanEdited, ArtisanStatusChanged
from shop.artisans.models import Artisan, ArtisanStatus
from shop.core import audit, outbox
from shop.core.command import Command, LongText, Note, OptionalText, Reason
from shop.core.db import changed_rows
from shop.core.errors import NotFound, Stale
from shop.core.permissions import Principal

LONGEST_VACATION_DAYS = 180

#: Where a workshop may go from where it is.
MOVES: dict[ArtisanStatus, frozenset[ArtisanStatus]] = {
    ArtisanStatus.INVITED: frozenset({ArtisanStatus.ACTIVE, ArtisanStatus.SUSPENDED}),
    ArtisanStatus.ACTIVE: frozenset({ArtisanStatus.SUSPENDED}),
    ArtisanStatus.SUSPENDED: frozenset({ArtisanStatus.ACTIVE}),
}


#: A day as date fields post it; empty: none.
OptionalDay = Annotated[dt.date | None, BeforeValidator(lambda value: value or None)]


class SetVacation(Command):
    """When a workshop is away, both days included; both empty: it is not."""

    vacation_from: OptionalDay = None
    vacation_until: OptionalDay = None
    vacation_note_id: Note = ""
    vacation_note_en: Note = ""


class EditProfile(Command):
    """What a workshop says about itself."""

    tagline_id: OptionalText = ""
    tagline_en: OptionalText = ""
    speciality_id: OptionalText = ""
    speciality_en: OptionalText = ""
    story_id: LongText = ""
    story_en: LongText = ""


class ChangeStatus(Command):
    """Staff let a workshop in or keep it from selling."""

    status: ArtisanStatus
    reason: Reason


def set_vacation(db: Session, artisan_id: int, command: SetVacation) -> None:
    """Announce a vacation, or take it back. Promised dates follow at once.

    :param artisan_id: A business of the acting person.
    :raises VacationBackwards: one day is missing, or the last is before the first.
    :raises VacationTooLong: more than 180 days.
    """
    first, last = command.vacation_from, command.vacation_until
    if (first is None) != (last is None) or (first and last and last < first):
        raise VacationBackwards
    if first and last and (last - first).days >= LONGEST_VACATION_DAYS:
        raise VacationTooLong
    artisan = _artisan(db, artisan_id)
    for name, value in command.model_dump().items():
        setattr(artisan, name, value)


def edit_profile(db: Session, artisan_id: int, command: EditProfile) -> None:
    """Change what a workshop says about itself.

    :param artisan_id: A business of the acting person.
    """
    artisan = _artisan(db, artisan_id)
    for name, value in command.model_dump().items():
        setattr(artisan, name, value)
    outbox.emit(db, ArtisanEdited(artisan_id=artisan.id))


def change_status(db: Session, slug: str, command: ChangeStatus, *, actor: Principal) -> None:
    """Move a workshop along ``MOVES``; its listings appear and vanish with it.

    :raises NotFound: no such workshop.
    :raises Stale: it is not in a state from which this is possible.
    """
    artisan = db.scalar(sa.select(Artisan).where(Artisan.slug == slug))
    if artisan is None:
        raise NotFound
    before = ArtisanStatus(artisan.status)
    if command.status not in MOVES[before] or not changed_rows(
        db,
        sa.update(Artisan)
        .where(Artisan.id == artisan.id, Artisan.status == before)
        .values(status=command.status),
    ):
        raise Stale
    audit.record(
        db,
        "artisans.status_changed",
        subject=slug,
        actor=actor,
        reason=command.reason,
        before={"status": before},
        after={"status": command.status},
    )
    outbox.emit(db, ArtisanStatusChanged(artisan_id=artisan.id, status=command.status))


def _artisan(db: Session, artisan_id: int) -> Artisan:
    artisan = db.get(Artisan, artisan_id)
    if artisan is None:
        raise NotFound
    return artisan
