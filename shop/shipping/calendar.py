"""Promised days: what is made to order takes its time, and nobody works on vacation. Pure."""

from __future__ import annotations

import datetime as dt

#: Working days to wrap a piece and bring it to the courier.
PACKING_DAYS = 3

_SUNDAY = 6


def ready_on(
    today: dt.date,
    working_days: int,
    *,
    vacation_from: dt.date | None = None,
    vacation_until: dt.date | None = None,
) -> dt.date:
    """Return the day on which something is ready that takes so many working days from today.

    Monday to Saturday are working days; the days of a vacation, both ends included, are none.
    With zero working days it is today, or the first working day after the vacation.

    :param today: The day in East Kalimantan.
    """
    day = today
    left = working_days
    while left > 0 or _is_vacation(day, vacation_from, vacation_until):
        day += dt.timedelta(days=1)
        if left > 0 and _is_working_day(day, vacation_from, vacation_until):
            left -= 1
    return day


def ship_by(
    today: dt.date,
    lead_days: int,
    *,
    vacation_from: dt.date | None = None,
    vacation_until: dt.date | None = None,
) -> dt.date:
    """Return the latest day on which a parcel is promised to be on its way.

    :param lead_days: Working days until the slowest piece is made; 0 for what is ready.
    """
    return ready_on(
        today,
        lead_days + PACKING_DAYS,
        vacation_from=vacation_from,
        vacation_until=vacation_until,
    )


def _is_working_day(
    day: dt.date, vacation_from: dt.date | None, vacation_until: dt.date | None
) -> bool:
    return day.weekday() != _SUNDAY and not _is_vacation(day, vacation_from, vacation_until)


def _is_vacation(
    day: dt.date, vacation_from: dt.date | None, vacation_until: dt.date | None
) -> bool:
    if vacation_from is None or vacation_until is None:
        return False
    return vacation_from <= day <= vacation_until
