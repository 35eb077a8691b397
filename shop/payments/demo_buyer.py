"""What a buyer can do on the demo provider's page, and what the provider then tells the shop.

Each act changes the provider's own state first; the notifications afterwards go the way that a
callback over HTTP would go: signed, verified, into the inbox.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import Database, changed_rows
from shop.core.errors import NotFound
from shop.payments import inbox
from shop.payments.demo import DemoProvider
from shop.payments.models import DemoCheckout
from shop.payments.ports import About, Notification

#: How often the duplicate is sent.
DUPLICATES = 5

#: Money that is sent too late arrives so long after the checkout's end.
LATE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Page:
    """A checkout as its page shows it."""

    reference: str
    order_number: str
    amount_minor: int
    state: str
    is_over: bool
    expires_at: dt.datetime
    #: NULL unless the money is under way.
    arrives_at: dt.datetime | None
    success_url: str
    cancel_url: str


class DemoBuyer:
    """Somebody in front of the demo provider's page."""

    def __init__(self, provider: DemoProvider) -> None:
        self.provider = provider
        self.database: Database = provider.database

    def page(self, reference: str) -> Page:
        """Return what the page shows.

        :raises NotFound: there is no such checkout.
        """
        with self.database.reading() as db:
            row = db.scalar(sa.select(DemoCheckout).where(DemoCheckout.reference == reference))
            if row is None:
                raise NotFound
            is_expired = row.state == "open" and row.expires_at <= clock.now(db)
            return Page(
                reference=row.reference,
                order_number=row.order_number,
                amount_minor=row.amount_minor,
                state=row.state,
                is_over=row.state == "ended" or is_expired,
                expires_at=row.expires_at,
                arrives_at=row.arrives_at,
                success_url=row.success_url,
                cancel_url=row.cancel_url,
            )

    def pay(self, reference: str) -> bool:
        """Pay, and let the shop know once. An ended checkout can be paid too: late money.

        :returns: Whether the money moved now; ``False`` when it had before.
        """
        notification = self._read(*self._written(reference, "checkout.paid"))
        return self.database.run(
            partial(_pay, provider=self.provider.name, note=notification, reference=reference)
        )

    def decline(self, reference: str) -> None:
        """Be declined by the bank: the checkout stays open for another try."""
        self.tell(reference, "checkout.declined")

    def pay_later(self, reference: str) -> bool:
        """Choose a slow way: the money arrives with the worker's next round."""
        now = self.database.clock.now()
        return self._send(reference, arrives_at=now)

    def pay_too_late(self, reference: str) -> bool:
        """Choose a slow way whose money arrives after the checkout has ended."""
        return self._send(reference, arrives_at=self.page(reference).expires_at + LATE)

    def pay_told_often(self, reference: str) -> bool:
        """Pay, and let the shop know again and again with one and the same notification."""
        paid = self._move(reference, to="paid", expect=("open", "ended"))
        body, headers = self._written(reference, "checkout.paid")
        for _repetition in range(DUPLICATES):
            self._deliver(body, headers)
        return paid

    def pay_told_in_disorder(self, reference: str) -> bool:
        """Pay, and let older notifications arrive after the one that says so."""
        paid = self._move(reference, to="paid", expect=("open", "ended"))
        for kind in ("checkout.paid", "checkout.declined", "checkout.opened"):
            self.tell(reference, kind)
        return paid

    def tell(self, reference: str, kind: str) -> None:
        """Send the shop one new notification about a checkout."""
        self._deliver(*self._written(reference, kind))

    def _send(self, reference: str, *, arrives_at: dt.datetime) -> bool:
        sent = self._move(reference, to="underway", expect=("open",), arrives_at=arrives_at)
        if sent:
            self.tell(reference, "checkout.underway")
        return sent

    def _written(self, reference: str, kind: str) -> tuple[bytes, dict[str, str]]:
        return self.provider.write_notification(
            kind=kind, about=About.CHECKOUT, reference=reference
        )

    def _deliver(self, body: bytes, headers: dict[str, str]) -> None:
        notification = self._read(body, headers)
        self.database.run(
            partial(inbox.receive, provider=self.provider.name, notification=notification)
        )

    def _read(self, body: bytes, headers: dict[str, str]) -> Notification:
        notification = self.provider.read_notification(body, headers)
        assert notification is not None
        return notification

    def _move(
        self,
        reference: str,
        *,
        to: str,
        expect: tuple[str, ...],
        arrives_at: dt.datetime | None = None,
    ) -> bool:
        work = partial(_move, reference=reference, to=to, expect=expect, arrives_at=arrives_at)
        return self.database.run(work)


def tick(provider: DemoProvider) -> int:
    """Let money that is under way arrive: the slow bank behind the demo provider.

    :returns: How many payments arrived.
    """
    with provider.database.reading() as db:
        due = db.scalars(
            sa.select(DemoCheckout.reference).where(
                DemoCheckout.state == "underway", DemoCheckout.arrives_at <= clock.now(db)
            )
        ).all()
    return sum(DemoBuyer(provider).pay(reference) for reference in due)


def _pay(db: Session, *, provider: str, note: Notification, reference: str) -> bool:
    """Move the money and send the notification in one transaction: a crash does neither."""
    expect = ("open", "ended", "underway")
    paid = _move(db, reference=reference, to="paid", expect=expect, arrives_at=None)
    if paid:
        inbox.receive(db, provider, note)
    return paid


def _move(
    db: Session,
    *,
    reference: str,
    to: str,
    expect: tuple[str, ...],
    arrives_at: dt.datetime | None,
) -> bool:
    return bool(
        changed_rows(
            db,
            sa.update(DemoCheckout)
            .where(DemoCheckout.reference == reference, DemoCheckout.state.in_(expect))
            .values(state=to, arrives_at=arrives_at),
        )
    )
