"""One clock. Everything that asks for the time asks here, so that tests can move it."""

from __future__ import annotations

import datetime as dt
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

#: East Kalimantan. Instants are stored in UTC and shown in the reader's zone, by default this one.
WITA = "Asia/Makassar"


class Clock(Protocol):
    """Tells the time as an aware UTC ``datetime``."""

    def now(self) -> dt.datetime:
        """Return the present instant in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        """Return the present instant in UTC."""
        return dt.datetime.now(dt.UTC)


class FixedClock:
    """A clock that stands still until it is told to move: for tests and for the demo."""

    def __init__(self, at: dt.datetime) -> None:
        self.at = at

    def now(self) -> dt.datetime:
        """Return the instant it was set to."""
        return self.at

    def advance(self, **delta: float) -> None:
        """Move forward; arguments as for ``timedelta``."""
        self.at += dt.timedelta(**delta)


def now(db: Session) -> dt.datetime:
    """Return the present instant for work done in ``db``.

    The session carries the clock, so a service needs no extra argument and the instant that
    decides an expiry is bound into the statement that decides it (invariant I28).
    """
    clock: Clock = db.info["clock"]
    return clock.now()


def today(db: Session) -> dt.date:
    """Return the present day in East Kalimantan: vacations and permissions are counted in days."""
    return now(db).astimezone(ZoneInfo(WITA)).date()
