"""Find live listings that break a rule which became stricter, and let staff decide about them.

A listing stays as it is until then: what is already sold or in a cart is not touched by a rule.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog import policy
from shop.catalog.commands import KeepInSpiteOfRule
from shop.catalog.events import (
    CanonConflictFound,
    ListingChanged,
    ListingPublished,
    ListingWithdrawn,
)
from shop.catalog.models import CanonConflict, Listing, ListingMotif, ListingStatus
from shop.core import audit, clock, outbox
from shop.core.db import changed_rows, insert_new
from shop.core.errors import NotFound
from shop.core.permissions import Principal
from shop.core.relay import Subscriber, Subscriptions
from shop.heritage.events import CraftChanged, MotifEdited, StandingChanged
from shop.heritage.models import MotifPermission
from shop.heritage.queries import blocks


@dataclass(frozen=True)
class Carrier:
    """A motif on a listing, with what the rules ask about it."""

    listing_id: int
    motif_id: str
    artisan_id: int
    form_id: str
    has_attribution: bool
    is_live: bool


#: How long after its last day a permission is looked at; every run of the job is within it.
RECENTLY = dt.timedelta(days=7)


def check_motifs(db: Session, motif_ids: Sequence[str]) -> int:
    """Compare every live listing that carries one of these motifs with today's rules.

    :returns: How many listings wait for a decision that did not before.
    """
    return _settle(db, _carriers(db, ListingMotif.motif_id.in_(motif_ids)))


def check_expired(db: Session) -> int:
    """Compare the listings of motifs of which a permission ended: no event says that a day passed.

    :returns: How many listings wait for a decision that did not before.
    """
    today = clock.today(db)
    ended = db.scalars(
        sa.select(MotifPermission.motif_id)
        .where(
            MotifPermission.valid_until < today,
            MotifPermission.valid_until >= today - RECENTLY,
            MotifPermission.revoked_at.is_(None),
        )
        .distinct()
    ).all()
    return check_motifs(db, ended) if ended else 0


def check_listing(db: Session, listing_id: int) -> None:
    """Compare one listing with today's rules, also when it is not live or lost a motif."""
    carriers = _carriers(db, ListingMotif.listing_id == listing_id)
    _settle(db, carriers)
    on_it = [carrier.motif_id for carrier in carriers]
    _resolve(db, CanonConflict.listing_id == listing_id, CanonConflict.motif_id.not_in(on_it))


def keep(db: Session, command: KeepInSpiteOfRule, *, actor: Principal) -> None:
    """Let a listing stay in spite of a rule, with the reason. It is not asked about again.

    :raises NotFound: there is no undecided conflict of that number, or the actor may not review.
    """
    if not policy.may_review(actor):
        raise NotFound
    kept = sa.update(CanonConflict).where(
        CanonConflict.id == command.conflict, CanonConflict.decided_at.is_(None)
    )
    if not changed_rows(
        db,
        kept.values(
            decision="kept",
            decided_at=clock.now(db),
            reason=command.reason,
            account_id=actor.account_id,
        ),
    ):
        raise NotFound
    conflict = db.get_one(CanonConflict, command.conflict)
    listing = db.get_one(Listing, conflict.listing_id)
    audit.record(
        db,
        "listing.kept_in_spite_of_rule",
        subject=listing.public_id,
        actor=actor,
        reason=command.reason,
        after={"motif_id": conflict.motif_id, "code": conflict.code},
    )


def _carriers(db: Session, condition: sa.ColumnElement[bool]) -> list[Carrier]:
    rows = db.execute(
        sa.select(
            Listing.id,
            ListingMotif.motif_id,
            Listing.artisan_id,
            Listing.form_id,
            Listing.attribution_id != "",
            Listing.status == ListingStatus.PUBLISHED,
        )
        .join(Listing, Listing.id == ListingMotif.listing_id)
        .where(condition)
        .order_by(Listing.id, ListingMotif.id)
    )
    return [Carrier(*row) for row in rows]


def _settle(db: Session, carriers: Iterable[Carrier]) -> int:
    """Open a conflict where a rule is broken, and close those where none is any more.

    :returns: How many were opened.
    """
    opened = 0
    verdicts: dict[tuple[str, int, str, bool], str] = {}
    for carrier in carriers:
        code = _verdict(db, carrier, verdicts) if carrier.is_live else ""
        _resolve(
            db,
            CanonConflict.listing_id == carrier.listing_id,
            CanonConflict.motif_id == carrier.motif_id,
            CanonConflict.code != code,
        )
        if code and not _is_kept(db, carrier, code):
            opened += _open(db, carrier, code)
    return opened


def _verdict(db: Session, carrier: Carrier, known: dict[tuple[str, int, str, bool], str]) -> str:
    """Return the code of the rule that is broken, or nothing. Same question, same answer."""
    question = (carrier.motif_id, carrier.artisan_id, carrier.form_id, carrier.has_attribution)
    if question not in known:
        against = blocks(
            db,
            motif_ids=[carrier.motif_id],
            form_id=carrier.form_id,
            artisan_id=carrier.artisan_id,
            has_attribution=carrier.has_attribution,
        )
        known[question] = against[0].code if against else ""
    return known[question]


def _open(db: Session, carrier: Carrier, code: str) -> int:
    """Write a conflict unless it is there already; returns how many were written."""
    conflict_id = insert_new(
        db,
        CanonConflict,
        listing_id=carrier.listing_id,
        motif_id=carrier.motif_id,
        code=code,
        since=clock.now(db),
        reason="",
    )
    if conflict_id is None:
        return 0
    outbox.emit(db, CanonConflictFound(conflict_id=conflict_id))
    return 1


def _is_kept(db: Session, carrier: Carrier, code: str) -> bool:
    """Tell whether staff let this listing stay in spite of this very rule."""
    return (
        db.scalar(
            sa.select(CanonConflict.id)
            .where(
                CanonConflict.listing_id == carrier.listing_id,
                CanonConflict.motif_id == carrier.motif_id,
                CanonConflict.code == code,
                CanonConflict.decision == "kept",
            )
            .limit(1)
        )
        is not None
    )


def _resolve(db: Session, *conditions: sa.ColumnElement[bool]) -> None:
    changed_rows(
        db,
        sa.update(CanonConflict)
        .where(CanonConflict.decided_at.is_(None), *conditions)
        .values(decision="resolved", decided_at=clock.now(db)),
    )


# -- events --------------------------------------------------------------------------------------


def _on_motif(db: Session, event: MotifEdited | StandingChanged) -> None:
    check_motifs(db, [event.motif_id])


def _on_craft(db: Session, event: CraftChanged) -> None:
    if event.kind == "motif":
        check_motifs(db, event.keys)


def _on_listing(db: Session, event: ListingPublished | ListingChanged | ListingWithdrawn) -> None:
    check_listing(db, event.listing_id)


#: Event -> what is compared again; ``shop.subscriptions`` enters these into its table.
HEARS: Subscriptions = {
    event: (Subscriber("catalog.conflicts", handle),)
    for event, handle in (
        (MotifEdited, _on_motif),
        (StandingChanged, _on_motif),
        (CraftChanged, _on_craft),
        (ListingPublished, _on_listing),
        (ListingChanged, _on_listing),
        (ListingWithdrawn, _on_listing),
    )
}
