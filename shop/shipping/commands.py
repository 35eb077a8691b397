"""What artisans and staff do with parcels and rates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shop.core.command import Command, Currency, LongText, OptionalText, clean_text
from shop.core.i18n import lazy_gettext as _
from shop.shipping.quotes import PICK_UP


def tracking_number(value: Any) -> Any:
    """Write a tracking number (nomor resi) in capitals without blanks."""
    text = clean_text(value)
    return "".join(text.split()).upper() if isinstance(text, str) else text


def known_form(value: str) -> str:
    """Refuse what no courier prints: letters, digits and dashes, six at least."""
    if value and not (6 <= len(value) <= 40 and value.isascii()):  # noqa: PLR2004
        raise _no_number()
    if not all(sign.isalnum() or sign == "-" for sign in value):
        raise _no_number()
    return value


def _no_number() -> PydanticCustomError:
    return PydanticCustomError(
        "bad_tracking_number",
        "refused",
        {"message": _("A tracking number has 6 to 40 letters and digits. Please copy it again.")},
    )


TrackingNumber = Annotated[
    str, BeforeValidator(tracking_number), Field(max_length=60), AfterValidator(known_form)
]
ExchangeNumber = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)]


class Dispatch(Command):
    """A parcel was handed to a courier; ``courier`` is a courier's id or ``pick_up``."""

    courier: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,30}$")] = PICK_UP
    tracking_number: TrackingNumber = ""


class RecordRate(Command):
    """So many rupiah cost one unit of a currency on a day."""

    currency: Currency
    rupiah: ExchangeNumber
    as_of: dt.date
    source: OptionalText = ""


class ImportRates(Command):
    """Lines of ``USD,15890,2026-11-20``; a first line of names is skipped."""

    rates: LongText
    source: OptionalText = ""
