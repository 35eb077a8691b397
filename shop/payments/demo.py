"""The offline twin of a payment provider: everything a hosted one does, with no money in it.

It keeps its own side of things in its own tables, which the shop reads only through the port, and
it tells the shop by signed notifications, as any provider does. What its buyer can do stands in
``demo_buyer``. Production refuses to start with it unless a setting says otherwise.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock, ids
from shop.core.db import Database, changed_rows, insert_ignoring
from shop.core.i18n import lazy_gettext
from shop.payments.models import DemoCheckout, DemoRefund
from shop.payments.ports import (
    About,
    BadNotification,
    BankAccount,
    Notification,
    Observed,
    Offer,
    Outcome,
    PaymentRequest,
    ProviderRefused,
    RefundObserved,
    RefundOutcome,
    RefundRequest,
    Started,
)

NAME = "demo"
SIGNATURE = "Demo-Signature"
#: A notification that was signed longer ago than this is refused.
TOLERANCE_SECONDS = 300


class DemoProvider:
    """A provider that lives in the shop's own database.

    :param secret: Signs the notifications.
    :param page_address: Given a checkout's reference and a language, the address of its pay page.
    """

    name = NAME
    hold: dt.timedelta | None = None
    longest: dt.timedelta | None = dt.timedelta(hours=23)
    account: BankAccount | None = None

    def __init__(
        self, database: Database, *, secret: str, page_address: Callable[[str, str], str]
    ) -> None:
        self.database = database
        self.page_address = page_address
        self._key = hashlib.sha256(f"demo-provider:{secret}".encode()).digest()

    def offer(self, total_minor: int) -> Offer | None:  # noqa: ARG002 - any total will do
        """Return how the way is offered: as what it is."""
        return Offer(
            self.name,
            lazy_gettext("Demo payment"),
            lazy_gettext("A test page plays the bank. No money moves."),
        )

    def start(self, request: PaymentRequest) -> Started:
        """Open a checkout; the same key returns the same one.

        :raises ProviderRefused: the key came before with other parameters.
        """
        reference = self.database.run(partial(_open, request=request))
        return Started(reference, self.page_address(reference, request.locale))

    def fetch(self, reference: str) -> Observed:
        """Read a checkout afresh.

        :raises ProviderRefused: there is none of that name.
        """
        with self.database.reading() as db:
            return _observed(db, _checkout(db, reference))

    def withdraw(self, reference: str) -> None:
        """End an open checkout. Money that is under way cannot be called back."""
        self.database.run(partial(_end, reference=reference))

    def refund(self, request: RefundRequest) -> RefundObserved:
        """Send money back.

        :raises ProviderRefused: it was never paid, or less of it is left.
        """
        return self.database.run(partial(_refund, request=request))

    def fetch_refund(self, reference: str) -> RefundObserved:
        """Read a refund afresh.

        :raises ProviderRefused: there is none of that name.
        """
        with self.database.reading() as db:
            found = db.scalar(sa.select(DemoRefund).where(DemoRefund.reference == reference))
            if found is None:
                raise ProviderRefused("no_such_refund")
            return RefundObserved(found.reference, found.refund, RefundOutcome.DONE)

    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notification | None:
        """Verify a notification: signed by us, not older than five minutes.

        :raises BadNotification: it is neither.
        """
        signed_at, _, signature = headers.get(SIGNATURE, "").partition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(signed_at, body).encode()):
            raise BadNotification
        if int(signed_at) < int(self.database.clock.now().timestamp()) - TOLERANCE_SECONDS:
            raise BadNotification
        facts = json.loads(body)
        return Notification(facts["id"], facts["kind"], About(facts["about"]), facts["reference"])

    def write_notification(
        self, *, kind: str, about: About, reference: str
    ) -> tuple[bytes, dict[str, str]]:
        """Return body and headers of a new notification, as they would be posted."""
        facts = {
            "id": ids.public_id("devt"),
            "kind": kind,
            "about": about.value,
            "reference": reference,
        }
        body = json.dumps(facts).encode()
        signed_at = str(int(self.database.clock.now().timestamp()))
        return body, {SIGNATURE: f"{signed_at}.{self._sign(signed_at, body)}"}

    def recent(self, since: dt.datetime) -> Iterator[Observed]:
        """List the checkouts opened since then."""
        with self.database.reading() as db:
            rows = db.scalars(
                sa.select(DemoCheckout)
                .where(DemoCheckout.created_at >= since)
                .order_by(DemoCheckout.id)
            ).all()
            observed = [_observed(db, row) for row in rows]
        yield from observed

    def _sign(self, signed_at: str, body: bytes) -> str:
        return hmac.new(self._key, signed_at.encode() + b"." + body, hashlib.sha256).hexdigest()


def _open(db: Session, *, request: PaymentRequest) -> str:
    reference = ids.public_id("demo")
    is_new = insert_ignoring(
        db,
        DemoCheckout,
        reference=reference,
        idempotency_key=request.idempotency_key,
        payment=request.public_id,
        order_number=request.order_number,
        amount_minor=request.amount_minor,
        currency=request.currency,
        state="open",
        success_url=request.success_url,
        cancel_url=request.cancel_url,
        created_at=clock.now(db),
        expires_at=request.expires_at,
    )
    if is_new:
        return reference
    made = db.scalars(
        sa.select(DemoCheckout).where(DemoCheckout.idempotency_key == request.idempotency_key)
    ).one()
    told = (request.public_id, request.amount_minor, request.currency, request.expires_at)
    if told != (made.payment, made.amount_minor, made.currency, made.expires_at):
        raise ProviderRefused("idempotency")
    return made.reference


def _checkout(db: Session, reference: str) -> DemoCheckout:
    found = db.scalar(sa.select(DemoCheckout).where(DemoCheckout.reference == reference))
    if found is None:
        raise ProviderRefused("no_such_checkout")
    return found


def _observed(db: Session, checkout: DemoCheckout) -> Observed:
    is_paid = checkout.state == "paid"
    is_over = checkout.state == "ended" or (
        checkout.state == "open" and checkout.expires_at <= clock.now(db)
    )
    outcome = Outcome.CAPTURED if is_paid else Outcome.ENDED if is_over else Outcome.OPEN
    return Observed(
        reference=checkout.reference,
        public_id=checkout.payment,
        outcome=outcome,
        amount_minor=checkout.amount_minor if is_paid else 0,
        currency=checkout.currency,
        refunded_minor=_refunded_minor(db, checkout),
        charge_reference=checkout.reference if is_paid else "",
        reason="expired" if is_over else "",
    )


def _refunded_minor(db: Session, checkout: DemoCheckout) -> int:
    return int(
        db.scalar(
            sa.select(sa.func.coalesce(sa.func.sum(DemoRefund.amount_minor), 0)).where(
                DemoRefund.checkout_id == checkout.id
            )
        )
        or 0
    )


def _end(db: Session, *, reference: str) -> None:
    changed_rows(
        db,
        sa.update(DemoCheckout)
        .where(DemoCheckout.reference == reference, DemoCheckout.state == "open")
        .values(state="ended"),
    )


def _refund(db: Session, *, request: RefundRequest) -> RefundObserved:
    checkout = db.scalar(
        sa.select(DemoCheckout)
        .where(DemoCheckout.reference == request.charge_reference)
        .with_for_update()
    )
    if checkout is None or checkout.state != "paid":
        raise ProviderRefused("nothing_captured")
    made = db.scalar(sa.select(DemoRefund).where(DemoRefund.refund == request.public_id))
    if made is None:
        if _refunded_minor(db, checkout) + request.amount_minor > checkout.amount_minor:
            raise ProviderRefused("amount_too_large")
        made = DemoRefund(
            reference=ids.public_id("dref"),
            checkout_id=checkout.id,
            refund=request.public_id,
            amount_minor=request.amount_minor,
            at=clock.now(db),
        )
        db.add(made)
        db.flush()
    return RefundObserved(made.reference, request.public_id, RefundOutcome.DONE)
