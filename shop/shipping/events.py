"""What happens to parcels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shop.core.outbox import Event


@dataclass(frozen=True)
class ParcelDispatched(Event):
    """An artisan handed a parcel to a courier. ``parcel`` is its public id."""

    name: ClassVar[str] = "shipping.dispatched"
    parcel: str
    courier: str
    tracking_number: str
