from __future__ import annotations

import datetime as dt

from shop.shipping.calendar import ready_on, ship_by

TUESDAY = dt.date(2026, 11, 24)
SUNDAY = dt.date(2026, 11, 29)


def test_what_is_ready_is_ready_today() -> None:
    assert ready_on(TUESDAY, 0) == TUESDAY


def test_sundays_are_no_working_days() -> None:
    assert ready_on(TUESDAY, 4) == dt.date(2026, 11, 28)
    assert ready_on(TUESDAY, 5) == dt.date(2026, 11, 30)
    assert ready_on(SUNDAY, 1) == dt.date(2026, 11, 30)


def test_a_vacation_in_between_moves_the_day_behind_it() -> None:
    days = {
        "vacation_from": dt.date(2026, 11, 26),
        "vacation_until": dt.date(2026, 12, 2),
    }

    assert ready_on(TUESDAY, 1, **days) == dt.date(2026, 11, 25)
    assert ready_on(TUESDAY, 2, **days) == dt.date(2026, 12, 3)


def test_nothing_is_ready_while_the_workshop_is_closed() -> None:
    assert ready_on(
        TUESDAY, 0, vacation_from=TUESDAY, vacation_until=dt.date(2026, 11, 30)
    ) == dt.date(2026, 12, 1)


def test_a_vacation_that_is_over_changes_nothing() -> None:
    assert ready_on(
        TUESDAY,
        1,
        vacation_from=dt.date(2026, 1, 1),
        vacation_until=dt.date(2026, 11, 24),
    ) == dt.date(2026, 11, 25)


def test_packing_takes_three_working_days_on_top() -> None:
    assert ship_by(TUESDAY, 0) == dt.date(2026, 11, 27)
    assert ship_by(TUESDAY, 14) == dt.date(2026, 12, 14)
