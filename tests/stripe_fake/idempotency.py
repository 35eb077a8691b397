"""Idempotency keys: one key, one effect, one answer, for a day."""

from dataclasses import dataclass, field
from typing import Any

from .refusals import Refusal

#: Verb, path and decoded parameters of a request.
Sent = tuple[str, str, dict[str, Any]]
_LIFE_SECONDS = 24 * 3600
_LONGEST = 255


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire."""

    status: int
    body: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Kept:
    request: Sent
    answer: Answer
    at: int


class IdempotencyKeys:
    """Remembers the first answer to each key, the failures of Stripe's own included."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def replay(self, key: str, request: Sent, now: int) -> Answer | None:
        """The first answer to this key, or None when the request shall be carried out.

        :param request: must be the same again, down to the last parameter.
        :raises Refusal: the key was used for another request.
        """
        if len(key) > _LONGEST:
            raise Refusal("Idempotency keys can be at most 255 characters long.", is_kept=False)
        kept = self._kept.get(key)
        if kept is None or now - kept.at >= _LIFE_SECONDS:
            return None
        if kept.request != request:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they "
                f"were first used with. Try using a key other than '{key}' if you meant to "
                "execute a different request."
            )
            raise Refusal(message, kind="idempotency_error", is_kept=False)
        headers = {**kept.answer.headers, "idempotent-replayed": "true"}
        return Answer(kept.answer.status, kept.answer.body, headers)

    def keep(self, key: str, request: Sent, answer: Answer, now: int) -> None:
        """Remember the answer to a key."""
        self._kept[key] = _Kept(request, answer, now)
