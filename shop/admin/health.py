"""Queues, jobs and what keeps failing, with a way to try again."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from shop.admin.desk import bp
from shop.core import audit, http, relay, worker
from shop.core.errors import NotFound
from shop.core.jobs import JobRow
from shop.core.letters import Letter
from shop.core.outbox import OutboxRow
from shop.core.permissions import Right
from shop.core.runtime import runtime


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
        events = db.execute(
            sa.select(OutboxRow.public_id, OutboxRow.event, OutboxRow.at, OutboxRow.last_error)
            .where(OutboxRow.parked_at.is_not(None))
            .order_by(OutboxRow.id)
        ).all()
        letters = db.execute(
            sa.select(Letter.subject, Letter.created_at, Letter.last_error)
            .where(Letter.parked_at.is_not(None))
            .order_by(Letter.id)
        ).all()
    return http.page(
        "admin/health.html",
        waiting=worker.pending(runtime()),
        jobs=[tuple(row) for row in jobs],
        events=[tuple(row) for row in events],
        letters=[tuple(row) for row in letters],
    )


@bp.post("/health/retry")
def retry() -> BaseResponse:
    """Let a parked event try again."""
    http.need(Right.OPERATIONS_READ)
    event = request.form.get("event", "")
    with http.transaction() as db:
        if not relay.retry(db, event):
            raise NotFound
        audit.record(db, "outbox.retried", subject=event, actor=http.principal())
    return http.see_other("admin.health")
