"""Refusals of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from shop.core.errors import ShopError, TooMany
from shop.core.i18n import Lazy, gettext, lazy_gettext
from shop.core.money import format_money


class OutOfStock(ShopError):
    """Fewer pieces are left than were asked for. ``variant_ids`` says of what, in id order."""

    code = "out_of_stock"
    message = lazy_gettext("Somebody was faster: not everything in your cart is still available.")

    def __init__(self, variant_ids: Collection[int]) -> None:
        self.variant_ids = tuple(sorted(variant_ids))
        super().__init__()


class _Cap(TooMany):
    """As much is unpaid as one buyer, or one network, may have unpaid at once."""

    of_network: ClassVar[Lazy]

    def __init__(self, most: int, retry_after_seconds: int, *, is_network: bool) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds)
        self.details = {"most": most, "minutes": -(-retry_after_seconds // 60)}
        if is_network:
            self.message = self.of_network  # type: ignore[misc]


class TooManyHeld(_Cap):
    """As many one-of-a-kind pieces are held unpaid as may be."""

    code = "too_many_held"
    message = lazy_gettext(
        "You may hold at most %(most)s unpaid one-of-a-kind pieces at once. Please pay for or "
        "cancel an open order first; the first one ends by itself in %(minutes)s minutes."
    )
    of_network = lazy_gettext(
        "%(most)s one-of-a-kind pieces are held unpaid from your network, more than that is not "
        "possible. Please try again in %(minutes)s minutes, or from another connection."
    )


class TooManyUnpaid(_Cap):
    """As many orders are unpaid as may be."""

    code = "too_many_unpaid"
    message = lazy_gettext(
        "You may have at most %(most)s unpaid orders at once. Please pay for or cancel one of "
        "them first; the first one ends by itself in %(minutes)s minutes."
    )
    of_network = lazy_gettext(
        "%(most)s orders from your network are unpaid, more than that is not possible. Please try "
        "again in %(minutes)s minutes, or from another connection."
    )


class StockOutOfRange(ShopError):
    """The new stock would be below what is promised to buyers, or above what can exist."""

    code = "stock_out_of_range"
    status = 422
    field = "on_hand"
    message = lazy_gettext(
        "The stock cannot be lower than what buyers have reserved, "
        "and of a one-of-a-kind piece there is only one."
    )


class NotComplete(ShopError):
    """Something that buyers need is missing. ``missing`` holds sentences."""

    code = "not_complete"
    status = 422
    message = lazy_gettext("Some things are still missing before this can be shown to buyers.")

    def __init__(self, missing: Sequence[Lazy | str]) -> None:
        self.missing = tuple(missing)
        super().__init__()


class UnusualPrice(ShopError):
    """A price looks like a typing error: it counts once the person confirms it.

    :param before_minor: The price until now, 0 when there was none. Minor units of IDR.
    """

    code = "unusual_price"
    status = 422
    field = "price_confirmed"

    def __init__(self, before_minor: int, price_minor: int) -> None:
        self.before_minor = before_minor
        self.price_minor = price_minor
        super().__init__()

    @property
    def text(self) -> str:
        """Return the question, with both prices, in the reader's language."""
        price = format_money(self.price_minor)
        if not self.before_minor:
            return gettext("%(price)s is very little. Is this price right?", price=price)
        return gettext(
            "%(price)s is far from the price until now, %(before)s. Is this price right?",
            price=price,
            before=format_money(self.before_minor),
        )


class AgainstTheCanon(ShopError):
    """A rule of a community or of the canon forbids this listing.

    ``reasons`` name each motif, the rule and the way on.
    """

    code = "against_the_canon"
    status = 422
    field = "motif_ids"
    message = lazy_gettext("A rule of the community that this motif belongs to forbids this.")

    def __init__(self, reasons: Sequence[Lazy | str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__()

    @property
    def text(self) -> str:
        """Return the reasons in the language of the current request."""
        return " ".join(str(reason) for reason in self.reasons) or super().text


class EvidenceMissing(ShopError):
    """The technique is batik only with evidence of hot wax, and none was seen."""

    code = "evidence_missing"
    status = 422
    field = "evidence"
    message = lazy_gettext(
        "This technique counts as batik only with evidence of hot wax. Tick what you have seen, "
        "or return the listing and ask for it."
    )


class NothingChanged(ShopError):
    """The same content is sent to review again."""

    code = "nothing_changed"
    status = 422
    message = lazy_gettext(
        "Nothing has changed since the last review. Change it, or answer a remark."
    )


class RemarkNeeded(ShopError):
    """A version is returned without saying why."""

    code = "remark_needed"
    status = 422
    field = "reason"
    message = lazy_gettext("Say what should be changed: here, or as a remark at its place.")


class ClaimsNotSeen(ShopError):
    """A reviewer publishes without having confirmed what the list of claims found."""

    code = "claims_not_seen"
    status = 422
    field = "seen"
    message = lazy_gettext("Confirm that you have looked at every claim that was found.")


class NotPossibleNow(ShopError):
    """The listing is in a state from which this step does not lead on."""

    code = "listing_state"
    message = lazy_gettext("This listing is in a different state by now. Please look again.")


class TooManyPictures(ShopError):
    """A listing has as many pictures as one may have."""

    code = "too_many_pictures"
    status = 422
    field = "picture"
    message = lazy_gettext("A listing can have at most %(most)s pictures.")
