"""Reads of the catalogue: chosen columns into plain data, few statements."""

from __future__ import annotations

from shop.catalog.queries.cards import Card, cards, ids_of_slugs, in_window
from shop.catalog.queries.conflicts import Conflict, open_conflicts
from shop.catalog.queries.editing import (
    DeskPicture,
    DeskRow,
    desk,
    desk_counts,
    moves,
    of_artisans,
    pictures,
    variants,
)
from shop.catalog.queries.product import details, offers, photos, product
from shop.catalog.queries.product_facts import (
    Details,
    MotifStory,
    Named,
    Offer,
    Photo,
    Product,
    Step,
)

__all__ = [
    "Card",
    "Conflict",
    "DeskPicture",
    "DeskRow",
    "Details",
    "MotifStory",
    "Named",
    "Offer",
    "Photo",
    "Product",
    "Step",
    "cards",
    "desk",
    "desk_counts",
    "details",
    "ids_of_slugs",
    "in_window",
    "moves",
    "of_artisans",
    "offers",
    "open_conflicts",
    "photos",
    "pictures",
    "product",
    "variants",
]
