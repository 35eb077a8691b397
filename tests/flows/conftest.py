"""A whole little shop: seeds, two artisans with cloth, a worker that the test turns by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.catalog.models import Listing, Variant
from shop.core import worker
from shop.core.runtime import Runtime
from shop.operations.verify import verify
from tests.factories import make_artisan, make_listing
from tests.flows.visitor import FormOnPage, Opened, Visitor

import sqlalchemy as sa


@dataclass
class World:
    """What is there to be bought."""

    shop: Runtime
    app: Flask
    artisans: list[Artisan] = field(default_factory=list)
    variants: dict[str, Variant] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)

    def visitor(self) -> Visitor:
        """Another browser."""
        return Visitor(self.app.test_client())

    def work(self) -> None:
        """Let the worker do whatever is due."""
        with self.app.test_request_context("/"):
            waiting = worker.drain(self.shop, seconds=10)
        assert not any(waiting.values()), waiting


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    """A shop with two artisans; afterwards every invariant must hold."""
    shop: Runtime = app.extensions["shop"]
    for seed in shop.seeds.values():
        shop.database.run(seed)
    made = World(shop, app)
    shop.database.run(lambda db: _furnish(db, made))
    yield made
    made.work()
    with shop.database.reading() as db:
        broken = [finding for finding in verify(db) if not finding.holds]
    assert broken == []


def _furnish(db: Session, world: World) -> None:
    first = make_artisan(db, slug="teras-contoh", name="Teras Contoh", region_code="64.71")
    second = make_artisan(db, slug="titian-contoh", name="Titian Contoh", allows_pick_up=True)
    world.artisans = [first, second]
    _offer(db, world, "unique", artisan=first, stock=1, price_minor=1_450_000_00)
    _offer(db, world, "stocked", artisan=second, stock=5, price_minor=350_000_00)
    _offer(
        db, world, "ordered", artisan=second, stock=None, price_minor=900_000_00, lead_days=21
    )


def _offer(db: Session, world: World, name: str, **values: object) -> None:
    listing = make_listing(db, slug=f"kain-{name}", **values)  # type: ignore[arg-type]
    world.listings[name] = listing
    world.variants[name] = db.scalars(
        sa.select(Variant).where(Variant.listing_id == listing.id)
    ).one()


ADDRESS = {
    "country": "ID",
    "recipient_name": "Siti Aminah",
    "phone": "0812 3456 7890",
    "street": "Jalan Mawar 12",
    "rt": "4",
    "rw": "7",
    "village": "Kuningan Timur",
    "district": "Setiabudi",
    "regency": "Jakarta Selatan",
    "province_code": "31",
    "postal_code": "12950",
}


def put_into_cart(world: World, visitor: Visitor, name: str, quantity: int = 1) -> Opened:
    """Post what the product page's form posts."""
    form = FormOnPage("http://localhost/cart/add", "post")
    return visitor.send(form, variant=world.variants[name].public_id, quantity=str(quantity))


def go_to_pay(visitor: Visitor, **contact: str) -> Opened:
    """Walk from the cart to the last page before the order."""
    page = visitor.open("/checkout/")
    form = page.form("/checkout/shipping")
    page = visitor.send(form, email="siti@example.com", **{**ADDRESS, **contact})
    assert page.status == 200, page.text
    form = page.form("/checkout/pay")
    chosen = {name: choices[0] for name, choices in form.choices.items() if name not in form.fields}
    return visitor.send(form, **chosen)


def place(page: Opened, visitor: Visitor, provider: str = "demo") -> Opened:
    """Agree and place the order."""
    form = page.form("/checkout/place")
    return visitor.send(form, provider=provider, accepts_terms=form.choices["accepts_terms"][0])


Buy = Callable[..., Opened]
