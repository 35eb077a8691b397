"""Names of the ledger's accounts. They are paths; what they mean stands here once.

Debit and credit as in any books: a transfer moves an amount from the account that is debited to
the account that is credited in the sense "debit receives the value, credit gives it". A positive
balance is Σ debits - Σ credits.
"""

from __future__ import annotations


def provider(name: str) -> str:
    """Money that a payment provider (or the operator's bank account) holds for the shop."""
    return f"provider:{name}"


def artisan_held(public_id: str) -> str:
    """Name what an artisan has earned and cannot be paid yet: a debt of the shop, so credited."""
    return f"artisan:{public_id}:held"


def order_clearing(number: str) -> str:
    """Money of an order between its capture and its split; empty when an order is settled."""
    return f"order:{number}:clearing"


#: What buyers paid for carriage, owed to the artisan who pays the courier: part of the held money.
COMMISSION = "shop:commission"

#: The few rupiah by which a bank transfer is told from others.
SUFFIXES = "shop:transfer-suffixes"


def refund_due(number: str) -> str:
    """Money that came in but belongs to no order: it goes back."""
    return f"order:{number}:refund-due"
