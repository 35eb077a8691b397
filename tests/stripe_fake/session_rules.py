"""The rules of a Checkout Session that its types do not tell."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from .account import Account
from .currencies import check_currency, check_digits, check_total
from .refusals import NotFaked, invalid, missing_param

Parameters = Mapping[str, Any]
SHORTEST_SECONDS = 30 * 60
LONGEST_SECONDS = 24 * 3600
_MOST_LINES = 100
_EMAIL = re.compile(r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
#: Longest texts, as Stripe's own description has them.
_LENGTHS = {"client_reference_id": 200, "success_url": 5000, "cancel_url": 5000}
#: Parameters that the fake acts on or hands back; any other valid one it does not imitate.
ECHOED = frozenset(
    {
        "adaptive_pricing",
        "allowed_payment_method_types",
        "billing_address_collection",
        "cancel_url",
        "client_reference_id",
        "customer_creation",
        "customer_email",
        "excluded_payment_method_types",
        "locale",
        "mode",
        "origin_context",
        "submit_type",
        "success_url",
        "ui_mode",
    }
)
_ACTED_ON = ECHOED | {"expand", "expires_at", "line_items", "metadata", "payment_intent_data"}
_IN_INTENT_DATA = frozenset(
    {
        "capture_method",
        "description",
        "metadata",
        "receipt_email",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "transfer_group",
    }
)


def check(account: Account, parameters: Parameters) -> None:
    """Refuse what Stripe refuses when a session is made.

    :raises Refusal: with Stripe's code and the parameter at fault.
    :raises NotFaked: for what Stripe takes and the fake does not imitate.
    """
    _check_faked(parameters)
    _check_texts(parameters)
    check_metadata(parameters.get("metadata", {}), "metadata")
    intent_data = parameters.get("payment_intent_data", {})
    check_metadata(intent_data.get("metadata", {}), "payment_intent_data[metadata]")
    _check_life(account, parameters)
    _check_lines(account, parameters.get("line_items", []))


def check_metadata(metadata: Mapping[str, str] | str, param: str) -> None:
    """Refuse more than 50 keys, a key over 40 characters, a value over 500.

    :raises Refusal: so is this one.
    """
    if isinstance(metadata, str):
        return
    if len(metadata) > 50:
        raise invalid("Metadata can have at most 50 keys.", param)
    for key, value in metadata.items():
        if len(key) > 40 or len(value) > 500:
            raise invalid(f"Metadata {key[:40]} is too long.", f"{param}[{key[:40]}]")


def _check_faked(parameters: Parameters) -> None:
    unknown = parameters.keys() - _ACTED_ON
    intent_data = parameters.get("payment_intent_data", {})
    unknown |= intent_data.keys() - _IN_INTENT_DATA
    if unknown:
        raise NotFaked(f"checkout session with {', '.join(sorted(unknown))}")
    if parameters.get("mode", "payment") != "payment":
        raise NotFaked(f"checkout session of mode {parameters['mode']}")
    if parameters.get("ui_mode", "hosted_page") != "hosted_page":
        raise NotFaked(f"checkout session of ui_mode {parameters['ui_mode']}")
    if intent_data.get("capture_method") == "manual":
        raise NotFaked("checkout session that is captured by hand")


def _check_texts(parameters: Parameters) -> None:
    for name in ("mode", "success_url"):
        if name not in parameters:
            raise missing_param(name)
    for name, longest in _LENGTHS.items():
        if len(parameters.get(name, "")) > longest:
            raise invalid(f"{name} must be at most {longest} characters", name)
    for name in {"success_url", "cancel_url"} & parameters.keys():
        address = urlsplit(parameters[name])
        if address.scheme not in {"http", "https"} or not address.hostname:
            raise invalid("Not a valid URL", name, code="url_invalid")
    email = parameters.get("customer_email")
    if email is not None and not _EMAIL.match(email):
        raise invalid(f"Invalid email address: {email}", "customer_email", code="email_invalid")


def _check_life(account: Account, parameters: Parameters) -> None:
    if "expires_at" not in parameters:
        return
    life = parameters["expires_at"] - account.now()
    if life < SHORTEST_SECONDS:
        message = "The `expires_at` timestamp must be at least 30 minutes in the future."
        raise invalid(message, "expires_at")
    if life > LONGEST_SECONDS:
        message = "The `expires_at` timestamp must be less than 24 hours in the future."
        raise invalid(message, "expires_at")


def _check_lines(account: Account, lines: list[dict[str, Any]]) -> None:
    if not lines:
        raise missing_param("line_items")
    if len(lines) > _MOST_LINES:
        raise invalid("You can have at most 100 line items.", "line_items")
    for place, line in enumerate(lines):
        _check_line(line, f"line_items[{place}]")
    currencies = {line["price_data"]["currency"] for line in lines}
    if len(currencies) > 1:
        raise invalid("All line items must have the same currency.", "line_items")
    total_minor = sum(line["price_data"]["unit_amount"] * line["quantity"] for line in lines)
    currency = currencies.pop()
    minimum_minor = account.minimum_minor.get(currency, 1)
    check_total(total_minor, currency, minimum_minor=minimum_minor)


def _check_line(line: dict[str, Any], at: str) -> None:
    if line.keys() - {"price_data", "quantity"}:
        raise NotFaked(f"{at} with {', '.join(sorted(line))}")
    for name in ("price_data", "quantity"):
        if name not in line:
            raise missing_param(f"{at}[{name}]")
    if line["quantity"] < 1:
        param = f"{at}[quantity]"
        raise invalid("This value must be greater than or equal to 1.", param)
    price, at = line["price_data"], f"{at}[price_data]"
    if price.keys() - {"currency", "product_data", "unit_amount"}:
        raise NotFaked(f"{at} with {', '.join(sorted(price))}")
    for name in ("product_data", "unit_amount"):
        if name not in price:
            raise missing_param(f"{at}[{name}]")
    check_currency(price["currency"], f"{at}[currency]")
    if price["unit_amount"] < 0:
        param = f"{at}[unit_amount]"
        raise invalid("Invalid non-negative integer", param, code="parameter_invalid_integer")
    check_digits(price["unit_amount"], price["currency"], f"{at}[unit_amount]")
