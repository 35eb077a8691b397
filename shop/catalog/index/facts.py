"""What the index knows of a listing, read in bulk or for those that changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import Listing, ListingMotif, Variant
from shop.catalog.queries.cards import in_window
from shop.heritage.models import Region

#: Most ids in one statement.
CHUNK = 500

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
    """Read all listings in the window: two statements, chosen columns, no objects kept."""
    motifs = _motifs(db, None)
    for row in db.execute(_statement().where(in_window()).execution_options(yield_per=2_000)):
        yield _facts(row, motifs.get(row.id, ()))


def some(db: Session, listing_ids: Sequence[int]) -> Iterator[ListingFacts]:
    """Read these listings, in the window or not. What does not exist is left out."""
    for start in range(0, len(listing_ids), CHUNK):
        chunk = listing_ids[start : start + CHUNK]
        motifs = _motifs(db, chunk)
        for row in db.execute(_statement(chunk).where(Listing.id.in_(chunk))):
            yield _facts(row, motifs.get(row.id, ()))


def price_band(rupiah: int) -> str:
    """Return the name of the band that a price lies in: the thousands it begins at."""
    below = [bound for bound in PRICE_BANDS if bound <= rupiah]
    return str(max(below, default=0) // 1000)


def _statement(listing_ids: Sequence[int] | None = None) -> sa.Select[*tuple[Any, ...]]:
    offers = _offers(listing_ids)
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
    )


def _offers(listing_ids: Sequence[int] | None) -> sa.Subquery:
    can_be_had = sa.or_(~Variant.is_stocked, Variant.on_hand > Variant.reserved)
    statement = (
        sa.select(
            Variant.listing_id,
            sa.func.min(Variant.price_minor).label("price_minor"),
            sa.func.max(sa.case((can_be_had, 1), else_=0)).label("can_be_had"),
        )
        .where(~Variant.is_retired)
        .group_by(Variant.listing_id)
    )
    if listing_ids is not None:
        statement = statement.where(Variant.listing_id.in_(listing_ids))
    return statement.subquery()


def _motifs(db: Session, listing_ids: Sequence[int] | None) -> dict[int, list[str]]:
    statement = sa.select(ListingMotif.listing_id, ListingMotif.motif_id)
    if listing_ids is not None:
        statement = statement.where(ListingMotif.listing_id.in_(listing_ids))
    found: dict[int, list[str]] = {}
    for listing_id, motif_id in db.execute(statement):
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
