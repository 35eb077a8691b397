"""Stories, and the information pages with every version that buyers agreed to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from shop.core import http
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.i18n import get_locale, pick
from shop.core.i18n import gettext as _
from shop.core.runtime import runtime
from shop.editorial import queries
from shop.editorial.markdown import placeholders, render
from shop.editorial.queries import Info, StoryPage
from shop.storefront import look
from shop.storefront.structured import breadcrumbs, linked_data

bp = Blueprint("editorial", __name__)


@bp.get("/story/")
def stories() -> Response:
    """Show the stories, newest first."""
    with http.reading() as db:
        cards = queries.stories(db)
    return http.page(
        "storefront/stories.html", stories=cards, linked_data=linked_data(breadcrumbs(_way()))
    )


@bp.get("/story/<slug>")
def story(slug: str) -> Response:
    """Show a story.

    :raises NotFound: there is none of that name, or it is not published.
    """
    with http.reading() as db:
        found = queries.story(db, slug)
    if found is None:
        raise NotFound
    body, is_fallback = pick(id=found.body_id, en=found.body_en)
    return http.page(
        "storefront/story.html",
        story=found,
        body=_rendered(body),
        is_fallback=is_fallback,
        largest=look.largest,
        origin=http.origin(),
        linked_data=linked_data(_article(found), breadcrumbs(_way(found))),
    )


@bp.get("/info/<name>")
def info(name: str) -> Response:
    """Show an information page, or the older version that ``version`` names.

    In the reader's language if it exists in it, else in the other one with a mark.

    :raises NotFound: there is no such page or version.
    """
    version = request.args.get("version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 7 else None  # noqa: PLR2004
    with http.reading() as db:
        found = _info(db, name, number)
        newest = queries.info(db, name, found.locale) if found else None
    if found is None or newest is None:
        raise NotFound
    return http.page(
        "storefront/info.html",
        info=found,
        body=_rendered(found.body),
        is_fallback=found.locale != get_locale(),
        is_old=found.version != newest.version,
        linked_data=linked_data(breadcrumbs(_info_way(found))),
    )


def _info(db: Session, name: str, version: int | None) -> Info | None:
    if version is not None:
        return queries.info_version(db, name, get_locale(), version)
    locales = [get_locale(), *runtime().settings.locales]
    found = (queries.info(db, name, locale) for locale in dict.fromkeys(locales))
    return next((page for page in found if page), None)


def _rendered(text: str) -> Any:
    return render(
        text,
        placeholders(runtime().settings),
        lambda name: http.url("editorial.info", name=name),
    )


def _article(found: StoryPage) -> dict[str, Any]:
    card = found.card
    address = http.url("editorial.story", slug=card.slug, external=True)
    return {
        "@type": "Article",
        "headline": pick(id=card.title_id, en=card.title_en)[0],
        "description": pick(id=card.lead_id, en=card.lead_en)[0],
        "datePublished": card.published_at.isoformat(),
        "url": address,
        "mainEntityOfPage": address,
        "publisher": {"@type": "Organization", "name": runtime().settings.operator_name},
    }


def _way(found: StoryPage | None = None) -> list[tuple[str, str]]:
    steps = [
        (_("Home"), http.url("home.home", external=True)),
        (_("Stories"), http.url("editorial.stories", external=True)),
    ]
    if found:
        title, _fallback = pick(id=found.card.title_id, en=found.card.title_en)
        steps.append((title, http.url("editorial.story", slug=found.card.slug, external=True)))
    return steps


def _info_way(found: Info) -> list[tuple[str, str]]:
    return [
        (_("Home"), http.url("home.home", external=True)),
        (found.title, http.url("editorial.info", name=found.name, external=True)),
    ]


FACE = Face(bp, guard=http.public, private=False)
