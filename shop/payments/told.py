"""What a provider is told about an order: frozen when the payment is intended.

A provider refuses other parameters under one idempotency key, so everything that could change
between two tries (titles, translations, addresses) is stored with the payment.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from shop.core.i18n import gettext as _
from shop.core.i18n import use_locale
from shop.orders.models import Order
from shop.payments.models import Payment
from shop.payments.ports import Item, PaymentRequest


@dataclass(frozen=True)
class Addresses:
    """Where the provider sends the buyer back to, absolute; both usually the order's page."""

    success_url: str
    cancel_url: str


class SoldLine(Protocol):
    """A line as it was agreed: of a draft, or of an order that stands."""

    @property
    def snapshot(self) -> dict[str, Any]:
        """What was frozen of the listing."""
        ...

    @property
    def price_minor(self) -> int:
        """Price of one piece."""
        ...

    @property
    def quantity(self) -> int:
        """Pieces."""
        ...


class SoldPart(Protocol):
    """One artisan's part: of a draft, or of an order that stands."""

    @property
    def artisan_name(self) -> str:
        """Who packs it."""
        ...

    @property
    def shipping_minor(self) -> int:
        """Carriage; 0 when it is picked up."""
        ...


@dataclass(frozen=True)
class Sold:
    """What is paid for, and where the buyer goes afterwards."""

    lines: tuple[SoldLine, ...]
    parts: tuple[SoldPart, ...]
    ways_back: Addresses


def freeze(sold: Sold, *, locale: str, suffix_minor: int) -> dict[str, Any]:
    """Return what ``Payment.told`` keeps: JSON with the items and the ways back."""
    items = list(_items(sold, locale=locale, suffix_minor=suffix_minor))
    return {
        "items": [[item.name, item.amount_minor, item.quantity] for item in items],
        "success_url": sold.ways_back.success_url,
        "cancel_url": sold.ways_back.cancel_url,
    }


def request_of(order: Order, payment: Payment) -> PaymentRequest:
    """Build the request out of stored facts alone; the same every time under one key."""
    told = payment.told
    assert told is not None, "a payment that ended before 0002 is never started"
    return PaymentRequest(
        public_id=payment.public_id,
        order_number=order.number,
        amount_minor=payment.expected_minor,
        currency=payment.currency,
        items=tuple(Item(name, amount, quantity) for name, amount, quantity in told["items"]),
        idempotency_key=payment.idempotency_key,
        email=order.email,
        locale=order.locale,
        expires_at=payment.expires_at,
        success_url=told["success_url"],
        cancel_url=told["cancel_url"],
    )


def _items(sold: Sold, *, locale: str, suffix_minor: int) -> Iterable[Item]:
    for line in sold.lines:
        title = line.snapshot.get(f"title_{locale}") or line.snapshot["title_id"]
        yield Item(str(title), line.price_minor, line.quantity)
    with use_locale(locale):
        for part in sold.parts:
            if part.shipping_minor:
                name = _("Shipping: %(artisan)s", artisan=part.artisan_name)
                yield Item(name, part.shipping_minor)
        if suffix_minor:
            yield Item(_("Transfer code"), suffix_minor)
