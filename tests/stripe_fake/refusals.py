"""What the fake answers instead of a result, worded and coded as Stripe does."""

from typing import Any


class Refusal(Exception):
    """Stripe's "no": becomes an error answer and, in the SDK, an exception.

    :param is_kept: whether Stripe remembers this answer under the idempotency key. It does
        not when the parameters never passed validation.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
        is_kept: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.is_kept = is_kept
        fields = {"code": code, "message": message, "param": param, "type": kind}
        self.body: dict[str, Any] = {
            "error": {name: value for name, value in fields.items() if value is not None}
        }


class NotFaked(AssertionError):
    """The request may be right, but this fake does not imitate that part of Stripe."""


class FakeMisuse(AssertionError):
    """A test asked the fake for something that cannot happen at Stripe."""


class ConnectionLost(Exception):
    """The connection breaks instead of an answer."""


def invalid(message: str, param: str, *, code: str | None = None) -> Refusal:
    """Parameters that do not pass validation: answered with 400 and not remembered."""
    return Refusal(message, code=code, param=param, is_kept=False)


def missing_param(param: str) -> Refusal:
    """A parameter that the call cannot do without is not there."""
    return invalid(f"Missing required param: {param}.", param, code="parameter_missing")


def unknown_param(param: str) -> Refusal:
    """A parameter that the call does not know."""
    return invalid(f"Received unknown parameter: {param}", param, code="parameter_unknown")


def no_such(kind: str, identifier: str, *, param: str = "id") -> Refusal:
    """The named object does not exist in this account."""
    message = f"No such {kind}: '{identifier}'"
    return Refusal(message, code="resource_missing", param=param, status=404, is_kept=False)
