"""The audit log: every change of money or rights, for those who watch over the shop."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.admin import words
from shop.admin.desk import bp
from shop.core import http
from shop.core.audit import AuditEntry
from shop.core.permissions import Right

PAGE = 50


@dataclass(frozen=True)
class Entry:
    """One decision as the log shows it. ``before`` and ``after`` are ``name: value`` lines."""

    id: int
    at: dt.datetime
    who: str
    action: str
    subject: str
    reason: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    request_id: str


@bp.get("/audit")
def audit() -> Response:
    """Show the log, newest first: all of it, of one kind, or about one thing."""
    http.need(Right.OPERATIONS_READ)
    action = request.args.get("action", "")[:80]
    wanted = request.args.get("q", "").strip()[:120]
    with http.reading() as db:
        rows = entries(db, action=action, wanted=wanted, before=_before())
        actions = db.scalars(sa.select(AuditEntry.action).distinct()).all()
    return http.page(
        "admin/audit.html",
        rows=rows,
        actions=sorted((words.say(words.ACTIONS, name), name) for name in actions),
        action=action,
        wanted=wanted,
        older=rows[-1].id if len(rows) == PAGE else 0,
    )


def _before() -> int:
    text = request.args.get("before", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0  # noqa: PLR2004


def entries(
    db: Session, *, action: str = "", wanted: str = "", before: int = 0, limit: int = PAGE
) -> list[Entry]:
    """Return log entries, newest first. One statement.

    :param wanted: The subject, or the e-mail of who acted.
    :param before: Only entries older than the one of this id.
    """
    statement = (
        sa.select(AuditEntry, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.account_id)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    if action:
        statement = statement.where(AuditEntry.action == action)
    if wanted:
        statement = statement.where(
            sa.or_(AuditEntry.subject == wanted, Account.email == wanted.lower())
        )
    if before:
        statement = statement.where(AuditEntry.id < before)
    return [_entry(row, name) for row, name in db.execute(statement)]


def _entry(row: AuditEntry, name: str | None) -> Entry:
    return Entry(
        id=row.id,
        at=row.at,
        who=name or words.say(words.ACTORS, row.actor),
        action=words.say(words.ACTIONS, row.action),
        subject=row.subject,
        reason=words.say(words.REASONS, row.reason),
        before=_lines(row.before),
        after=_lines(row.after),
        request_id=row.request_id,
    )


def names(db: Session, labels: Iterable[str]) -> dict[str, str]:
    """Return what to call those who acted, by the label that a history keeps of them."""
    wanted = set(labels)
    rows = db.execute(
        sa.select(Account.public_id, Account.name).where(Account.public_id.in_(wanted))
    )
    known = {label: name for label, name in rows if name}
    return {label: known.get(label) or words.say(words.ACTORS, label) for label in wanted}


def _lines(facts: dict[str, Any]) -> tuple[str, ...]:
    """Write small facts as lines; what is long is cut, the table keeps it whole."""
    return tuple(f"{name}: {_short(value)}" for name, value in facts.items())


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else f"{text[:160]}…"  # noqa: PLR2004
