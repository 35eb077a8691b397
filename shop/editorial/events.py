"""What happened at the editors' desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shop.core.outbox import Event


@dataclass(frozen=True)
class FeatureScheduled(Event):
    """A graduate will be on the home page."""

    name: ClassVar[str] = "editorial.feature_scheduled"

    slot_public_id: str
    artisan_id: int
