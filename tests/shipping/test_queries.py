from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan
from shop.cart import queries as carts
from shop.cart.lines import PricedLine
from shop.catalog.models import Variant
from shop.shipping import queries
from shop.shipping.errors import (
    CannotBeServed,
    CountryClosed,
    NoEuContact,
    NoRate,
    NotAbroad,
    ServiceNotOffered,
)
from shop.shipping.models import Destination, Rate
from shop.shipping.places import Place
from shop.shipping.quotes import frozen
from tests.factories import make_artisan, make_cart, make_listing
from tests.storefront.shopper import variant_of

JAKARTA = Place(province_code="31")
SINGAPORE = Place(country="SG")
GERMANY = Place(country="DE")


def lines_of(db: Session, *artisans: Artisan, **values: Any) -> tuple[PricedLine, ...]:
    wares = [
        variant_of(db, make_listing(db, artisan=artisan, **{"stock": 5, **values}))
        for artisan in artisans
    ]
    cart = make_cart(db, *((variant, 1) for variant in wares))
    return carts.priced_lines(db, cart.id)


def test_every_parcel_is_quoted_in_two_statements(tables: Session, statements: list[str]) -> None:
    codes = ("64.71", "64.72", "64.11", "64.03", "64.07")
    artisans = [make_artisan(tables, region_code=code) for code in codes]
    lines = lines_of(tables, *artisans)
    statements.clear()

    options = queries.quotes_for_cart(tables, lines, JAKARTA)

    assert len(statements) == 2
    assert [options[artisan.id].quotes[0].amount_minor for artisan in artisans] == [
        43_000_00,
        43_000_00,
        86_000_00,
        54_000_00,
        64_500_00,
    ]


def test_several_lines_of_one_artisan_are_one_parcel(tables: Session) -> None:
    artisan = make_artisan(tables)
    lines = lines_of(tables, artisan, artisan, artisan, weight_grams=400)

    [option] = queries.quotes_for_cart(tables, lines, JAKARTA).values()

    assert option.weight_grams == 3 * 400 + 80
    pos = option.quote("pos-reg")
    assert pos is not None
    assert (pos.chargeable_grams, pos.amount_minor) == (2000, 86_000_00)


def test_what_is_gone_travels_nowhere(tables: Session) -> None:
    lines = lines_of(tables, make_artisan(tables), make_artisan(tables))
    tables.execute(sa.update(Variant).where(Variant.id == lines[0].variant_id).values(reserved=5))
    lines = carts.priced_lines(tables, lines[0].cart_id)

    options = queries.quotes_for_cart(tables, lines, JAKARTA)

    assert set(options) == {lines[1].artisan_id}
    assert queries.quotes_for_cart(tables, [], JAKARTA) == {}


def test_the_slowest_piece_decides_the_promised_day(tables: Session) -> None:
    artisan = make_artisan(tables)
    ready = variant_of(tables, make_listing(tables, artisan=artisan, stock=5))
    slow = variant_of(tables, make_listing(tables, artisan=artisan, stock=None, lead_days=14))
    cart = make_cart(tables, (ready, 1), (slow, 1))

    [option] = queries.quotes_for_cart(
        tables, carts.priced_lines(tables, cart.id), JAKARTA
    ).values()

    assert option.ship_by == dt.date(2026, 12, 14)


@pytest.mark.parametrize(
    "place",
    [
        JAKARTA,
        SINGAPORE,
        GERMANY,
        Place(country="KP"),
        Place(country="US"),
        Place(province_code="63"),
        Place(),
    ],
)
def test_pick_up_is_offered_in_the_workshops_own_province_only(
    tables: Session, place: Place
) -> None:
    lines = lines_of(tables, make_artisan(tables, allows_pick_up=True))

    [option] = queries.quotes_for_cart(tables, lines, place).values()

    assert option.quote("pick_up") is None
    assert option.is_served == bool(option.quotes)
    with pytest.raises((ServiceNotOffered, CannotBeServed)):
        queries.chosen({lines[0].artisan_id: option}, {lines[0].artisan_id: "pick_up"})


def test_pick_up_is_offered_by_those_who_allow_it(tables: Session) -> None:
    lines = lines_of(tables, make_artisan(tables, allows_pick_up=True), make_artisan(tables))

    near = Place(province_code="64", regency_code="64.71")
    first, second = queries.quotes_for_cart(tables, lines, near).values()

    pick_up = first.quote("pick_up")
    assert pick_up is not None
    assert (pick_up.amount_minor, pick_up.is_illustrative) == (0, False)
    assert second.quote("pick_up") is None
    assert first.cheapest is not None
    assert first.cheapest.service_id == "pos-reg"


@pytest.mark.parametrize(
    ("values", "place", "refusal"),
    [
        ({"ships_abroad": False}, SINGAPORE, NotAbroad),
        ({}, GERMANY, NoEuContact),
        ({}, Place(country="BR"), CountryClosed),
        ({}, Place(country="QQ"), CountryClosed),
        ({}, Place(province_code="99"), NoRate),
    ],
)
def test_what_cannot_be_served_says_why(
    tables: Session, values: dict[str, Any], place: Place, refusal: type[Exception]
) -> None:
    lines = lines_of(tables, make_artisan(tables, **values))

    [option] = queries.quotes_for_cart(tables, lines, place).values()

    assert isinstance(option.refusal, refusal)
    assert option.refusal.text != ""
    assert option.quotes == ()
    with pytest.raises(CannotBeServed):
        queries.chosen({lines[0].artisan_id: option}, {lines[0].artisan_id: "pos-ems"})


def test_the_eu_opens_with_a_responsible_contact(tables: Session) -> None:
    lines = lines_of(tables, make_artisan(tables, eu_contact="Contoh GmbH, Berlin"))

    [option] = queries.quotes_for_cart(tables, lines, GERMANY).values()

    assert option.refusal is None
    assert [quote.service_id for quote in option.quotes] == ["pos-ems", "dhl-express"]
    assert "ditanggung pembeli" in option.remark_id


def test_staff_switch_a_service_off_for_a_country(tables: Session) -> None:
    lines = lines_of(tables, make_artisan(tables))
    tables.execute(
        sa.update(Destination).where(Destination.country == "SG").values(services_off=["pos-ems"])
    )

    [option] = queries.quotes_for_cart(tables, lines, SINGAPORE).values()

    assert [quote.service_id for quote in option.quotes] == ["dhl-express"]


def test_the_closed_countrys_reason_is_staffs_own(tables: Session) -> None:
    lines = lines_of(tables, make_artisan(tables))
    tables.execute(
        sa.update(Destination)
        .where(Destination.country == "SG")
        .values(is_open=False, remark_id="Tutup sampai Januari.", remark_en="Closed until January.")
    )

    [option] = queries.quotes_for_cart(tables, lines, SINGAPORE).values()

    assert option.refusal is not None
    assert option.refusal.text == "Tutup sampai Januari."


def test_a_choice_for_every_parcel_and_for_no_other(tables: Session) -> None:
    lines = lines_of(tables, make_artisan(tables), make_artisan(tables))
    options = queries.quotes_for_cart(tables, lines, JAKARTA)
    first, second = options

    chosen = queries.chosen(options, {first: "jne-yes", second: "pos-reg"})

    assert {key: quote.amount_minor for key, quote in chosen.items()} == {
        first: 81_500_00,
        second: 43_000_00,
    }
    for wrong in (
        {},
        {first: "pos-reg"},
        {first: "pos-reg", second: "free"},
        {first: "pos-reg", second: "pos-reg", 999: "pos-reg"},
    ):
        with pytest.raises(ServiceNotOffered):
            queries.chosen(options, wrong)


def test_an_order_keeps_the_quote_as_plain_data(tables: Session) -> None:
    lines = lines_of(tables, make_artisan(tables))
    [option] = queries.quotes_for_cart(tables, lines, JAKARTA).values()
    assert option.cheapest is not None

    kept = frozen(option.cheapest)
    tables.execute(sa.update(Rate).values(first_minor=1_000_00))

    assert kept["service_id"] == "pos-reg"
    assert kept["amount_minor"] == 43_000_00
    assert kept["is_illustrative"] is True
