"""The port to those who collect money. Its offline twin, ``demo``, ships in the product.

A provider is called outside any transaction, with what was stored before the call, and only what
it says when its object is read afresh is believed. Vendor types never leave the driver.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import structlog

from shop.core.db import Database
from shop.core.errors import ShopError
from shop.core.i18n import Lazy, lazy_gettext
from shop.core.outgoing import Outgoing

log = structlog.get_logger(__name__)


#: Ids and words of providers, as the inbox stores them.
_ID = re.compile(r"[\x21-\x7e]{1,120}")
#: An address of a web page, or a path of this site.
_WEB = re.compile(r"https?://|/(?![/\\])")
_KIND = re.compile(r"[\x21-\x7e]{1,80}")


class ProviderDown(ShopError):
    """The provider did not answer, so the outcome is unknown. Trying again is safe.

    ``is_key_spent``: the provider remembers its own failure under the idempotency key and would
    only repeat it, so the next try needs a new one.
    """

    code = "provider_down"
    status = 503
    message = lazy_gettext(
        "The payment service does not answer right now. You have not been charged. Try again in a "
        "minute, or choose another way to pay."
    )

    retry_after_seconds = 30

    def __init__(self, *, is_key_spent: bool = False) -> None:
        super().__init__()
        self.is_key_spent = is_key_spent


class ProviderRefused(ShopError):
    """The provider said no, and nothing happened. ``reason`` is its code."""

    code = "provider_refused"
    message = lazy_gettext("The payment service refused this. Please choose another way to pay.")

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class BadNotification(ShopError):
    """A callback that is not the provider's, or that cannot be read."""

    code = "bad_notification"
    status = 400
    message = lazy_gettext("This is not a notification of that payment service.")


@dataclass(frozen=True)
class Item:
    """A line on the provider's page: one per order line and one per parcel.

    ``amount_minor`` is for one piece. All items of a request add up to its amount.
    """

    name: str
    amount_minor: int
    quantity: int = 1


@dataclass(frozen=True)
class PaymentRequest:
    """Everything a provider may be told, all of it stored: a retry sends the same again."""

    public_id: str
    order_number: str
    amount_minor: int
    currency: str
    items: Sequence[Item]
    idempotency_key: str
    email: str
    locale: str
    expires_at: dt.datetime
    success_url: str
    cancel_url: str


@dataclass(frozen=True)
class Started:
    """The provider has a checkout: its id, and where the buyer goes now."""

    reference: str
    redirect_url: str

    def __post_init__(self) -> None:
        """Refuse what could not be stored, and addresses that are no web page.

        :raises ValueError: names the field.
        """
        if not _ID.fullmatch(self.reference):
            raise ValueError(f"reference: {self.reference!r:.80}")
        if not _WEB.match(self.redirect_url):
            raise ValueError(f"redirect_url: {self.redirect_url!r:.80}")


class Outcome(StrEnum):
    """What has become of a checkout at the provider."""

    OPEN = "open"
    CAPTURED = "captured"
    ENDED = "ended"


@dataclass(frozen=True)
class Observed:
    """A checkout as the provider describes it right now.

    ``public_id`` is our payment's, as the provider kept it. ``amount_minor`` and ``currency`` are
    those of the captured money itself, not of the checkout that asked for it;
    ``has_mixed_currencies`` says that the provider names another currency for the checkout than
    for its money. ``refunded_minor`` is how much of it went back or is on its way.
    ``charge_reference`` is what a refund needs.
    """

    reference: str
    public_id: str
    outcome: Outcome
    amount_minor: int = 0
    currency: str = "IDR"
    has_mixed_currencies: bool = False
    refunded_minor: int = 0
    charge_reference: str = ""
    reason: str = ""


@dataclass(frozen=True)
class RefundRequest:
    """What goes back."""

    public_id: str
    charge_reference: str
    amount_minor: int
    currency: str
    idempotency_key: str


class RefundOutcome(StrEnum):
    """What has become of a refund at the provider."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class RefundObserved:
    """A refund as the provider describes it right now.

    ``public_id`` is our refund's; empty for one that somebody made at the provider by hand.
    """

    reference: str
    public_id: str
    outcome: RefundOutcome
    reason: str = ""


class About(StrEnum):
    """What a notification speaks of, and so what is read afresh."""

    CHECKOUT = "checkout"
    REFUND = "refund"
    #: A buyer's bank takes the money back. ``reference`` is the charge; people have to act.
    DISPUTE = "dispute"


@dataclass(frozen=True)
class Notification:
    """A verified callback: which object to read afresh. ``event_id`` has one effect.

    ``kind`` is the provider's word for what happened; nothing but people's eyes depends on it.
    """

    event_id: str
    kind: str
    about: About
    reference: str

    def __post_init__(self) -> None:
        """Refuse what the inbox could not store.

        :raises BadNotification: an id is no short printable ASCII text.
        """
        for value, pattern in ((self.event_id, _ID), (self.kind, _KIND), (self.reference, _ID)):
            if not isinstance(value, str) or not pattern.fullmatch(value):
                raise BadNotification
        if not isinstance(self.about, About):
            raise BadNotification


@dataclass(frozen=True)
class BankAccount:
    """An account of the shop's operator."""

    bank: str
    number: str
    holder: str


@dataclass(frozen=True)
class Offer:
    """A way to pay as the buyer reads it."""

    name: str
    title: Lazy
    text: Lazy


@dataclass(frozen=True)
class OfferedWay:
    """A way to pay for one cart or order, with what it costs. Amounts are minor units."""

    name: str
    title: Lazy
    text: Lazy
    #: What bank transfer adds so that the transfer is recognised; 0 with every other way.
    transfer_code_minor: int
    #: Goods, shipping and transfer code.
    total_minor: int


class PaymentProvider(Protocol):
    """Money in. All amounts are minor units; every call may raise :class:`ProviderDown`."""

    name: str
    #: How long the buyer has; ``None``: the shop's ordinary reservation.
    hold: dt.timedelta | None
    #: How long a checkout may live at the most; ``None``: as long as one likes.
    longest: dt.timedelta | None
    #: Where buyers send the money by themselves; ``None`` for hosted checkouts. Such money is
    #: recognised by its amount alone, so that every awaited amount is made different.
    account: BankAccount | None

    def offer(self, total_minor: int) -> Offer | None:
        """Return how the way is offered for this total, ``None`` when it is not."""

    def start(self, request: PaymentRequest) -> Started:
        """Open a checkout. The same request again returns the same checkout.

        :raises ProviderRefused: the provider will not have it.
        """

    def fetch(self, reference: str) -> Observed:
        """Read a checkout afresh.

        :raises ProviderRefused: the provider knows no such checkout.
        """

    def withdraw(self, reference: str) -> None:
        """End a checkout that is no longer wanted. A finished one is left as it is."""

    def refund(self, request: RefundRequest) -> RefundObserved:
        """Send money back. The same ``public_id`` again returns the same refund.

        :raises ProviderRefused: the provider will not do it.
        """

    def fetch_refund(self, reference: str) -> RefundObserved:
        """Read a refund afresh.

        :raises ProviderRefused: the provider knows no such refund.
        """

    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notification | None:
        """Verify a callback; ``None`` when it is genuine and of no interest.

        :raises BadNotification: wrong signature, unreadable, too old.
        """

    def recent(self, since: dt.datetime) -> Iterator[Observed]:
        """List the checkouts of ours that the provider opened since then: for reconciling."""


def offer_of(provider: PaymentProvider, total_minor: int) -> Offer | None:
    """Return how a provider is offered for a total, ``None`` when it is not.

    A driver that fails here is not offered: the page with the other ways to pay must open.
    """
    try:
        offer = provider.offer(total_minor)
    except Exception:
        log.exception("payment.offer_failed", provider=provider.name)
        return None
    if offer is None or isinstance(offer, Offer):
        return offer
    log.error("payment.offer_failed", provider=provider.name, answer=repr(offer)[:200])
    return None


class Providers:
    """The providers of this shop, in the order in which they are offered.

    :param start_seconds: How long a buyer waits for a provider to open a checkout.
    """

    def __init__(
        self, providers: Iterable[PaymentProvider], *, start_seconds: float = 10.0
    ) -> None:
        self.start_seconds = start_seconds
        self._by_name = {provider.name: provider for provider in providers}
        self._resting: dict[str, dt.datetime] = {}
        self._outgoing: dict[str, Outgoing] = {}

    def __iter__(self) -> Iterator[PaymentProvider]:
        return iter(self._by_name.values())

    def get(self, name: str) -> PaymentProvider | None:
        """Return a provider by name, ``None`` when the shop has none of that name."""
        return self._by_name.get(name)

    def named(self, name: str) -> PaymentProvider:
        """Return a provider that the books already name.

        :raises ProviderDown: the operator has switched it off meanwhile.
        """
        provider = self._by_name.get(name)
        if provider is None:
            raise ProviderDown
        return provider

    def outgoing(self, database: Database, name: str) -> Outgoing:
        """Return the bounded way to a provider, the same for all threads of this process."""
        return self._outgoing.get(name) or self._outgoing.setdefault(
            name,
            Outgoing(
                name, bulkhead=database.bulkhead, clock=database.clock, failures=(ProviderDown,)
            ),
        )

    def let_rest(self, name: str, until: dt.datetime) -> None:
        """Remember, in this process, that pages need not ask a provider before ``until``."""
        self._resting[name] = until

    def rests(self, name: str, now: dt.datetime) -> bool:
        """Tell whether a provider did not answer lately."""
        return name in self._resting and now < self._resting[name]
