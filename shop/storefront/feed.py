"""An Atom feed of new pieces, for readers, aggregators and the programme's own pages (RFC 4287)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from flask import Blueprint, Response

from shop.catalog.queries.cards import Card
from shop.core import http
from shop.core.http import Face
from shop.core.i18n import get_locale
from shop.core.i18n import gettext as _
from shop.core.money import format_money
from shop.storefront import pieces

bp = Blueprint("feed", __name__)

#: Pieces in the feed.
PIECES = 30

ATOM = "http://www.w3.org/2005/Atom"

#: Atom wants a day even of a feed in which nothing stands yet.
EMPTY_SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@bp.get("/feed.atom")
def new_pieces() -> Response:
    """List the newest pieces in the page's language."""
    with http.reading() as db:
        found = pieces.newest_with_dates(db, limit=PIECES)
    feed = _feed(found)
    body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _feed(found: Sequence[tuple[Card, dt.datetime]]) -> ET.Element:
    own = http.url("feed.new_pieces", external=True)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": get_locale()})
    _text(feed, "id", own)
    _text(feed, "title", _("New pieces at Canting"))
    ET.SubElement(feed, "link", {"rel": "self", "href": own})
    ET.SubElement(feed, "link", {"href": http.url("catalog.grid", external=True)})
    newest = max((since for _card, since in found), default=EMPTY_SINCE)
    _text(feed, "updated", newest.isoformat())
    feed.extend(_entry(card, since) for card, since in found)
    return feed


def _entry(card: Card, published_at: dt.datetime) -> ET.Element:
    entry = ET.Element("entry")
    address = http.url("catalog.product", external=True, slug=card.slug)
    _text(entry, "id", address)
    _text(entry, "title", card.title)
    ET.SubElement(entry, "link", {"href": address})
    _text(entry, "updated", published_at.isoformat())
    _text(entry, "published", published_at.isoformat())
    author = ET.SubElement(entry, "author")
    _text(author, "name", card.artisan_name)
    ET.SubElement(entry, "category", {"term": card.technique_id, "label": card.technique})
    _text(entry, "summary", _summary(card))
    if card.picture_id:
        picture = http.origin() + http.picture_url(card.picture_id, 800)
        ET.SubElement(entry, "link", {"rel": "enclosure", "type": "image/webp", "href": picture})
    return entry


def _summary(card: Card) -> str:
    """Say what it is before what it costs: printed cloth names itself in the technique."""
    facts = (card.technique, card.artisan_name, card.place, format_money(card.price_minor))
    return ", ".join(fact for fact in facts if fact)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


FACE = Face(bp, guard=http.public, private=False)
