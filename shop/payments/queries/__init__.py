"""Reading payments."""

from __future__ import annotations

from shop.payments.queries.rows import (
    OPEN,
    captured_of_order,
    code_refunded_minor,
    locked,
    locked_refund,
    of_order,
    of_public_id,
    open_of_order,
    refunded_minor,
    refunds_of_order,
)
from shop.payments.queries.views import (
    PaymentFacts,
    PaymentsView,
    ProofFacts,
    RefundFacts,
    RefundWork,
    Transfer,
    refunds_to_do,
    transfers_to_check,
    view_of_order,
)

__all__ = [
    "OPEN",
    "PaymentFacts",
    "PaymentsView",
    "ProofFacts",
    "RefundFacts",
    "RefundWork",
    "Transfer",
    "captured_of_order",
    "code_refunded_minor",
    "locked",
    "locked_refund",
    "of_order",
    "of_public_id",
    "open_of_order",
    "refunded_minor",
    "refunds_of_order",
    "refunds_to_do",
    "transfers_to_check",
    "view_of_order",
]
