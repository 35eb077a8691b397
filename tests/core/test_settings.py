"""Settings are complete and right, or the shop does not start and says why."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

import pytest

from shop.core.production import NEEDED, NEEDED_FOR_TRANSFERS
from shop.core.settings import BadSettings, Settings, read_settings
from tests import conftest

#: The same as environment variables.
PRODUCTION = {f"SHOP_{name.upper()}": value for name, value in conftest.PRODUCTION.items()}


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
        read_settings({"SHOP_WORKERS": "many", "SHOP_PUBLIC_URL": "batik.example.org"})

    assert "SHOP_WORKERS" in str(caught.value)
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


@pytest.mark.parametrize("name", [*NEEDED, *NEEDED_FOR_TRANSFERS])
@pytest.mark.parametrize("kind", ["example", "empty", "absent"])
def test_production_refuses_a_value_that_is_an_example_or_lacking(name: str, kind: str) -> None:
    example = Settings.model_fields[name].default
    key = f"SHOP_{name.upper()}"
    keys = {**PRODUCTION, key: "" if kind == "empty" else example}
    if kind == "absent":
        del keys[key]

    with pytest.raises(BadSettings) as caught:
        read_settings(keys)

    assert str(caught.value) == f"production needs real values, not the examples, of {key}"


def test_everything_that_production_lacks_is_named_in_one_sentence() -> None:
    keys = {"SHOP_ENV": "production", "SHOP_PUBLIC_URL": "https://batik.test"}

    with pytest.raises(BadSettings) as caught:
        read_settings({**keys, "SHOP_PROVIDERS": "bank_transfer"})

    sentence, secret = str(caught.value).splitlines()
    assert sentence.count("SHOP_") == len(NEEDED) + len(NEEDED_FOR_TRANSFERS)
    assert secret.startswith("production needs a random SHOP_SECRET_KEY")


def test_without_bank_transfer_no_bank_account_is_asked_for() -> None:
    keys = {key: value for key, value in PRODUCTION.items() if "_BANK" not in key}
    stripe = {"SHOP_STRIPE_SECRET_KEY": "sk_live_1", "SHOP_STRIPE_WEBHOOK_SECRETS": "whsec_1"}

    assert read_settings({**keys, **stripe, "SHOP_PROVIDERS": "stripe"}).providers == ("stripe",)


@pytest.mark.parametrize(
    "secret",
    [
        "development-only-not-a-secret",
        "x" * 64,
        "ab" * 20,
        "changeme" * 5,
        "ChangeMe-ChangeMe-ChangeMe-ChangeMe",
        "this-is-my-secret-key-of-the-shop-ok",
        "0123456789" * 4,
        "abcdefghijklmnopqrstuvwxyzabcdefghijkl",
        "Vq3s-T8nKpZ2wLrY7dHfXb0uJmGc5aQ",
    ],
)
def test_production_refuses_a_secret_that_can_be_guessed(secret: str) -> None:
    for key in ("SHOP_SECRET_KEY", "SHOP_SECRET_KEY_FALLBACKS"):
        with pytest.raises(BadSettings, match=key):
            read_settings({**PRODUCTION, key: secret})


def test_random_secrets_are_accepted() -> None:
    for make in (secrets.token_hex, secrets.token_urlsafe):
        for _time in range(200):
            read_settings({**PRODUCTION, "SHOP_SECRET_KEY": make(32)})


@pytest.mark.parametrize(
    "key", ["SHOP_REDIS_URL", "SHOP_BROKER_URL", "SHOP_OUTGOING_ALLOW", "SHOP_HOLD_DAYS"]
)
def test_settings_that_no_code_reads_do_not_exist(key: str) -> None:
    with pytest.raises(BadSettings, match=f"{key} is unknown"):
        read_settings({key: "1"})


def test_every_setting_is_read_by_code() -> None:
    shop = Path(__file__).parents[2] / "shop"
    files = [*shop.rglob("*.py"), *shop.rglob("*.html"), *shop.rglob("*.md")]
    read = set()
    for file in files:
        read |= set(re.findall(r"settings(?:\(\))?\.([a-z_]+)", file.read_text()))
        read |= set(re.findall(r"\{(operator_[a-z_]+|[a-z]+_[a-z]+)\}", file.read_text()))
    read |= set(re.findall(r"self\.([a-z_]+)", (shop / "core" / "settings.py").read_text()))
    unread = [name for name in Settings.model_fields if name not in read]

    assert unread == []


def test_a_setting_lets_the_demo_provider_into_production() -> None:
    allowed = {"SHOP_PROVIDERS": "demo", "SHOP_ALLOW_DEMO_PROVIDER": "1"}

    assert read_settings({**PRODUCTION, **allowed}).providers == ("demo",)


def test_postgres_addresses_get_our_driver() -> None:
    found = read_settings({"SHOP_DATABASE_URL": "postgres://u:p@db/shop"})

    assert found.database == "postgresql+psycopg://u:p@db/shop"
