"""Failures that a test orders in advance."""

from dataclasses import dataclass
from enum import StrEnum

from .refusals import ConnectionLost, Refusal

_KINDS = {402: "card_error", 429: "invalid_request_error"}
#: Refused before any work began, so Stripe does not remember the answer.
_NOT_KEPT = frozenset({401, 403, 409, 429, 502, 503, 504})


class Moment(StrEnum):
    """When the trouble comes."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class Trouble:
    """One planned failure, for requests whose path contains ``path``."""

    moment: Moment
    path: str
    times: int
    status: int | None = None
    code: str | None = None
    message: str = "An error that the test ordered."

    def strike(self) -> None:
        """Fail: with the status that was ordered, or by breaking the connection."""
        if self.status is None:
            raise ConnectionLost("The connection was lost, as the test ordered.")
        raise Refusal(
            self.message,
            code=self.code,
            status=self.status,
            kind=_kind(self.status, self.code),
            is_kept=self.status not in _NOT_KEPT,
        )


class Troubles:
    """The queue of planned failures."""

    def __init__(self) -> None:
        self._planned: list[Trouble] = []

    def plan(self, trouble: Trouble) -> None:
        """Let the next ``times`` matching requests fail."""
        self._planned.append(trouble)

    def strike(self, moment: Moment, path: str) -> None:
        """Fail now if that is planned for this moment and path."""
        for trouble in self._planned:
            if trouble.moment == moment and trouble.path in path:
                trouble.times -= 1
                if trouble.times == 0:
                    self._planned.remove(trouble)
                trouble.strike()


def _kind(status: int, code: str | None) -> str:
    if code == "idempotency_key_in_use":
        return "idempotency_error"
    return _KINDS.get(status, "api_error" if status >= 500 else "invalid_request_error")
