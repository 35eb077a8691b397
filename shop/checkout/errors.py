"""Refusals at the till."""

from __future__ import annotations

from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext
from shop.core.money import format_money


class CartEmpty(ShopError):
    """Nothing is left to buy."""

    code = "cart_empty"
    message = lazy_gettext("Your cart is empty.")


class CartChanged(ShopError):
    """A line is gone, fewer are left, or its price moved since it was put in."""

    code = "cart_changed"
    message = lazy_gettext("Something in your cart has changed. Please look at it once more.")


class TotalChanged(ShopError):
    """The total is not the one that the buyer agreed to."""

    code = "total_changed"
    field = "total_seen_minor"
    message = lazy_gettext("The total is now %(total)s. Please check it and place the order again.")

    def __init__(self, total_minor: int) -> None:
        self.total_minor = total_minor
        super().__init__(total=format_money(total_minor))


class TermsChanged(ShopError):
    """The terms got a new version while the buyer was reading the old one."""

    code = "terms_changed"
    field = "accepts_terms"
    message = lazy_gettext("Our terms have just changed. Please read and accept them once more.")


class TermsNotAccepted(ShopError):
    """The box beside the terms is not ticked."""

    code = "terms_not_accepted"
    status = 422
    field = "accepts_terms"
    message = lazy_gettext("Please read and accept the terms.")


class PickFromList(ShopError):
    """In East Kalimantan the regency decides the rate, so the kecamatan has to be picked."""

    code = "pick_from_list"
    status = 422
    field = "district_code"
    message = lazy_gettext("In East Kalimantan, please choose the kecamatan from the list.")


class AddressIncomplete(ShopError):
    """The address lacks something that its country needs; the first step says what."""

    code = "address_incomplete"
    message = lazy_gettext("Your address is not complete. Please fill in what is missing.")
