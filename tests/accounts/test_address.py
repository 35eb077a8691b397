from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from shop.accounts.address import (
    AddressFields,
    CountryNotServed,
    Place,
    Places,
    UnknownPlace,
    lines,
    settle,
    shortcomings,
    stored,
    to_e164,
)
from shop.checkout.commands import PlaceOrder
from shop.core.forms import Form

PLACES = Places(
    countries=frozenset({"SG", "US", "DE"}),
    provinces={"64": Place("64", "Kalimantan Timur"), "31": Place("31", "DKI Jakarta")},
    regencies={"64.72": Place("64.72", "Kota Samarinda", "64")},
    districts={"64.72.01": Place("64.72.01", "Palaran", "64.72")},
)
HOME = {
    "recipient_name": "Siti",
    "phone": "0811580123",
    "street": "Jl. Mawar 1",
    "village": "Rawa Makmur",
    "district_code": "64.72.01",
    "postal_code": "75243",
}
ABROAD = {
    "country": "SG",
    "recipient_name": "Lim",
    "phone": "81234567",
    "street": "1 Beach Road",
    "postal_code": "189673",
}
UNITED_STATES = {
    "country": "US",
    "recipient_name": "Ann",
    "phone": "+1 201 555 0123",
    "street": "1 Main St",
    "city": "San Francisco",
    "state": "CA",
    "postal_code": "94105",
}
GERMANY = {
    "country": "DE",
    "recipient_name": "Jo",
    "phone": "+49301234567",
    "street": "Am Tor 1",
    "city": "Berlin",
    "postal_code": "10115",
}
JAPAN = {
    "country": "JP",
    "recipient_name": "Aki",
    "phone": "+819012345678",
    "street": "1-2-3 Ginza",
    "city": "Chuo-ku",
    "state": "Tokyo",
    "postal_code": "104-0061",
}
BRITAIN = {
    "country": "GB",
    "recipient_name": "Sam",
    "phone": "+447400123456",
    "street": "1 High Street",
    "city": "London",
    "postal_code": "SW1A 1AA",
}
NETHERLANDS = {**GERMANY, "country": "NL", "city": "Amsterdam", "postal_code": "1012 AB"}
HONG_KONG = {
    "country": "HK",
    "recipient_name": "Kay",
    "phone": "+85251234567",
    "street": "1 Nathan Road",
    "state": "Kowloon",
}
IRELAND = {**GERMANY, "country": "IE", "city": "Galway", "postal_code": ""}


def read(**fields: str) -> Form[AddressFields]:
    return Form.read(AddressFields, MultiDict(fields))


@pytest.mark.parametrize(
    "typed",
    ["62811580123", "+62811580123", "0811580123", "811580123", "0811-580-123", "(0811) 580 123"],
)
def test_a_number_is_the_same_however_it_is_typed(typed: str) -> None:
    assert to_e164(typed, country="ID") == "+62811580123"


def test_a_number_abroad_is_read_in_its_country() -> None:
    assert read(**ABROAD).command.phone == "+6581234567"


@pytest.mark.parametrize(
    "typed",
    [
        "0811",
        "bukan nomor",
        "+6262811580123000",
        "\u0660\u0668\u0661\u0661\u0665\u0668\u0660\u0661\u0662\u0663",
        "0811FLOWERS",
    ],
)
def test_a_number_that_cannot_be_called_is_refused(typed: str) -> None:
    form = read(**{**HOME, "phone": typed})

    assert set(form.errors) == {"phone"}
    assert form.value("phone") == typed


@pytest.mark.parametrize(("typed", "kept"), [("7", "007"), ("012", "012"), ("", "")])
def test_rt_and_rw_have_three_digits_or_none(typed: str, kept: str) -> None:
    assert read(**{**HOME, "rt": typed, "rw": typed}).command.rt == kept


@pytest.mark.parametrize("typed", ["1234", "x", "\u0667", "-1"])
def test_a_bad_rt_is_refused(typed: str) -> None:
    assert set(read(**{**HOME, "rt": typed}).errors) == {"rt"}


@pytest.mark.parametrize(
    "typed", ["05243", "7524", "752431", "7524x", "\uff17\uff15\uff12\uff14\uff13", ""]
)
def test_a_postal_code_has_five_digits_and_does_not_begin_with_zero(typed: str) -> None:
    assert set(read(**{**HOME, "postal_code": typed}).errors) == {"postal_code"}


def test_every_missing_field_is_named_at_once() -> None:
    form = read(country="ID", recipient_name="", phone="", street="", village="", postal_code="")

    assert set(form.errors) == {
        "recipient_name",
        "phone",
        "street",
        "village",
        "district",
        "regency",
        "province_code",
        "postal_code",
    }


def test_abroad_asks_for_a_city_and_not_for_a_kecamatan() -> None:
    form = read(**{**GERMANY, "city": ""})

    assert set(form.errors) == {"city"}


@pytest.mark.parametrize(
    "typed",
    [ABROAD, UNITED_STATES, GERMANY, JAPAN, BRITAIN, NETHERLANDS, HONG_KONG, IRELAND],
    ids=lambda typed: typed["country"],
)
def test_what_a_country_needs_is_enough(typed: dict[str, str]) -> None:
    assert read(**typed).errors == {}


@pytest.mark.parametrize(
    ("typed", "missing"),
    [
        pytest.param(UNITED_STATES, {"city", "state", "postal_code"}, id="US"),
        pytest.param(GERMANY, {"city", "postal_code"}, id="DE"),
        pytest.param(JAPAN, {"city", "state", "postal_code"}, id="JP"),
        pytest.param(BRITAIN, {"city", "postal_code"}, id="GB"),
        pytest.param(ABROAD, {"postal_code"}, id="SG"),
        pytest.param(NETHERLANDS, {"city", "postal_code"}, id="NL"),
        pytest.param(HONG_KONG, {"state"}, id="HK"),
        pytest.param(IRELAND, {"city"}, id="IE"),
    ],
)
def test_what_a_country_needs_is_asked_for(typed: dict[str, str], missing: set[str]) -> None:
    form = read(**{**typed, "city": "", "state": "", "postal_code": ""})

    assert set(form.errors) == missing
    assert {str(text) for text in form.errors.values()} == {"Mohon diisi."}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (UNITED_STATES, "9410"),
        (UNITED_STATES, "\uff19\uff14\uff11\uff10\uff15"),
        (UNITED_STATES, "94105x"),
        (GERMANY, "1011"),
        (BRITAIN, "12345"),
        (BRITAIN, "GIR 0AAX"),
        (NETHERLANDS, "1012"),
        (ABROAD, "18967"),
    ],
)
def test_a_postal_code_that_the_country_does_not_have_is_refused(
    typed: dict[str, str], code: str
) -> None:
    form = read(**{**typed, "postal_code": code})

    assert set(form.errors) == {"postal_code"}
    assert form.value("postal_code") == code


@pytest.mark.parametrize(
    ("typed", "code", "kept"),
    [
        (BRITAIN, "sw1a 1aa", "SW1A 1AA"),
        (NETHERLANDS, "1012ab", "1012AB"),
        (UNITED_STATES, "94105-1420", "94105-1420"),
        ({**GERMANY, "country": "CH"}, "CH-8001", "8001"),
        ({**GERMANY, "country": "LV"}, "1010", "LV-1010"),
    ],
)
def test_a_postal_code_is_kept_as_the_country_writes_it(
    typed: dict[str, str], code: str, kept: str
) -> None:
    assert read(**{**typed, "postal_code": code}).command.postal_code == kept


def test_a_postal_code_of_another_state_is_refused() -> None:
    form = read(**{**UNITED_STATES, "state": "NY"})

    assert form.errors == {"postal_code": "Kode ini bukan dari wilayah di atas."}


@pytest.mark.parametrize("state", ["ca", "California", "CA"])
def test_a_state_is_kept_as_it_is_printed_however_it_was_typed(state: str) -> None:
    assert read(**{**UNITED_STATES, "state": state}).command.state == "CA"


@pytest.mark.parametrize("state", ["tokyo", "\u6771\u4eac\u90fd", "TOKYO"])
def test_a_prefecture_is_kept_in_latin_letters(state: str) -> None:
    assert read(**{**JAPAN, "state": state}).command.state == "Tokyo"


def test_a_state_that_does_not_exist_is_refused() -> None:
    assert set(read(**{**UNITED_STATES, "state": "Kalimantan"}).errors) == {"state"}


def test_a_country_that_is_not_served_is_refused() -> None:
    with pytest.raises(CountryNotServed) as refusal:
        settle(read(**JAPAN).command, PLACES)

    assert refusal.value.field == "country"


def test_fields_that_a_country_does_not_have_are_dropped() -> None:
    typed = read(**ABROAD, city="Singapore", state="Central")

    settled = settle(typed.command, PLACES)

    assert (settled.city, settled.state, settled.postal_code) == ("", "", "189673")


# -- accepted under older rules --------------------------------------------------------------------

OLD = stored({**UNITED_STATES, "state": "", "postal_code": ""})


def test_an_address_of_an_order_is_read_as_it_was_accepted() -> None:
    assert (OLD.city, OLD.state, OLD.postal_code) == ("San Francisco", "", "")
    assert lines(OLD, country_name="United States") == [
        "Ann",
        "1 Main St",
        "San Francisco",
        "UNITED STATES",
    ]


def test_what_an_old_address_lacks_is_named() -> None:
    assert set(shortcomings(OLD)) == {"state", "postal_code"}
    assert shortcomings(read(**UNITED_STATES).command) == {}


def test_an_address_that_lacks_something_enters_no_order() -> None:
    with pytest.raises(ValidationError) as refusal:
        PlaceOrder.model_validate({"address": OLD})

    fields = {error["loc"][1] for error in refusal.value.errors() if error["loc"][0] == "address"}
    assert fields == {"state", "postal_code"}


@pytest.mark.parametrize("country", ["XX", "id", "", "IDN"])
def test_a_country_that_does_not_exist_is_refused(country: str) -> None:
    assert "country" in read(**{**ABROAD, "country": country}).errors


def test_an_unknown_field_is_refused() -> None:
    assert "account_id" in read(**HOME, account_id="7").errors


def test_a_picked_kecamatan_settles_regency_and_province() -> None:
    form = read(**HOME, regency="Kota Balikpapan", province_code="31", regency_code="64.71")

    settled = settle(form.command, PLACES)

    assert settled.district == "Palaran"
    assert (settled.regency_code, settled.regency) == ("64.72", "Kota Samarinda")
    assert (settled.province_code, settled.province) == ("64", "Kalimantan Timur")


def test_elsewhere_the_province_is_picked_and_the_rest_is_typed() -> None:
    typed = {**HOME, "district_code": "", "district": "Gambir", "regency": "Jakarta Pusat"}
    picked = {"province_code": "31", "regency_code": "64.72", "postal_code": "10110"}
    form = read(**{**typed, **picked})

    settled = settle(form.command, PLACES)

    assert settled.province == "DKI Jakarta"
    assert settled.regency == "Jakarta Pusat"
    assert settled.regency_code == "", "a code that nobody picked would choose the rate"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"district_code": "64.72.99"}, "district_code"),
        ({"district_code": "", "district": "A", "regency": "B", "province_code": "99"},
         "province_code"),
    ],
)  # fmt: skip
def test_a_made_up_place_is_refused(changes: dict[str, str], field: str) -> None:
    form = read(**{**HOME, **changes})

    with pytest.raises(UnknownPlace) as refusal:
        settle(form.command, PLACES)

    assert refusal.value.field == field


def test_an_address_abroad_keeps_no_indonesian_codes() -> None:
    form = read(**ABROAD, district_code="64.72.01", province_code="64", rt="7")

    settled = settle(form.command, PLACES)

    assert (settled.district_code, settled.province_code, settled.rt) == ("", "", "")


def test_an_indonesian_address_is_printed_as_couriers_read_it() -> None:
    form = read(**HOME, rt="7", rw="12", landmark="pagar hijau")

    assert lines(settle(form.command, PLACES)) == [
        "Siti",
        "+62811580123",
        "Jl. Mawar 1",
        "RT 007/RW 012",
        "(pagar hijau)",
        "Kel./Desa Rawa Makmur",
        "Kec. Palaran",
        "Kota Samarinda",
        "Kalimantan Timur 75243",
    ]


def test_a_foreign_post_office_reads_it_in_five_lines() -> None:
    assert lines(settle(read(**HOME).command, PLACES), from_abroad=True) == [
        "Siti",
        "Jl. Mawar 1",
        "Rawa Makmur, Palaran",
        "Kota Samarinda, Kalimantan Timur 75243",
        "INDONESIA",
    ]


def test_an_address_abroad_ends_with_its_country() -> None:
    printed: list[Any] = lines(read(**ABROAD).command, country_name="Singapura")

    assert printed == ["Lim", "1 Beach Road", "SINGAPORE 189673", "SINGAPURA"]


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        (UNITED_STATES, ["San Francisco, CA 94105"]),
        (GERMANY, ["10115 Berlin"]),
        (JAPAN, ["Chuo-ku", "Tokyo", "104-0061"]),
        (BRITAIN, ["London", "SW1A 1AA"]),
        (NETHERLANDS, ["1012 AB Amsterdam"]),
        (HONG_KONG, ["Kowloon"]),
        (IRELAND, ["Galway"]),
    ],
    ids=lambda typed: typed["country"] if isinstance(typed, dict) else "",
)
def test_an_address_is_printed_as_its_country_prints_it(
    typed: dict[str, str], town: list[str]
) -> None:
    assert lines(read(**typed).command, country_name="X")[2:-1] == town


def test_nothing_of_an_old_address_is_left_out_in_print() -> None:
    old = stored({**GERMANY, "state": "Land Berlin"})

    assert lines(old, country_name="X")[2:-1] == ["Land Berlin", "10115 Berlin"]
