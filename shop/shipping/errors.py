"""Refusals about shipping."""

from __future__ import annotations

from shop.core.errors import ShopError
from shop.core.i18n import lazy_gettext, pick


class ServiceNotOffered(ShopError):
    """A courier service was chosen that is not offered (any more), or none was chosen."""

    code = "service_not_offered"
    field = "choices"
    message = lazy_gettext("Please choose again how each parcel travels; the offers have changed.")


class CannotBeServed(ShopError):
    """Nothing of this artisan can be sent to this destination."""

    code = "cannot_be_served"
    field = "choices"
    message = lazy_gettext(
        "%(artisan)s cannot send anything to this address. "
        "Choose another address or take these pieces out."
    )


class NoRate(ShopError):
    """No courier of our tables goes there with this parcel."""

    code = "no_rate"
    message = lazy_gettext("We have no courier for this destination and weight yet.")


class CountryClosed(ShopError):
    """We do not send to this country. The reason is staff's text, in both languages."""

    code = "country_closed"
    message = lazy_gettext("We do not send to this country.")

    def __init__(self, *, reason_id: str, reason_en: str) -> None:
        super().__init__()
        self.reason_id = reason_id
        self.reason_en = reason_en

    @property
    def text(self) -> str:
        """Return the reason, in the language of the current request."""
        return pick(id=self.reason_id, en=self.reason_en)[0] or super().text


class NotAbroad(ShopError):
    """The artisan sends within Indonesia only."""

    code = "not_abroad"
    message = lazy_gettext("This artisan sends within Indonesia only.")


class NoEuContact(ShopError):
    """The EU asks for a responsible person there (GPSR); the artisan has named none."""

    code = "no_eu_contact"
    message = lazy_gettext(
        "Parcels to the European Union need a responsible contact there, "
        "and this artisan has not named one yet."
    )


class AlreadyDispatched(ShopError):
    """The parcel is on its way already, under another number."""

    code = "already_dispatched"
    field = "tracking_number"
    message = lazy_gettext("This parcel was already handed over as %(number)s.")


class UnknownCourier(ShopError):
    """There is no such courier."""

    code = "unknown_courier"
    status = 422
    field = "courier"
    message = lazy_gettext("Please choose a courier from the list.")


class NumberMissing(ShopError):
    """A courier gives every parcel a number."""

    code = "tracking_number_missing"
    status = 422
    field = "tracking_number"
    message = lazy_gettext("Please write the tracking number that the courier printed.")


class BadRates(ShopError):
    """A file of exchange rates cannot be read; nothing of it was taken."""

    code = "bad_rates"
    status = 422
    field = "rates"
    message = lazy_gettext(
        "Line %(line)s: write currency, rupiah and day, such as USD,15890,2026-11-20."
    )
