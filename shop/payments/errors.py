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


class TransferCodeTaken(ShopError):
    """Another order was given the same transfer amount at the same moment."""

    code = "transfer_code_taken"
    field = "provider"
    message = lazy_gettext(
        "The amount to transfer has just changed. Please look at it and place the order again."
    )


class AlreadyConfirmed(ShopError):
    """Somebody has confirmed this transfer before."""

    code = "already_confirmed"
    message = lazy_gettext("This transfer was confirmed before.")


class TransferNotChecked(ShopError):
    """The money of this transfer would go back, and staff have not checked that."""

    code = "transfer_not_checked"
    status = 422
    field = "received_idr"
    message = lazy_gettext("This money would be sent back. Please check the amount first.")


class AlreadyDecided(ShopError):
    """Somebody has decided about this before."""

    code = "already_decided"
    message = lazy_gettext("Somebody has decided about this in the meantime.")


class TooManyProofs(ShopError):
    """So many slips were sent for one payment that another helps nobody."""

    code = "too_many_proofs"
    status = 422
    field = "picture"
    message = lazy_gettext("We have your slips. Please wait until we have looked at them.")
