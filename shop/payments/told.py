"""What a provider is told about an order: frozen before the first call.

A provider refuses other parameters under one idempotency key, so everything that could change
between two tries (titles, translations, addresses) is stored with the payment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.i18n import gettext as _
from shop.core.i18n import use_locale
from shop.orders import queries as orders_queries
from shop.orders.models import ArtisanOrder, Order, OrderLine
from shop.payments.models import Payment
from shop.payments.ports import Item, PaymentRequest


@dataclass(frozen=True)
class Addresses:
    """Where the provider sends the buyer back to, absolute; both usually the order's page."""

    success_url: str
    cancel_url: str


def freeze(db: Session, order: Order, payment: Payment, addresses: Addresses) -> dict[str, Any]:
    """Return what ``Payment.told`` keeps: JSON with the items and the ways back."""
    items = _items(db, order, payment)
    assert sum(item.amount_minor * item.quantity for item in items) == payment.expected_minor
    return {
        "items": [[item.name, item.amount_minor, item.quantity] for item in items],
        "success_url": addresses.success_url,
        "cancel_url": addresses.cancel_url,
    }


def request_of(order: Order, payment: Payment) -> PaymentRequest:
    """Build the request out of stored facts alone; the same every time under one key."""
    told = payment.told
    assert told is not None, "frozen before the first call"
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


def _items(db: Session, order: Order, payment: Payment) -> list[Item]:
    lines = orders_queries.lines_of(db, order.id)
    items = [_item(line, order.locale) for line in lines]
    parts = db.scalars(
        sa.select(ArtisanOrder).where(ArtisanOrder.order_id == order.id).order_by(ArtisanOrder.id)
    )
    with use_locale(order.locale):
        items += [
            Item(_("Shipping: %(artisan)s", artisan=part.artisan_name), part.shipping_minor)
            for part in parts
            if part.shipping_minor
        ]
        if payment.suffix_minor:
            items.append(Item(_("Unique code"), payment.suffix_minor))
    return items


def _item(line: OrderLine, locale: str) -> Item:
    titles = line.snapshot
    name = titles.get(f"title_{locale}") or titles["title_id"]
    return Item(str(name), line.price_minor, line.quantity)
