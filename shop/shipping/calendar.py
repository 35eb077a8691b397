"""The day by which a parcel is promised to be on its way. Pure; days in East Kalimantan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from shop.artisans.policy import Vacation, ready_on

#: Working days to wrap a piece and bring it to the courier.
PACKING_DAYS = 3


def ship_by(day: dt.date, lead_days: int, vacations: Sequence[Vacation] = ()) -> dt.date:
    """Return the latest day on which a parcel ordered on ``day`` is on its way.

    :param lead_days: Working days until the slowest piece is made; 0 for what lies ready.
    """
    return ready_on(day, lead_days + PACKING_DAYS, vacations)
