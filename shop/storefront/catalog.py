"""The shop window: the grid with its facets, suggestions while typing, and the product page."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from sqlalchemy.orm import Session

from shop.catalog import queries
from shop.catalog.index.snapshot import Snapshot
from shop.core import http
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.i18n import get_locale
from shop.core.i18n import gettext as _
from shop.core.money import format_money
from shop.storefront import cards, finder, product_page
from shop.storefront.finder import index

bp = Blueprint("catalog", __name__, url_prefix="/batik")

#: Longest query that a whole page is kept for.
MOST_QUERY = 300
SUGGESTIONS = 8
MOST_RECENT = 8


@bp.get("/")
def grid() -> Response:
    """Show a page of pieces that match words and facets.

    The same for everyone until the index hears of a change, so it is made once until then.
    """
    asked = finder.Asked.read(request.args)
    with http.reading() as db:
        snapshot = index().snapshot(db)
        if len(request.query_string) > MOST_QUERY:
            body = _grid(db, snapshot, asked)
        else:
            key = ("grid", get_locale(), request.script_root, request.query_string)
            body = snapshot.recall(key, lambda: _grid(db, snapshot, asked))
    response = Response(body)
    if asked.is_narrow:
        response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


def _grid(db: Session, snapshot: Snapshot, asked: finder.Asked) -> bytes:
    found = index().page(db, asked.wish, snapshot=snapshot)
    pieces = cards.rack(db, snapshot, found.listing_ids, loading=cards.FIRST_SCREEN)
    return http.render(
        "storefront/grid.html",
        asked=asked,
        found=found,
        fieldsets=finder.fieldsets(asked, found),
        cards=pieces,
        others=None if pieces else cards.rack(db, snapshot, snapshot.newest(size=4)),
        heading=finder.heading(asked, found),
        chips=finder.chips(asked, found),
        sorts=finder.sorts(asked),
        later=asked.address(after=found.after) if found.after else None,
        canonical=http.origin() + asked.address(sort="", after=asked.wish.after),
        share_picture=pieces.picture_id
        and http.origin() + http.picture_url(pieces.picture_id, 1200),
    ).encode()


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
            _suggestion(
                p.title if p.is_batik else f"{p.title}: {p.technique}",
                "listing",
                http.url("catalog.product", slug=p.slug),
            )
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
