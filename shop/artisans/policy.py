"""When a workshop works. Pure functions; days are days in East Kalimantan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

#: Days of the week on which workshops rest: Sunday.
REST_WEEKDAYS = frozenset({6})


@dataclass(frozen=True)
class Vacation:
    """Days away, first and last included."""

    first: dt.date
    last: dt.date


def vacations_of(first: dt.date | None, last: dt.date | None) -> tuple[Vacation, ...]:
    """Return the vacation in an artisan's two columns, as a tuple of one or none."""
    return (Vacation(first, last),) if first and last else ()


def is_away(day: dt.date, vacations: Sequence[Vacation]) -> bool:
    """Tell whether the workshop is on vacation on ``day``."""
    return any(vacation.first <= day <= vacation.last for vacation in vacations)


def is_working(day: dt.date, vacations: Sequence[Vacation] = ()) -> bool:
    """Tell whether somebody works on ``day``: no day of rest, no vacation."""
    return day.weekday() not in REST_WEEKDAYS and not is_away(day, vacations)


def back_on(day: dt.date, vacations: Sequence[Vacation]) -> dt.date:
    """Return the first working day that is ``day`` or later."""
    while not is_working(day, vacations):
        day += dt.timedelta(days=1)
    return day


def ready_on(day: dt.date, lead_days: int, vacations: Sequence[Vacation] = ()) -> dt.date:
    """Return the day on which something ordered on ``day`` is ready to leave the workshop.

    :param lead_days: Working days it takes, counted from the next one on; 0: it lies ready and
        leaves on the first working day.
    """
    if not lead_days:
        return back_on(day, vacations)
    for _ in range(lead_days):
        day = back_on(day + dt.timedelta(days=1), vacations)
    return day
