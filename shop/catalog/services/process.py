"""How a cloth came about, step by step: the best trust a maker can give."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.commands import AddProcessEntry, RemoveProcessEntry
from shop.catalog.models import ProcessEntry
from shop.catalog.services.access import note_change, own
from shop.core.errors import Invalid, NotFound
from shop.core.permissions import Principal
from shop.heritage.models import ProcessStep


def add_process_entry(
    db: Session, command: AddProcessEntry, *, actor: Principal, picture_id: int | None = None
) -> ProcessEntry:
    """Add a step to an own listing's process.

    :param picture_id: A picture of the step that was received in the same transaction.
    :raises NotFound: the listing is not the actor's.
    :raises Invalid: there is no such step.
    """
    listing = own(db, command.listing, actor=actor)
    if db.get(ProcessStep, command.step_id) is None:
        raise Invalid(field="step_id")
    last = db.scalar(
        sa.select(sa.func.max(ProcessEntry.position)).where(ProcessEntry.listing_id == listing.id)
    )
    entry = ProcessEntry(
        listing_id=listing.id,
        step_id=command.step_id,
        on=command.on,
        note_id=command.note_id,
        note_en=command.note_en,
        picture_id=picture_id,
        position=0 if last is None else last + 1,
    )
    db.add(entry)
    db.flush()
    note_change(db, listing)
    return entry


def remove_process_entry(db: Session, command: RemoveProcessEntry, *, actor: Principal) -> None:
    """Take a step of an own listing away again.

    :raises NotFound: the listing is not the actor's, or it has no such step.
    """
    listing = own(db, command.listing, actor=actor)
    entry = db.scalar(
        sa.select(ProcessEntry).where(
            ProcessEntry.listing_id == listing.id, ProcessEntry.position == command.position
        )
    )
    if entry is None:
        raise NotFound
    db.delete(entry)
    note_change(db, listing)
