"""Sessions as the shop makes them, for the fake's own tests."""

from typing import Any

import stripe
from stripe.params.checkout import SessionCreateParams

BATIK_MINOR = 1_500_000_00
SELENDANG_MINOR = 350_000_00
SHIPPING_MINOR = 42_000_00
TOTAL_MINOR = BATIK_MINOR + 2 * SELENDANG_MINOR + SHIPPING_MINOR


def line(name: str, unit_minor: int, quantity: int = 1, currency: str = "idr") -> dict[str, Any]:
    """One line with its own price. ``unit_minor`` is in hundredths of a rupiah."""
    price = {"currency": currency, "unit_amount": unit_minor, "product_data": {"name": name}}
    return {"price_data": price, "quantity": quantity}


def parameters(**changes: Any) -> SessionCreateParams:
    """A session for two artisans' pieces and the parcels; None takes a parameter away."""
    wanted: dict[str, Any] = {
        "mode": "payment",
        "line_items": [
            line("Batik tulis Hujan Rintik", BATIK_MINOR),
            line("Selendang cap", SELENDANG_MINOR, 2),
            line("Ongkos kirim", SHIPPING_MINOR),
        ],
        "client_reference_id": "CT-7F3K",
        "metadata": {"payment": "41"},
        "payment_intent_data": {"metadata": {"payment": "41"}, "description": "CT-7F3K"},
        "customer_email": "buyer@example.test",
        "locale": "id",
        "submit_type": "pay",
        "success_url": "https://shop.test/back?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://shop.test/order/CT-7F3K",
        **changes,
    }
    made: SessionCreateParams = {  # type: ignore[assignment]
        name: value for name, value in wanted.items() if value is not None
    }
    return made


def make_session(client: stripe.StripeClient, **changes: Any) -> str:
    """Make a session and return its id."""
    return client.v1.checkout.sessions.create(parameters(**changes)).id


def intent_id(client: stripe.StripeClient, session_id: str) -> str:
    """The id of the session's payment intent, which must exist."""
    intent = client.v1.checkout.sessions.retrieve(session_id).payment_intent
    assert isinstance(intent, str)
    return intent
