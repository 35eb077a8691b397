"""What search engines ask for first: the rules of the house, and the list of all pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import sqlalchemy as sa
from flask import Blueprint, Response, stream_with_context
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import Listing
from shop.catalog.queries import in_window
from shop.core import http
from shop.core.errors import NotFound
from shop.core.http import Face
from shop.core.runtime import runtime
from shop.editorial.models import InfoPage, Story
from shop.heritage.models import Motif
from shop.programs.models import Program

bp = Blueprint("seo", __name__)

#: Listings of one part; each has an address per language, so this is 5,000 addresses with two.
PART = 2_500

#: Nothing for search engines: private, or the same in other words.
CLOSED = ("account", "admin", "cart", "checkout", "currency", "order", "pay", "studio", "wishlist")

_LISTINGS = re.compile(r"listings-([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """A page: its endpoint with values, and when it last changed, if that is known."""

    endpoint: str
    values: dict[str, Any]
    changed_at: dt.datetime | None = None


@bp.get("/robots.txt")
def robots() -> Response:
    """Say where robots may go."""
    prefix = runtime().url_prefix
    roots = [prefix, *(f"{prefix}/{locale}" for locale in runtime().settings.locales[1:])]
    lines = [
        "User-agent: *",
        *(f"Disallow: {root}/{closed}" for root in roots for closed in CLOSED),
        "",
        f"Sitemap: {http.bare_url('seo.sitemap', external=True)}",
        "",
    ]
    return Response("\n".join(lines), mimetype="text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """List the parts of the sitemap."""
    with http.reading() as db:
        last = db.scalar(sa.select(sa.func.max(Listing.id)).where(Listing.status == "published"))
    listings = [f"listings-{number}" for number in range((last or 0) // PART + 1)] if last else []
    parts = (
        f"<sitemap><loc>{escape(http.bare_url('seo.part', name=name, external=True))}</loc></sitemap>\n"
        for name in (*_SMALL_PARTS, *listings)
    )
    return _xml(stream_with_context(_wrapped("sitemapindex", parts)))


@bp.get("/sitemap/<name>.xml")
def part(name: str) -> Response:
    """Send one part, address by address.

    :raises NotFound: there is no such part.
    """
    numbered = _LISTINGS.fullmatch(name)
    if name not in _SMALL_PARTS and not numbered:
        raise NotFound
    return _xml(stream_with_context(_wrapped("urlset", _addresses(name, numbered))))


def _addresses(name: str, numbered: re.Match[str] | None) -> Iterator[str]:
    with http.reading() as db:
        entries = _listings(db, int(numbered.group(1))) if numbered else _SMALL_PARTS[name](db)
        for entry in entries:
            yield from _in_every_language(entry)


def _in_every_language(entry: Entry) -> Iterator[str]:
    addresses = {
        locale: escape(http.url(entry.endpoint, locale=locale, external=True, **entry.values))
        for locale in runtime().settings.locales
    }
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{locale}" href="{address}"/>'
        for locale, address in addresses.items()
    )
    changed = f"<lastmod>{entry.changed_at:%Y-%m-%d}</lastmod>" if entry.changed_at else ""
    for address in addresses.values():
        yield f"<url><loc>{address}</loc>{changed}{links}</url>\n"


def _listings(db: Session, number: int) -> Iterator[Entry]:
    """Yield the listings whose ids lie in one stretch: stable parts without counting."""
    rows = db.execute(
        sa.select(Listing.slug, Listing.updated_at)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(in_window(), Listing.id >= number * PART, Listing.id < (number + 1) * PART)
        .order_by(Listing.id)
    )
    for slug, changed_at in rows:
        yield Entry("catalog.product", {"slug": slug}, changed_at)


def _pages(db: Session) -> Iterator[Entry]:
    for endpoint in (
        "home.home",
        "catalog.grid",
        "heritage.motifs",
        "artisans.index",
        "programs.index",
        "editorial.stories",
    ):
        yield Entry(endpoint, {})
    for name in db.scalars(sa.select(InfoPage.name).distinct().order_by(InfoPage.name)):
        yield Entry("editorial.info", {"name": name})
    for slug in db.scalars(sa.select(Program.slug).order_by(Program.slug)):
        yield Entry("programs.program", {"slug": slug})


def _motifs(db: Session) -> Iterator[Entry]:
    for motif_id in db.scalars(sa.select(Motif.id).order_by(Motif.id)):
        yield Entry("heritage.motif", {"motif_id": motif_id})


def _artisans(db: Session) -> Iterator[Entry]:
    active = sa.select(Artisan.slug).where(Artisan.status == "active").order_by(Artisan.id)
    for slug in db.scalars(active):
        yield Entry("artisans.artisan", {"slug": slug})


def _stories(db: Session) -> Iterator[Entry]:
    published = (
        sa.select(Story.slug, Story.published_at)
        .where(Story.published_at.is_not(None))
        .order_by(Story.id)
    )
    for slug, published_at in db.execute(published):
        yield Entry("editorial.story", {"slug": slug}, published_at)


_SMALL_PARTS = {"pages": _pages, "motifs": _motifs, "artisans": _artisans, "stories": _stories}


def _wrapped(root: str, content: Iterable[str]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    yield from content
    yield f"</{root}>\n"


def _xml(content: Iterable[str]) -> Response:
    return Response(content, mimetype="application/xml")


FACE = Face(bp, guard=http.public, private=False)
