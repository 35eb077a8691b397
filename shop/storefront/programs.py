"""The coaching programmes: what they are, what graduating means, who finished."""

from __future__ import annotations

from flask import Blueprint, Response

from shop.core import http
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.i18n import gettext as _
from shop.core.i18n import pick
from shop.programs import queries
from shop.programs.queries import ProgramPage
from shop.storefront.structured import breadcrumbs, linked_data

bp = Blueprint("programs", __name__, url_prefix="/program")


@bp.get("/")
def index() -> Response:
    """Show every programme."""
    with http.reading() as db:
        cards = queries.program_cards(db)
    return http.page(
        "storefront/programs.html", programs=cards, linked_data=linked_data(breadcrumbs(_way()))
    )


@bp.get("/<slug>")
def program(slug: str) -> Response:
    """Show a programme with its cohorts and graduates.

    :raises NotFound: there is none of that name.
    """
    with http.reading() as db:
        found = queries.program(db, slug)
    if found is None:
        raise NotFound
    return http.page(
        "storefront/program.html",
        program=found,
        linked_data=linked_data(breadcrumbs(_way(found))),
    )


def _way(found: ProgramPage | None = None) -> list[tuple[str, str]]:
    steps = [
        (_("Home"), http.url("home.home", external=True)),
        (_("Programmes"), http.url("programs.index", external=True)),
    ]
    if found:
        name, _fallback = pick(id=found.name_id, en=found.name_en)
        steps.append((name, http.url("programs.program", slug=found.slug, external=True)))
    return steps


FACE = Face(bp, guard=http.public, private=False)
