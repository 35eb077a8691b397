"""Refusals of the editors' desk."""

from __future__ import annotations

from shop.core.errors import Invalid, ShopError
from shop.core.i18n import lazy_gettext


class NotAGraduate(Invalid):
    """Only a workshop that finished a programme is featured."""

    code = "not_a_graduate"
    field = "artisan_slug"
    message = lazy_gettext("Only an open shop that finished a programme can be featured.")


class SlotBackwards(Invalid):
    """The slot ends before it begins."""

    code = "slot_backwards"
    field = "ends_at"
    message = lazy_gettext("The end must be later than the start.")


class SlotTaken(ShopError):
    """Another graduate has the home page in that time."""

    code = "slot_taken"
    field = "starts_at"
    message = lazy_gettext(
        "%(artisan)s is featured from %(starts)s to %(ends)s. Choose another time."
    )


class SlotOver(ShopError):
    """The slot has ended already."""

    code = "slot_over"
    message = lazy_gettext("This slot is over.")
