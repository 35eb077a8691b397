"""The demo's orders, in every state.

They are made by the shop's own services on a clock that is set back, so that their books, stock and
histories are as whole as those of real orders, and ``verify`` holds over them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.aftersales import services as aftersales
from shop.aftersales.commands import RefundPart
from shop.artisans.models import Artisan
from shop.cart import queries as carts
from shop.cart import services as cart_services
from shop.cart.commands import AddLine, SetNote
from shop.cart.owner import Owner
from shop.catalog.models import Listing, Variant
from shop.checkout import services as checkout
from shop.checkout.commands import PlaceOrder
from shop.core import links
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.permissions import SYSTEM
from shop.core.runtime import Runtime
from shop.demo.people import address_of
from shop.editorial.queries import current_terms_version
from shop.orders import queries as orders
from shop.orders.models import ArtisanOrder, Order
from shop.payments import collect, refunds, settle, transfer_codes
from shop.payments.demo import NAME as DEMO
from shop.payments.demo import DemoProvider
from shop.payments.demo_buyer import DemoBuyer
from shop.payments.models import Payment
from shop.payments.ports import Providers
from shop.payments.registry import build_providers
from shop.payments.told import Addresses
from shop.shipping import places
from shop.shipping import queries as shipping
from shop.shipping.commands import Dispatch


@dataclass(frozen=True)
class Scene:
    """One order: who, when, what from whom, and how far it went.

    ``wants`` are (sold as, number of the artisan) pairs; ``ends`` is the last thing that happens.
    """

    buyer: str
    days_ago: float
    wants: tuple[tuple[str, int], ...]
    ends: str
    provider: str = DEMO
    note: str = ""


SCENES = (
    Scene("buyer-jakarta", 61, (("in_stock", 0), ("in_stock", 3)), "delivered"),
    Scene("buyer-singapore", 44, (("in_stock", 1),), "delivered"),
    Scene("buyer-balikpapan", 33, (("in_stock", 2), ("in_stock", 4)), "part refunded"),
    Scene("buyer-jakarta", 21, (("in_stock", 5),), "refunded"),
    Scene("buyer-balikpapan", 15, (("in_stock", 0),), "expired"),
    Scene("buyer-netherlands", 12, (("in_stock", 1),), "cancelled"),
    Scene("buyer-jakarta", 6, (("in_stock", 2), ("in_stock", 0)), "shipped"),
    Scene("buyer-balikpapan", 3, (("in_stock", 3),), "packed"),
    Scene(
        "buyer-jakarta",
        1.5,
        (("one_of_a_kind", 0), ("in_stock", 4)),
        "paid",
        note="Untuk hadiah ulang tahun ibu. Kalau boleh, tanpa struk di dalam paket.",
    ),
    Scene("buyer-singapore", 0.8, (("made_to_order", 2),), "paid"),
    Scene("buyer-balikpapan", 0.2, (("in_stock", 5),), "placed", provider="bank_transfer"),
    Scene("buyer-jakarta", 0.001, (("in_stock", 1),), "placed"),
)

#: Tracking numbers that no courier gave out.
RESI = "CONTOH{:06d}"


def load(shop: Runtime, people: dict[str, Any]) -> None:
    """Place the orders and move them along."""
    entries = {entry["key"]: entry for entry in people["buyers"]}
    for number, scene in enumerate(SCENES, start=1):
        if scene.provider in shop.settings.providers:
            _Play(shop, scene, entries[scene.buyer], number).perform()
    shop.database.run(lambda db: _mark(db, entries.values()))


def _mark(db: Session, buyers: Any) -> None:
    emails = [entry["email"] for entry in buyers]
    db.execute(sa.update(Order).where(Order.email.in_(emails)).values(is_demo=True))


class _Play:
    """One scene, performed. Every step has its own instant and its own transaction."""

    def __init__(self, shop: Runtime, scene: Scene, entry: dict[str, Any], number: int) -> None:
        self.scene = scene
        self.entry = entry
        self.resi = RESI.format(number)
        self.clock = FixedClock(shop.clock.now() - dt.timedelta(days=scene.days_ago))
        self.database = Database(shop.database.engine, self.clock)
        self.settings = replace_settings(shop)
        self.providers: Providers = build_providers(
            self.settings, self.database, url_prefix=shop.url_prefix, ports={}
        )
        self.number = ""

    def perform(self) -> None:
        placed = self.database.run(self._place, tries=1)
        self.number = placed.number
        assert placed.payment is not None
        collect.start(self.database, self.providers, placed.payment)
        steps: dict[str, tuple[Callable[[], None], ...]] = {
            "placed": (),
            "expired": (self._expire,),
            "cancelled": (self._cancel,),
            "paid": (self._pay,),
            "packed": (self._pay, self._pack),
            "shipped": (self._pay, self._ship_first),
            "delivered": (self._pay, self._ship, self._deliver),
            "refunded": (self._pay, self._refund),
            "part refunded": (self._pay, self._refund_first, self._ship, self._deliver),
        }
        for step in steps[self.scene.ends]:
            step()

    def _place(self, db: Session) -> checkout.Placed:
        account = db.scalars(sa.select(Account).where(Account.email == self.entry["email"])).one()
        owner = Owner(account_id=account.id)
        for sold_as, nth in self.scene.wants:
            variant, artisan = _pick(db, sold_as, nth)
            cart_services.add_line(db, owner, AddLine(variant=variant))
            if self.scene.note:
                cart_services.set_note(db, owner, SetNote(artisan=artisan, text=self.scene.note))
        cart = carts.open_cart(db, owner)
        assert cart is not None
        return checkout.place_order(
            db,
            self._agreement(db, cart, owner),
            settings=self.settings,
            providers=self.providers,
            ways_back=_ways_back,
        )

    def _agreement(self, db: Session, cart: carts.CartHead, owner: Owner) -> PlaceOrder:
        address = address_of(self.entry)
        lines = carts.priced_lines(db, cart.id)
        options = shipping.quotes_for_cart(db, lines, places.place_of(address))
        quotes = {artisan: option.quotes[0] for artisan, option in options.items()}
        total = sum(line.total_minor for line in lines)
        total += sum(quote.amount_minor for quote in quotes.values())
        provider = self.providers.named(self.scene.provider)
        return PlaceOrder(
            cart_id=cart.id,
            owner=owner,
            address=address,
            email=self.entry["email"],
            phone=address.phone,
            choices={artisan: quote.service_id for artisan, quote in quotes.items()},
            provider=self.scene.provider,
            total_seen_minor=total,
            transfer_code_minor=transfer_codes.propose(db, provider, total, seed=cart.public_id),
            currency="IDR",
            locale=self.entry["locale"],
            accepts_terms=True,
            terms_version=current_terms_version(db, self.entry["locale"]),
        )

    def _pay(self) -> None:
        self.clock.advance(minutes=4)
        provider = self.providers.named(self.scene.provider)
        assert isinstance(provider, DemoProvider)
        with self.database.reading() as db:
            payment = db.scalars(
                sa.select(Payment)
                .join(Order, Order.id == Payment.order_id)
                .where(Order.number == self.number)
            ).one()
        DemoBuyer(provider).pay(str(payment.reference))
        collect.check(self.database, self.providers, payment.public_id)

    def _expire(self) -> None:
        self.clock.advance(hours=1)
        self.database.run(settle.expire_overdue)

    def _cancel(self) -> None:
        self.clock.advance(minutes=9)
        self.database.run(lambda db: aftersales.cancel_order(db, self.number, actor=SYSTEM))

    def _each(self, act: Callable[[Session, ArtisanOrder], object], states: Sequence[str]) -> None:
        def work(db: Session) -> None:
            order = orders.of_number(db, self.number)
            for part in db.scalars(
                sa.select(ArtisanOrder)
                .where(ArtisanOrder.order_id == order.id, ArtisanOrder.state.in_(states))
                .order_by(ArtisanOrder.id)
            ).all():
                act(db, part)

        self.database.run(work)

    def _pack(self) -> None:
        self.clock.advance(hours=20)
        self._each(
            lambda db, part: aftersales.pack(
                db, part.public_id, artisan_ids=[part.artisan_id], actor=SYSTEM
            ),
            ["to_pack"],
        )

    def _ship(self) -> None:
        self.clock.advance(hours=30)
        self._each(self._hand_over, ["to_pack", "packed"])

    def _ship_first(self) -> None:
        """One artisan has sent, the other has not: each parcel goes its own way."""
        self.clock.advance(hours=30)
        sent: list[str] = []

        def first(db: Session, part: ArtisanOrder) -> None:
            if not sent:
                self._hand_over(db, part)
                sent.append(part.public_id)

        self._each(first, ["to_pack", "packed"])

    def _hand_over(self, db: Session, part: ArtisanOrder) -> None:
        courier = str(part.shipping["courier_id"]) or "pick_up"
        number = f"{self.resi}{part.id % 10}" if courier != "pick_up" else ""
        aftersales.ship(
            db,
            part.public_id,
            Dispatch(courier=courier, tracking_number=number),
            artisan_ids=[part.artisan_id],
            actor=SYSTEM,
        )

    def _deliver(self) -> None:
        self.clock.advance(days=5)
        self._each(
            lambda db, part: aftersales.confirm_delivery(
                db, self.number, part.public_id, actor=SYSTEM
            ),
            ["shipped"],
        )

    def _refund(self) -> None:
        self._give_back(limit=None)

    def _refund_first(self) -> None:
        self._give_back(limit=1)

    def _give_back(self, *, limit: int | None) -> None:
        self.clock.advance(hours=26)
        intended: list[str] = []

        def intend(db: Session, part: ArtisanOrder) -> None:
            if limit is None or len(intended) < limit:
                intended.append(part.public_id)
                command = RefundPart(
                    number=self.number, part=part.public_id, reason="Noda pada kain (contoh)"
                )
                aftersales.refund_part(db, command, actor=SYSTEM)

        self._each(intend, ["to_pack"])
        refunds.run_refunds(self.database, self.providers)


def replace_settings(shop: Runtime) -> Any:
    """Return the shop's settings with room for a buyer who orders a lot."""
    return shop.settings.model_copy(update={"held_pieces": 50})


def _ways_back(number: str) -> Addresses:
    address = links.order_address(number)
    return Addresses(success_url=address, cancel_url=address)


def _pick(db: Session, sold_as: str, nth: int) -> tuple[str, str]:
    """Choose a variant that is left, of the n-th artisan who has such listings."""
    rows = db.execute(
        sa.select(Variant.public_id, Artisan.slug)
        .join(Listing, Listing.id == Variant.listing_id)
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(
            Listing.sold_as == sold_as,
            Listing.status == "published",
            Artisan.status == "active",
            sa.or_(~Variant.is_stocked, Variant.on_hand - Variant.reserved > 1)
            if sold_as != "one_of_a_kind"
            else Variant.on_hand > Variant.reserved,
        )
        .order_by(Artisan.id, Listing.id, Variant.id)
    ).all()
    artisans = list(dict.fromkeys(slug for _, slug in rows))
    artisan = artisans[nth % len(artisans)]
    return next((variant, slug) for variant, slug in rows if slug == artisan)
