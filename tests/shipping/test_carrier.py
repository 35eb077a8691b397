"""One contract for every carrier; a driver for live rates runs through the same tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from shop.shipping import queries
from shop.shipping.carrier import Carrier, TableCarrier
from shop.shipping.models import Rate
from shop.shipping.places import Place, parse
from shop.shipping.quotes import service_name
from shop.shipping.weight import Packed, ParcelPlan, plan

ONE_CLOTH = plan([Packed(1, 290, 30, 25, 4)])
JAKARTA = Place(province_code="31")
SINGAPORE = Place(country="SG")
BALIKPAPAN = Place(province_code="64", regency_code="64.71")


def carrier_to(db: Session, place: Place) -> Carrier:
    return queries.table_carrier(db, {"64.72", "64.11"}, place, queries.destination(db, place))


@pytest.mark.parametrize("place", [JAKARTA, SINGAPORE, BALIKPAPAN], ids=str)
def test_quotes_are_payable_and_the_cheapest_comes_first(tables: Session, place: Place) -> None:
    quotes = carrier_to(tables, place).quotes(ONE_CLOTH, "64.72", place)

    amounts = [quote.amount_minor for quote in quotes]
    assert amounts
    assert amounts == sorted(amounts)
    assert all(amount > 0 and amount % 100 == 0 for amount in amounts)
    assert all(quote.chargeable_grams >= ONE_CLOTH.weight_grams for quote in quotes)
    assert all(0 <= quote.days_min <= quote.days_max for quote in quotes)
    assert len({quote.service_id for quote in quotes}) == len(quotes)


@pytest.mark.parametrize("place", [JAKARTA, SINGAPORE], ids=str)
def test_a_heavier_parcel_never_costs_less(tables: Session, place: Place) -> None:
    carrier = carrier_to(tables, place)
    cheapest = [
        carrier.quotes(replace(ONE_CLOTH, weight_grams=grams), "64.72", place)[0].amount_minor
        for grams in (200, 999, 1301, 2500, 6000)
    ]

    assert cheapest == sorted(cheapest)
    assert cheapest[0] < cheapest[-1]


def test_the_same_question_gets_the_same_answer(tables: Session) -> None:
    carrier = carrier_to(tables, JAKARTA)

    assert carrier.quotes(ONE_CLOTH, "64.72", JAKARTA) == carrier.quotes(
        ONE_CLOTH, "64.72", JAKARTA
    )


def test_an_unknown_origin_or_destination_has_no_quotes(tables: Session) -> None:
    nowhere = Place(province_code="99")

    assert carrier_to(tables, JAKARTA).quotes(ONE_CLOTH, "12.34", JAKARTA) == []
    assert carrier_to(tables, nowhere).quotes(ONE_CLOTH, "64.72", nowhere) == []


def test_exact_prices_of_one_cloth_from_samarinda_to_jakarta(tables: Session) -> None:
    quotes = carrier_to(tables, JAKARTA).quotes(ONE_CLOTH, "64.72", JAKARTA)

    assert [(quote.service_id, quote.amount_minor) for quote in quotes] == [
        ("pos-reg", 43_000_00),
        ("anteraja-reg", 46_000_00),
        ("sicepat-reg", 46_500_00),
        ("jnt-ez", 47_000_00),
        ("jne-reg", 48_000_00),
        ("tiki-reg", 49_000_00),
        ("jne-yes", 81_500_00),
    ]
    assert quotes[0].fits_pieces == 2
    assert all(quote.is_illustrative for quote in quotes)


def test_each_courier_weighs_in_its_own_way(tables: Session) -> None:
    heavy = replace(ONE_CLOTH, weight_grams=1300)

    quotes = carrier_to(tables, JAKARTA).quotes(heavy, "64.72", JAKARTA)

    by_service = {quote.service_id: quote for quote in quotes}
    assert by_service["jne-reg"].amount_minor == 48_000_00
    assert by_service["jne-reg"].chargeable_grams == 1000
    assert by_service["pos-reg"].amount_minor == 86_000_00
    assert by_service["pos-reg"].chargeable_grams == 2000


def test_the_same_regency_is_local_and_the_river_costs_more(tables: Session) -> None:
    samarinda = Place(province_code="64", regency_code="64.72")
    mahakam_ulu = Place(province_code="64", regency_code="64.11")
    carrier = carrier_to(tables, samarinda)

    assert carrier.quotes(ONE_CLOTH, "64.72", samarinda)[0].amount_minor == 9_000_00
    assert (
        carrier_to(tables, mahakam_ulu).quotes(ONE_CLOTH, "64.72", mahakam_ulu)[0].amount_minor
        == 32_000_00
    )
    assert (
        carrier_to(tables, mahakam_ulu).quotes(ONE_CLOTH, "64.11", mahakam_ulu)[0].amount_minor
        == 14_500_00
    )


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "expected"),
    [
        pytest.param(dt.date(2026, 11, 1), None, 50_000_00, id="newer"),
        pytest.param(dt.date(2026, 11, 24), None, 50_000_00, id="from today"),
        pytest.param(dt.date(2026, 11, 25), None, 43_000_00, id="from tomorrow"),
        pytest.param(dt.date(2026, 11, 1), dt.date(2026, 11, 23), 43_000_00, id="over"),
        pytest.param(dt.date(2025, 1, 1), None, 43_000_00, id="older"),
    ],
)
def test_the_newest_rate_in_force_counts(
    tables: Session, valid_from: dt.date, valid_until: dt.date | None, expected: int
) -> None:
    tables.add(
        Rate(
            service_id="pos-reg",
            origin_code="64.72",
            zone="jawa",
            first_grams=1000,
            next_grams=1000,
            first_minor=50_000_00,
            next_minor=50_000_00,
            valid_from=valid_from,
            valid_until=valid_until,
        )
    )
    tables.flush()

    quotes = carrier_to(tables, JAKARTA).quotes(ONE_CLOTH, "64.72", JAKARTA)

    [pos] = [quote for quote in quotes if quote.service_id == "pos-reg"]
    assert pos.amount_minor == expected
    assert pos.is_illustrative is (expected == 43_000_00)


def test_a_service_that_is_switched_off_for_a_country_is_not_offered(tables: Session) -> None:
    carrier = carrier_to(tables, SINGAPORE)
    assert isinstance(carrier, TableCarrier)
    off = replace(carrier, services_off=frozenset({"pos-ems"}))

    assert {q.service_id for q in carrier.quotes(ONE_CLOTH, "64.72", SINGAPORE)} == {
        "pos-ems",
        "dhl-express",
    }
    assert {q.service_id for q in off.quotes(ONE_CLOTH, "64.72", SINGAPORE)} == {"dhl-express"}


def test_abroad_the_incoterm_says_who_pays_duties(tables: Session) -> None:
    quotes = carrier_to(tables, SINGAPORE).quotes(ONE_CLOTH, "64.11", SINGAPORE)

    assert [(q.service_id, q.amount_minor, q.incoterm) for q in quotes] == [
        ("pos-ems", 210_000_00, "DAP"),
        ("dhl-express", 530_000_00, "DAP"),
    ]


def test_a_parcel_that_is_too_heavy_is_not_taken(tables: Session) -> None:
    boulder = ParcelPlan(1, 80_000, 0, 0, 0)

    assert carrier_to(tables, SINGAPORE).quotes(boulder, "64.72", SINGAPORE) == []


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("64.72", Place(province_code="64", regency_code="64.72")),
        ("31", Place(province_code="31")),
        ("SG", Place(country="SG")),
        ("ID", None),
        ("sg", None),
        ("", None),
        ("6472", None),
        ("64.7x", None),
        ("\uff16\uff14", None),
        ("64.72.01", None),
    ],
)
def test_a_destination_is_read_strictly(code: str, place: Place | None) -> None:
    assert parse(code) == place


@pytest.mark.parametrize(
    ("courier", "service", "said"),
    [
        ("Pos Indonesia", "Pos Reguler", "Pos Indonesia Reguler"),
        ("JNE", "JNE Trucking", "JNE Trucking"),
        ("DHL Express", "Express Worldwide", "DHL Express Worldwide"),
        ("Pos Indonesia", "EMS (Pos Indonesia)", "EMS (Pos Indonesia)"),
        ("TIKI", "Over Night Service", "TIKI Over Night Service"),
        ("", "Ambil sendiri", "Ambil sendiri"),
    ],
)
def test_a_courier_is_named_once(courier: str, service: str, said: str) -> None:
    names = {"courier_name": courier, "name_id": service, "name_en": service}

    assert service_name(names) == said
