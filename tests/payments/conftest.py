"""A shop's database with orders in it, and the three providers in front of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import stripe as sdk

from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.core.settings import Settings
from shop.payments.ports import Providers
from shop.payments.registry import build_providers
from shop.payments.stripe import StripeTransport
from tests.conftest import make_settings
from tests.payments.till import Till
from tests.stripe_fake import TEST_KEY, FakeStripe

SECRETS = ("whsec_old", "whsec_new")


@pytest.fixture
def shop_settings(database_url: str) -> Settings:
    return make_settings(
        database_url=database_url,
        providers="demo,stripe,bank_transfer",
        stripe_secret_key=TEST_KEY,
        stripe_webhook_secrets=",".join(SECRETS),
    )


@pytest.fixture
def fake(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStripe]:
    monkeypatch.setattr(sdk, "enable_telemetry", False)
    fake = FakeStripe(clock=clock, webhook_secrets=[SECRETS[1]])
    yield fake
    assert fake.mistakes == []


@pytest.fixture
def providers(database: Database, shop_settings: Settings, fake: FakeStripe) -> Providers:
    return build_providers(shop_settings, database, ports={StripeTransport: fake.transport()})


@pytest.fixture
def till(database: Database, providers: Providers, fake: FakeStripe) -> Till:
    """Everything around a payment, in the words of the tests."""
    return Till(database, providers, fake)
