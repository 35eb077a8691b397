"""Asking at once: a buyer stands before the order's page and waits for the money to be seen.

The provider's notification would come too, and the worker would see to it; but it may be slow or
lost. Asking changes nothing that the notification would not have changed: the provider's own
object is read, whatever the address says, and to settle it twice is to settle it once. So a page
may do it when it is opened, and a reload or a prefetch does no harm.
"""

from __future__ import annotations

import datetime as dt

import structlog

from shop.core import limits
from shop.core.db import Database
from shop.core.errors import TooMany
from shop.core.limits import Limit
from shop.payments import collect, queries
from shop.payments.models import Payment
from shop.payments.ports import ProviderDown, ProviderRefused, Providers
from shop.payments.settle import Settled

log = structlog.get_logger(__name__)

#: How often an order's page may ask by itself, and how often its button. Per order.
BY_ITSELF = Limit("ask-by-itself", 20, 600)
BY_BUTTON = Limit("ask-by-button", 20, 600)

#: A provider that did not answer is left alone by pages for so long: each would wait for it anew.
REST = dt.timedelta(seconds=30)


def ask(database: Database, providers: Providers, order_id: int, limit: Limit) -> bool:
    """Ask the providers what has become of an order's running payments. Safe to repeat.

    No transaction may be open. A provider that is down, or asked too often, changes nothing; the
    worker goes on without us.

    :returns: Whether anything changed.
    """
    with database.reading() as db:
        running = [p for p in queries.open_of_order(db, order_id) if _can_be_asked(p)]
    now = database.clock.now()
    running = [p for p in running if not providers.rests(p.provider, now)]
    if not running:
        return False
    try:
        limits.spend(database, limit, str(order_id))
    except TooMany:
        return False
    return any([_ask(database, providers, payment) for payment in running])  # noqa: C419 - all


def _can_be_asked(payment: Payment) -> bool:
    """Tell whether a checkout was opened elsewhere; a transfer is seen by staff alone."""
    return payment.reference is not None and payment.account is None


def _ask(database: Database, providers: Providers, payment: Payment) -> bool:
    try:
        return collect.check(database, providers, payment.public_id) is not Settled.NOTHING_NEW
    except ProviderDown:
        log.warning("payment.provider_down", payment=payment.public_id)
        providers.let_rest(payment.provider, database.clock.now() + REST)
    except ProviderRefused as refusal:
        log.warning("payment.not_known", payment=payment.public_id, reason=refusal.reason)
    return False
