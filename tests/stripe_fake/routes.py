"""Which function answers which address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from . import disputes, endpoints, refunds, sessions
from .account import Account
from .listing import page
from .refusals import NotFaked, Refusal
from .session_rules import check_metadata
from .shapes import Resource


@dataclass(frozen=True)
class Call:
    """A request that has passed validation."""

    account: Account
    path: str
    #: The ids in the path, in order.
    names: tuple[str, ...]
    parameters: Mapping[str, Any]

    def named(self, kind: str, param: str) -> Resource:
        """The resource that the path names."""
        return self.account.find(kind, self.names[0], param=param)


Handler = Callable[[Call], Resource]
#: Parameters of lists that are plain "field equals value".
_SAME = frozenset({"charge", "payment_intent", "status", "source", "type", "currency"})
_PAGING = frozenset({"limit", "starting_after", "ending_before", "created", "expand"})


def _retrieve(kind: str, param: str) -> Handler:
    return lambda call: call.named(kind, param)


def _list(kind: str) -> Handler:
    def answer(call: Call) -> Resource:
        wanted = {name: value for name, value in call.parameters.items() if name in _SAME}
        if unknown := call.parameters.keys() - _SAME - _PAGING:
            raise NotFaked(f"list of {kind} by {', '.join(sorted(unknown))}")
        return page(call.account.rows(kind, **wanted), call.parameters, call.path)

    return answer


def _update_metadata(kind: str, param: str) -> Handler:
    def answer(call: Call) -> Resource:
        if unknown := call.parameters.keys() - {"metadata", "expand"}:
            raise NotFaked(f"update of {kind} with {', '.join(sorted(unknown))}")
        resource, metadata = call.named(kind, param), call.parameters.get("metadata", {})
        check_metadata(metadata, "metadata")
        if metadata == "":
            resource["metadata"] = {}
        else:
            merged = {**(resource["metadata"] or {}), **metadata}
            resource["metadata"] = {name: value for name, value in merged.items() if value != ""}
        return resource

    return answer


def _list_line_items(call: Call) -> Resource:
    session = call.named("checkout.session", "session")
    return page(call.account.line_items[session["id"]], call.parameters, call.path)


def _list_events(call: Call) -> Resource:
    wanted = call.parameters.get("types")
    if "type" in call.parameters:
        wanted = [call.parameters["type"]]
    if "delivery_success" in call.parameters:
        raise NotFaked("list of events by delivery_success")
    events = call.account.rows("event")
    chosen = [event for event in events if wanted is None or event["type"] in wanted]
    return page(chosen, call.parameters, call.path)


def _list_endpoints(call: Call) -> Resource:
    rows = [endpoints.without_secret(row) for row in call.account.rows("webhook_endpoint")]
    return page(rows, call.parameters, call.path)


def _cancel_intent(call: Call) -> Resource:
    intent = call.named("payment_intent", "intent")
    message = (
        "You cannot cancel this PaymentIntent because it was created by a Checkout Session "
        f"and has a status of {intent['status']}. Expire the Checkout Session instead."
    )
    raise Refusal(message, code="payment_intent_unexpected_state", param="intent")


def _endpoint(call: Call) -> Resource:
    return call.named("webhook_endpoint", "webhook_endpoint")


ROUTES: dict[tuple[str, str], Handler] = {
    ("post", "/v1/checkout/sessions"): lambda call: sessions.create(call.account, call.parameters),
    ("get", "/v1/checkout/sessions"): _list("checkout.session"),
    ("get", "/v1/checkout/sessions/{session}"): _retrieve("checkout.session", "session"),
    ("post", "/v1/checkout/sessions/{session}"): _update_metadata("checkout.session", "session"),
    ("post", "/v1/checkout/sessions/{session}/expire"): lambda call: sessions.expire(
        call.account, call.named("checkout.session", "session")
    ),
    ("get", "/v1/checkout/sessions/{session}/line_items"): _list_line_items,
    ("get", "/v1/payment_intents"): _list("payment_intent"),
    ("get", "/v1/payment_intents/{intent}"): _retrieve("payment_intent", "intent"),
    ("post", "/v1/payment_intents/{intent}"): _update_metadata("payment_intent", "intent"),
    ("post", "/v1/payment_intents/{intent}/cancel"): _cancel_intent,
    ("get", "/v1/charges"): _list("charge"),
    ("get", "/v1/charges/{charge}"): _retrieve("charge", "charge"),
    ("post", "/v1/refunds"): lambda call: refunds.create(call.account, call.parameters),
    ("get", "/v1/refunds"): _list("refund"),
    ("get", "/v1/refunds/{refund}"): _retrieve("refund", "refund"),
    ("post", "/v1/refunds/{refund}"): _update_metadata("refund", "refund"),
    ("post", "/v1/refunds/{refund}/cancel"): lambda call: refunds.cancel(
        call.named("refund", "refund")
    ),
    ("get", "/v1/balance_transactions"): _list("balance_transaction"),
    ("get", "/v1/balance_transactions/{id}"): _retrieve("balance_transaction", "id"),
    ("get", "/v1/disputes"): _list("dispute"),
    ("get", "/v1/disputes/{dispute}"): _retrieve("dispute", "dispute"),
    ("post", "/v1/disputes/{dispute}/close"): lambda call: disputes.close(
        call.account, call.named("dispute", "dispute"), is_won=False
    ),
    ("get", "/v1/events"): _list_events,
    ("get", "/v1/events/{id}"): _retrieve("event", "id"),
    ("post", "/v1/webhook_endpoints"): lambda call: endpoints.create(call.account, call.parameters),
    ("get", "/v1/webhook_endpoints"): _list_endpoints,
    ("get", "/v1/webhook_endpoints/{webhook_endpoint}"): lambda call: endpoints.without_secret(
        _endpoint(call)
    ),
    ("post", "/v1/webhook_endpoints/{webhook_endpoint}"): lambda call: endpoints.update(
        _endpoint(call), call.parameters
    ),
    ("delete", "/v1/webhook_endpoints/{webhook_endpoint}"): lambda call: endpoints.delete(
        call.account, _endpoint(call)
    ),
}
