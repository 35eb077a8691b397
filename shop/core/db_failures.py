"""What it means when the database fails: busy, away, full, read-only, or never set up.

None of these is a mistake in what was asked, and all of them pass or are mended by the operator:
they are answered with 503, and the log names the cause.
"""

from __future__ import annotations

import errno
from enum import StrEnum

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from shop.core.bulkhead import BulkheadFull
from shop.core.writer_gate import WriterBusy


class Failure(StrEnum):
    """Why the database, or the disk below it, does not do its work."""

    BUSY = "busy"
    UNREACHABLE = "unreachable"
    FULL = "full"
    READ_ONLY = "read_only"
    NOT_SET_UP = "not_set_up"


#: What SQLite says, by the failure that it means.
_SAYS = {
    "database is locked": Failure.BUSY,
    "database table is locked": Failure.BUSY,
    "database or disk is full": Failure.FULL,
    "disk i/o error": Failure.FULL,
    "readonly database": Failure.READ_ONLY,
    "no such table": Failure.NOT_SET_UP,
    "no such column": Failure.NOT_SET_UP,
    "file is not a database": Failure.UNREACHABLE,
    "disk image is malformed": Failure.UNREACHABLE,
}
#: PostgreSQL's SQLSTATEs.
_STATES = {
    "40001": Failure.BUSY,
    "40P01": Failure.BUSY,
    "55P03": Failure.BUSY,
    "53100": Failure.FULL,
    "25006": Failure.READ_ONLY,
    "3D000": Failure.NOT_SET_UP,
    "42P01": Failure.NOT_SET_UP,
    "42703": Failure.NOT_SET_UP,
}
_DISK = {
    errno.ENOSPC: Failure.FULL,
    errno.EDQUOT: Failure.FULL,
    errno.EFBIG: Failure.FULL,
    errno.EIO: Failure.FULL,
    errno.EROFS: Failure.READ_ONLY,
}


def failure_of(error: BaseException) -> Failure | None:
    """Tell which failure an exception means; ``None`` for a mistake of ours."""
    if isinstance(error, WriterBusy | BulkheadFull | PoolTimeout):
        return Failure.BUSY
    if isinstance(error, OSError):
        return _DISK.get(error.errno or 0)
    return _of_driver(error) if isinstance(error, DBAPIError) else None


def _of_driver(error: DBAPIError) -> Failure | None:
    state = getattr(error.orig, "sqlstate", None)
    if state in _STATES:
        return _STATES[state]
    text = str(error.orig).lower()
    said = (failure for words, failure in _SAYS.items() if words in text)
    is_away = error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return next(said, Failure.UNREACHABLE if is_away else None)
