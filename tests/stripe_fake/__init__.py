"""A stateful, strict Stripe inside the test process, on the SDK's own HTTP client seam.

    clock = FixedClock(datetime(2027, 3, 1, tzinfo=UTC))
    fake = FakeStripe(clock=clock)
    client = stripe.StripeClient(TEST_KEY, http_client=fake.transport())
    session = client.v1.checkout.sessions.create({...})
    fake.pay(session.id)
    for body, headers in fake.deliveries():
        shop.post("/payments/stripe/webhook", data=body, headers=headers)
    assert fake.mistakes == []

Requests and answers are checked against shapes read from the installed SDK. Imitated are
hosted Checkout Sessions in payment mode with ``price_data`` lines, and what follows from
them: intents, charges, refunds, disputes, balance entries, events, webhook endpoints.
Anything else that Stripe knows raises :class:`NotFaked` and is noted in ``fake.mistakes``.
"""

from .deliveries import Delivery, signature
from .fake import TEST_KEY, FakeStripe
from .hosted_page import hosted_page
from .refusals import FakeMisuse, NotFaked
from .serving import serving

__all__ = [
    "TEST_KEY",
    "Delivery",
    "FakeMisuse",
    "FakeStripe",
    "NotFaked",
    "hosted_page",
    "serving",
    "signature",
]
