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
from shop.ledger.models import Posting, TransferRow
from shop.orders.models import Order
from shop.payments.models import Payment, PaymentState


@dataclass(frozen=True)
class OrderRow:
    """An order with its money, in minor units of ``currency``."""

    number: str
    state: str
    currency: str
    #: Part of ``total_minor``: what a bank transfer is recognised by, a line of the platform.
    transfer_code_minor: int
    total_minor: int
    captured_minor: int
    refunded_minor: int
    provider: str
    provider_reference: str
    placed_at: str
    paid_at: str


def orders(db: Session) -> list[OrderRow]:
    """List every order, oldest first, with what the books say was captured and paid back."""
    money, references = _money(), _references()
    rows = db.execute(
        sa.select(Order, money.c.captured, money.c.refunded, references.c.reference)
        .outerjoin(money, money.c.number == Order.number)
        .outerjoin(references, references.c.order_id == Order.id)
        .order_by(Order.id)
    )
    return [
        OrderRow(
            number=order.number,
            state=order.state,
            currency=order.currency,
            transfer_code_minor=order.transfer_code_minor,
            total_minor=order.total_minor,
            captured_minor=int(captured or 0),
            refunded_minor=int(refunded or 0),
            provider=order.provider,
            provider_reference=reference or "",
            placed_at=order.placed_at.isoformat(),
            paid_at=order.paid_at.isoformat() if order.paid_at else "",
        )
        for order, captured, refunded, reference in rows
    ]


def _money() -> sa.Subquery:
    """Sum by order what providers received and gave back, suffixes and unwanted money included."""
    received = TransferRow.debit.like("provider:%")
    signed = sa.case((received, TransferRow.amount_minor), else_=-TransferRow.amount_minor)
    is_payment = Posting.key.like("payment:%")
    return (
        sa.select(
            Posting.subject.label("number"),
            sa.func.sum(sa.case((is_payment, signed), else_=0)).label("captured"),
            sa.func.sum(sa.case((is_payment, 0), else_=-signed)).label("refunded"),
        )
        .join(TransferRow, TransferRow.posting_id == Posting.id)
        .where(sa.or_(received, TransferRow.credit.like("provider:%")))
        .group_by(Posting.subject)
        .subquery()
    )


def _references() -> sa.Subquery:
    return (
        sa.select(Payment.order_id, sa.func.max(Payment.reference).label("reference"))
        .where(Payment.state == PaymentState.CAPTURED)
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
