from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy.orm import Session

from shop.core.audit import AuditEntry
from shop.core.outbox import OutboxRow
from shop.orders.models import ArtisanOrder
from shop.shipping import exchange, queries, services
from shop.shipping.commands import Dispatch, ImportRates, RecordRate
from shop.shipping.errors import AlreadyDispatched, BadRates, NumberMissing, UnknownCourier
from shop.shipping.exchange import DatedRate
from shop.shipping.models import ExchangeRate, Parcel
from tests.factories import make_order


def count(db: Session, table: type) -> int:
    return db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.fixture
def part_id(tables: Session) -> int:
    """One artisan's part of an order."""
    order = make_order(tables)
    return tables.scalars(sa.select(ArtisanOrder.id).where(ArtisanOrder.order_id == order.id)).one()


# -- handing over ----------------------------------------------------------------------------------


def test_a_parcel_that_is_handed_over_can_be_followed(tables: Session, part_id: int) -> None:
    before = count(tables, OutboxRow)

    services.dispatch(
        tables,
        Dispatch(courier="dhl", tracking_number=" jd01 4600 0012 "),
        part_id=part_id,
        country="US",
    )

    parcel = queries.parcels(tables, [part_id])[part_id]
    assert (parcel.courier_name, parcel.tracking_number) == ("DHL Express", "JD0146000012")
    assert parcel.tracking_url.endswith("tracking-id=JD0146000012")
    [event] = tables.scalars(
        sa.select(OutboxRow.payload).where(OutboxRow.event == "shipping.dispatched")
    )
    assert event == {
        "parcel": parcel.public_id,
        "courier": "DHL Express",
        "tracking_number": "JD0146000012",
    }
    assert count(tables, OutboxRow) == before + 1


def test_handing_over_twice_is_one_parcel(tables: Session, part_id: int) -> None:
    command = Dispatch(courier="jne", tracking_number="CGK123456789")

    first = services.dispatch(tables, command, part_id=part_id)
    second = services.dispatch(tables, command, part_id=part_id)

    assert first.public_id == second.public_id
    events = sa.select(sa.func.count()).where(OutboxRow.event == "shipping.dispatched")
    assert tables.scalar(events) == 1


def test_another_number_for_the_same_parcel_is_refused(tables: Session, part_id: int) -> None:
    services.dispatch(
        tables, Dispatch(courier="jne", tracking_number="CGK123456789"), part_id=part_id
    )

    with pytest.raises(AlreadyDispatched):
        services.dispatch(
            tables, Dispatch(courier="jne", tracking_number="CGK999999999"), part_id=part_id
        )

    assert queries.parcels(tables, [part_id])[part_id].tracking_number == "CGK123456789"


def test_what_is_fetched_from_the_workshop_has_no_number(tables: Session, part_id: int) -> None:
    services.dispatch(tables, Dispatch(courier="pick_up"), part_id=part_id)

    parcel = queries.parcels(tables, [part_id])[part_id]
    assert (parcel.courier_name, parcel.tracking_number, parcel.tracking_url) == ("", "", "")


@pytest.mark.parametrize(("courier", "country"), [("dhl", "ID"), ("pos", "US")])
def test_a_courier_that_does_not_go_there_is_refused(
    tables: Session, part_id: int, courier: str, country: str
) -> None:
    command = Dispatch(courier=courier, tracking_number="CGK123456789")

    with pytest.raises(UnknownCourier):
        services.dispatch(tables, command, part_id=part_id, country=country)

    assert count(tables, Parcel) == 0


@pytest.mark.parametrize(
    ("country", "there", "elsewhere"), [("ID", "pos", "pos-ln"), ("US", "pos-ln", "pos")]
)
def test_couriers_are_offered_once_and_only_where_they_go(
    tables: Session, country: str, there: str, elsewhere: str
) -> None:
    offered = queries.couriers(tables, country)

    ids, names = [row.id for row in offered], [row.name for row in offered]
    assert there in ids
    assert elsewhere not in ids
    assert names == sorted(set(names))
    assert ("DHL Express" in names) is (country == "US")


def test_a_courier_must_be_known_and_give_a_number(tables: Session, part_id: int) -> None:
    with pytest.raises(UnknownCourier):
        services.dispatch(
            tables, Dispatch(courier="kuda", tracking_number="CGK123456789"), part_id=part_id
        )
    with pytest.raises(NumberMissing):
        services.dispatch(tables, Dispatch(courier="jne"), part_id=part_id)

    assert count(tables, Parcel) == 0


@pytest.mark.parametrize(
    "number",
    ["1", "12345", "x" * 41, "ABC 12!", "<script>", "\uff11\uff12\uff13456789", "A\0BCDEF"],
)
def test_what_no_courier_prints_is_no_tracking_number(number: str) -> None:
    with pytest.raises(ValidationError):
        Dispatch(courier="jne", tracking_number=number)


# -- exchange rates --------------------------------------------------------------------------------


def test_the_newest_rate_makes_a_dated_estimate(tables: Session) -> None:
    services.record_rate(
        tables, RecordRate(currency="USD", rupiah=Decimal(16_000), as_of=dt.date(2026, 11, 23))
    )

    rate = exchange.latest(tables, "USD")
    found = exchange.estimate(1_600_000_00, rate)

    assert found is not None
    assert (found.amount_minor, found.currency, found.as_of) == (
        100_00,
        "USD",
        dt.date(2026, 11, 23),
    )
    assert found.is_illustrative is False
    assert count(tables, AuditEntry) == 1


def test_a_currency_without_cents_is_estimated_in_its_own_units() -> None:
    rate = DatedRate("JPY", Decimal("104.5"), dt.date(2026, 11, 20), "", is_illustrative=True)

    found = exchange.estimate(1_045_000_00, rate)

    assert found is not None
    assert found.amount_minor == 10_000


def test_rupiah_and_unknown_currencies_have_no_estimate(tables: Session) -> None:
    assert exchange.latest(tables, "IDR") is None
    assert exchange.latest(tables, "XXX") is None
    assert exchange.estimate(100_00, None) is None


def test_the_same_day_again_replaces_the_figure(tables: Session) -> None:
    before = count(tables, ExchangeRate)
    for rupiah in (16_000, 16_100):
        services.record_rate(
            tables, RecordRate(currency="USD", rupiah=Decimal(rupiah), as_of=dt.date(2026, 11, 23))
        )

    rate = exchange.latest(tables, "USD")
    assert rate is not None
    assert rate.rupiah == 16_100
    assert count(tables, ExchangeRate) == before + 1


def test_a_list_of_rates_is_taken_as_a_whole(tables: Session) -> None:
    taken = services.import_rates(
        tables,
        ImportRates(
            rates="currency,rupiah,as_of\nUSD,15890.5,2026-11-23\n\nEUR, 17350 ,2026-11-23\n",
            source="JISDOR",
        ),
    )

    assert taken == 2
    rate = exchange.latest(tables, "EUR")
    assert rate is not None
    assert (rate.rupiah, rate.source, rate.is_illustrative) == (Decimal(17_350), "JISDOR", False)


@pytest.mark.parametrize(
    ("rates", "line"),
    [
        ("USD,15890,2026-11-23\nEUR,no,2026-11-23", 2),
        ("USD,15890", 1),
        ("USD,-1,2026-11-23", 1),
        ("USD,0,2026-11-23", 1),
        ("usd,15890,2026-11-23", 1),
        ("USD,15890,yesterday", 1),
        ("USD,1e400,2026-11-23", 1),
        ("USD,NaN,2026-11-23", 1),
        ("", 1),
    ],
)
def test_a_list_with_a_fault_changes_nothing_and_names_the_line(
    tables: Session, rates: str, line: int
) -> None:
    before = count(tables, ExchangeRate)

    with pytest.raises(BadRates) as refusal:
        services.import_rates(tables, ImportRates(rates=rates))

    assert refusal.value.details == {"line": line}
    assert count(tables, ExchangeRate) == before
    assert count(tables, AuditEntry) == 0
