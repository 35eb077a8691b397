"""The seam to the SDK: its own HTTP client interface, without a socket."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import stripe
from requests.structures import CaseInsensitiveDict

from .idempotency import Answer
from .refusals import ConnectionLost


class Answering(Protocol):
    """Whatever answers raw requests."""

    def handle(self, method: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """Answer one request."""


class FakeTransport(stripe.HTTPClient):
    """Give it to ``StripeClient(key, http_client=...)``; it hands all requests to the fake."""

    name = "stripe-fake"

    def __init__(self, fake: Answering) -> None:
        super().__init__()
        self._fake = fake

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Answer as a server would; a lost connection is the SDK's own error."""
        try:
            answer = self._fake.handle(method, url, headers or {}, post_data or "")
        except ConnectionLost as lost:
            make: Callable[..., Exception] = stripe.APIConnectionError
            raise make(str(lost), should_retry=True) from lost
        return answer.body, answer.status, CaseInsensitiveDict(answer.headers)

    def close(self) -> None:
        """Nothing is open."""

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0.0  # the SDK's pause between its tries would only slow the tests down
