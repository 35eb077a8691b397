"""Tables of the catalogue."""

from __future__ import annotations

from shop.catalog.models.conflicts import CanonConflict
from shop.catalog.models.index import FeedEntry, FeedHead, SearchVocabulary, SearchWord
from shop.catalog.models.listings import (
    Listing,
    ListingDye,
    ListingMotif,
    ListingMove,
    ListingPicture,
    ListingStatus,
    PriceChange,
    ProcessEntry,
    SoldAs,
    Variant,
)
from shop.catalog.models.stock import HeldBy, PieceHolder, Reservation, StockMovement

__all__ = [
    "CanonConflict",
    "FeedEntry",
    "FeedHead",
    "HeldBy",
    "Listing",
    "ListingDye",
    "ListingMotif",
    "ListingMove",
    "ListingPicture",
    "ListingStatus",
    "PieceHolder",
    "PriceChange",
    "ProcessEntry",
    "Reservation",
    "SearchVocabulary",
    "SearchWord",
    "SoldAs",
    "StockMovement",
    "Variant",
]
