"""What is to be done today."""

from __future__ import annotations

from flask import Response

from shop.aftersales import desks
from shop.catalog.queries.editing import desk_counts
from shop.core import http
from shop.shipping.queries import local_today
from shop.studio.desk import artisan_ids, bp
from shop.studio.pages import businesses


@bp.get("/")
def home() -> Response:
    """Show today's tasks first, then where everything stands."""
    mine = artisan_ids()
    with http.reading() as db:
        due = desks.parts(db, artisan_ids=mine, states=desks.OPEN_STATES, limit=20)
        return http.page(
            "studio/home.html",
            due=due,
            today=local_today(db),
            orders=desks.counts(db, artisan_ids=mine),
            listings=desk_counts(db, artisan_ids=mine),
            businesses=businesses(db),
        )


@bp.get("/more")
def more() -> Response:
    """Show what is not needed every day."""
    with http.reading() as db:
        return http.page("studio/more.html", businesses=businesses(db))
