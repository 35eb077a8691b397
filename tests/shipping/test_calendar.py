from __future__ import annotations

import datetime as dt

from shop.artisans.policy import Vacation
from shop.shipping.calendar import ship_by

TUESDAY = dt.date(2026, 11, 24)


def test_packing_takes_three_working_days() -> None:
    assert ship_by(TUESDAY, 0) == dt.date(2026, 11, 27)


def test_what_is_made_to_order_takes_its_lead_time_and_then_packing() -> None:
    assert ship_by(TUESDAY, 14) == dt.date(2026, 12, 14)


def test_a_vacation_moves_the_promise_behind_it() -> None:
    away = (Vacation(dt.date(2026, 11, 25), dt.date(2026, 12, 2)),)

    assert ship_by(TUESDAY, 0, away) == dt.date(2026, 12, 5)
