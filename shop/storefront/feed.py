"""An Atom feed of new pieces, for readers, aggregators and the programme's own pages (RFC 4287)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from xml.etree import ElementTree as ET

import sqlalchemy as sa
from flask import Blueprint, Response
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import Listing
from shop.catalog.queries import cards, in_window
from shop.catalog.queries.cards import Card
from shop.core import http
from shop.core.http import Face
from shop.core.i18n import get_locale
from shop.core.i18n import gettext as _
from shop.core.money import format_money

bp = Blueprint("feed", __name__)

#: Pieces in the feed.
PIECES = 30

ATOM = "http://www.w3.org/2005/Atom"


@bp.get("/feed.atom")
def new_pieces() -> Response:
    """List the newest pieces in the page's language."""
    with http.reading() as db:
        published = _newest(db)
        found = cards(db, list(published))
    feed = _feed((card, published[card.listing_id]) for card in found)
    body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _newest(db: Session) -> dict[int, dt.datetime]:
    """Return when the newest listings in the shop window came there, by id, newest first."""
    rows = db.execute(
        sa.select(Listing.id, Listing.published_at)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(in_window())
        .order_by(Listing.published_at.desc(), Listing.id.desc())
        .limit(PIECES)
    )
    return {listing_id: at for listing_id, at in rows if at is not None}


def _feed(entries: Iterable[tuple[Card, dt.datetime]]) -> ET.Element:
    own = http.url("feed.new_pieces", external=True)
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": get_locale()})
    _text(feed, "id", own)
    _text(feed, "title", _("New pieces at Canting"))
    ET.SubElement(feed, "link", {"rel": "self", "href": own})
    ET.SubElement(feed, "link", {"href": http.url("catalog.grid", external=True)})
    made = [_entry(card, at) for card, at in entries]
    newest = max((at for _made, at in made), default=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    _text(feed, "updated", newest.isoformat())
    feed.extend(entry for entry, _at in made)
    return feed


def _entry(card: Card, published_at: dt.datetime) -> tuple[ET.Element, dt.datetime]:
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
    return entry, published_at


def _summary(card: Card) -> str:
    """Say what it is before what it costs: printed cloth names itself in the technique."""
    facts = (card.technique, card.artisan_name, card.place, format_money(card.price_minor))
    return ", ".join(fact for fact in facts if fact)


def _text(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


FACE = Face(bp, guard=http.public, private=False)
