"""Collecting: the three phases around each call to a provider.

Written down (``services``), called with no transaction open, written down what came of it. A crash
between any two of them loses nothing: the next try finds the stored key and gets the same checkout.
"""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from shop.core import clock
from shop.core.db import Database, changed_rows
from shop.core.errors import NotFound
from shop.orders.models import Order
from shop.payments import calls, queries, told
from shop.payments.calls import call
from shop.payments.errors import NotPayable
from shop.payments.models import Payment, PaymentState
from shop.payments.ports import (
    Observed,
    PaymentProvider,
    PaymentRequest,
    ProviderDown,
    ProviderRefused,
    Providers,
    Started,
)
from shop.payments.settle import Settled, settle

log = structlog.get_logger(__name__)

#: Seconds that a page waits for a provider to say what has become of a checkout.
FETCH_SECONDS = 5.0

#: Payments that one run of the job withdraws at the most.
BATCH = 50


def start(database: Database, providers: Providers, public_id: str) -> str:
    """Open an intended payment at its provider.

    Safe to repeat: a second call returns the same address, unless the provider says that the
    checkout has been paid or has ended meanwhile, which is then settled.

    :returns: Where the buyer pays.
    :raises NotFound: there is no such payment.
    :raises NotPayable: it is over.
    :raises ProviderRefused: the provider will not have it; the payment has failed.
    :raises ProviderDown: the outcome is unknown; the payment stays intended.
    """
    with database.reading() as db:
        order, payment = _read(db, public_id)
    if payment.state not in queries.OPEN:
        raise NotPayable
    if payment.state == PaymentState.STARTED:
        return _still_open(database, providers, payment)
    provider = providers.named(payment.provider)
    started = _open(database, providers, provider, told.request_of(order, payment))
    if not database.run(partial(_record_start, public_id=public_id, started=started)):
        raise NotPayable
    return started.redirect_url


def _still_open(database: Database, providers: Providers, payment: Payment) -> str:
    """Return the address of a checkout that began before, so that nobody is sent to a dead page."""
    try:
        result = check(database, providers, payment.public_id)
    except ProviderDown:
        return payment.redirect_url
    if result is Settled.FAILED:
        raise ProviderRefused("ended")
    if result is not Settled.NOTHING_NEW:
        raise NotPayable
    return payment.redirect_url


def _read(db: Session, public_id: str) -> tuple[Order, Payment]:
    row = db.execute(
        sa.select(Order, Payment)
        .join(Payment, Payment.order_id == Order.id)
        .where(Payment.public_id == public_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def _open(
    database: Database, providers: Providers, provider: PaymentProvider, request: PaymentRequest
) -> Started:
    try:
        return calls.bounded(
            database,
            providers,
            provider,
            Started,
            provider.start,
            request,
            seconds=providers.start_seconds,
        )
    except ProviderRefused as refusal:
        log.warning("payment.refused", payment=request.public_id, reason=refusal.reason)
        database.run(partial(_record_refusal, public_id=request.public_id, reason=refusal.reason))
        raise
    except ProviderDown as error:
        log.warning("payment.provider_down", payment=request.public_id)
        if error.is_key_spent:
            database.run(partial(_change_key, request=request))
        raise


def _record_start(db: Session, *, public_id: str, started: Started) -> bool:
    """Store the provider's answer.

    :returns: Whether the payment is still wanted. The reference is stored in any case, so that
        the provider can be told.
    """
    is_first = Payment.reference.is_(None)
    state = db.scalar(
        sa.update(Payment)
        .where(Payment.public_id == public_id)
        .values(
            reference=sa.case((is_first, started.reference), else_=Payment.reference),
            redirect_url=sa.case((is_first, started.redirect_url), else_=Payment.redirect_url),
            state=sa.case(
                (Payment.state == PaymentState.INTENDED, PaymentState.STARTED),
                else_=Payment.state,
            ),
        )
        .returning(Payment.state)
        .execution_options(synchronize_session=False)
    )
    return state in (PaymentState.STARTED, PaymentState.CAPTURED)


def _record_refusal(db: Session, *, public_id: str, reason: str) -> None:
    changed_rows(
        db,
        sa.update(Payment)
        .where(Payment.public_id == public_id, Payment.state == PaymentState.INTENDED)
        .values(state=PaymentState.FAILED, failure=reason[:120]),
    )


def _change_key(db: Session, *, request: PaymentRequest) -> None:
    """Give the payment a new key: under the old one the provider would repeat its failure.

    Nobody has the address of a checkout that may have been made after all, so none can be paid
    twice; a payment on it would still find its way here by our public id.
    """
    base, _, attempt = request.idempotency_key.partition("#")
    changed_rows(
        db,
        sa.update(Payment)
        .where(Payment.idempotency_key == request.idempotency_key)
        .values(idempotency_key=f"{base}#{int(attempt or 1) + 1}"),
    )


def check(database: Database, providers: Providers, public_id: str) -> Settled:
    """Ask the provider what has become of a payment, and act on it.

    :raises NotFound: there is no such payment.
    :raises ProviderDown: it does not answer; nothing has changed.
    :raises ProviderRefused: it knows no such checkout.
    """
    with database.reading() as db:
        _order, payment = _read(db, public_id)
    if payment.reference is None:
        return Settled.NOTHING_NEW
    provider = providers.named(payment.provider)
    observed = calls.bounded(
        database,
        providers,
        provider,
        Observed,
        provider.fetch,
        payment.reference,
        seconds=FETCH_SECONDS,
    )
    return database.run(partial(settle, provider=provider.name, observed=observed))


# -- payments that nobody wants any more ---------------------------------------------------------


def withdraw_closed(database: Database, providers: Providers) -> int:
    """Tell providers about payments that are over: expired, called off, paid otherwise.

    What was paid all the same, in the last moment, is settled.

    :returns: How many were told.
    """
    names = [provider.name for provider in providers]
    with database.reading() as db:
        waiting = db.execute(
            sa.select(Order, Payment)
            .join(Payment, Payment.order_id == Order.id)
            .where(
                Payment.state == PaymentState.CLOSED,
                Payment.withdrawn_at.is_(None),
                Payment.provider.in_(names),
            )
            .order_by(Payment.id)
            .limit(BATCH)
        ).all()
    return sum(_withdraw(database, providers, order, payment) for order, payment in waiting)


def _withdraw(database: Database, providers: Providers, order: Order, payment: Payment) -> bool:
    provider = providers.named(payment.provider)
    try:
        reference = payment.reference or _reference_of(database, provider, order, payment)
        if reference is not None:
            calls.withdraw(provider, reference)
            observed = call(provider, Observed, provider.fetch, reference)
            database.run(partial(settle, provider=provider.name, observed=observed))
    except ProviderDown:
        return False
    except ProviderRefused as refusal:
        log.warning("payment.not_withdrawn", payment=payment.public_id, reason=refusal.reason)
    database.run(partial(_record_withdrawal, public_id=payment.public_id))
    return True


def _reference_of(
    database: Database, provider: PaymentProvider, order: Order, payment: Payment
) -> str | None:
    """Find out what a call made whose answer was never stored: the same key tells.

    A provider that was never called opens a checkout now, whose address nobody has and which is
    ended at once.

    :returns: ``None`` when the provider will have nothing to do with that key any more.
    """
    try:
        request = told.request_of(order, payment)
        started = call(provider, Started, provider.start, request)
    except ProviderRefused:
        return None
    database.run(partial(_record_start, public_id=payment.public_id, started=started))
    return started.reference


def _record_withdrawal(db: Session, *, public_id: str) -> None:
    changed_rows(
        db,
        sa.update(Payment)
        .where(Payment.public_id == public_id, Payment.withdrawn_at.is_(None))
        .values(withdrawn_at=clock.now(db)),
    )
