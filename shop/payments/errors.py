"""Refusals about payments."""

from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext


class NotPayable(ShopError):
    """The order no longer waits for money."""

    code = "not_payable"
    message = lazy_gettext("This order is not waiting for a payment.")


class WayNotOffered(ShopError):
    """This way to pay is not offered for this order."""

    code = "way_not_offered"
    status = 422
    field = "provider"
    message = lazy_gettext("This way to pay is not available. Please choose another.")


class NothingToRefund(ShopError):
    """There is no money left of this to pay back."""

    code = "nothing_to_refund"
    message = lazy_gettext("There is nothing left to refund.")


class NoSuffixLeft(ShopError):
    """So many transfers of one amount are awaited that they could not be told apart."""

    code = "no_suffix_left"
    status = 503
    field = "provider"
    message = lazy_gettext("Bank transfer is busy right now. Please choose another way to pay.")
