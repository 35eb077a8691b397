"""The front door: one featured graduate, new pieces, motifs, how batik is made, cohorts, stories."""

from __future__ import annotations

from flask import Blueprint, Response

from shop.artisans import queries as artisans
from shop.core import http
from shop.core.http import Face
from shop.core.runtime import runtime
from shop.editorial import queries as editorial
from shop.heritage import queries as heritage
from shop.programs import queries as programs
from shop.storefront import look, pieces
from shop.storefront.structured import linked_data, operator

bp = Blueprint("home", __name__)

NEW_PIECES = 8
MOTIFS = 12
COHORTS = 3
STORIES = 3


@bp.get("/")
def home() -> Response:
    """Show the home page."""
    with http.reading() as db:
        feature = editorial.current_feature(db)
        photos = artisans.photos(db, feature.artisan_id) if feature else []
        badges = programs.badges(db, [feature.artisan_id]) if feature else {}
        new = pieces.newest(db, limit=NEW_PIECES)
        motifs = heritage.motif_cards(db, limit=MOTIFS, drawn=True)
        cohorts = programs.cohort_cards(db, limit=COHORTS)
        stories = editorial.stories(db, limit=STORIES)
    photo = photos[0] if photos else None
    return http.page(
        "storefront/home.html",
        feature=feature,
        photo=photo,
        photo_width=look.largest(photo.width) if photo else 0,
        badge=badges.get(feature.artisan_id) if feature else None,
        pieces=new,
        motifs=motifs,
        cohorts=cohorts,
        stories=stories,
        origin=http.origin(),
        linked_data=linked_data(operator(runtime().settings), _site()),
    )


def _site() -> dict[str, object]:
    return {
        "@type": "WebSite",
        "name": "Canting",
        "url": http.url("home.home", external=True),
        "potentialAction": {
            "@type": "SearchAction",
            "target": http.url("catalog.grid", external=True) + "?q={search_term_string}",
            "query-input": "required name=search_term_string",
        },
    }


FACE = Face(bp, guard=http.public, private=False)
