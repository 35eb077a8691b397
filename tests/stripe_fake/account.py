"""The state of one Stripe account in test mode, and the few rules all resources share."""

import copy
import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from shop.core.clock import Clock

from .currencies import MINIMUM_MINOR
from .refusals import no_such
from .shapes import Resource, Shapes

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: Prefix and length after it, as Stripe's: a column that is too short must show in a test.
_IDS = {
    "balance_transaction": ("txn_", 24),
    "charge": ("ch_", 24),
    "checkout.session": ("cs_test_", 58),
    "dispute": ("du_", 24),
    "event": ("evt_", 24),
    "item": ("li_", 24),
    "payment_intent": ("pi_", 24),
    "payment_method": ("pm_", 24),
    "price": ("price_", 24),
    "product": ("prod_", 14),
    "refund": ("re_", 24),
    "request": ("req_", 14),
    "webhook_endpoint": ("we_", 24),
    "webhook_secret": ("whsec_", 32),
}
_WITHOUT_LIVEMODE = frozenset({"balance_transaction", "refund", "item"})
_WITHOUT_CREATED = frozenset({"item"})


class Account:
    """Tables of resources by kind and id, in the order of their making."""

    def __init__(self, shapes: Shapes, clock: Clock, seed: str) -> None:
        self.shapes = shapes
        self.clock = clock
        self.tables: dict[str, dict[str, Resource]] = {kind: {} for kind in _IDS}
        #: Line items of each session, by the session's id.
        self.line_items: dict[str, list[Resource]] = {}
        #: ``payment_intent_data`` of each session, by the session's id.
        self.intent_data: dict[str, dict[str, Any]] = {}
        #: The request that is being answered: its id and idempotency key go into events.
        self.request: dict[str, str | None] | None = None
        self.minimum_minor = dict(MINIMUM_MINOR)
        #: Stripe's own fee on a charge, in basis points of the amount.
        self.fee_bps = 290
        self.page_base = "https://checkout.stripe.test"
        #: The state in which new refunds are born: ``succeeded`` or ``pending``.
        self.refund_status = "succeeded"
        self._seed = seed
        self._counts: Counter[str] = Counter()

    def now(self) -> int:
        """Seconds since 1970, by the injected clock."""
        return int(self.clock.now().timestamp())

    def new_id(self, kind: str) -> str:
        """The next id of a kind: the same in every run with the same seed."""
        prefix, length = _IDS[kind]
        self._counts[kind] += 1
        name = f"{self._seed}:{kind}:{self._counts[kind]}".encode()
        number = int.from_bytes(hashlib.sha512(name).digest(), "big")
        digits = ""
        while len(digits) < length:
            number, digit = divmod(number, len(_ALPHABET))
            digits += _ALPHABET[digit]
        return prefix + digits

    def new(self, kind: str, values: Mapping[str, Any]) -> Resource:
        """Make and keep a resource; fields that are not given are null."""
        resource = self.made(kind, values)
        self.tables[kind][resource["id"]] = resource
        return resource

    def made(self, kind: str, values: Mapping[str, Any]) -> Resource:
        """Make a resource that only lives inside another one."""
        resource = {"id": self.new_id(kind), "object": kind, **self.shapes.blank(kind)}
        if kind not in _WITHOUT_LIVEMODE:
            resource["livemode"] = False
        if kind not in _WITHOUT_CREATED:
            resource["created"] = self.now()
        return {**resource, **values}

    def find(self, kind: str, identifier: str, *, param: str = "id") -> Resource:
        """One resource, to be changed in place.

        :raises Refusal: there is no such resource.
        """
        if identifier not in self.tables[kind]:
            raise no_such(kind, identifier, param=param)
        return self.tables[kind][identifier]

    def rows(self, kind: str, **wanted: object) -> list[Resource]:
        """Resources whose fields have the wanted values, the newest first."""
        return [
            row
            for row in reversed(self.tables[kind].values())
            if all(row[name] == value for name, value in wanted.items())
        ]

    def emit(self, kind: str, subject: Resource, changed: Mapping[str, Any] | None = None) -> None:
        """Record an event with a snapshot of its subject.

        :param changed: the values before, of the fields that changed.
        """
        problems = self.shapes.problems(subject["object"], subject)
        assert not problems, problems
        data: dict[str, Any] = {"object": copy.deepcopy(subject)}
        if changed:
            data["previous_attributes"] = dict(changed)
        event = {
            "api_version": self.shapes.api_version,
            "data": data,
            "pending_webhooks": 1,
            "request": self.request or {"id": None, "idempotency_key": None},
            "type": kind,
        }
        self.new("event", event)
