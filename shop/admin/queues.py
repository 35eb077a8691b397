"""What waits for staff, as far as the person may deal with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.catalog.queries import open_conflicts, versions
from shop.core.i18n import Lazy, lazy_gettext, ngettext
from shop.core.letters import Letter
from shop.core.outbox import OutboxRow
from shop.core.permissions import Principal, Right
from shop.payments import queries as payments
from shop.payments.models import RefundState


@dataclass(frozen=True)
class Task:
    """One thing to decide: what, about whom, since when, and the page for it."""

    kind: Lazy
    title: str
    about: str
    since: dt.datetime
    endpoint: str
    values: dict[str, Any]


def tasks(db: Session, principal: Principal) -> list[Task]:
    """Return what waits, oldest first."""
    found: list[Task] = []
    if principal.may(Right.LISTINGS_REVIEW):
        found += _listings(db)
        found += _tightened(db)
    if principal.may(Right.PAYMENTS_CONFIRM):
        found += _transfers(db)
        found += _transfers_without_slip(db)
        found += _refunds(db)
    if principal.may(Right.OPERATIONS_READ):
        found += _stuck(db)
    return sorted(found, key=lambda task: task.since)


def _listings(db: Session) -> list[Task]:
    """Return new listings, and changes of listings that were published before."""
    return [
        Task(
            lazy_gettext("Review changes of a listing")
            if row.is_change
            else lazy_gettext("Review a new listing"),
            row.title_id,
            row.artisan_name,
            row.submitted_at,
            "admin.listing",
            {"listing": row.public_id},
        )
        for row in versions.waiting(db)
    ]


def _tightened(db: Session) -> list[Task]:
    """Return live listings that break a rule which became stricter."""
    return [
        Task(
            lazy_gettext("A motif is not free any more"),
            conflict.title_id,
            conflict.artisan_name,
            conflict.since,
            "admin.conflicts",
            {"_anchor": f"conflict-{conflict.id}"},
        )
        for conflict in open_conflicts(db, artisan_ids=None)
    ]


def _transfers(db: Session) -> list[Task]:
    waiting = [
        (transfer, max(proof.sent_at for proof in transfer.proofs))
        for transfer in payments.transfers_to_check(db)
        if any(proof.state == "sent" for proof in transfer.proofs)
    ]
    return [
        Task(
            lazy_gettext("Check a transfer"),
            transfer.number,
            transfer.bank,
            since,
            "admin.transfers",
            {},
        )
        for transfer, since in waiting
    ]


def _transfers_without_slip(db: Session) -> list[Task]:
    count, since = payments.transfers_without_slip(db)
    if since is None:
        return []
    title = ngettext("%(num)s transfer", "%(num)s transfers", count)
    kind = lazy_gettext("Look for transfers without a slip")
    return [Task(kind, title, "", since, "admin.transfers", {})]


def _refunds(db: Session) -> list[Task]:
    return [
        Task(
            lazy_gettext("Try a refund again")
            if work.state == RefundState.FAILED
            else lazy_gettext("Pay a refund back"),
            work.number,
            work.email,
            work.created_at,
            "admin.refunds",
            {},
        )
        for work in payments.refunds_to_do(db)
    ]


def _stuck(db: Session) -> list[Task]:
    parked = [
        (lazy_gettext("An event keeps failing"), OutboxRow.event, OutboxRow.parked_at),
        (lazy_gettext("A letter keeps failing"), Letter.subject, Letter.parked_at),
    ]
    return [
        Task(kind, title, "", since, "admin.health", {})
        for kind, name, parked_at in parked
        for title, since in db.execute(
            sa.select(name, parked_at).where(parked_at.is_not(None)).limit(20)
        )
        if since is not None
    ]
