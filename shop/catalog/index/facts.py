"""What the index knows of a listing, read in bulk or for those that changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import Listing, ListingMotif, Variant
from shop.catalog.queries.cards import in_window
from shop.heritage.models import Region

#: Most ids in one statement.
CHUNK = 500
#: How long a stretch of ids is read at once when everything is read.
STRETCH = 5_000

#: Which listings: a condition on the column that holds their ids.
Which = Callable[[Any], sa.ColumnElement[bool]]

#: Upper bounds of the price bands in rupiah; the last band has none.
PRICE_BANDS = (150_000, 300_000, 600_000, 1_000_000, 2_000_000)


@dataclass(frozen=True, slots=True)
class ListingFacts:
    """One listing: its sort keys, and its values in every facet.

    ``price`` is whole rupiah, ``published`` seconds since 1970. A listing outside the window
    has no values.
    """

    listing_id: int
    in_window: bool
    published: int
    price: int
    artisan: str
    values: tuple[tuple[str, str], ...]


def every(db: Session) -> Iterator[ListingFacts]:
    """Read all listings in the window, stretch by stretch: chosen columns, no objects kept."""
    last = db.scalar(sa.select(sa.func.max(Listing.id))) or 0
    for start in range(0, last, STRETCH):
        found = _read(db, partial(_in_stretch, start + 1))
        yield from (listing for listing in found if listing.in_window)


def some(db: Session, listing_ids: Sequence[int]) -> Iterator[ListingFacts]:
    """Read these listings, in the window or not. What does not exist is left out."""
    for start in range(0, len(listing_ids), CHUNK):
        chunk = listing_ids[start : start + CHUNK]
        yield from _read(db, partial(_is_one_of, chunk))


def _in_stretch(first: int, key: Any) -> sa.ColumnElement[bool]:
    return sa.between(key, first, first + STRETCH - 1)


def _is_one_of(listing_ids: Sequence[int], key: Any) -> sa.ColumnElement[bool]:
    condition: sa.ColumnElement[bool] = key.in_(listing_ids)
    return condition


def _read(db: Session, which: Which) -> Iterator[ListingFacts]:
    motifs = _motifs(db, which)
    for row in db.execute(_statement(which)):
        yield _facts(row, motifs.get(row.id, ()))


def price_band(rupiah: int) -> str:
    """Return the name of the band that a price lies in: the thousands it begins at."""
    below = [bound for bound in PRICE_BANDS if bound <= rupiah]
    return str(max(below, default=0) // 1000)


def _statement(which: Which) -> sa.Select[*tuple[Any, ...]]:
    offers = _offers(which)
    return (
        sa.select(
            Listing.id,
            in_window().label("in_window"),
            Listing.published_at,
            sa.func.coalesce(offers.c.price_minor, Listing.price_minor).label("price_minor"),
            sa.func.coalesce(offers.c.can_be_had, 0).label("can_be_had"),
            Artisan.slug.label("artisan"),
            Region.slug.label("place"),
            Listing.technique_id,
            Listing.form_id,
            Listing.fabric_id,
            Listing.sold_as,
            Listing.is_batik,
            Listing.has_natural_dye,
            Listing.colours,
        )
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
        .outerjoin(offers, offers.c.listing_id == Listing.id)
        .where(which(Listing.id))
    )


def _offers(which: Which) -> sa.Subquery:
    can_be_had = sa.or_(~Variant.is_stocked, Variant.on_hand > Variant.reserved)
    return (
        sa.select(
            Variant.listing_id,
            sa.func.min(Variant.price_minor).label("price_minor"),
            sa.func.max(sa.case((can_be_had, 1), else_=0)).label("can_be_had"),
        )
        .where(~Variant.is_retired, which(Variant.listing_id))
        .group_by(Variant.listing_id)
        .subquery()
    )


def _motifs(db: Session, which: Which) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for listing_id, motif_id in db.execute(
        sa.select(ListingMotif.listing_id, ListingMotif.motif_id).where(
            which(ListingMotif.listing_id)
        )
    ):
        found.setdefault(listing_id, []).append(motif_id)
    return found


def _facts(row: Any, motifs: Iterable[str]) -> ListingFacts:
    published: dt.datetime | None = row.published_at
    rupiah = row.price_minor // 100
    return ListingFacts(
        listing_id=row.id,
        in_window=bool(row.in_window),
        published=int(published.timestamp()) if published else 0,
        price=rupiah,
        artisan=row.artisan,
        values=tuple(_values(row, motifs, rupiah)) if row.in_window else (),
    )


def _values(row: Any, motifs: Iterable[str], rupiah: int) -> Iterator[tuple[str, str]]:
    yield "technique", row.technique_id
    yield "form", row.form_id
    yield "fabric", row.fabric_id
    yield "place", row.place
    yield "price", price_band(rupiah)
    yield "ready", _readiness(row)
    for motif_id in motifs:
        yield "motif", motif_id
    for colour in row.colours:
        yield "colour", colour
    if row.has_natural_dye:
        yield "dye", "natural"
    if row.sold_as == "one_of_a_kind":
        yield "only", "unique"
    if row.is_batik:
        yield "batik", "yes"


def _readiness(row: Any) -> str:
    if not row.can_be_had:
        return "sold"
    return "order" if row.sold_as == "made_to_order" else "now"
