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
from shop.orders.models import ArtisanOrder, Order, PartState
from shop.payments.models import Payment, PaymentState


@dataclass(frozen=True)
class OrderRow:
    """An order with its money, in minor units of ``currency``.

    ``state`` is the order's, or ``refund_failed`` while money that was paid back has come back to
    the shop: ``refund_owed_minor`` says how much. ``provider`` and ``provider_reference`` name
    every captured payment, in the same order, separated by a comma and a space; of an order
    without one, the way to pay that was chosen.
    """

    number: str
    state: str
    currency: str
    #: Part of ``total_minor``: what a bank transfer is recognised by, a line of the platform.
    transfer_code_minor: int
    total_minor: int
    captured_minor: int
    refunded_minor: int
    refund_owed_minor: int
    provider: str
    provider_reference: str
    placed_at: str
    paid_at: str


def orders(db: Session) -> list[OrderRow]:
    """List every order, oldest first, with what the books say was captured and paid back."""
    money, debts, payments = _money(), _owed(), _captured(db)
    rows = db.execute(
        sa.select(Order, money.c.captured, money.c.refunded, debts.c.owed)
        .outerjoin(money, money.c.number == Order.number)
        .outerjoin(debts, debts.c.order_id == Order.id)
        .order_by(Order.id)
    )
    return [
        OrderRow(
            number=order.number,
            state="refund_failed" if owed else order.state,
            currency=order.currency,
            transfer_code_minor=order.transfer_code_minor,
            total_minor=order.total_minor,
            captured_minor=int(captured or 0),
            refunded_minor=int(refunded or 0),
            refund_owed_minor=int(owed or 0),
            provider=", ".join(name for name, _ in payments.get(order.id, ())) or order.provider,
            provider_reference=", ".join(found for _, found in payments.get(order.id, ())),
            placed_at=order.placed_at.isoformat(),
            paid_at=order.paid_at.isoformat() if order.paid_at else "",
        )
        for order, captured, refunded, owed in rows
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


def _owed() -> sa.Subquery:
    """Sum by order what refunded parts are owed: their refund came back after it had arrived."""
    owed = ArtisanOrder.goods_minor + ArtisanOrder.shipping_minor - ArtisanOrder.refunded_minor
    return (
        sa.select(ArtisanOrder.order_id, sa.func.sum(owed).label("owed"))
        .where(ArtisanOrder.state == PartState.REFUNDED)
        .group_by(ArtisanOrder.order_id)
        .subquery()
    )


def _captured(db: Session) -> dict[int, list[tuple[str, str]]]:
    """Return provider and reference of every captured payment by order, oldest first."""
    rows = db.execute(
        sa.select(Payment.order_id, Payment.provider, Payment.reference)
        .where(Payment.state == PaymentState.CAPTURED)
        .order_by(Payment.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for order_id, provider, reference in rows:
        found.setdefault(order_id, []).append((provider, reference or ""))
    return found


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
