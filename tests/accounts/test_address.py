from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from shop.accounts.address import (
    AddressFields,
    Place,
    Places,
    UnknownPlace,
    lines,
    settle,
    to_e164,
)
from shop.core.forms import Form

PLACES = Places(
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
    "city": "Singapore",
    "postal_code": "189673",
}


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
    form = read(**{**ABROAD, "city": ""})

    assert set(form.errors) == {"city"}


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

    assert printed == ["Lim", "1 Beach Road", "Singapore 189673", "SINGAPURA"]
