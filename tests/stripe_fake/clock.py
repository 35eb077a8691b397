"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Call it for the time; :meth:`advance` it to let time pass."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2027, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self._now

    def advance(self, *, seconds: int = 0, minutes: int = 0, hours: int = 0) -> None:
        """Move forward; never back."""
        step = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        assert step > timedelta(0)
        self._now += step
