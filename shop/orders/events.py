"""What happens to orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shop.core.outbox import Event


@dataclass(frozen=True)
class OrderPlaced(Event):
    """A buyer agreed to an order; it waits for its money."""

    name: ClassVar[str] = "orders.placed"
    number: str


@dataclass(frozen=True)
class OrderPaid(Event):
    """The money of an order is there."""

    name: ClassVar[str] = "orders.paid"
    number: str


@dataclass(frozen=True)
class OrderExpired(Event):
    """Nobody paid in time; the pieces are free again."""

    name: ClassVar[str] = "orders.expired"
    number: str


@dataclass(frozen=True)
class OrderCancelled(Event):
    """The buyer called an unpaid order off."""

    name: ClassVar[str] = "orders.cancelled"
    number: str


@dataclass(frozen=True)
class PartShipped(Event):
    """An artisan handed over a parcel."""

    name: ClassVar[str] = "orders.part_shipped"
    number: str
    part: str


@dataclass(frozen=True)
class PartDelivered(Event):
    """A parcel arrived: the buyer said so, or enough days went by."""

    name: ClassVar[str] = "orders.part_delivered"
    number: str
    part: str


@dataclass(frozen=True)
class PartRefunded(Event):
    """One artisan's part was paid back in full."""

    name: ClassVar[str] = "orders.part_refunded"
    number: str
    part: str
    amount_minor: int
