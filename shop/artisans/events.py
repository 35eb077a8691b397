"""What happened to workshops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shop.core.outbox import Event


@dataclass(frozen=True)
class ArtisanStatusChanged(Event):
    """A workshop was let in, suspended or let in again."""

    name: ClassVar[str] = "artisans.status_changed"

    artisan_id: int
    status: str


@dataclass(frozen=True)
class ArtisanEdited(Event):
    """Name, place or story changed; search and pages may want to look again."""

    name: ClassVar[str] = "artisans.edited"

    artisan_id: int
