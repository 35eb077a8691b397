from collections.abc import Iterator

import pytest
import stripe

from shop.core.clock import FixedClock

from .fake import FakeStripe
from .sdk_spec import SdkSpec, sdk_spec


@pytest.fixture(scope="session")
def spec() -> SdkSpec:
    return sdk_spec()


@pytest.fixture(autouse=True)
def _silent_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stripe, "enable_telemetry", False)


@pytest.fixture
def fake(clock: FixedClock) -> Iterator[FakeStripe]:
    fake = FakeStripe(clock=clock)
    yield fake
    assert fake.mistakes == []


@pytest.fixture
def client(fake: FakeStripe) -> stripe.StripeClient:
    return fake.client()
