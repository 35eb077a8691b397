"""What a buyer has filled in at checkout so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.address import AddressFields, stored
from shop.cart.models import Checkout
from shop.core import clock
from shop.core.db import changed_rows, upsert
from shop.core.errors import NotFound


@dataclass(frozen=True)
class Draft:
    """Contact, address and choices. ``choices``: artisan id to courier service id."""

    cart_id: int
    email: str
    phone: str
    address: AddressFields
    choices: Mapping[int, str]


def of(db: Session, cart_id: int) -> Draft | None:
    """Return what was filled in for a cart, ``None`` before the first step was sent."""
    row = db.execute(
        sa.select(Checkout.email, Checkout.phone, Checkout.address, Checkout.choices).where(
            Checkout.cart_id == cart_id
        )
    ).one_or_none()
    if row is None:
        return None
    return Draft(
        cart_id=cart_id,
        email=row.email,
        phone=row.phone,
        address=stored(row.address),
        choices={int(artisan_id): service for artisan_id, service in row.choices.items()},
    )


def save_contact(db: Session, cart_id: int, *, email: str, address: AddressFields) -> None:
    """Keep contact and address. Another address forgets the couriers chosen for the former."""
    fields = address.model_dump()
    now = clock.now(db)
    values = {"email": email, "phone": address.phone, "address": fields, "updated_at": now}
    before = of(db, cart_id)
    if before is not None and before.address != address:
        values["choices"] = {}
    db.execute(
        upsert(db, Checkout)
        .values({"cart_id": cart_id, "choices": {}, **values})
        .on_conflict_do_update(index_elements=["cart_id"], set_=values)
    )


def save_choices(db: Session, cart_id: int, choices: Mapping[int, str]) -> None:
    """Keep the courier services that were chosen, by artisan.

    :raises NotFound: there is no address yet.
    """
    statement = (
        sa.update(Checkout)
        .where(Checkout.cart_id == cart_id)
        .values(
            choices={str(artisan_id): service for artisan_id, service in choices.items()},
            updated_at=clock.now(db),
        )
    )
    if changed_rows(db, statement) == 0:
        raise NotFound
