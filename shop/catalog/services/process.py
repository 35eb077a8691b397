"""How a cloth came about, step by step: the best trust a maker can give."""

from __future__ import annotations

from sqlalchemy.orm import Session

from shop.catalog.commands import AddProcessEntry, RemoveProcessEntry
from shop.catalog.document import DocumentStep
from shop.catalog.models import Listing
from shop.catalog.queries import versions
from shop.catalog.services.access import own
from shop.catalog.services.versions import save
from shop.core.errors import Invalid, NotFound, Stale
from shop.core.permissions import Principal
from shop.core.pictures import Picture
from shop.heritage.models import ProcessStep

#: As many as a document holds.
MOST_STEPS = 200


def add_process_entry(
    db: Session, command: AddProcessEntry, *, actor: Principal, picture_id: int | None = None
) -> Listing:
    """Add a step to an own listing's process.

    Of a listing that was published before it waits for review with the open version.

    :param picture_id: A picture of the step that was received in the same transaction.
    :raises NotFound: the listing is not the actor's.
    :raises Invalid: there is no such step, or the listing has too many.
    """
    listing = own(db, command.listing, actor=actor)
    document = versions.working(db, listing)
    if db.get(ProcessStep, command.step_id) is None or len(document.steps) >= MOST_STEPS:
        raise Invalid(field="step_id")
    added = DocumentStep(
        step_id=command.step_id,
        on=command.on,
        note_id=command.note_id,
        note_en=command.note_en,
        picture="" if picture_id is None else db.get_one(Picture, picture_id).public_id,
    )
    changed = document.model_copy(update={"steps": (*document.steps, added)})
    save(db, listing, changed, actor=actor)
    return listing


def remove_process_entry(db: Session, command: RemoveProcessEntry, *, actor: Principal) -> None:
    """Take a step of an own listing away again.

    :raises NotFound: the listing is not the actor's, or it has no such step.
    :raises Stale: the steps are not those that were shown.
    """
    listing = own(db, command.listing, actor=actor)
    document = versions.working(db, listing)
    if document.steps_digest != command.steps:
        raise Stale
    if command.position >= len(document.steps):
        raise NotFound
    kept = tuple(
        step for position, step in enumerate(document.steps) if position != command.position
    )
    save(db, listing, document.model_copy(update={"steps": kept}), actor=actor)
