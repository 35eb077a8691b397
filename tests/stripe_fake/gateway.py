"""From a raw request to a raw answer: keys, validation, idempotency, planned troubles."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from . import sessions
from .account import Account
from .expanding import expanded
from .forms import decode
from .idempotency import Answer, IdempotencyKeys
from .refusals import NotFaked, Refusal
from .routes import ROUTES, Call
from .shapes import Resource
from .troubles import Moment, Troubles

_REMOVED = frozenset({"/v1/checkout/sessions", "/v1/payment_intents"})


@dataclass(frozen=True)
class Request:
    """A request as it came, for assertions."""

    verb: str
    path: str
    #: Query and body together, decoded but still text.
    sent: dict[str, Any]
    #: Names in lower case.
    headers: dict[str, str]

    @property
    def idempotency_key(self) -> str | None:
        """The key the request came with; GET requests have none."""
        return self.headers.get("idempotency-key") if self.verb == "post" else None


def read_request(method: str, url: str, headers: Mapping[str, str], body: str) -> Request:
    """Take a request apart.

    :raises Refusal: the parameters are not well-formed.
    """
    address = urlsplit(url)
    raw = "&".join(part for part in (address.query, body) if part)
    named = {name.lower(): value for name, value in headers.items()}
    return Request(method.lower(), address.path, decode(raw), named)


class Gateway:
    """Answers requests one at a time; the caller holds the lock."""

    def __init__(self, account: Account, troubles: Troubles) -> None:
        self._account = account
        self._troubles = troubles
        self._keys = IdempotencyKeys()
        #: What the fake was asked and does not imitate, and answers that broke their shape.
        self.mistakes: list[str] = []

    def answer(self, request: Request) -> Answer:
        """Carry a request out, or say why not.

        :raises ConnectionLost: a test ordered it.
        :raises NotFaked: the fake does not imitate this part of Stripe.
        """
        sessions.expire_due(self._account)
        identifier = self._account.new_id("request")
        headers = {"request-id": identifier, "stripe-version": self._account.shapes.api_version}
        self._account.request = {"id": identifier, "idempotency_key": request.idempotency_key}
        try:
            answer = self._answer_once(request, headers)
        except Refusal as refusal:
            answer = refused(refusal, headers)
        except AssertionError as mistake:
            self.mistakes.append(str(mistake))
            raise
        finally:
            self._account.request = None
        self._troubles.strike(Moment.AFTER, request.path)
        return answer

    def _answer_once(self, request: Request, headers: dict[str, str]) -> Answer:
        _authenticate(request)
        key, now = request.idempotency_key, self._account.now()
        same = (request.verb, request.path, request.sent)
        if key and (kept := self._keys.replay(key, same, now)):
            return kept
        try:
            answer = _ok(self._carry_out(request), headers)
        except Refusal as refusal:
            if not refusal.is_kept:
                raise
            answer = refused(refusal, headers)
        if key:
            self._keys.keep(key, same, answer, now)
        return answer

    def _carry_out(self, request: Request) -> Resource:
        self._troubles.strike(Moment.BEFORE, request.path)
        shapes = self._account.shapes
        found = shapes.find(request.verb, request.path)
        if found is None:
            message = f"Unrecognized request URL ({request.verb.upper()}: {request.path})."
            raise Refusal(message, status=404, is_kept=False)
        template, operation, names = found
        _refuse_removed(request, template)
        parameters = shapes.read(operation.parameters, request.sent)
        handler = ROUTES.get((request.verb, template))
        if handler is None:
            raise NotFaked(f"{request.verb} {template}")
        answer = handler(Call(self._account, request.path, names, parameters))
        answer = expanded(self._account, answer, parameters.get("expand", []))
        problems = shapes.answer_problems(operation, answer)
        assert not problems, f"the fake's own answer is wrong: {problems}"
        return answer


def _authenticate(request: Request) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme != "Bearer" or not key:
        raise Refusal("You did not provide an API key.", status=401, is_kept=False)
    if not key.startswith(("sk_test_", "rk_test_")):
        raise Refusal(f"Invalid API Key provided: {key[:7]}****", status=401, is_kept=False)
    if "stripe-account" in request.headers:
        raise NotFaked("requests for a connected account")


def _refuse_removed(request: Request, template: str) -> None:
    if request.verb == "post" and template in _REMOVED and "payment_method_types" in request.sent:
        message = "The `payment_method_types` parameter is no longer supported."
        code = "payment_method_types_no_longer_supported"
        raise Refusal(message, code=code, param="payment_method_types", is_kept=False)


def _ok(body: Resource, headers: dict[str, str]) -> Answer:
    return Answer(200, json.dumps(body, indent=2), headers)


def refused(refusal: Refusal, headers: dict[str, str]) -> Answer:
    """The error as it goes over the wire."""
    # An error that is kept under its key would only be replayed, so Stripe says: do not retry.
    hint = {"stripe-should-retry": "false"} if refusal.is_kept else {}
    return Answer(refusal.status, json.dumps(refusal.body, indent=2), {**headers, **hint})
