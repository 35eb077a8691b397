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
from shop.catalog.models.versions import (
    OPEN_STATUSES,
    EvidenceKind,
    ListingRemark,
    ListingVersion,
    RemarkState,
    VersionStatus,
)

__all__ = [
    "OPEN_STATUSES",
    "CanonConflict",
    "EvidenceKind",
    "FeedEntry",
    "FeedHead",
    "HeldBy",
    "Listing",
    "ListingDye",
    "ListingMotif",
    "ListingMove",
    "ListingPicture",
    "ListingRemark",
    "ListingStatus",
    "ListingVersion",
    "PieceHolder",
    "PriceChange",
    "ProcessEntry",
    "RemarkState",
    "Reservation",
    "SearchVocabulary",
    "SearchWord",
    "SoldAs",
    "StockMovement",
    "Variant",
    "VersionStatus",
]
