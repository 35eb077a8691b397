"""Disputes: the buyer's bank takes the money back and, if we win, returns it."""

from typing import Any

from . import money
from .account import Account
from .refusals import FakeMisuse
from .shapes import Resource

#: What Stripe takes for a dispute, in minor units of rupiah: an invented figure.
FEE_MINOR = 250_000_00
_SECONDS_TO_ANSWER = 9 * 24 * 3600


def open_dispute(
    account: Account, charge: Resource, *, amount_minor: int | None, reason: str
) -> Resource:
    """The bank disputes a charge: Stripe withdraws the amount and its fee at once."""
    if not charge["paid"] or charge["disputed"]:
        raise FakeMisuse("only a paid charge without a dispute can be disputed")
    amount_minor = amount_minor or charge["amount"] - charge["amount_refunded"]
    charge["disputed"] = True
    dispute = account.new("dispute", _values(account, charge, amount_minor, reason))
    account.emit("charge.dispute.created", dispute)
    entry = money.book(account, dispute, -amount_minor, kind="adjustment", fee_minor=FEE_MINOR)
    dispute["balance_transactions"].append(entry)
    account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close(account: Account, dispute: Resource, *, is_won: bool) -> Resource:
    """The bank has decided. Won money comes back; the fee does not."""
    if dispute["status"] in {"won", "lost"}:
        raise FakeMisuse(f"dispute is {dispute['status']} already")
    dispute["status"] = "won" if is_won else "lost"
    if is_won:
        account.find("charge", dispute["charge"])["disputed"] = False
        dispute["is_charge_refundable"] = True
        entry = money.book(account, dispute, dispute["amount"], kind="adjustment")
        dispute["balance_transactions"].append(entry)
        account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute)
    return dispute


def _values(account: Account, charge: Resource, amount_minor: int, reason: str) -> dict[str, Any]:
    return {
        "amount": amount_minor,
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": account.now() + _SECONDS_TO_ANSWER,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
            "submission_method": "not_submitted",
        },
        "is_charge_refundable": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }
