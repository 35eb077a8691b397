"""Checkout Sessions: made by the shop, completed or expired afterwards."""

from collections.abc import Mapping
from typing import Any

from . import money, session_rules
from .account import Account
from .refusals import Refusal
from .shapes import Resource


def create(account: Account, parameters: Mapping[str, Any]) -> Resource:
    """Make an open, unpaid session with a page to pay on.

    :raises Refusal: Stripe would not take the parameters.
    """
    session_rules.check(account, parameters)
    total_minor = _total_minor(parameters["line_items"])
    identifier = account.new_id("checkout.session")
    echoed = {name: parameters[name] for name in session_rules.ECHOED & parameters.keys()}
    values = {
        "id": identifier,
        "amount_subtotal": total_minor,
        "amount_total": total_minor,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "currency": parameters["line_items"][0]["price_data"]["currency"],
        "custom_fields": [],
        "custom_text": {},
        "expires_at": parameters.get("expires_at", account.now() + session_rules.LONGEST_SECONDS),
        "metadata": dict(parameters.get("metadata", {})),
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{account.page_base}/pay/{identifier}",
        **echoed,
    }
    account.intent_data[identifier] = dict(parameters.get("payment_intent_data", {}))
    account.line_items[identifier] = [
        _line_item(account, line) for line in parameters["line_items"]
    ]
    return account.new("checkout.session", values)


def expire(account: Account, session: Resource) -> Resource:
    """Close an open session for good, with its payment intent if one was begun.

    :raises Refusal: the session is complete or expired already.
    """
    if session["status"] != "open":
        message = (
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`."
        )
        raise Refusal(message, param="session")
    session |= {"status": "expired", "url": None}
    if session["payment_intent"] is not None:
        intent = account.find("payment_intent", session["payment_intent"])
        money.cancel(account, intent, reason="automatic")
    account.emit("checkout.session.expired", session)
    return session


def expire_due(account: Account) -> None:
    """Expire what is past its time, except where a buyer is in the middle of paying."""
    for session in account.tables["checkout.session"].values():
        is_due = session["status"] == "open" and session["expires_at"] <= account.now()
        if is_due and not _is_being_paid(account, session):
            expire(account, session)


def complete(account: Account, session: Resource, *, payment_status: str) -> None:
    """The buyer has done their part. The money may still be on its way."""
    email = session["customer_email"] or "buyer@example.test"
    session |= {
        "customer_details": {
            "address": {"country": "ID"},
            "email": email,
            "name": "Pembeli Contoh",
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
        "payment_status": payment_status,
        "status": "complete",
        "url": None,
    }
    account.emit("checkout.session.completed", session)


def _is_being_paid(account: Account, session: Resource) -> bool:
    intent = account.tables["payment_intent"].get(session["payment_intent"])
    return intent is not None and intent["status"] in {"requires_action", "processing"}


def _total_minor(lines: list[dict[str, Any]]) -> int:
    return sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)


def _line_item(account: Account, line: Mapping[str, Any]) -> Resource:
    price, product = line["price_data"], line["price_data"]["product_data"]
    amount_minor = price["unit_amount"] * line["quantity"]
    values = {
        "amount_discount": 0,
        "amount_subtotal": amount_minor,
        "amount_tax": 0,
        "amount_total": amount_minor,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": {},
        "price": _price(account, price),
        "quantity": line["quantity"],
    }
    return account.made("item", values)


def _price(account: Account, price: Mapping[str, Any]) -> Resource:
    values = {
        "active": False,
        "billing_scheme": "per_unit",
        "currency": price["currency"],
        "metadata": {},
        "product": account.new_id("product"),
        "tax_behavior": "unspecified",
        "type": "one_time",
        "unit_amount": price["unit_amount"],
        "unit_amount_decimal": str(price["unit_amount"]),
    }
    return account.made("price", values)
