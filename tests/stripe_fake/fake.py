"""A Stripe account in the test's own process, and the buyers, banks and mishaps around it."""

import copy
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import stripe

from shop.core.clock import Clock, SystemClock

from . import buyers, disputes, endpoints, refunds, sessions
from .account import Account
from .deliveries import Delivery, delivery
from .gateway import Gateway, Request, read_request, refused
from .idempotency import Answer
from .refusals import FakeMisuse, Refusal
from .sdk_spec import sdk_spec
from .shapes import Resource, Shapes
from .transport import FakeTransport
from .troubles import Moment, Trouble, Troubles

TEST_KEY = "sk_test_fake"


class FakeStripe:
    """Stateful, strict, deterministic and safe to use from many threads.

    :param clock: tells the time to everything, signatures of webhooks included; the
        machine's if not given.
    :param seed: changes all ids; the same seed gives the same ids in the same order.
    :param webhook_secrets: sign the deliveries; two of them while a secret is rotated.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: str = "canting",
        webhook_secrets: Sequence[str] = ("whsec_fake",),
    ) -> None:
        self.account = Account(Shapes(sdk_spec()), clock or SystemClock(), seed)
        self.webhook_secrets = list(webhook_secrets)
        #: All requests in the order they came, refused and dropped ones too.
        self.requests: list[Request] = []
        #: Called with each request before it is answered, outside the lock: for races.
        self.before_request: Callable[[Request], None] | None = None
        self._troubles = Troubles()
        self._gateway = Gateway(self.account, self._troubles)
        self._lock = threading.RLock()

    # The shop's side

    def transport(self) -> FakeTransport:
        """For ``StripeClient(key, http_client=fake.transport())``."""
        return FakeTransport(self)

    def client(self, *, max_network_retries: int = 0) -> stripe.StripeClient:
        """A real SDK client that talks to this fake."""
        return stripe.StripeClient(
            TEST_KEY, http_client=self.transport(), max_network_retries=max_network_retries
        )

    def handle(self, method: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """Answer one raw request.

        :raises ConnectionLost: a test ordered it.
        :raises NotFaked: see :attr:`mistakes`.
        """
        try:
            request = read_request(method, url, headers, body)
        except Refusal as refusal:
            return refused(refusal, {})
        if self.before_request is not None:
            self.before_request(request)
        with self._lock:
            self.requests.append(request)
            return self._gateway.answer(request)

    @property
    def mistakes(self) -> list[str]:
        """What this fake could not imitate: assert that it is empty at the end of a test."""
        return self._gateway.mistakes

    # The buyer's side

    def pay(self, session_id: str) -> None:
        """The buyer pays by card and the bank agrees at once."""
        with self._open(session_id) as session:
            buyers.pay(self.account, session)

    def pay_late(self, session_id: str) -> None:
        """The buyer pays after the deadline, in the moment before Stripe has expired it."""
        with self._lock:
            session = self.account.find("checkout.session", session_id)
            buyers.pay(self.account, session)

    def pay_in(self, session_id: str, currency: str, amount_minor: int) -> None:
        """The buyer pays, and the money is of another currency than the session asked for."""
        with self._open(session_id) as session:
            buyers.pay_in(self.account, session, currency=currency, amount_minor=amount_minor)

    def decline(self, session_id: str, *, decline_code: str = "generic_decline") -> None:
        """The bank declines; the session stays open for another try."""
        with self._open(session_id) as session:
            buyers.decline(self.account, session, decline_code=decline_code)

    def require_3ds(self, session_id: str) -> None:
        """The bank asks the buyer to confirm; the session does not expire meanwhile."""
        with self._open(session_id) as session:
            buyers.require_3ds(self.account, session)

    def finish_3ds(self, session_id: str, *, passed: bool = True) -> None:
        """The buyer comes back from the bank."""
        with self._open(session_id) as session:
            buyers.finish_3ds(self.account, session, passed=passed)

    def pay_later(self, session_id: str) -> None:
        """The buyer chooses a slow method: the session completes without the money."""
        with self._open(session_id) as session:
            buyers.pay_later(self.account, session)

    def finish_pay_later(self, session_id: str, *, succeeded: bool = True) -> None:
        """The slow method has come through, or has failed."""
        with self._open(session_id) as session:
            buyers.finish_pay_later(self.account, session, succeeded=succeeded)

    # Stripe's and the banks' side

    def expire(self, session_id: str) -> None:
        """Stripe expires an open session by itself."""
        with self._open(session_id) as session:
            buyers.require_open(session)
            sessions.expire(self.account, session)

    def expire_due(self) -> None:
        """Expire what is past its time, as also happens before each answer."""
        with self._lock:
            sessions.expire_due(self.account)

    def complete_refund(self, refund_id: str) -> None:
        """A pending refund arrives (see ``account.refund_status``)."""
        with self._lock:
            refunds.complete(self.account, self.account.find("refund", refund_id))

    def fail_refund(self, refund_id: str) -> None:
        """A refund fails, even after it had succeeded."""
        with self._lock:
            refunds.fail(self.account, self.account.find("refund", refund_id))

    def dispute(
        self, session_id: str, *, amount_minor: int | None = None, reason: str = "fraudulent"
    ) -> str:
        """The buyer's bank disputes the payment; returns the dispute's id."""
        with self._lock:
            session = self.account.find("checkout.session", session_id)
            intent = self.account.tables["payment_intent"].get(session["payment_intent"])
            if intent is None:
                raise FakeMisuse("nothing was paid yet")
            charge = self.account.find("charge", intent["latest_charge"])
            made = disputes.open_dispute(
                self.account, charge, amount_minor=amount_minor, reason=reason
            )
            return str(made["id"])

    def close_dispute(self, dispute_id: str, *, is_won: bool) -> None:
        """The bank decides."""
        with self._lock:
            dispute = self.account.find("dispute", dispute_id)
            disputes.close(self.account, dispute, is_won=is_won)

    # Mishaps

    def next_error(
        self, status: int, code: str | None = None, *, path: str = "", times: int = 1
    ) -> None:
        """Answer the next ``times`` requests whose path contains ``path`` with an error.

        Nothing happens to the account. A 500 is kept under the request's idempotency key.
        """
        self._troubles.plan(Trouble(Moment.BEFORE, path, times, status, code))

    def drop_next_response(self, *, path: str = "", times: int = 1) -> None:
        """Carry the next request out, then lose the connection before the answer."""
        self._troubles.plan(Trouble(Moment.AFTER, path, times))

    def refuse_connection(self, *, path: str = "", times: int = 1) -> None:
        """Lose the connection before the next request arrives."""
        self._troubles.plan(Trouble(Moment.BEFORE, path, times))

    # Webhooks

    @property
    def events(self) -> list[Resource]:
        """Copies of all events so far, the oldest first."""
        with self._lock:
            return copy.deepcopy(list(self.account.tables["event"].values()))

    def deliveries(
        self,
        *,
        since: int = 0,
        types: Sequence[str] | None = None,
        secrets: Sequence[str] | None = None,
        signed_at: int | None = None,
    ) -> list[Delivery]:
        """Signed webhook requests for the events so far, in order; each call signs afresh.

        :param since: leave out this many of the oldest events.
        :param types: only these types of event.
        :param signed_at: seconds since 1970; the clock's time if not given.
        """
        secrets = self.webhook_secrets if secrets is None else secrets
        signed_at = self.account.now() if signed_at is None else signed_at
        return [
            delivery(event, secrets, signed_at)
            for event in self.events[since:]
            if types is None or event["type"] in types
        ]

    def deliveries_to(self, endpoint_id: str) -> list[Delivery]:
        """What a registered endpoint gets: only its types, signed with its own secret."""
        with self._lock:
            endpoint = self.account.find("webhook_endpoint", endpoint_id)
            now, secrets = self.account.now(), [endpoint["secret"]]
            wanted = [event for event in self.events if endpoints.listens_to(endpoint, event)]
        return [delivery(event, secrets, now) for event in wanted]

    # Looking inside

    def session(self, session_id: str) -> dict[str, Any]:
        """A copy of a session with its line items in ``line_items``."""
        with self._lock:
            session = self.account.find("checkout.session", session_id)
            items = self.account.line_items[session_id]
            return copy.deepcopy({**session, "line_items": items})

    def is_at_bank(self, session_id: str) -> bool:
        """Whether the buyer is in the middle of 3-D Secure."""
        with self._lock:
            session = self.account.find("checkout.session", session_id)
            intent = self.account.tables["payment_intent"].get(session["payment_intent"], {})
            return bool(intent.get("status") == "requires_action")

    @contextmanager
    def _open(self, session_id: str) -> Iterator[Resource]:
        with self._lock:
            sessions.expire_due(self.account)
            yield self.account.find("checkout.session", session_id)
