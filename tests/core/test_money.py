"""Amounts are whole, add up, and read as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.core.i18n import use_locale
from shop.core.money import (
    allocate,
    convert,
    format_money,
    read_rupiah,
    share_bps,
    to_rupiah,
)


@given(
    st.integers(min_value=0, max_value=10**12),
    st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=20),
)
def test_the_parts_of_an_amount_add_up_to_it(rupiah: int, weights: list[int]) -> None:
    parts = allocate(rupiah * 100, weights)

    assert sum(parts) == rupiah * 100
    assert all(part >= 0 and part % 100 == 0 for part in parts)


def test_the_largest_remainder_gets_the_rest_and_ties_go_first() -> None:
    assert allocate(100_00, [1, 1, 1]) == [34_00, 33_00, 33_00]
    assert allocate(100_00, [1, 2, 2]) == [20_00, 40_00, 40_00]


def test_sen_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="whole steps"):
        allocate(150, [1])


@pytest.mark.parametrize(
    ("amount_minor", "bps", "share_minor"),
    [(150_000_00, 800, 12_000_00), (99_999_00, 800, 8_000_00), (6_00, 800, 0), (7_00, 800, 1_00)],
)
def test_the_commission_is_rounded_half_up_to_whole_rupiah(
    amount_minor: int, bps: int, share_minor: int
) -> None:
    assert share_bps(amount_minor, bps) == share_minor


@given(st.integers(min_value=0, max_value=10**14), st.integers(min_value=0, max_value=5000))
def test_a_commission_never_exceeds_its_goods_and_has_no_sen(units: int, bps: int) -> None:
    share = share_bps(units * 100, bps)

    assert 0 <= share <= units * 100
    assert share % 100 == 0


def test_rupiah_are_written_with_points_in_every_language() -> None:
    with use_locale("en"):
        assert format_money(1_250_000_00) == "Rp1.250.000"
    with use_locale("id"):
        assert format_money(-1_000_00) == "-Rp1.000"


def test_foreign_estimates_follow_the_language() -> None:
    with use_locale("en"):
        assert format_money(96_77, "USD") == "$96.77"
    with use_locale("id"):
        assert format_money(96_77, "USD") == "US$96,77"


def test_an_estimate_is_rounded_to_the_currencys_own_digits() -> None:
    assert convert(1_500_000_00, Decimal(15_500), currency="USD") == 96_77
    assert convert(1_500_000_00, Decimal("103.5"), currency="JPY") == 14_493


def test_whole_rupiah_come_out_of_minor_units() -> None:
    assert to_rupiah(150_000_00) == 150_000
    with pytest.raises(ValueError, match="not whole rupiah"):
        to_rupiah(150_000_50)


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("1250000", 1_250_000),
        ("1.250.000", 1_250_000),
        (" Rp 1.250.000 ", 1_250_000),
        ("rp1.250.000,00", 1_250_000),
        ("Rp. 1.250.000,-", 1_250_000),
        ("1250rb", 1_250_000),
        ("1250 ribu", 1_250_000),
        ("1,25 jt", 1_250_000),
        ("1.25 JT", 1_250_000),
        ("1,250 juta", 1_250_000),
        ("1,234567jt", 1_234_567),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, rupiah: int) -> None:
    assert read_rupiah(text) == rupiah


@pytest.mark.parametrize(
    "text",
    [
        "", "1.45", "1.450.00", "1,250", "1,250,000", "1.250 jt", "1.250.000,50", "1,2345rb",
        "1250 k", "-5", "1e6", "١٤٥", "\uff11\uff12\uff15", "1" * 31, "Rp", "1 250 000",
        "0.001", "0.500", "Rp 0.000.001", "0,5", "00.500",
    ],
)  # fmt: skip
def test_what_reads_in_two_ways_or_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_rupiah(text)
