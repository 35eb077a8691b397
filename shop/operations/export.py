"""Exports for bookkeepers and checks from outside: orders and ledger, as JSON or CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.ledger import queries as ledger
from shop.orders.models import Order
from shop.payments.models import Payment, PaymentState, Refund, RefundState


@dataclass(frozen=True)
class OrderRow:
    """An order with its money, in minor units of ``currency``."""

    number: str
    state: str
    currency: str
    total_minor: int
    captured_minor: int
    refunded_minor: int
    provider: str
    provider_reference: str
    placed_at: str
    paid_at: str


def orders(db: Session) -> list[OrderRow]:
    """List every order, oldest first, with what was captured and paid back."""
    captured, refunded = _captured(), _refunded()
    rows = db.execute(
        sa.select(Order, captured.c.amount, captured.c.references, refunded.c.amount)
        .outerjoin(captured, captured.c.order_id == Order.id)
        .outerjoin(refunded, refunded.c.order_id == Order.id)
        .order_by(Order.id)
    )
    return [
        OrderRow(
            number=order.number,
            state=order.state,
            currency=order.currency,
            total_minor=order.total_minor,
            captured_minor=int(taken or 0),
            refunded_minor=int(returned or 0),
            provider=order.provider,
            provider_reference=reference or "",
            placed_at=order.placed_at.isoformat(),
            paid_at=order.paid_at.isoformat() if order.paid_at else "",
        )
        for order, taken, reference, returned in rows
    ]


def _captured() -> sa.Subquery:
    return (
        sa.select(
            Payment.order_id,
            sa.func.sum(Payment.expected_minor).label("amount"),
            sa.func.max(Payment.reference).label("references"),
        )
        .where(Payment.state == PaymentState.CAPTURED)
        .group_by(Payment.order_id)
        .subquery()
    )


def _refunded() -> sa.Subquery:
    return (
        sa.select(Payment.order_id, sa.func.sum(Refund.amount_minor).label("amount"))
        .join(Refund, Refund.payment_id == Payment.id)
        .where(Refund.state == RefundState.DONE)
        .group_by(Payment.order_id)
        .subquery()
    )


def entries(db: Session) -> Sequence[ledger.Entry]:
    """List every movement of the books, oldest first."""
    return ledger.entries(db)


def as_json(rows: Sequence[Any]) -> str:
    """Write rows as a JSON list."""
    return json.dumps([asdict(row) for row in rows], default=str, ensure_ascii=False, indent=1)


def as_csv(rows: Sequence[Any]) -> str:
    """Write rows as CSV with a head line. Cells that a spreadsheet would run are quoted."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(asdict(rows[0])))
        writer.writeheader()
        writer.writerows({k: _cell(v) for k, v in asdict(row).items()} for row in rows)
    return out.getvalue()


def _cell(value: Any) -> Any:
    text = str(value)
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} and not text[1:].isdigit() else value
