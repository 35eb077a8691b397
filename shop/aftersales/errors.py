"""Refusals after the sale."""

from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext


class AlreadyPaid(ShopError):
    """A paid order cannot be called off by a click; staff can pay it back."""

    code = "already_paid"
    message = lazy_gettext("This order is already paid. Please write to us to cancel it.")


class OrdersOpen(ShopError):
    """A person cannot be forgotten while a parcel still needs their name."""

    code = "orders_open"
    message = lazy_gettext(
        "Order %(number)s is still under way. Please delete your account when it is finished."
    )
