"""Calls to payment providers: a driver's exception or wrong answer becomes an error of the port."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

import structlog

from shop.core.conformity import conform
from shop.core.db import Database
from shop.core.errors import ShopError
from shop.core.outgoing import CallGivenUp, CallNotMade
from shop.payments.ports import Observed, PaymentProvider, ProviderDown, Providers

log = structlog.get_logger(__name__)

T = TypeVar("T")


def call(
    provider: PaymentProvider, answer: type[T], function: Callable[..., Any], *arguments: Any
) -> T:
    """Call a method of a provider. No transaction may be open.

    :param answer: The port's type of the answer. Another one is refused before it is stored.
    :raises ShopError: what the driver raises by the port: refused, down.
    :raises ProviderDown: anything else went wrong in the driver. The outcome is unknown then, as
        after a broken connection, and trying again is safe.
    """
    with _guarded(provider):
        return conform(function(*arguments), answer)


def bounded(
    database: Database,
    providers: Providers,
    provider: PaymentProvider,
    answer: type[T],
    function: Callable[..., Any],
    *arguments: Any,
    seconds: float,
) -> T:
    """Call as :func:`call` does, for a request that waits: bounded in time and number.

    :param seconds: How long to wait for the provider at the most.
    :raises ProviderDown: also when it took too long, was down lately, or when too many calls to
        it are running. The outcome is unknown, and trying again is safe.
    """
    outgoing = providers.outgoing(database, provider.name)
    try:
        return outgoing.call(partial(call, provider, answer, function, *arguments), seconds=seconds)
    except (CallGivenUp, CallNotMade) as error:
        raise ProviderDown from error


def withdraw(provider: PaymentProvider, reference: str) -> None:
    """End a checkout that is no longer wanted; errors as those of :func:`call`."""
    with _guarded(provider):
        provider.withdraw(reference)


def recent(provider: PaymentProvider, since: dt.datetime) -> list[Observed]:
    """List the checkouts that a provider opened since then; errors as those of :func:`call`."""
    with _guarded(provider):
        return [conform(observed, Observed) for observed in provider.recent(since)]


@contextmanager
def _guarded(provider: PaymentProvider) -> Iterator[None]:
    try:
        yield
    except ShopError:
        raise
    except Exception as error:
        log.exception("payment.driver_failed", provider=provider.name)
        raise ProviderDown from error
