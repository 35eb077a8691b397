"""Queues, jobs and what keeps failing, with a way to try again; alarms about money."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

import sqlalchemy as sa
from flask import Response, request
from pydantic import BeforeValidator, Field
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.admin import words
from shop.admin.desk import bp
from shop.core import audit, clock, http, letters, relay, worker, workers
from shop.core.audit import AuditEntry
from shop.core.command import Command, clean_text
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.i18n import Lazy, lazy_gettext
from shop.core.jobs import JobRow
from shop.core.letters import Letter
from shop.core.outbox import OutboxRow
from shop.core.permissions import Right
from shop.core.runtime import runtime
from shop.payments import alarms, inbox
from shop.payments.models import InboxRow


class TryAgain(Command):
    """Let one thing that was parked try again. ``id`` is what the page calls it."""

    kind: Literal["event", "letter", "notice"]
    id: Annotated[str, BeforeValidator(clean_text), Field(min_length=1, max_length=400)]


@dataclass(frozen=True)
class Parked:
    """Something that was tried often enough and waits for a person. ``id`` names it in forms."""

    kind: str
    id: str
    title: str
    at: dt.datetime
    error: str


@dataclass(frozen=True)
class Alarm:
    """Something about money that no rule covers."""

    title: str
    subject: str
    at: dt.datetime
    facts: tuple[str, ...]


KINDS: dict[str, Lazy] = {
    "event": lazy_gettext("Event"),
    "letter": lazy_gettext("Letter"),
    "notice": lazy_gettext("Payment notice"),
}


@dataclass(frozen=True)
class WorkerSign:
    """The newest sign of life of any worker. ``at`` is ``None`` when there is no worker."""

    at: dt.datetime | None
    #: Whole seconds since then.
    seconds: int
    is_fresh: bool


@bp.get("/health")
def health() -> Response:
    """Show how the shop is doing."""
    http.need(Right.OPERATIONS_READ)
    with http.reading() as db:
        jobs = db.execute(
            sa.select(JobRow.name, JobRow.last_run_at, JobRow.due_at, JobRow.last_error).order_by(
                JobRow.name
            )
        ).all()
        parked = [*_events(db), *_letters(db), *_notices(db)]
        raised = _alarms(db)
        worker_sign = _worker_sign(db)
    return http.page(
        "admin/health.html",
        waiting=[
            (words.say(words.QUEUES, name), number)
            for name, number in worker.pending(runtime()).items()
        ],
        jobs=[tuple(row) for row in jobs],
        parked=parked,
        alarms=raised,
        worker=worker_sign,
        kinds=KINDS,
        saved=bool(request.args.get("saved")),
    )


def _worker_sign(db: Session) -> WorkerSign:
    at, now = workers.last_round(db), clock.now(db)
    age = max(now - at, dt.timedelta(0)) if at else dt.timedelta(0)
    return WorkerSign(at, int(age.total_seconds()), workers.is_fresh(at, now))


def _events(db: Session) -> list[Parked]:
    rows = db.scalars(sa.select(OutboxRow).where(OutboxRow.parked_at.is_not(None)).limit(100))
    return [Parked("event", row.public_id, row.event, row.at, row.last_error) for row in rows]


def _letters(db: Session) -> list[Parked]:
    rows = db.scalars(sa.select(Letter).where(Letter.parked_at.is_not(None)).limit(100))
    return [Parked("letter", row.fact, row.subject, row.created_at, row.last_error) for row in rows]


def _notices(db: Session) -> list[Parked]:
    rows = db.scalars(sa.select(InboxRow).where(InboxRow.parked_at.is_not(None)).limit(100))
    return [
        Parked(
            "notice",
            f"{row.provider}:{row.event_id}",
            f"{words.say(words.PROVIDERS, row.provider)}: {row.kind}",
            row.received_at,
            row.last_error,
        )
        for row in rows
    ]


def _alarms(db: Session) -> list[Alarm]:
    """Return the alarms of the last months, newest first."""
    rows = db.scalars(
        sa.select(AuditEntry)
        .where(AuditEntry.action.startswith(alarms.PREFIX))
        .order_by(AuditEntry.id.desc())
        .limit(50)
    )
    return [
        Alarm(
            words.say(words.ALARMS, row.action.removeprefix(alarms.PREFIX)),
            row.subject,
            row.at,
            tuple(f"{name}: {value}" for name, value in row.after.items()),
        )
        for row in rows
    ]


@bp.post("/health/retry")
def retry() -> BaseResponse:
    """Let what was parked try again."""
    http.need(Right.OPERATIONS_READ)
    form = Form.read(TryAgain, request.form)
    if form.errors:
        raise NotFound
    wanted = form.command.id
    action, service = _RETRY[form.command.kind]
    with http.transaction() as db:
        if not service(db, wanted):
            raise NotFound
        audit.record(db, action, subject=wanted[:120], actor=http.principal())
    return http.see_other("admin.health", saved=1)


def _retry_notice(db: Session, name: str) -> bool:
    provider, _colon, event_id = name.partition(":")
    return inbox.retry(db, provider, event_id)


_RETRY: dict[str, tuple[str, Callable[[Session, str], bool]]] = {
    "event": ("outbox.retried", relay.retry),
    "letter": ("letter.retried", letters.retry),
    "notice": ("inbox.retried", _retry_notice),
}
