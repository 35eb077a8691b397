"""What happened in the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shop.core.outbox import Event


@dataclass(frozen=True)
class MotifEdited(Event):
    """Staff changed a motif; search and pages that show it may want to look again."""

    name: ClassVar[str] = "heritage.motif_edited"

    motif_id: str
