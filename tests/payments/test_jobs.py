"""The worker's part: each job does its share, and the settings say which providers there are."""

from __future__ import annotations

import pytest

from shop.core import jobs as core_jobs
from shop.core.clock import FixedClock
from shop.core.db import Database
from shop.orders.models import OrderState
from shop.payments import bank_transfer, demo
from shop.payments.errors import NotPayable, WayNotOffered
from shop.payments.jobs import payment_jobs, pending
from shop.payments.ports import ProviderDown, Providers
from shop.payments.registry import build_providers
from tests.conftest import make_settings
from tests.factories import make_variant
from tests.payments.till import Till


def test_the_settings_name_the_providers_in_their_order(database: Database) -> None:
    settings = make_settings(providers="bank_transfer,demo", transfer_hours=12)

    providers = build_providers(settings, database)

    assert [provider.name for provider in providers] == ["bank_transfer", "demo"]
    transfer = providers.named("bank_transfer")
    assert isinstance(transfer, bank_transfer.BankTransfer)
    assert transfer.hold is not None
    assert transfer.hold.total_seconds() == 12 * 3600
    assert transfer.account is not None
    assert transfer.account.bank == settings.operator_bank


def test_inside_a_host_the_demos_page_lies_below_the_shop(database: Database) -> None:
    settings = make_settings(public_url="https://host.example.org/shop", locales="id,en")
    providers = build_providers(settings, database, url_prefix="/shop")
    twin = providers.named("demo")
    assert isinstance(twin, demo.DemoProvider)

    assert twin.page_address("demo_X", "id") == "https://host.example.org/shop/pay/demo/demo_X"
    assert twin.page_address("demo_X", "en") == "https://host.example.org/shop/en/pay/demo/demo_X"
    assert twin.page_address("demo_X", "de") == "https://host.example.org/shop/pay/demo/demo_X"


def test_without_the_demo_there_is_no_slow_bank(till: Till, database: Database) -> None:
    with_demo = {job.name for job in payment_jobs(database, till.providers)}
    without = {job.name for job in payment_jobs(database, Providers(()))}

    assert with_demo - without == {"payments.demo"}
    assert "payments.inbox" in without


def test_the_worker_brings_a_slow_payment_home_and_a_late_one_back(
    till: Till, clock: FixedClock
) -> None:
    jobs = payment_jobs(till.database, till.providers)
    number = till.order()
    payment = till.begin(number, "stripe")
    till.pay(payment)
    twice = till.begin(till.order(), "demo")
    till.pay(twice)

    assert pending(till.database) == 1
    clock.advance(minutes=31)
    for _round in range(4):
        core_jobs.run_due(till.database, jobs)
        clock.advance(seconds=20)

    assert pending(till.database) == 0
    assert till.order_row(number).state == OrderState.PAID
    assert till.order_of(twice).state == OrderState.PAID
    till.assert_books_hold()


def test_a_provider_that_was_switched_off_is_down_and_stops_nobody(
    till: Till, database: Database, clock: FixedClock
) -> None:
    payment = till.begin(till.order(), "stripe")
    other = till.begin(till.order(), "demo")
    clock.advance(minutes=31)
    till.expire()
    shrunk = build_providers(make_settings(providers="demo"), database)
    there = Till(database, shrunk, till.fake)

    assert there.withdraw() == 1
    with pytest.raises(ProviderDown):
        there.check(payment)

    assert till.payment(other).withdrawn_at is not None
    assert till.payment(payment).withdrawn_at is None


def test_an_order_that_is_over_is_not_intended_again(till: Till, clock: FixedClock) -> None:
    number = till.order()
    clock.advance(minutes=30)

    with pytest.raises(NotPayable):
        till.intend(number)
    till.expire()
    with pytest.raises(NotPayable):
        till.intend(number)


def test_a_total_too_small_for_a_provider_is_refused(till: Till) -> None:
    with till.database.transaction() as db:
        cheap = make_variant(db, price_minor=10_000_00).id
    number = till.order((cheap, 1), shipping_minor=0)

    with pytest.raises(WayNotOffered):
        till.intend(number, "stripe")

    assert till.intend(number, "demo")
