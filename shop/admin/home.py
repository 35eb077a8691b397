"""The work queue: what waits for a decision, how long, and where."""

from __future__ import annotations

from flask import Response

from shop.admin import queues
from shop.admin.desk import bp
from shop.core import clock, http


@bp.get("/")
def home() -> Response:
    """Show what waits, oldest first."""
    with http.reading() as db:
        return http.page(
            "admin/home.html",
            tasks=queues.tasks(db, http.principal()),
            now=clock.now(db),
        )
