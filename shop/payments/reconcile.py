"""Reconciling: our payments beside what the providers say, in both directions.

Settles what was never told to us, and names what does not agree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.db import Database
from shop.ledger import accounts
from shop.ledger.models import Posting, TransferRow
from shop.payments import calls, refunds
from shop.payments.alarms import is_unknown_money, raise_alarm
from shop.payments.calls import call
from shop.payments.models import Payment, PaymentState, Refund, RefundState
from shop.payments.ports import (
    Observed,
    Outcome,
    PaymentProvider,
    ProviderDown,
    ProviderRefused,
    Providers,
)
from shop.payments.settle import Settled, settle

Finding = dict[str, Any]


@dataclass(frozen=True)
class Ours:
    """A captured payment as our books have it."""

    public_id: str
    reference: str
    #: What the ledger booked as received, with its currency.
    booked_minor: int
    currency: str
    refunds: tuple[tuple[str, str | None], ...]
    refunded_minor: int


def reconcile(database: Database, providers: Providers, since: dt.datetime) -> list[Finding]:
    """Compare everything since an instant and settle what was unknown.

    :returns: Findings as plain JSON values, each with ``kind``, ``provider``, ``payment`` and
        ``reference``. Kinds: ``settled`` (with ``result``), ``refund_settled``, ``unknown_money``,
        ``missing_at_provider``, ``money_mismatch``, ``refund_mismatch``, ``provider_down``.
        Empty: all agrees.
    """
    findings: list[Finding] = []
    for provider in providers:
        try:
            findings += _reconcile(database, provider, since)
        except ProviderDown:
            findings.append(_finding("provider_down", provider, "", ""))
    return findings


def _reconcile(
    database: Database, provider: PaymentProvider, since: dt.datetime
) -> Iterator[Finding]:
    seen: dict[str, Observed] = {}
    for observed in calls.recent(provider, since):
        seen[observed.reference] = observed
        yield from _settle(database, provider, observed)
    with database.reading() as db:
        ours = _captured(db, provider.name, since)
    for payment in ours:
        there = seen.get(payment.reference) or _fetch(provider, payment.reference)
        if there is None or there.outcome is not Outcome.CAPTURED:
            yield _alarm(
                database, "missing_at_provider", provider, payment.public_id, payment.reference
            )
            continue
        if (there.amount_minor, there.currency) != (payment.booked_minor, payment.currency):
            yield _alarm(
                database,
                "money_mismatch",
                provider,
                payment.public_id,
                payment.reference,
                here=f"{payment.currency} {payment.booked_minor}",
                there=f"{there.currency} {there.amount_minor}",
            )
        yield from _compare_refunds(database, provider, payment, there)


def _settle(database: Database, provider: PaymentProvider, observed: Observed) -> Iterator[Finding]:
    result = database.run(partial(settle, provider=provider.name, observed=observed))
    is_known = result is not Settled.UNKNOWN
    with database.reading() as db:
        is_odd = is_unknown_money(db, provider.name, observed, is_known=is_known)
    if is_odd:
        amount = {"amount_minor": observed.amount_minor, "currency": observed.currency}
        yield _alarm(
            database, "unknown_money", provider, observed.public_id, observed.reference, **amount
        )
    elif result in (Settled.PAID, Settled.SENT_BACK, Settled.FAILED):
        finding = _finding("settled", provider, observed.public_id, observed.reference)
        yield {**finding, "result": result.value}


def _fetch(provider: PaymentProvider, reference: str) -> Observed | None:
    try:
        return call(provider, Observed, provider.fetch, reference)
    except ProviderRefused:
        return None


def _captured(db: Session, provider: str, since: dt.datetime) -> list[Ours]:
    booked = _booked(provider)
    payments = db.execute(
        sa.select(
            Payment.id,
            Payment.public_id,
            Payment.reference,
            booked.c.amount_minor,
            booked.c.currency,
        )
        .outerjoin(booked, booked.c.key.in_(_keys(Payment.public_id)))
        .where(Payment.provider == provider, Payment.state == PaymentState.CAPTURED)
        .where(sa.or_(Payment.captured_at >= since, Payment.created_at >= since))
        .order_by(Payment.id)
    ).all()
    return [
        Ours(
            public_id,
            reference or "",
            int(booked_minor or 0),
            currency or "",
            *_refunds(db, payment_id),
        )
        for payment_id, public_id, reference, booked_minor, currency in payments
    ]


def _booked(provider: str) -> sa.Subquery:
    """Select by posting and currency what the ledger says that a provider received."""
    return (
        sa.select(
            Posting.key,
            TransferRow.currency,
            sa.func.sum(TransferRow.amount_minor).label("amount_minor"),
        )
        .join(TransferRow, TransferRow.posting_id == Posting.id)
        .where(TransferRow.debit == accounts.provider(provider), Posting.key.like("payment:%"))
        .group_by(Posting.key, TransferRow.currency)
        .subquery()
    )


def _keys(public_id: sa.SQLColumnExpression[str]) -> tuple[sa.ColumnElement[str], ...]:
    """Return the keys under which a payment's money is booked: taken by its order, or not."""
    return tuple("payment:" + public_id + suffix for suffix in (":captured", ":unwanted"))


def _refunds(db: Session, payment_id: int) -> tuple[tuple[tuple[str, str | None], ...], int]:
    rows = db.execute(
        sa.select(Refund.public_id, Refund.reference, Refund.state, Refund.amount_minor)
        .where(Refund.payment_id == payment_id)
        .order_by(Refund.id)
    ).all()
    sent = (RefundState.PENDING, RefundState.DONE)
    total_minor = sum(row.amount_minor for row in rows if row.state in sent)
    return tuple((row.public_id, row.reference) for row in rows), total_minor


def _compare_refunds(
    database: Database, provider: PaymentProvider, payment: Ours, there: Observed
) -> Iterator[Finding]:
    """Refresh our refunds; what then still differs was made by somebody else."""
    if there.refunded_minor == payment.refunded_minor:
        return
    for public_id, reference in payment.refunds:
        if reference and _refresh(database, provider, reference):
            finding = _finding("refund_settled", provider, payment.public_id, reference)
            yield {**finding, "refund": public_id}
    with database.reading() as db:
        payment_id = db.scalars(
            sa.select(Payment.id).where(Payment.public_id == payment.public_id)
        ).one()
        _all, here_minor = _refunds(db, payment_id)
    if there.refunded_minor != here_minor:
        yield _alarm(
            database,
            "refund_mismatch",
            provider,
            payment.public_id,
            payment.reference,
            here_minor=here_minor,
            there_minor=there.refunded_minor,
        )


def _refresh(database: Database, provider: PaymentProvider, reference: str) -> bool:
    try:
        return refunds.refresh(database, provider, reference) not in {"nothing_new", "unknown"}
    except ProviderRefused:
        return False


def _finding(kind: str, provider: PaymentProvider, payment: str, reference: str) -> Finding:
    return {"kind": kind, "provider": provider.name, "payment": payment, "reference": reference}


def _alarm(
    database: Database,
    kind: str,
    provider: PaymentProvider,
    payment: str,
    reference: str,
    **facts: Any,
) -> Finding:
    database.run(
        lambda db: raise_alarm(
            db, kind, subject=payment or reference, provider=provider.name, **facts
        )
    )
    return {**_finding(kind, provider, payment, reference), **facts}
