"""What the steps before placing an order keep, and what turns them into the agreement."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from shop.accounts.address import AddressFields, shortcomings
from shop.cart import drafts
from shop.cart import queries as carts
from shop.cart.owner import Owner
from shop.checkout.commands import Agreement, PlaceOrder
from shop.checkout.errors import (
    AddressIncomplete,
    CartEmpty,
    PickFromList,
    TermsChanged,
    TermsNotAccepted,
)
from shop.orders import queries as orders
from shop.shipping import queries as shipping
from shop.shipping.places import EAST_KALIMANTAN
from shop.shipping.quotes import ShippingOptions


def save_contact(db: Session, cart_id: int, *, email: str, address: AddressFields) -> None:
    """Keep where the parcels go and how to reach the buyer.

    :param address: Settled: its codes were looked up.
    :raises AddressIncomplete: it was accepted under older rules and lacks something today.
    :raises PickFromList: in East Kalimantan the regency decides the rate, so it must be picked.
    """
    if shortcomings(address):
        raise AddressIncomplete
    if address.province_code == EAST_KALIMANTAN and not address.regency_code:
        raise PickFromList
    drafts.save_contact(db, cart_id, email=email, address=address)


def save_choices(
    db: Session,
    cart_id: int,
    choices: Mapping[int, str],
    *,
    options: Mapping[int, ShippingOptions],
) -> None:
    """Keep the courier service of each artisan's parcel.

    :raises ServiceNotOffered: a choice is missing, foreign, or not offered.
    :raises CannotBeServed: nothing of an artisan can be sent there.
    """
    shipping.chosen(options, choices)
    drafts.save_choices(db, cart_id, choices)


def agree(
    db: Session,
    owner: Owner,
    agreement: Agreement,
    *,
    locale: str,
    terms_version: int,
    network: str = "",
) -> PlaceOrder | str:
    """Turn what the buyer agreed to, and what was kept beside the cart, into the command.

    :param terms_version: Of the terms that are shown right now.
    :param network: Where the agreement comes from, for the caps on what is unpaid.
    :returns: The command, or the number of the order that the cart already has become: a second
        click, also days later, ends at the same order.
    :raises NotFound: no such cart, or somebody else's.
    :raises CartEmpty: the cart never got an address.
    :raises AddressIncomplete: the address was kept under older rules and lacks something today.
    :raises TermsNotAccepted: the box is not ticked.
    :raises TermsChanged: the terms have a newer version than the page showed.
    """
    cart = carts.of_public_id(db, owner, agreement.cart)
    if cart.closed_at is not None and (placed := orders.of_cart(db, cart.id)):
        return placed.number
    draft = drafts.of(db, cart.id)
    if draft is None:
        raise CartEmpty
    if shortcomings(draft.address):
        raise AddressIncomplete
    if not agreement.accepts_terms:
        raise TermsNotAccepted
    if agreement.terms_version != terms_version:
        raise TermsChanged
    return PlaceOrder(
        cart_id=cart.id,
        owner=owner,
        address=draft.address,
        email=draft.email,
        phone=draft.phone,
        choices=dict(draft.choices),
        provider=agreement.provider,
        total_seen_minor=agreement.total_seen_minor,
        transfer_code_minor=agreement.transfer_code_minor,
        currency=agreement.currency,
        locale=locale,
        accepts_terms=True,
        terms_version=agreement.terms_version,
        network=network,
    )
