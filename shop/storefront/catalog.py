"""The shop window: the grid with its facets, suggestions while typing, and the product page."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from shop.catalog import queries
from shop.core import http
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.i18n import Lazy, get_locale, lazy_gettext
from shop.core.i18n import gettext as _
from shop.core.money import format_money
from shop.storefront import finder, product_page
from shop.storefront.finder import index

bp = Blueprint("catalog", __name__, url_prefix="/batik")

#: Said on many cards of a page; translated once.
_CARD_WORDS: dict[str, Lazy] = {
    "illustration": lazy_gettext("Illustration"),
    "not_batik": lazy_gettext("Not batik"),
    "sold": lazy_gettext("Sold"),
    "unique": lazy_gettext("One of a kind"),
}

SUGGESTIONS = 8
MOST_RECENT = 8


@bp.get("/")
def grid() -> Response:
    """Show a page of pieces that match words and facets."""
    asked = finder.Asked.read(request.args)
    with http.reading() as db:
        found = index().page(db, asked.wish)
        pieces = queries.cards(db, found.listing_ids)
        others = [] if pieces else queries.cards(db, index().snapshot(db).newest(size=4))
    response = http.page(
        "storefront/grid.html",
        asked=asked,
        found=found,
        fieldsets=finder.fieldsets(asked, found),
        pieces=pieces,
        others=others,
        heading=finder.heading(asked, found),
        chips=finder.chips(asked, found),
        sorts=finder.sorts(asked),
        later=asked.address(after=found.after) if found.after else None,
        canonical=http.origin() + asked.address(sort="", after=asked.wish.after),
        product_address=http.url("catalog.product", slug=""),
        other_locale="en" if get_locale() == "id" else "id",
        words={name: str(word) for name, word in _CARD_WORDS.items()},
        origin=http.origin(),
    )
    if asked.is_narrow:
        response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


@bp.get("/suggest.json")
def suggest() -> Response:
    """Suggest motifs, artisans, pieces and words for what is being typed."""
    with http.reading() as db:
        meant = index().suggest(db, request.args.get("q", ""))
        pieces = queries.cards(db, meant.listing_ids)
    items = [
        *(_suggestion(n, "motif", http.url("heritage.motif", motif_id=m)) for m, n in meant.motifs),
        *(
            _suggestion(n, "artisan", http.url("artisans.artisan", slug=s))
            for s, n in meant.artisans
        ),
        *(
            _suggestion(p.title, "listing", http.url("catalog.product", slug=p.slug))
            for p in pieces
        ),
        *(_suggestion(word, "word", http.url("catalog.grid", q=word)) for word in meant.words),
    ]
    return jsonify(items=_mixed(items))


def _mixed(items: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the first few, leaving room for every kind, in the order they came."""
    places: dict[str, int] = {}
    ranked = []
    for at, item in enumerate(items):
        place = places[item["kind"]] = places.get(item["kind"], -1) + 1
        ranked.append((place, at))
    kept = sorted(at for _place, at in sorted(ranked)[:SUGGESTIONS])
    return [items[at] for at in kept]


def _suggestion(text: str, kind: str, address: str) -> dict[str, str]:
    labels = {
        "motif": _("Motif"),
        "artisan": _("Artisan"),
        "listing": _("Piece"),
        "word": _("Word"),
    }
    return {"text": text, "kind": kind, "label": labels[kind], "url": address}


@bp.get("/recent.json")
def recent() -> Response:
    """Return the cards of pieces that this browser remembers having seen. Nothing is kept here."""
    slugs = request.args.getlist("slug")[:MOST_RECENT]
    with http.reading() as db:
        pieces = queries.cards(db, queries.ids_of_slugs(db, slugs))
    items = [
        {
            "title": piece.title,
            "url": http.url("catalog.product", slug=piece.slug),
            "maker": piece.artisan_name,
            "price": format_money(piece.price_minor),
            "tint": piece.tint,
            "picture": http.picture_url(piece.picture_id, 400) if piece.picture_id else "",
        }
        for piece in pieces
    ]
    return http.no_store(jsonify(items=items))


@bp.get("/<slug>")
def product(slug: str) -> Response:
    """Show a piece. A sold one keeps its page; one that left the window has none.

    :raises NotFound: no listing of that name is in the window.
    """
    with http.reading() as db:
        shown = product_page.read(db, index(), slug)
    if shown is None:
        raise NotFound
    return http.page("storefront/product.html", **product_page.context(shown))


FACE = Face(bp, guard=http.public, private=False)
