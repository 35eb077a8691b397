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


@dataclass(frozen=True)
class CraftChanged(Event):
    """A newer seed changed or added words of the craft; what shows them may want to look again.

    ``kind`` is ``technique``, ``fabric``, ``form``, ``dye``, ``care``, ``step``, ``motif`` or
    ``region``; ``keys`` are the rows of that kind.
    """

    name: ClassVar[str] = "heritage.craft_changed"

    kind: str
    keys: list[str]


@dataclass(frozen=True)
class StandingChanged(Event):
    """A permission or a talk about a motif was recorded, completed or taken back."""

    name: ClassVar[str] = "heritage.standing_changed"

    motif_id: str
