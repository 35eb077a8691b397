"""A checkout as its pages show it: lines, address, offers, sums. Plain data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from shop.accounts import address as addresses
from shop.accounts import queries as accounts
from shop.cart import drafts
from shop.cart import queries as carts
from shop.cart.drafts import Draft
from shop.cart.lines import PricedLine, by_artisan, goods_minor
from shop.cart.owner import Owner
from shop.core.i18n import gettext as _
from shop.shipping import queries as shipping
from shop.shipping.exchange import DatedRate, Estimate, estimate
from shop.shipping.live import Carriers, Enquiry
from shop.shipping.places import Place, place_of
from shop.shipping.quotes import Quote, ShippingOptions
from shop.storefront.account_places import country_name
from shop.storefront.destinations import (
    Destination,
    chosen_country,
    destination,
    in_country,
    shown_rate,
)


@dataclass(frozen=True)
class ParcelChoice:
    """One artisan's parcel: what is in it, how it may travel, and how it will."""

    artisan: PricedLine
    lines: tuple[PricedLine, ...]
    options: ShippingOptions | None
    #: The buyer's choice if it is still offered, else the cheapest that is sent; ``None``: no
    #: courier takes it, and the buyer has not chosen to fetch it.
    quote: Quote | None

    @property
    def is_served(self) -> bool:
        """Tell whether it can reach the buyer in any way."""
        return self.options is not None and self.options.is_served

    @property
    def note(self) -> str:
        """What the buyer tells the artisan."""
        return self.artisan.note

    @property
    def goods_minor(self) -> int:
        """Goods of this artisan."""
        return goods_minor(self.lines)


@dataclass(frozen=True)
class Basket:
    """The lines of an open cart: enough to tell whether there is something to buy."""

    owner: Owner
    lines: tuple[PricedLine, ...]

    @property
    def cart_id(self) -> int:
        """The cart's key; 0 when nothing is in it."""
        return self.lines[0].cart_id if self.lines else 0

    @property
    def cart_public_id(self) -> str:
        """The cart's public id; empty when nothing is in it."""
        return self.lines[0].cart_public_id if self.lines else ""

    @property
    def is_ready(self) -> bool:
        """Tell whether there is something to buy and all of it can be had as it stands."""
        return bool(self.lines) and all(line.is_buyable for line in self.lines)


@dataclass(frozen=True)
class Checkout:
    """A cart on its way to an order. Amounts are minor units of IDR."""

    owner: Owner
    cart_id: int
    cart_public_id: str
    parcels: tuple[ParcelChoice, ...]
    draft: Draft | None
    #: What stands in the e-mail field at first; empty for a guest who has not typed one.
    email: str
    #: Where the estimate goes while there is no address, or another country was chosen after it;
    #: ``None``: it goes to the address.
    destination: Destination | None
    rate: DatedRate | None

    @property
    def lines(self) -> tuple[PricedLine, ...]:
        """All lines."""
        return tuple(line for parcel in self.parcels for line in parcel.lines)

    @property
    def is_ready(self) -> bool:
        """Tell whether there is something to buy and all of it can be had as it stands."""
        return bool(self.parcels) and all(line.is_buyable for line in self.lines)

    @property
    def is_chosen(self) -> bool:
        """Tell whether every parcel has a way that the buyer chose and that is still offered."""
        chosen = self.draft.choices if self.draft else {}
        return bool(self.parcels) and all(
            parcel.quote is not None
            and chosen.get(parcel.artisan.artisan_id) == parcel.quote.service_id
            for parcel in self.parcels
        )

    @property
    def has_address(self) -> bool:
        """Tell whether the address that was filled in is one to which parcels are sent today."""
        return self.draft is not None and not addresses.shortcomings(self.draft.address)

    @property
    def place_name(self) -> str:
        """What the place of the sums is called: a province or a country."""
        if self.destination is not None:
            return self.destination.name
        if self.draft is None or not self.draft.address.is_abroad:
            return _("this address")
        return country_name(self.draft.address.country)

    @property
    def is_abroad(self) -> bool:
        """Tell whether the sums are for parcels that leave Indonesia."""
        if self.destination is not None:
            return self.destination.place.is_abroad
        return self.draft is not None and self.draft.address.is_abroad

    @property
    def refused(self) -> tuple[ParcelChoice, ...]:
        """The parcels that cannot reach the buyer in any way."""
        return tuple(parcel for parcel in self.parcels if not parcel.is_served)

    @property
    def all_served(self) -> bool:
        """Tell whether there is a way for every parcel."""
        return not self.refused

    @property
    def is_complete(self) -> bool:
        """Tell whether ``total_minor`` holds the carriage of every parcel."""
        return all(parcel.quote is not None for parcel in self.parcels)

    @property
    def goods_minor(self) -> int:
        """Goods of all parcels."""
        return goods_minor(self.lines)

    @property
    def shipping_minor(self) -> int:
        """Carriage of all parcels, as chosen or at the cheapest."""
        return sum(parcel.quote.amount_minor for parcel in self.parcels if parcel.quote)

    @property
    def total_minor(self) -> int:
        """Goods and shipping, once it :attr:`is_complete`; bank transfer adds its code."""
        return self.goods_minor + self.shipping_minor

    @property
    def is_illustrative(self) -> bool:
        """Tell whether a rate among the chosen ones is an example and not a courier's price."""
        return any(parcel.quote and parcel.quote.is_illustrative for parcel in self.parcels)

    @property
    def estimate(self) -> Estimate | None:
        """The total in the currency that the visitor chose to see."""
        return estimate(self.total_minor, self.rate) if self.is_complete else None

    @property
    def options(self) -> dict[int, ShippingOptions]:
        """The offers for each artisan's parcel, by artisan."""
        return {
            parcel.artisan.artisan_id: parcel.options
            for parcel in self.parcels
            if parcel.options is not None
        }

    def choosing(self, choices: Mapping[int, str]) -> Checkout:
        """Return the checkout as it is with other couriers chosen."""
        assert self.draft is not None, "couriers are chosen for an address"
        parcels = tuple(
            replace(
                parcel,
                quote=_quote(parcel.options, choices.get(parcel.artisan.artisan_id, "")),
            )
            for parcel in self.parcels
        )
        return replace(self, parcels=parcels, draft=replace(self.draft, choices=dict(choices)))

    @property
    def enquiries(self) -> Collection[Enquiry]:
        """What live services are asked; nothing before there is an address."""
        if self.draft is None or self.destination is not None:
            return ()
        return shipping.enquiries(self.lines, place_of(self.draft.address)).values()

    @property
    def address_lines(self) -> list[str]:
        """The address as it is printed on a parcel."""
        if self.draft is None:
            return []
        fields = self.draft.address
        return addresses.lines(fields, country_name=country_name(fields.country))


def basket(db: Session, owner: Owner) -> Basket:
    """Read the lines of the owner's open cart, in one statement."""
    return Basket(owner=owner, lines=carts.lines(db, owner))


def read(db: Session, owner: Owner, carriers: Carriers) -> Checkout:
    """Read the owner's open cart with everything that the steps show."""
    return complete(db, basket(db, owner), carriers)


def complete(db: Session, found: Basket, carriers: Carriers, *, country: str = "") -> Checkout:
    """Add to a cart what else the steps show: address, offers, sums.

    :param carriers: Services whose stored answers count as offers.
    :param country: Whose address form is shown. The sums go there, also when the address that was
        filled in before is in another one; empty: they go to the address.
    """
    draft = drafts.of(db, found.cart_id) if found.lines else None
    usual = _destination(db, draft, country)
    place = usual.place if usual else place_of(draft.address) if draft else Place()
    options = shipping.quotes_for_cart(db, found.lines, place, carriers=carriers)
    return Checkout(
        owner=found.owner,
        cart_id=found.cart_id,
        cart_public_id=found.cart_public_id,
        parcels=_parcels(found.lines, options, choices=draft.choices if draft else {}),
        draft=draft,
        email=_email(db, found.owner, draft),
        destination=usual,
        rate=shown_rate(db),
    )


def form_country(db: Session, cart_id: int) -> str:
    """Return the country whose address form comes first.

    The one that was chosen last: with the cart's estimate, or by the address filled in before,
    which moves the estimate along. Empty when nothing was chosen.
    """
    draft = drafts.of(db, cart_id) if cart_id else None
    return chosen_country() or (draft.address.country if draft else "")


def _destination(db: Session, draft: Draft | None, country: str) -> Destination | None:
    """Return where the sums go, ``None`` for the address that was filled in."""
    if draft is not None and country in ("", draft.address.country):
        return None
    return in_country(db, country) if country else destination(db)


def _parcels(
    lines: tuple[PricedLine, ...],
    options: Mapping[int, ShippingOptions],
    *,
    choices: Mapping[int, str],
) -> tuple[ParcelChoice, ...]:
    return tuple(
        ParcelChoice(
            artisan=group[0],
            lines=group,
            options=options.get(artisan_id),
            quote=_quote(options.get(artisan_id), choices.get(artisan_id, "")),
        )
        for artisan_id, group in by_artisan(lines).items()
    )


def _email(db: Session, owner: Owner, draft: Draft | None) -> str:
    if draft is not None:
        return draft.email
    if owner.account_id is not None:
        return accounts.profile(db, owner.account_id).email
    return ""


def _quote(options: ShippingOptions | None, wanted: str) -> Quote | None:
    if options is None:
        return None
    return options.quote(wanted) or options.cheapest
