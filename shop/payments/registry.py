"""The providers of this shop, built from its settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from shop.core.db import Database
from shop.core.settings import Settings
from shop.payments import bank_transfer, demo
from shop.payments import stripe as stripe_driver
from shop.payments.bank_transfer import BankTransfer
from shop.payments.demo import DemoProvider
from shop.payments.ports import BankAccount, PaymentProvider, Providers
from shop.payments.stripe import StripeProvider, StripeTransport


def build_providers(
    settings: Settings,
    database: Database,
    *,
    url_prefix: str = "",
    ports: Mapping[type[Any], Any] | None = None,
) -> Providers:
    """Build the providers that ``settings.providers`` names, in that order.

    :param url_prefix: Where the shop hangs in its host, for the demo's pay page.
    :param ports: ``StripeTransport`` brings another way to reach Stripe.
    """
    transport = (ports or {}).get(StripeTransport)
    makers: dict[str, Callable[[], PaymentProvider]] = {
        demo.NAME: lambda: _demo(settings, database, url_prefix),
        bank_transfer.NAME: lambda: _bank_transfer(settings, database),
        stripe_driver.NAME: lambda: _stripe(settings, transport),
    }
    return Providers(
        (makers[name]() for name in settings.providers), start_seconds=settings.payment_seconds
    )


def _demo(settings: Settings, database: Database, url_prefix: str) -> DemoProvider:
    parts = urlsplit(settings.public_url)
    root = f"{parts.scheme}://{parts.netloc}{url_prefix}"

    def page_address(reference: str, locale: str) -> str:
        is_default = locale == settings.default_locale or locale not in settings.locales
        language = "" if is_default else f"/{locale}"
        return f"{root}{language}/pay/demo/{reference}"

    return DemoProvider(database, secret=settings.secret_key, page_address=page_address)


def _bank_transfer(settings: Settings, database: Database) -> BankTransfer:
    account = BankAccount(
        settings.operator_bank, settings.operator_bank_account, settings.operator_bank_holder
    )
    return BankTransfer(database, account=account, hours=settings.transfer_hours)


def _stripe(settings: Settings, transport: Any) -> StripeProvider:
    return StripeProvider(
        key=settings.stripe_secret_key,
        webhook_secrets=settings.stripe_webhook_secrets,
        api_base=settings.stripe_api_base,
        api_version=settings.stripe_api_version,
        minimum_minor=settings.stripe_minimum_idr * 100,
        transport=transport,
    )
