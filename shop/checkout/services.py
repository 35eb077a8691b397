"""From cart to order: the one moment in which everything is copied and agreed."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.cart import queries as carts
from shop.cart import services as cart_services
from shop.cart.lines import LineState, PricedLine
from shop.catalog import stock
from shop.catalog.models import ListingMotif
from shop.checkout.commands import PlaceOrder
from shop.checkout.errors import CartChanged, CartEmpty, TotalChanged
from shop.core import clock
from shop.core.settings import Settings
from shop.heritage import policy as heritage
from shop.heritage.models import Motif
from shop.orders import draft, queries
from shop.orders import services as orders
from shop.payments import queries as payments
from shop.payments import services as payment_services
from shop.payments import transfer_codes
from shop.payments.errors import WayNotOffered
from shop.payments.ports import PaymentProvider, Providers, offer_of
from shop.payments.told import Addresses
from shop.shipping import places
from shop.shipping import queries as shipping
from shop.shipping.live import Carriers
from shop.shipping.quotes import Quote, ShippingOptions, frozen


@dataclass(frozen=True)
class Placed:
    """An order that stands, and the payment that it begins with.

    ``payment`` is ``None`` when the order was placed before and is no longer waiting for money.
    """

    number: str
    payment: str | None
    is_new: bool


#: Given an order number, where a provider sends the buyer afterwards.
WaysBack = Callable[[str], Addresses]


def place_order(
    db: Session,
    command: PlaceOrder,
    *,
    settings: Settings,
    providers: Providers,
    ways_back: WaysBack,
    carriers: Carriers = shipping.NO_CARRIERS,
) -> Placed:
    """Turn a cart into an order, exactly once.

    Safe to repeat: a second call for the same cart returns the same order. Takes stock and writes
    the order, its parts, its first payment and ``orders.placed`` in the caller's transaction.
    Talks to nobody outside the database.

    :raises CartEmpty: nothing is left to buy.
    :raises CartChanged: a line is gone or changed; the cart page says which.
    :raises ServiceNotOffered: a shipping choice is not offered (any more).
    :raises TotalChanged: the total is not ``total_seen_minor`` any more, or the transfer code is
        not the one that was shown.
    :raises TransferCodeTaken: another order was given the same amount to transfer meanwhile.
    :raises WayNotOffered: the provider does not do this total.
    :raises OutOfStock: somebody was faster.
    :raises TooManyHeld: the buyer or their network holds too many unpaid unique pieces.
    :raises TooManyUnpaid: the buyer or their network has too many unpaid orders.
    """
    cart = carts.locked(db, command.cart_id)
    if cart.closed_at is not None and (placed := _placed_before(db, cart.id)):
        return placed
    lines = _buyable_lines(db, cart.id)
    agreed = _draft(db, command, lines, carriers=carriers, commission_bps=settings.commission_bps)
    if agreed.total_minor != command.total_seen_minor:
        raise TotalChanged(agreed.total_minor)
    provider = _provider(providers, command.provider, agreed.total_minor)
    agreed = _with_transfer_code(db, command, agreed, provider, seed=cart.public_id)
    expires_at = _expiry(clock.now(db), provider, settings)
    number = orders.free_number(db)
    stock.reserve(
        db,
        _wants(lines),
        reference=number,
        holders=_holders(command),
        expires_at=expires_at,
        held_pieces=settings.held_pieces,
        network=_digest(f"network:{command.network}") if command.network else "",
    )
    buyer = _buyer(command)
    order = orders.create(
        db, agreed, cart_id=cart.id, buyer=buyer, expires_at=expires_at, number=number
    )
    cart_services.close(db, cart.id)
    payment = payment_services.begin(db, order, agreed, provider, ways_back(number))
    return Placed(order.number, payment.public_id, is_new=True)


def _placed_before(db: Session, cart_id: int) -> Placed | None:
    """Return what a cart became, with the payment that still runs, if it became an order."""
    order = queries.of_cart(db, cart_id)
    if order is None:
        return None
    running = payments.open_of_order(db, order.id)
    return Placed(order.number, running[-1].public_id if running else None, is_new=False)


def _provider(providers: Providers, name: str, total_minor: int) -> PaymentProvider:
    """Return a provider that does this total.

    :raises WayNotOffered: there is none of that name, or it does not.
    """
    provider = providers.get(name)
    if provider is None or offer_of(provider, total_minor) is None:
        raise WayNotOffered
    return provider


def _with_transfer_code(
    db: Session,
    command: PlaceOrder,
    agreed: draft.Draft,
    provider: PaymentProvider,
    *,
    seed: str,
) -> draft.Draft:
    """Add the transfer code that the last page showed beside bank transfer.

    :raises TotalChanged: the amount is awaited from another order by now.
    """
    code_minor = transfer_codes.propose(db, provider, agreed.total_minor, seed=seed)
    if provider.account is not None and code_minor != command.transfer_code_minor:
        raise TotalChanged(agreed.total_minor + code_minor)
    return replace(agreed, transfer_code_minor=code_minor)


def _buyable_lines(db: Session, cart_id: int) -> Sequence[PricedLine]:
    lines = carts.priced_lines(db, cart_id)
    if not lines:
        raise CartEmpty
    if any(line.state != LineState.OK for line in lines):
        raise CartChanged
    return lines


def _draft(
    db: Session,
    command: PlaceOrder,
    lines: Sequence[PricedLine],
    *,
    carriers: Carriers,
    commission_bps: int,
) -> draft.Draft:
    place = places.place_of(command.address)
    options = shipping.quotes_for_cart(db, lines, place, carriers=carriers)
    quotes = shipping.chosen(options, command.choices)
    motifs = _motifs(db, {line.listing_id for line in lines})
    return draft.build(
        [_draft_line(line, motifs.get(line.listing_id, [])) for line in lines],
        names={line.artisan_id: line.artisan_name for line in lines},
        carriage=_carriage(quotes),
        notes={line.artisan_id: line.note for line in lines},
        ship_by=_ship_by(options),
        commission_bps=commission_bps,
    )


def _carriage(quotes: Mapping[int, Quote]) -> dict[int, draft.Carriage]:
    return {
        artisan_id: draft.Carriage(quote.amount_minor, frozen(quote))
        for artisan_id, quote in quotes.items()
    }


def _ship_by(options: Mapping[int, ShippingOptions]) -> dict[int, dt.date]:
    return {artisan_id: option.ship_by for artisan_id, option in options.items()}


def _draft_line(line: PricedLine, motifs: list[dict[str, str]]) -> draft.DraftLine:
    return draft.DraftLine(
        variant_id=line.variant_id,
        artisan_id=line.artisan_id,
        quantity=line.quantity,
        price_minor=line.price_minor,
        snapshot={
            "listing": line.listing_slug,
            "artisan": line.artisan_slug,
            "title_id": line.title_id,
            "title_en": line.title_en,
            "technique_id": line.technique_id,
            "technique_name_id": line.technique_name_id,
            "technique_name_en": line.technique_name_en,
            "technique_label": heritage.frozen_label(
                line.technique_id,
                name_id=line.technique_name_id,
                name_en=line.technique_name_en,
                is_batik=line.is_batik,
                has_prada=line.has_prada,
            ),
            "is_batik": line.is_batik,
            "has_prada": line.has_prada,
            "sold_as": line.sold_as,
            "size": line.size,
            "colour": line.colour,
            "serial": line.serial,
            "lead_days": line.lead_days,
            "weight_grams": line.weight_grams,
            "picture": line.picture_public_id,
            "motifs": motifs,
        },
    )


def _motifs(db: Session, listing_ids: set[int]) -> dict[int, list[dict[str, str]]]:
    rows = db.execute(
        sa.select(ListingMotif.listing_id, Motif.id, Motif.name_id, Motif.name_en)
        .join(Motif, Motif.id == ListingMotif.motif_id)
        .where(ListingMotif.listing_id.in_(listing_ids))
        .order_by(ListingMotif.id)
    )
    found: dict[int, list[dict[str, str]]] = {}
    for listing_id, motif_id, name_id, name_en in rows:
        found.setdefault(listing_id, []).append(
            {"id": motif_id, "name_id": name_id, "name_en": name_en}
        )
    return found


def _wants(lines: Sequence[PricedLine]) -> dict[int, int]:
    wants: Counter[int] = Counter()
    for line in lines:
        wants[line.variant_id] += line.quantity
    return dict(wants)


def _expiry(now: dt.datetime, provider: PaymentProvider, settings: Settings) -> dt.datetime:
    return now + (provider.hold or dt.timedelta(minutes=settings.reservation_minutes))


def _holders(command: PlaceOrder) -> frozenset[str]:
    """Name the buyer in every way in which one person could hold many pieces.

    Account, browser, e-mail and doorstep; as digests, because the rows outlive the
    purpose. Spaces and punctuation make no other doorstep.
    """
    address = command.address
    parts = (address.country, address.postal_code, address.street, address.rt, address.rw)
    door = "|".join(re.sub(r"[\W_]+", "", part.casefold()) for part in parts)
    names = [f"email:{command.email}", f"door:{door}"]
    if command.owner.account_id is not None:
        names.append(f"account:{command.owner.account_id}")
    if command.owner.guest_digest is not None:
        names.append(f"browser:{command.owner.guest_digest}")
    return frozenset(_digest(name) for name in names)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _buyer(command: PlaceOrder) -> orders.Buyer:
    return orders.Buyer(
        account_id=command.owner.account_id,
        email=command.email,
        phone=command.phone,
        locale=command.locale,
        address=command.address.model_dump(),
        terms_version=command.terms_version,
        provider=command.provider,
    )
