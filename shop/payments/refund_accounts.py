"""Accounts to refund to: asked from buyers who paid by bank transfer, whose bank tells us none."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError
from sqlalchemy.orm import Session

from shop.core import audit, clock
from shop.core.command import Command, OrderNumber, Text, clean_text
from shop.core.db import upsert
from shop.core.i18n import lazy_gettext as _
from shop.core.permissions import Principal
from shop.orders import queries as orders
from shop.payments import queries
from shop.payments.errors import NothingToRefund
from shop.payments.models import Payment, Refund, RefundAccount, RefundState

#: So long after the order's last refund has ended the account is kept, for questions of the bank.
KEPT = dt.timedelta(days=30)

#: Digits that people who may not refund can see of an account number.
SHOWN = 4


def _account_number(value: Any) -> Any:
    """Take spaces, dots and hyphens out of an account number; an IBAN's letters are kept."""
    text = clean_text(value)
    if not isinstance(text, str):
        return text
    number = re.sub(r"[ .-]", "", text).upper()
    is_number = re.fullmatch(r"[A-Z0-9]{5,34}", number, re.ASCII) and re.search(r"[0-9]{5}", number)
    if number and not is_number:
        message = _("Please write the account number as your bank writes it: 5 to 34 digits.")
        raise PydanticCustomError("account_number", "{message}", {"message": str(message)})
    return number


class SetRefundAccount(Command):
    """Where the money of an order shall go."""

    number: OrderNumber
    bank: Annotated[Text, Field(max_length=80)]
    account_number: Annotated[
        str, BeforeValidator(_account_number), Field(min_length=1, max_length=34)
    ]
    holder: Annotated[Text, Field(max_length=120)]


def set_account(db: Session, command: SetRefundAccount, *, actor: Principal) -> None:
    """Keep the account that a refund by bank transfer goes to; the last one entered counts.

    Whoever may see the order, or refund it, may do this; the face has checked. The audit entry
    has the last digits only.

    :raises NotFound: there is no such order.
    :raises NothingToRefund: nothing of it goes back by bank transfer (any more).
    """
    order = orders.locked(db, command.number)
    if not queries.is_owed_by_transfer(db, order.id):
        raise NothingToRefund
    values = {
        "bank": command.bank,
        "account_number": command.account_number,
        "holder": command.holder,
        "account_id": actor.account_id if actor.is_staff else None,
        "entered_at": clock.now(db),
    }
    statement = upsert(db, RefundAccount).values(order_id=order.id, **values)
    db.execute(statement.on_conflict_do_update(index_elements=["order_id"], set_=values))
    audit.record(
        db,
        "refund.account_entered",
        subject=order.number,
        actor=actor,
        after={"account": masked(command.account_number)},
    )


def masked(account_number: str) -> str:
    """Return an account number of which only the last digits can be read."""
    return f"•••• {account_number[-SHOWN:]}"


def forget(db: Session, order_ids: sa.Select[int]) -> None:
    """Delete the accounts of these orders: for the erasure of a person."""
    db.execute(sa.delete(RefundAccount).where(RefundAccount.order_id.in_(order_ids)))


def tidy(db: Session) -> None:
    """Delete accounts of orders whose last refund ended long enough ago."""
    is_recent = sa.or_(
        Refund.state.in_((RefundState.INTENDED, RefundState.PENDING)),
        Refund.state == RefundState.FAILED,
        Refund.ended_at > clock.now(db) - KEPT,
    )
    still_needed = (
        sa.select(Payment.order_id)
        .join(Refund, Refund.payment_id == Payment.id)
        .where(is_recent, ~queries.is_replaced())
    )
    db.execute(sa.delete(RefundAccount).where(RefundAccount.order_id.not_in(still_needed)))
