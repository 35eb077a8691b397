from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from shop.artisans.policy import Vacation, back_on, is_away, ready_on, vacations_of

TUESDAY = dt.date(2026, 11, 24)
SATURDAY = dt.date(2026, 11, 28)
SUNDAY = dt.date(2026, 11, 29)
MONDAY = dt.date(2026, 11, 30)
WEEK_OFF = Vacation(dt.date(2026, 11, 25), dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("day", "lead_days", "vacations", "expected"),
    [
        pytest.param(TUESDAY, 0, (), TUESDAY, id="it lies ready"),
        pytest.param(SUNDAY, 0, (), MONDAY, id="nobody works on Sunday"),
        pytest.param(TUESDAY, 1, (), dt.date(2026, 11, 25), id="one working day"),
        pytest.param(SATURDAY, 1, (), MONDAY, id="Sunday does not count"),
        pytest.param(TUESDAY, 6, (), dt.date(2026, 12, 1), id="a working week has six days"),
        pytest.param(TUESDAY, 14, (), dt.date(2026, 12, 10), id="two Sundays lie between"),
        pytest.param(TUESDAY, 1, (WEEK_OFF,), dt.date(2026, 12, 2), id="work waits for a vacation"),
        pytest.param(
            dt.date(2026, 11, 26), 0, (WEEK_OFF,), dt.date(2026, 12, 2), id="so does packing"
        ),
        pytest.param(
            TUESDAY,
            2,
            (WEEK_OFF, Vacation(dt.date(2026, 12, 3), dt.date(2026, 12, 3))),
            dt.date(2026, 12, 4),
            id="several vacations",
        ),
        pytest.param(
            TUESDAY,
            1,
            (Vacation(dt.date(2026, 11, 1), dt.date(2026, 11, 23)),),
            dt.date(2026, 11, 25),
            id="a vacation that is over",
        ),
    ],
)
def test_a_promised_day_counts_working_days_only(
    day: Any, lead_days: Any, vacations: Any, expected: Any
) -> None:
    assert ready_on(day, lead_days, vacations) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 11, 24), False),
        (dt.date(2026, 11, 25), True),
        (dt.date(2026, 12, 1), True),
        (dt.date(2026, 12, 2), False),
    ],
)
def test_both_ends_of_a_vacation_belong_to_it(day: Any, expected: Any) -> None:
    assert is_away(day, [WEEK_OFF]) is expected


def test_it_is_back_on_the_first_working_day() -> None:
    assert back_on(SUNDAY, [Vacation(MONDAY, MONDAY)]) == dt.date(2026, 12, 1)


def test_two_empty_columns_are_no_vacation() -> None:
    assert vacations_of(None, None) == ()
    assert vacations_of(TUESDAY, SUNDAY) == (Vacation(TUESDAY, SUNDAY),)
