"""Reading payments."""

from __future__ import annotations

from shop.payments.queries.rows import (
    OPEN,
    captured_of_order,
    code_refunded_minor,
    is_owed_by_transfer,
    is_replaced,
    locked,
    locked_refund,
    of_order,
    of_public_id,
    open_of_order,
    refund_account,
    refund_of_public_id,
    refunded_minor,
    refunds_of_order,
)
from shop.payments.queries.views import (
    AccountFacts,
    PaymentFacts,
    PaymentsView,
    ProofFacts,
    RefundFacts,
    Transfer,
    view_of_order,
)
from shop.payments.queries.work import (
    RefundWork,
    refunds_to_do,
    transfers_to_check,
    transfers_without_slip,
)

__all__ = [
    "OPEN",
    "AccountFacts",
    "PaymentFacts",
    "PaymentsView",
    "ProofFacts",
    "RefundFacts",
    "RefundWork",
    "Transfer",
    "captured_of_order",
    "code_refunded_minor",
    "is_owed_by_transfer",
    "is_replaced",
    "locked",
    "locked_refund",
    "of_order",
    "of_public_id",
    "open_of_order",
    "refund_account",
    "refund_of_public_id",
    "refunded_minor",
    "refunds_of_order",
    "refunds_to_do",
    "transfers_to_check",
    "transfers_without_slip",
    "view_of_order",
]
