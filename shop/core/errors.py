"""Refusals a person can act on.

A ``ShopError`` is never our mistake: it tells a person what to do differently. One handler
turns it into a page or into ``application/problem+json``. Our own mistakes are ordinary
exceptions and end in a 500 page with a request id.
"""

from __future__ import annotations

from typing import Any, ClassVar

from shop.core.i18n import Lazy, lazy_gettext


class ShopError(Exception):
    """Base of every refusal.

    ``code`` is stable and public, ``status`` an HTTP status, ``field`` names the input that is
    at fault (or is ``None``), ``message`` is what a person reads; it may contain ``%(name)s``
    placeholders that are filled from the keyword arguments.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    field: str | None = None
    message: ClassVar[Lazy] = lazy_gettext("That is not possible right now.")

    def __init__(self, *, field: str | None = None, **details: Any) -> None:
        self.details = details
        if field is not None:
            self.field = field
        super().__init__(self.code)

    @property
    def text(self) -> str:
        """Return the message in the language of the current request."""
        text = str(self.message)
        return text % self.details if self.details else text


class NotFound(ShopError):
    """There is no such thing, or it is not yours: the two are never told apart."""

    code = "not_found"
    status = 404
    message = lazy_gettext("We could not find that.")


class Forbidden(ShopError):
    """The signed-in person lacks the right."""

    code = "forbidden"
    status = 403
    message = lazy_gettext("Your account may not do that.")


class Invalid(ShopError):
    """One input is not acceptable."""

    code = "invalid"
    status = 422
    message = lazy_gettext("Please check this.")


class Stale(ShopError):
    """Somebody else changed it in the meantime."""

    code = "stale"
    message = lazy_gettext("This was changed in the meantime. Please look again.")


class Unavailable(ShopError):
    """The database or the disk does not do its work right now. Nothing is wrong with the request.

    ``failure`` names the cause for the log; people and machines are told when to come back.
    """

    code = "unavailable"
    status = 503
    message = lazy_gettext(
        "The shop cannot reach its data right now. Please try again in a minute. If you were "
        "sending something, send it once more: an order is never placed twice."
    )

    def __init__(self, failure: str = "unreachable", *, retry_after_seconds: int = 30) -> None:
        self.failure = failure
        self.retry_after_seconds = retry_after_seconds
        super().__init__()


class Busy(Unavailable):
    """More people want to write than the database lets through. Trying again soon helps."""

    code = "busy"
    message = lazy_gettext(
        "Many people are in the shop at this moment. Please send it again in a few seconds: an "
        "order is never placed twice."
    )

    def __init__(self) -> None:
        super().__init__("busy", retry_after_seconds=5)


class TooMany(ShopError):
    """A limit on tries was reached."""

    code = "too_many"
    status = 429
    message = lazy_gettext("Too many tries. Please wait a little and try again.")

    def __init__(self, *, retry_after_seconds: int = 60) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__()
