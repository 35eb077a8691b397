"""Calls to payment providers: a driver's exception or wrong answer becomes an error of the port."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog

from shop.core.conformity import conform
from shop.core.errors import ShopError
from shop.payments.ports import Observed, PaymentProvider, ProviderDown

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
