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
    """Hide the mailbox where a stranger could read other people's e-mails.

    :raises NotFound: in production, with a mail server, and inside a host application that has
        not asked for it: its settings may have forgotten ``SHOP_ENV``.
    """
    shop = runtime()
    is_wanted = shop.is_standalone or shop.settings.dev_mailbox
    if shop.settings.is_production or shop.settings.smtp_url or not is_wanted:
        raise NotFound


FACE = Face(bp, guard=http.public, private=True)
