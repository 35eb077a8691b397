"""Stripe: hosted Checkout Sessions by redirect, no script of theirs on any page of ours.

The only module that knows Stripe's types. Our ``_minor`` amounts are already what Stripe calls the
amount of a rupiah price (Rp1 = 100), so nothing is converted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import stripe
import structlog

from shop.core.i18n import lazy_gettext
from shop.payments.ports import (
    About,
    BadNotification,
    BankAccount,
    Item,
    Notification,
    Observed,
    Offer,
    Outcome,
    PaymentRequest,
    ProviderDown,
    ProviderRefused,
    RefundObserved,
    RefundOutcome,
    RefundRequest,
    Started,
)

log = structlog.get_logger(__name__)

# else the SDK writes a file into the home folder and reports the platform
stripe.enable_telemetry = False

NAME = "stripe"
#: Key under which ``Shop(ports={StripeTransport: ...})`` brings another way to reach Stripe.
StripeTransport = stripe.HTTPClient
#: Each of the three tries of the SDK waits so long at the most.
TIMEOUT_SECONDS = 10
RETRIES = 2
#: A session is read while a buyer waits for a page: one short try. Whoever reads comes again.
BRIEF_SECONDS = 4
#: Stripe's limit on the lines of a session.
MOST_LINES = 100
#: Old signatures are refused.
TOLERANCE_SECONDS = 300

_REFUND_OUTCOMES = {
    "succeeded": RefundOutcome.DONE,
    "pending": RefundOutcome.PENDING,
    "requires_action": RefundOutcome.PENDING,
    "failed": RefundOutcome.FAILED,
    "canceled": RefundOutcome.FAILED,
}

_SESSION_EVENTS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }
)
_REFUND_EVENTS = frozenset({"refund.created", "refund.updated", "refund.failed"})

#: What the endpoint has to be subscribed to; the operator's guide lists it.
EVENTS = (*sorted(_SESSION_EVENTS), *sorted(_REFUND_EVENTS), "charge.dispute.created",
          "charge.dispute.closed")  # fmt: skip


class StripeProvider:
    """A Stripe account.

    :param webhook_secrets: Signing secrets of the endpoint; two while one is being replaced.
    :param minimum_minor: Least total in minor units; Stripe refuses what is worth less.
    :param transport: Another HTTP client than the network: the fake of the tests.
    """

    name = NAME
    hold: dt.timedelta | None = None
    #: Stripe allows 24 hours from its own now.
    longest: dt.timedelta | None = dt.timedelta(hours=23)
    account: BankAccount | None = None

    def __init__(
        self,
        *,
        key: str,
        webhook_secrets: Sequence[str],
        api_base: str,
        minimum_minor: int,
        api_version: str = "",
        transport: stripe.HTTPClient | None = None,
    ) -> None:
        stripe.set_app_info("canting")
        self.webhook_secrets = tuple(webhook_secrets)
        self.minimum_minor = minimum_minor
        self.is_live = key.startswith(("sk_live_", "rk_live_"))

        def client(*, retries: int, timeout: int) -> stripe.StripeClient:
            return stripe.StripeClient(
                key,
                stripe_version=api_version or stripe.api_version,
                base_addresses={"api": api_base},
                max_network_retries=retries,
                http_client=transport or stripe.RequestsClient(timeout=timeout),
            )

        self.client = client(retries=RETRIES, timeout=TIMEOUT_SECONDS)
        self.brief = client(retries=0, timeout=BRIEF_SECONDS)

    def offer(self, total_minor: int) -> Offer | None:
        """Return how the way is offered; not for totals that Stripe finds too small."""
        if total_minor < self.minimum_minor:
            return None
        return Offer(
            self.name,
            lazy_gettext("Card and more, by Stripe"),
            lazy_gettext("You pay on Stripe's secure page and come back here."),
        )

    def start(self, request: PaymentRequest) -> Started:
        """Open a Checkout Session; the same key returns the same one.

        :raises ProviderRefused: Stripe will not have it.
        """
        with _speaking():
            session = self.client.v1.checkout.sessions.create(
                _session_of(request), {"idempotency_key": request.idempotency_key}
            )
        if session.url is None:
            raise ProviderRefused("session_is_over")
        return Started(session.id, session.url)

    def fetch(self, reference: str) -> Observed:
        """Read a session afresh, with the money behind it.

        :raises ProviderRefused: Stripe knows no such session.
        """
        if not reference.startswith("cs_"):
            raise ProviderRefused("no_such_checkout")
        with _speaking():
            session = self.brief.v1.checkout.sessions.retrieve(
                reference, {"expand": ["payment_intent.latest_charge"]}
            )
        return _observed(session)

    def withdraw(self, reference: str) -> None:
        """Expire an open session; one that is complete or expired is left as it is."""
        try:
            with _speaking():
                self.client.v1.checkout.sessions.expire(reference)
        except ProviderRefused as refusal:
            # Stripe gives no code to tell the two apart; whoever withdraws reads afresh anyway
            log.info("stripe.not_expired", reference=reference, reason=refusal.reason)

    def refund(self, request: RefundRequest) -> RefundObserved:
        """Send money back, unless a refund of that name exists already.

        :raises ProviderRefused: Stripe will not, and there is none.
        """
        if made := self._find_refund(request):
            return _refund_observed(made)
        try:
            with _speaking():
                made = self.client.v1.refunds.create(
                    {
                        "payment_intent": request.charge_reference,
                        "amount": request.amount_minor,
                        "reason": "requested_by_customer",
                        "metadata": {"refund": request.public_id},
                    },
                    {"idempotency_key": request.idempotency_key},
                )
        except ProviderRefused:
            # another worker may have been faster: what counts is what is there
            made = self._find_refund(request)
            if made is None:
                raise
        return _refund_observed(made)

    def fetch_refund(self, reference: str) -> RefundObserved:
        """Read a refund afresh.

        :raises ProviderRefused: Stripe knows no such refund.
        """
        if not reference:
            raise ProviderRefused("no_such_refund")
        with _speaking():
            return _refund_observed(self.client.v1.refunds.retrieve(reference))

    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notification | None:
        """Verify a webhook with any of the secrets; ``None`` for types of no interest.

        :raises BadNotification: wrong or old signature, unreadable, or of the other mode.
        """
        event = self._verified(body, headers.get("Stripe-Signature", ""))
        try:
            if event.livemode != self.is_live:
                raise BadNotification
            return _notification(event)
        except (AttributeError, KeyError, TypeError, RecursionError) as error:
            # signed and yet no event: another sort of object, or a version we do not know
            raise BadNotification from error

    def recent(self, since: dt.datetime) -> Iterator[Observed]:
        """List the sessions created since then, oldest last as Stripe lists them."""
        with _speaking():
            found = self.client.v1.checkout.sessions.list(
                {
                    "created": {"gte": int(since.timestamp())},
                    "limit": 100,
                    "expand": ["data.payment_intent.latest_charge"],
                }
            )
            sessions = list(found.auto_paging_iter())
        for session in sessions:
            yield _observed(session)

    def _find_refund(self, request: RefundRequest) -> stripe.Refund | None:
        if not request.charge_reference:
            raise ProviderRefused("nothing_captured")
        with _speaking():
            found = self.client.v1.refunds.list(
                {"payment_intent": request.charge_reference, "limit": 100}
            )
            for refund in found.auto_paging_iter():
                if _metadata(refund, "refund") == request.public_id:
                    return refund
        return None

    def _verified(self, body: bytes, signature: str) -> stripe.Event:
        for secret in self.webhook_secrets:
            try:
                return self.client.construct_event(
                    body, signature, secret, tolerance=TOLERANCE_SECONDS
                )
            except stripe.SignatureVerificationError:
                continue
            except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
                raise BadNotification from error
        raise BadNotification


def _notification(event: stripe.Event) -> Notification | None:
    thing: Any = event.data.object
    if event.type in _SESSION_EVENTS:
        return Notification(event.id, event.type, About.CHECKOUT, thing["id"])
    if event.type in _REFUND_EVENTS:
        return Notification(event.id, event.type, About.REFUND, thing["id"])
    if event.type.startswith("charge.dispute."):
        intent = thing["payment_intent"] or thing["id"]
        return Notification(event.id, event.type, About.DISPUTE, intent)
    return None


def _session_of(request: PaymentRequest) -> Any:
    """Build the parameters of a session out of stored facts alone."""
    return {
        "mode": "payment",
        "line_items": [_line(item, request.currency) for item in _lines(request)],
        "client_reference_id": request.order_number,
        "metadata": {"payment": request.public_id},
        # the session's metadata is not copied to the intent and its charge
        "payment_intent_data": {
            "metadata": {"payment": request.public_id},
            "description": request.order_number,
        },
        "customer_email": request.email,
        "locale": "id" if request.locale == "id" else "en",
        "submit_type": "pay",
        # rupiah is charged and nothing else
        "adaptive_pricing": {"enabled": False},
        "expires_at": int(request.expires_at.timestamp()),
        "success_url": request.success_url,
        "cancel_url": request.cancel_url,
    }


def _lines(request: PaymentRequest) -> list[Item]:
    """Return the items; what is over Stripe's limit becomes one line."""
    items = list(request.items)
    if len(items) > MOST_LINES:
        rest = items[MOST_LINES - 1 :]
        total_minor = sum(item.amount_minor * item.quantity for item in rest)
        items = [
            *items[: MOST_LINES - 1],
            Item(f"{request.order_number} (+{len(rest)})", total_minor),
        ]
    assert sum(item.amount_minor * item.quantity for item in items) == request.amount_minor
    return items


def _line(item: Item, currency: str) -> dict[str, Any]:
    return {
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": item.amount_minor,
            "product_data": {"name": item.name[:250]},
        },
        "quantity": item.quantity,
    }


def _observed(session: stripe.checkout.Session) -> Observed:
    intent = session.payment_intent
    intent = intent if isinstance(intent, stripe.PaymentIntent) else None
    charge = intent.latest_charge if intent else None
    charge = charge if isinstance(charge, stripe.Charge) else None
    # "complete" alone is not paid: slow methods complete first and pay days later
    is_paid = session.payment_status == "paid" and intent is not None
    money = charge or intent or session
    named = {thing.currency for thing in (charge, intent, session) if thing is not None}
    return Observed(
        reference=session.id,
        public_id=_metadata(session, "payment"),
        outcome=Outcome.CAPTURED if is_paid else _unpaid(session, intent),
        amount_minor=_captured_minor(intent, charge) if is_paid else 0,
        currency=(money.currency or "").upper(),
        has_mixed_currencies=len(named) > 1,
        refunded_minor=charge.amount_refunded if charge else 0,
        charge_reference=intent.id if intent else "",
        reason=_reason(session, intent),
    )


def _captured_minor(intent: stripe.PaymentIntent | None, charge: stripe.Charge | None) -> int:
    """Return the amount of the money itself: the charge's, not what its session asked for."""
    if charge is not None:
        return charge.amount_captured
    return intent.amount_received if intent else 0


def _unpaid(session: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> Outcome:
    """Tell an open session from one that is over; a slow method may fail after completing."""
    has_failed = intent is not None and intent.status in {"requires_payment_method", "canceled"}
    if session.status == "expired" or (session.status == "complete" and has_failed):
        return Outcome.ENDED
    return Outcome.OPEN


def _reason(session: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> str:
    if intent is not None and intent.last_payment_error is not None:
        return intent.last_payment_error.code or "payment_error"
    return "expired" if session.status == "expired" else ""


def _refund_observed(refund: stripe.Refund) -> RefundObserved:
    reason = refund.failure_reason if "failure_reason" in refund else None
    return RefundObserved(
        reference=refund.id,
        public_id=_metadata(refund, "refund"),
        outcome=_REFUND_OUTCOMES.get(refund.status or "", RefundOutcome.PENDING),
        reason=reason or "",
    )


def _metadata(thing: stripe.checkout.Session | stripe.Refund, key: str) -> str:
    metadata = thing.metadata
    return str(metadata[key]) if metadata and key in metadata else ""


@contextmanager
def _speaking() -> Iterator[None]:
    """Turn Stripe's errors into the port's: refused (nothing happened) or down (unknown)."""
    try:
        yield
    except stripe.APIConnectionError as error:
        raise ProviderDown from error
    except stripe.RateLimitError as error:
        raise ProviderDown from error
    except (stripe.AuthenticationError, stripe.PermissionError) as error:
        log.error("stripe.key_refused", error=str(error))  # noqa: TRY400 - the key is at fault
        raise ProviderDown from error
    except stripe.IdempotencyError as error:
        log.exception("stripe.parameters_changed_under_one_key")
        raise ProviderRefused("idempotency") from error
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        log.warning("stripe.refused", error=str(error))
        raise ProviderRefused(_code(error)) from error
    except stripe.StripeError as error:
        log.warning("stripe.failed", error=str(error))
        # a 500 is remembered under its key; 409, 429 and a gateway's 502 to 504 are not
        raise ProviderDown(is_key_spent=error.http_status == 500) from error  # noqa: PLR2004


def _code(error: stripe.StripeError) -> str:
    body = error.error
    return (body.code if body else None) or "invalid_request"
