"""Refusals about workshops."""

from __future__ import annotations

from shop.core.errors import Invalid
from shop.core.i18n import lazy_gettext


class VacationBackwards(Invalid):
    """A vacation ends before it begins, or one of its days is missing."""

    code = "vacation_backwards"
    field = "vacation_until"
    message = lazy_gettext("Give the first and the last day; the last one may not be earlier.")


class VacationTooLong(Invalid):
    """Nobody can promise anything past half a year."""

    code = "vacation_too_long"
    field = "vacation_until"
    message = lazy_gettext(
        "A vacation may last 180 days at most. Ask us to pause the shop instead."
    )
