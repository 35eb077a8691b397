"""A whole little shop: seeds, two artisans with cloth, people, a worker turned by hand."""

from __future__ import annotations

import functools
import time
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from shop.accounts import passwords, staff
from shop.artisans.models import Artisan, ArtisanMember
from shop.catalog.models import Listing, Variant
from shop.core import worker
from shop.core.clock import FixedClock
from shop.core.db import Model
from shop.core.letters import Letter
from shop.core.permissions import SYSTEM
from shop.core.runtime import Runtime
from shop.ledger import queries as ledger
from shop.operations.verify import verify
from shop.orders.models import ArtisanOrder, Order
from tests.factories import make_artisan, make_listing
from tests.flows.visitor import Visitor
from tests.stripe_fake import FakeStripe

PASSWORD = "hujan di atas sungai"


@dataclass
class World:
    """What is there to be bought, and who is there to buy, make and run it."""

    shop: Runtime
    app: Flask
    clock: FixedClock
    fake: FakeStripe
    artisans: list[Artisan] = field(default_factory=list)
    variants: dict[str, Variant] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    delivered: int = 0
    #: False after a test has broken the shop on purpose.
    is_sound: bool = True

    # -- people --------------------------------------------------------------------------------

    def visitor(self) -> Visitor:
        """Another browser."""
        return Visitor(self.app.test_client())

    def account(self, email: str, *, role: str = "", artisan: int | None = None) -> int:
        """Create a person; returns the account's id."""
        return self.shop.database.run(lambda db: _person(db, email, role=role, artisan=artisan))

    def signed_in(self, email: str, *, role: str = "", artisan: int | None = None) -> Visitor:
        """Create a person and sign them in through the page, in a browser of their own."""
        self.account(email, role=role, artisan=artisan)
        visitor = self.visitor()
        sign_in(visitor, email)
        return visitor

    # -- time and machinery --------------------------------------------------------------------

    def work(self) -> None:
        """Let a minute pass, and the worker do whatever is due then and what follows from it."""
        self.clock.advance(seconds=50)
        waiting = {"anything": 1}
        for _round in range(10):
            if not any(waiting.values()):
                return
            self.clock.advance(seconds=5)  # the clock stands still: jobs would never be due again
            with self.app.test_request_context("/"):
                waiting = worker.drain(self.shop, seconds=0)
        assert not any(waiting.values()), waiting

    def deliver(self) -> list[int]:
        """Let Stripe call back about everything new; returns the statuses of our answers."""
        statuses = self.deliver_again(since=self.delivered)
        self.delivered += len(statuses)
        return statuses

    def deliver_again(self, *, since: int = 0) -> list[int]:
        """Let Stripe call back about everything, known or not."""
        now = int(time.time())  # the SDK holds signatures against the machine's clock
        client = self.app.test_client()
        return [
            client.post("/payments/stripe/webhook", data=body, headers=headers).status_code
            for body, headers in self.fake.deliveries(since=since, signed_at=now)
        ]

    # -- looking -------------------------------------------------------------------------------

    def all(self, model: type[Model]) -> list[Any]:
        """All rows of a table, the oldest first."""
        with self.shop.database.reading() as db:
            return list(db.scalars(sa.select(model).order_by(sa.text("id"))))

    def order(self) -> Order:
        """The one order that there is."""
        (order,) = self.all(Order)
        return order

    def parts(self) -> list[ArtisanOrder]:
        """The artisan orders of all orders, the oldest first."""
        return self.all(ArtisanOrder)

    def variant(self, name: str) -> Variant:
        """A variant as it stands now."""
        with self.shop.database.reading() as db:
            return db.get_one(Variant, self.variants[name].id)

    def balance(self, account: str) -> int:
        """An account of the ledger in minor units of IDR."""
        with self.shop.database.reading() as db:
            return ledger.balance_minor(db, account)

    def letters(self, recipient: str | None = None) -> list[str]:
        """What was written about, the oldest first, without the names of the things."""
        return [
            letter.fact.partition(":")[0]
            for letter in self.all(Letter)
            if recipient in (None, letter.recipient)
        ]

    def assert_invariants(self) -> None:
        """Everything that ``flask shop verify`` computes holds."""
        assert self.broken() == []

    def broken(self) -> list[str]:
        """The invariants that do not hold."""
        with self.shop.database.reading() as db:
            return [str(finding) for finding in verify(db) if not finding.holds]


def sign_in(visitor: Visitor, email: str, password: str = PASSWORD) -> None:
    """Sign in through the page."""
    page = visitor.open("/account/login")
    page = visitor.send(page.form("/account/login"), email=email, password=password)
    assert page.status == 200, page.text
    assert "/account/login" not in page.address, page.text


@functools.cache
def hashed_password() -> str:
    """The hash of the password that everybody here has; slow on purpose, so made once."""
    return passwords.hash_password(PASSWORD)


def _person(db: Session, email: str, *, role: str, artisan: int | None) -> int:
    account = staff.create_account(
        db, email=email, name=email.partition("@")[0].title(), password_hash=hashed_password()
    )
    if role:
        staff.grant_role(db, account.public_id, role=role, actor=SYSTEM)
    if artisan is not None:
        db.add(ArtisanMember(artisan_id=artisan, account_id=account.id, role="owner"))
    return account.id


def furnish(db: Session, world: World) -> None:
    """Two workshops: one in Balikpapan with a piece of its kind, one in Samarinda with stock."""
    first = make_artisan(db, slug="teras-contoh", name="Teras Contoh", region_code="64.71")
    second = make_artisan(db, slug="titian-contoh", name="Titian Contoh", allows_pick_up=True)
    world.artisans = [first, second]
    _offer(db, world, "unique", artisan=first, stock=1, price_minor=1_450_000_00)
    _offer(db, world, "stocked", artisan=second, stock=5, price_minor=350_000_00)
    _offer(db, world, "ordered", artisan=second, stock=None, price_minor=900_000_00, lead_days=21)


def _offer(db: Session, world: World, name: str, **values: Any) -> None:
    listing = make_listing(db, slug=f"kain-{name}", **values)
    world.listings[name] = listing
    world.variants[name] = db.scalars(
        sa.select(Variant).where(Variant.listing_id == listing.id)
    ).one()
