"""Settings are complete and right, or the shop does not start and says why."""

from __future__ import annotations

import pytest

from shop.core.settings import BadSettings, Settings, read_settings

PRODUCTION = {
    "SHOP_ENV": "production",
    "SHOP_SECRET_KEY": "x" * 32,
    "SHOP_PUBLIC_URL": "https://batik.example.org",
    "SHOP_PROVIDERS": "bank_transfer",
}


def test_an_unknown_key_stops_the_start_and_names_the_nearest() -> None:
    with pytest.raises(BadSettings, match="SHOP_COMISSION_BPS is unknown.*SHOP_COMMISSION_BPS"):
        read_settings({"SHOP_COMISSION_BPS": "800"})


def test_keys_that_kubernetes_injects_are_not_ours() -> None:
    found = read_settings({"SHOP_PORT": "tcp://10.0.0.1:80", "SHOP_SERVICE_HOST": "10.0.0.1"})

    assert found == Settings()


def test_lists_are_separated_by_commas() -> None:
    found = read_settings({"SHOP_CURRENCIES": "IDR, USD", "SHOP_LOCALES": "id,en"})

    assert found.currencies == ("IDR", "USD")


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(BadSettings) as caught:
        read_settings({"SHOP_HOLD_DAYS": "soon", "SHOP_PUBLIC_URL": "batik.example.org"})

    assert "SHOP_HOLD_DAYS" in str(caught.value)
    assert "SHOP_PUBLIC_URL" in str(caught.value)


def test_a_production_shop_starts_with_all_it_needs() -> None:
    assert read_settings(PRODUCTION).is_production


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        pytest.param({"SHOP_SECRET_KEY": "short"}, "SHOP_SECRET_KEY", id="weak secret"),
        pytest.param({"SHOP_PUBLIC_URL": "http://batik.example.org"}, "https", id="plain http"),
        pytest.param({"SHOP_PROVIDERS": "demo"}, "demo provider", id="demo provider"),
        pytest.param({"SHOP_PROVIDERS": "stripe"}, "SHOP_STRIPE_SECRET_KEY", id="stripe keyless"),
        pytest.param({"SHOP_PROVIDERS": "paypal"}, "knows demo", id="unknown provider"),
        pytest.param({"SHOP_CURRENCIES": "USD"}, "begins with IDR", id="rupiah not first"),
    ],
)
def test_production_refuses(change: dict[str, str], complaint: str) -> None:
    with pytest.raises(BadSettings, match=complaint):
        read_settings({**PRODUCTION, **change})


def test_a_setting_lets_the_demo_provider_into_production() -> None:
    allowed = {"SHOP_PROVIDERS": "demo", "SHOP_ALLOW_DEMO_PROVIDER": "1"}

    assert read_settings({**PRODUCTION, **allowed}).providers == ("demo",)


def test_postgres_addresses_get_our_driver() -> None:
    found = read_settings({"SHOP_DATABASE_URL": "postgres://u:p@db/shop"})

    assert found.database == "postgresql+psycopg://u:p@db/shop"
