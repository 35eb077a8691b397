"""Webhook deliveries: events as signed bodies, ready to be posted, replayed or reordered."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from .shapes import Resource


class Delivery(NamedTuple):
    """One request that Stripe would send to a webhook."""

    body: bytes
    headers: dict[str, str]

    @property
    def event(self) -> dict[str, Any]:
        """The event inside, decoded."""
        event: dict[str, Any] = json.loads(self.body)
        return event


def delivery(event: Resource, secrets: Sequence[str], signed_at: int) -> Delivery:
    """Write an event down as Stripe does and sign it with each of the secrets.

    :param signed_at: seconds since 1970; receivers refuse old ones.
    """
    body = json.dumps(event, indent=2).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Stripe-Signature": signature(body, secrets, signed_at),
        "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
    }
    return Delivery(body, headers)


def signature(body: bytes, secrets: Sequence[str], signed_at: int) -> str:
    """The ``Stripe-Signature`` header: one ``v1`` for each secret, as while one is rotated."""
    signed = f"{signed_at}.".encode() + body
    sums = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={signed_at}", *(f"v1={digest}" for digest in sums)])
