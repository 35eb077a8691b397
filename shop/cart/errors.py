"""Refusals about carts. Each says how to go on."""

from __future__ import annotations

from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext


class NotForSale(ShopError):
    """The variant was for sale once and is not any more."""

    code = "not_for_sale"
    field = "variant"
    message = lazy_gettext("This piece is no longer for sale.")


class UnknownPiece(ShopError):
    """There is no such variant, or nobody has ever seen it: the two are never told apart."""

    code = "unknown_piece"
    status = 404
    field = "variant"
    message = lazy_gettext("We do not know this piece. Nothing was put into your cart.")


class FewerLeft(ShopError):
    """There are fewer pieces than were asked for."""

    code = "fewer_left"
    field = "quantity"
    message = lazy_gettext("Only %(left)s left. Please choose a smaller number.")


class SoldOut(ShopError):
    """There is none left at the moment."""

    code = "sold_out"
    field = "variant"
    message = lazy_gettext("This piece has just been taken. Nothing was put into your cart.")


class OnlyOne(ShopError):
    """There is exactly one of a one-of-a-kind piece."""

    code = "only_one"
    field = "quantity"
    message = lazy_gettext("There is exactly one of this piece.")


class TooManyPieces(ShopError):
    """More of one thing than a cart takes."""

    code = "too_many_pieces"
    field = "quantity"
    message = lazy_gettext("At most %(most)s at once. For more, please ask the artisan.")


class CartFull(ShopError):
    """More different things than a cart takes."""

    code = "cart_full"
    message = lazy_gettext("A cart holds %(most)s different things. Please order these first.")


class PricesMovedAgain(ShopError):
    """The prices that were confirmed are not today's any more."""

    code = "prices_moved_again"
    message = lazy_gettext("A price has changed once more. Please look at the new prices.")
