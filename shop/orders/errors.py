"""Refusals about orders."""

from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext


class IllegalMove(ShopError):
    """The order is no longer in a state from which this can be done."""

    code = "illegal_move"
    message = lazy_gettext("This order has moved on. Please look again.")
