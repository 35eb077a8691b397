"""What happened in the catalogue. Identifiers are internal: these events stay inside the shop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shop.core.outbox import Event


@dataclass(frozen=True)
class ListingPublished(Event):
    """A listing went into the shop window."""

    name: ClassVar[str] = "catalog.listing_published"
    listing_id: int


@dataclass(frozen=True)
class ListingChanged(Event):
    """Price or stock of a published listing changed, or another version of it was approved."""

    name: ClassVar[str] = "catalog.listing_changed"
    listing_id: int


@dataclass(frozen=True)
class ChangesApproved(Event):
    """A version of a listing that was published before was approved."""

    name: ClassVar[str] = "catalog.changes_approved"
    listing_id: int
    version: int


@dataclass(frozen=True)
class ListingWithdrawn(Event):
    """A listing left the shop window."""

    name: ClassVar[str] = "catalog.listing_withdrawn"
    listing_id: int


@dataclass(frozen=True)
class ListingSubmitted(Event):
    """An artisan asked for a listing to be published: somebody should look at it."""

    name: ClassVar[str] = "catalog.listing_submitted"
    listing_id: int


@dataclass(frozen=True)
class ListingReturned(Event):
    """A reviewer asked for changes. ``version`` 0: the listing was taken out of the shop."""

    name: ClassVar[str] = "catalog.listing_returned"
    listing_id: int
    version: int = 0


@dataclass(frozen=True)
class StockChanged(Event):
    """Variants of these listings became available, or stopped being so."""

    name: ClassVar[str] = "catalog.stock_changed"
    listing_ids: list[int]


@dataclass(frozen=True)
class CanonConflictFound(Event):
    """A live listing breaks a rule that became stricter: staff decide, the artisan is told."""

    name: ClassVar[str] = "catalog.canon_conflict_found"
    conflict_id: int
