"""What a buyer sends on the way from cart to order."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from shop.accounts.address import AddressFields
from shop.cart.owner import Owner
from shop.core.command import Checkbox, Command, Email, Integer, Minor, PublicId

#: A courier service, or ``pick_up``.
ServiceId = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}(:[a-z0-9_-]{1,40})?$")]
ProviderName = Annotated[str, Field(pattern=r"^[a-z_]{1,20}$")]


class Contact(Command):
    """How to reach the buyer; the address beside it is read as ``AddressFields``."""

    email: Email


class ChooseShipping(Command):
    """One courier service for each artisan of the cart, by artisan id."""

    choices: dict[int, ServiceId]


class Agreement(Command):
    """The last page as it is posted: what to pay, by which way, under which terms.

    ``cart``, ``total_seen_minor`` (goods and shipping) and, for a bank transfer, the
    ``transfer_code_minor`` beside it tie the agreement to the total that the page showed.
    """

    cart: PublicId
    provider: ProviderName
    total_seen_minor: Minor
    transfer_code_minor: Minor = 0
    currency: Literal["IDR"]
    terms_version: Annotated[Integer, Field(ge=0, le=10**6)]
    accepts_terms: Checkbox = False


class PlaceOrder(Command):
    """The buyer agrees to pay exactly ``total_seen_minor`` for this cart.

    By bank transfer ``transfer_code_minor`` is added, as the last page showed it.
    ``cart_id`` was found through ``owner``; ``choices`` holds the courier service of each artisan
    by artisan id. Prices are not part of it: they are read when the order is placed.
    """

    cart_id: int
    owner: Owner
    address: AddressFields
    email: Email
    phone: Annotated[str, Field(max_length=20)]
    choices: dict[int, ServiceId]
    provider: ProviderName
    total_seen_minor: Minor
    transfer_code_minor: Minor = 0
    currency: Literal["IDR"]
    locale: Annotated[str, Field(max_length=8)]
    accepts_terms: Literal[True]
    terms_version: Annotated[int, Field(ge=0)]
    #: Where the order comes from, as ``limits.network_of`` writes it; empty: unknown.
    network: Annotated[str, Field(max_length=64)] = ""
