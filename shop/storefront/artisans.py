"""The workshops: an index by place, a page for each, and the way to ask one."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from shop.artisans import policy, queries
from shop.artisans.queries import ArtisanPage
from shop.core import clock, http, limits
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.i18n import Lazy, lazy_gettext, pick
from shop.core.i18n import gettext as _
from shop.core.runtime import runtime
from shop.editorial import queries as editorial
from shop.programs import queries as programs
from shop.storefront import look, pieces, reviews
from shop.storefront.structured import breadcrumbs, linked_data, workshop

bp = Blueprint("artisans", __name__, url_prefix="/artisan")

PIECES = 12
REVIEWS = 6

#: So that nobody collects every number of every workshop.
ASK = limits.Limit("ask-artisan", 20, 600)

STAGE_WORDS: dict[str, Lazy] = {
    "applied": lazy_gettext("Applied"),
    "selected": lazy_gettext("Selected"),
    "trained": lazy_gettext("Trained"),
    "coached": lazy_gettext("Coached in the workshop"),
    "graduated": lazy_gettext("Graduated"),
    "withdrawn": lazy_gettext("Left the programme"),
}


@bp.get("/")
def index() -> Response:
    """Show the open workshops, all or those of one regency or city."""
    with http.reading() as db:
        cards = queries.cards(db)
        badges = programs.badges(db, [card.artisan_id for card in cards])
    places = {card.region_code: card.place for card in cards}
    wanted = request.args.get("place", "")
    return http.page(
        "storefront/artisans.html",
        artisans=[card for card in cards if wanted not in places or card.region_code == wanted],
        badges=badges,
        places=sorted(places.items(), key=lambda place: place[1]),
        place=places.get(wanted),
        linked_data=linked_data(breadcrumbs(_way())),
    )


@bp.get("/<slug>")
def artisan(slug: str) -> Response:
    """Show a workshop.

    :raises NotFound: there is none of that name, or it may not sell.
    """
    with http.reading() as db:
        found = queries.page(db, slug)
        if found is None:
            raise NotFound
        today = clock.today(db)
        shown: dict[str, Any] = {
            "paths": programs.paths(db, found.artisan_id),
            "badge": programs.badges(db, [found.artisan_id]).get(found.artisan_id),
            "pieces": pieces.of_artisan(db, found.artisan_id, limit=PIECES),
            "rating": reviews.rating_of_artisan(db, found.artisan_id),
            "reviews": reviews.of_artisan(db, found.artisan_id, limit=REVIEWS),
            "stories": editorial.stories_about(db, found.artisan_id),
        }
    description = _description(found)
    return http.page(
        "storefront/artisan.html",
        artisan=found,
        is_away=policy.is_away(today, found.vacations),
        goes_away=any(vacation.first > today for vacation in found.vacations),
        back_on=policy.back_on(today, found.vacations),
        stage_words=STAGE_WORDS,
        description=description,
        largest=look.largest,
        origin=http.origin(),
        linked_data=linked_data(_workshop(found, description), breadcrumbs(_way(found))),
        **shown,
    )


@bp.get("/<slug>/ask")
def before_asking(slug: str) -> Response:
    """Say what leaving for WhatsApp means.

    :raises NotFound: no such workshop, or it cannot be asked.
    """
    return http.page("storefront/artisan_ask.html", artisan=_askable(slug), address="")


@bp.post("/<slug>/ask")
def ask(slug: str) -> Response:
    """Show the way to WhatsApp: the number stands in no page that robots read.

    :raises NotFound: no such workshop, or it cannot be asked.
    """
    found = _askable(slug)
    limits.spend(runtime().database, ASK, http.address())
    with http.reading() as db:
        number = queries.whatsapp(db, slug)
    assert number is not None, "whoever can be asked has a number"
    text = quote(_greeting(found), safe="")
    address = f"https://wa.me/{number[0].removeprefix('+')}?text={text}"
    response = http.page("storefront/artisan_ask.html", artisan=found, address=address)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _askable(slug: str) -> ArtisanPage:
    with http.reading() as db:
        found = queries.page(db, slug)
    if found is None or not found.can_be_asked:
        raise NotFound
    return found


def _greeting(found: ArtisanPage) -> str:
    address = http.url("artisans.artisan", slug=found.slug, external=True)
    return _(
        "Hello %(name)s, I found you on Canting: %(address)s", name=found.name, address=address
    )


def _description(found: ArtisanPage) -> str:
    tagline = pick(id=found.tagline_id, en=found.tagline_en)[0]
    story = pick(id=found.story_id, en=found.story_en)[0]
    return look.shortened(f"{tagline} {story}".strip() or found.name)


def _workshop(found: ArtisanPage, description: str) -> dict[str, Any]:
    image = ""
    if found.photos:
        photo = found.photos[0]
        image = http.origin() + http.picture_url(photo.picture_id, look.largest(photo.width))
    return workshop(
        name=found.name,
        address=http.url("artisans.artisan", slug=found.slug, external=True),
        place=found.place,
        description=description,
        image=image,
    )


def _way(found: ArtisanPage | None = None) -> list[tuple[str, str]]:
    steps = [
        (_("Home"), http.url("home.home", external=True)),
        (_("Artisans"), http.url("artisans.index", external=True)),
    ]
    if found:
        address = http.url("artisans.artisan", slug=found.slug, external=True)
        steps.append((found.name, address))
    return steps


FACE = Face(bp, guard=http.public, private=False)
