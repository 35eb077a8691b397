"""Refunds: never more than was paid, sometimes slow, sometimes failing days later."""

from collections.abc import Mapping
from typing import Any

from . import money
from .account import Account
from .refusals import FakeMisuse, NotFaked, Refusal, invalid, missing_param
from .session_rules import check_metadata
from .shapes import Resource

_ACTED_ON = frozenset({"amount", "charge", "expand", "metadata", "payment_intent", "reason"})


def create(account: Account, parameters: Mapping[str, Any]) -> Resource:
    """Give money of one charge back, in part or whole; whole is what is left of it.

    :raises Refusal: nothing was paid, too much is asked for, or a dispute is open.
    """
    if unknown := parameters.keys() - _ACTED_ON:
        raise NotFaked(f"refund with {', '.join(sorted(unknown))}")
    check_metadata(parameters.get("metadata", {}), "metadata")
    charge = _charge(account, parameters)
    amount_minor = _amount_minor(charge, parameters)
    refund = account.new("refund", _values(charge, amount_minor, parameters))
    refund["status"] = account.refund_status
    entry = money.book(account, refund, -amount_minor, kind="refund")
    refund["balance_transaction"] = entry["id"]
    charge["amount_refunded"] += amount_minor
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.emit("refund.created", refund)
    account.emit("charge.refunded", charge)
    return refund


def complete(account: Account, refund: Resource) -> None:
    """A pending refund has reached the buyer."""
    if refund["status"] != "pending":
        raise FakeMisuse(f"refund is {refund['status']}, not pending")
    refund["status"] = "succeeded"
    _emit_update(account, refund, {"status": "pending"})


def fail(account: Account, refund: Resource) -> None:
    """The buyer's bank sent the money back: the charge counts as not refunded again."""
    if refund["status"] not in {"pending", "succeeded"}:
        raise FakeMisuse(f"refund is {refund['status']} already")
    before = refund["status"]
    charge = account.find("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    entry = money.book(account, refund, refund["amount"], kind="refund_failure")
    refund |= {
        "failure_balance_transaction": entry["id"],
        "failure_reason": "expired_or_canceled_card",
        "status": "failed",
    }
    account.emit("refund.failed", refund)
    _emit_update(account, refund, {"status": before, "failure_reason": None})


def cancel(refund: Resource) -> Resource:
    """Card refunds cannot be taken back.

    :raises Refusal: always.
    """
    message = f"Refund {refund['id']} cannot be canceled: it is {refund['status']}."
    raise Refusal(message, param="refund")


def _emit_update(account: Account, refund: Resource, before: Mapping[str, Any]) -> None:
    account.emit("refund.updated", refund, before)
    account.emit("charge.refund.updated", refund, before)


def _charge(account: Account, parameters: Mapping[str, Any]) -> Resource:
    if "payment_intent" in parameters:
        name = "payment_intent"
        intent = account.find(name, parameters[name], param=name)
        charge = account.tables["charge"].get(intent["latest_charge"])
        paid = charge is not None and charge["status"] == "succeeded"
        if charge is None or not paid:
            message = (
                f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
            )
            raise Refusal(message, param=name)
        if parameters.get("charge", charge["id"]) != charge["id"]:
            raise invalid("The charge does not belong to the payment intent.", "charge")
        return charge
    if "charge" not in parameters:
        raise missing_param("payment_intent")
    charge = account.find("charge", parameters["charge"], param="charge")
    if charge["status"] != "succeeded":
        raise Refusal(f"Charge {charge['id']} did not succeed.", param="charge")
    return charge


def _amount_minor(charge: Resource, parameters: Mapping[str, Any]) -> int:
    if charge["disputed"]:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise Refusal(message, code="charge_disputed")
    left_minor = charge["amount"] - charge["amount_refunded"]
    if left_minor == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise Refusal(message, code="charge_already_refunded")
    amount_minor: int = parameters.get("amount", left_minor)
    if amount_minor < 1:
        code = "parameter_invalid_integer"
        raise invalid("This value must be greater than or equal to 1.", "amount", code=code)
    if amount_minor > left_minor:
        # Recorded answers of the real Stripe carry a message and no code here.
        message = (
            f"Refund amount ({amount_minor}) is greater than unrefunded amount on charge "
            f"({left_minor})"
        )
        raise Refusal(message, param="amount")
    return amount_minor


def _values(charge: Resource, amount_minor: int, parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "amount": amount_minor,
        "charge": charge["id"],
        "currency": charge["currency"],
        "metadata": dict(parameters.get("metadata") or {}),
        "payment_intent": charge["payment_intent"],
        "payment_method": charge["payment_method"],
        "reason": parameters.get("reason"),
    }
