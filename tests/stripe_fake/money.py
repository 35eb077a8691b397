"""What happens to intent, charge and balance when a buyer's payment moves."""

from typing import Any

from .account import Account
from .shapes import Resource

_SECONDS_UNTIL_AVAILABLE = 7 * 24 * 3600
_FIELDS_OF_INTENT = frozenset(
    {
        "description",
        "receipt_email",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "transfer_group",
    }
)
_DECLINED = {"message": "Your card was declined.", "type": "card_error"}


def intent_of(account: Account, session: Resource) -> Resource:
    """The session's payment intent. Stripe only makes it when a buyer first tries to pay."""
    if session["payment_intent"] is None:
        session["payment_intent"] = _new_intent(account, session)["id"]
    return account.find("payment_intent", session["payment_intent"])


def succeed(account: Account, intent: Resource) -> None:
    """The money has come: charge, balance entry less Stripe's fee, events."""
    charge = _pending_charge(account, intent) or _new_charge(account, intent)
    fee_minor = (charge["amount"] * account.fee_bps + 5_000) // 10_000
    entry = book(account, charge, charge["amount"], kind="charge", fee_minor=fee_minor)
    charge |= {
        "amount_captured": charge["amount"],
        "balance_transaction": entry["id"],
        "captured": True,
        "outcome": {**_outcome("approved_by_network", "authorized"), "risk_level": "normal"},
        "paid": True,
        "status": "succeeded",
    }
    intent |= {
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "next_action": None,
        "status": "succeeded",
    }
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)


def decline(account: Account, intent: Resource, *, code: str, decline_code: str) -> None:
    """The bank said no: a failed charge; the buyer may try again while the session is open."""
    charge = _pending_charge(account, intent) or _new_charge(account, intent)
    charge |= {
        "failure_code": code,
        "failure_message": _DECLINED["message"],
        "outcome": _outcome("declined_by_network", "issuer_declined"),
        "status": "failed",
    }
    error = {"code": code, "decline_code": decline_code, "charge": charge["id"], **_DECLINED}
    _back_to_start(intent, error)
    account.emit("charge.failed", charge)
    account.emit("payment_intent.payment_failed", intent)


def fail_authentication(account: Account, intent: Resource) -> None:
    """The buyer did not pass 3-D Secure: no charge is made."""
    message = "We are unable to authenticate your payment method."
    code = "payment_intent_authentication_failure"
    _back_to_start(intent, {"code": code, "message": message, "type": "invalid_request_error"})
    account.emit("payment_intent.payment_failed", intent)


def begin_slowly(account: Account, intent: Resource) -> None:
    """A method that confirms later, such as a bank debit: pending charge, intent processing."""
    intent["status"] = "processing"
    charge = _new_charge(account, intent)
    account.emit("charge.pending", charge)
    account.emit("payment_intent.processing", intent)


def ask_authentication(account: Account, intent: Resource, return_url: str) -> None:
    """The bank wants 3-D Secure first."""
    redirect = {"return_url": return_url, "url": f"{account.page_base}/3ds/{intent['id']}"}
    intent |= {
        "next_action": {"type": "redirect_to_url", "redirect_to_url": redirect},
        "payment_method": account.new_id("payment_method"),
        "status": "requires_action",
    }
    account.emit("payment_intent.requires_action", intent)


def cancel(account: Account, intent: Resource, *, reason: str) -> None:
    """Nobody can pay this intent any more."""
    intent |= {"canceled_at": account.now(), "cancellation_reason": reason, "status": "canceled"}
    intent["next_action"] = None
    account.emit("payment_intent.canceled", intent)


def book(
    account: Account, source: Resource, amount_minor: int, *, kind: str, fee_minor: int = 0
) -> Resource:
    """An entry of Stripe's balance: positive comes in, negative goes out, fee taken off."""
    fee = {"amount": fee_minor, "currency": source["currency"], "type": "stripe_fee"}
    values = {
        "amount": amount_minor,
        "available_on": account.now() + _SECONDS_UNTIL_AVAILABLE,
        "balance_type": "payments",
        "currency": source["currency"],
        "fee": fee_minor,
        "fee_details": [fee | {"application": None, "description": "Stripe processing fees"}]
        if fee_minor
        else [],
        "net": amount_minor - fee_minor,
        "reporting_category": "dispute" if kind == "adjustment" else kind,
        "source": source["id"],
        "status": "pending",
        "type": kind,
    }
    return account.new("balance_transaction", values)


def _new_intent(account: Account, session: Resource) -> Resource:
    wanted = account.intent_data[session["id"]]
    identifier = account.new_id("payment_intent")
    values = {
        "id": identifier,
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "always"},
        "capture_method": "automatic_async",
        "client_secret": f"{identifier}_secret_{identifier[-8:]}",
        "confirmation_method": "automatic",
        "currency": session["currency"],
        "metadata": dict(wanted.get("metadata", {})),
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
        **{name: wanted[name] for name in _FIELDS_OF_INTENT & wanted.keys()},
    }
    intent = account.new("payment_intent", values)
    account.emit("payment_intent.created", intent)
    return intent


def _new_charge(account: Account, intent: Resource) -> Resource:
    intent["payment_method"] = intent["payment_method"] or account.new_id("payment_method")
    values: dict[str, Any] = {
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "billing_details": {"email": intent["receipt_email"], "name": None, "phone": None},
        "captured": False,
        "currency": intent["currency"],
        "description": intent["description"],
        "disputed": False,
        "metadata": dict(intent["metadata"]),
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": intent["payment_method"],
        "receipt_email": intent["receipt_email"],
        "refunded": False,
        "status": "pending",
        "transfer_group": intent["transfer_group"],
    }
    charge = account.new("charge", values)
    intent["latest_charge"] = charge["id"]
    return charge


def _pending_charge(account: Account, intent: Resource) -> Resource | None:
    charge = account.tables["charge"].get(intent["latest_charge"])
    return charge if charge and charge["status"] == "pending" else None


def _back_to_start(intent: Resource, error: dict[str, Any]) -> None:
    intent |= {
        "last_payment_error": error,
        "next_action": None,
        "payment_method": None,
        "status": "requires_payment_method",
    }


def _outcome(network_status: str, kind: str) -> dict[str, Any]:
    return {"network_status": network_status, "reason": None, "type": kind}
