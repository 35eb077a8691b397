"""The words of listings and what they weigh: a title says more than a story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.index import words
from shop.catalog.models import Listing, ListingMotif
from shop.catalog.queries.cards import in_window
from shop.heritage.models import Fabric, Form, Motif, MotifAlias, Region, Technique

TITLE, MOTIF, ARTISAN, KIND, PLACE, STORY = 16, 12, 10, 8, 6, 2

#: Words of a story that are kept per language; the first ones say what it is about.
STORY_WORDS = 60


def of_listings(db: Session, listing_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return word -> weight of those listings that are in the window. Two statements."""
    motifs = _motif_names(db, listing_ids)
    return {
        row.id: _weigh(row, motifs.get(row.id, ())) for row in db.execute(_statement(listing_ids))
    }


def _weigh(row: Any, motif_names: Iterable[str]) -> dict[str, int]:
    """Weigh every word by the best field that has it."""
    weights: dict[str, int] = {}
    for weight, texts in (
        (STORY, (row.story_id, row.story_en)),
        (PLACE, (row.place_id, row.place_en)),
        (KIND, (row.form_id, row.form_en, row.fabric_id, row.fabric_en, *row.colours)),
        (KIND, (row.technique_id, row.technique_en)),
        (ARTISAN, (row.artisan,)),
        (MOTIF, motif_names),
        (TITLE, (row.title_id, row.title_en)),
    ):
        for text in texts:
            found = words.split(text)
            for word in found[:STORY_WORDS] if weight == STORY else found:
                weights[word] = max(weight, weights.get(word, 0))
    return weights


def _statement(listing_ids: Sequence[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Listing.id,
            Listing.title_id,
            Listing.title_en,
            Listing.story_id,
            Listing.story_en,
            Listing.colours,
            Artisan.name.label("artisan"),
            Region.name_id.label("place_id"),
            Region.name_en.label("place_en"),
            Technique.name_id.label("technique_id"),
            Technique.name_en.label("technique_en"),
            Form.name_id.label("form_id"),
            Form.name_en.label("form_en"),
            Fabric.name_id.label("fabric_id"),
            Fabric.name_en.label("fabric_en"),
        )
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
        .join(Technique, Technique.id == Listing.technique_id)
        .join(Form, Form.id == Listing.form_id)
        .join(Fabric, Fabric.id == Listing.fabric_id)
        .where(Listing.id.in_(listing_ids), in_window())
    )


def _motif_names(db: Session, listing_ids: Sequence[int]) -> dict[int, list[str]]:
    names = sa.union_all(
        sa.select(Motif.id, Motif.name_id.label("name")),
        sa.select(Motif.id, Motif.name_en),
        sa.select(MotifAlias.motif_id, MotifAlias.alias),
    ).subquery()
    found: dict[int, list[str]] = {}
    for listing_id, name in db.execute(
        sa.select(ListingMotif.listing_id, names.c.name)
        .join(names, names.c.id == ListingMotif.motif_id)
        .where(ListingMotif.listing_id.in_(listing_ids))
    ):
        found.setdefault(listing_id, []).append(name)
    return found
