"""Letters that were not mailed: a page to read them, in development without a mail server only."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response

from shop.core import http
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.letters import Letter
from shop.core.runtime import runtime

bp = Blueprint("letters", __name__, url_prefix="/letters")


@bp.get("/")
def letters() -> Response:
    """List the latest letters."""
    _only_in_development()
    with http.reading() as db:
        rows = db.execute(
            sa.select(
                Letter.id, Letter.subject, Letter.recipient, Letter.created_at, Letter.sent_at
            )
            .order_by(Letter.id.desc())
            .limit(100)
        ).all()
    return http.page("storefront/letters.html", rows=[tuple(row) for row in rows])


@bp.get("/<int:number>")
def letter(number: int) -> Response:
    """Show a letter as a mail program would, shut off from the shop."""
    _only_in_development()
    with http.reading() as db:
        found = db.get(Letter, number) if number < 2**31 else None
    if found is None:
        raise NotFound
    response = Response(found.html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-top-navigation-by-user-activation"
    )
    return response


def _only_in_development() -> None:
    settings = runtime().settings
    if settings.is_production or settings.smtp_url:
        raise NotFound


FACE = Face(bp, guard=http.public, private=True)
