"""When the database or the disk fails: a page that says so, and one line in the log."""

from __future__ import annotations

from contextlib import suppress

import structlog
from flask import Response, request

from shop.core.db_failures import Failure, failure_of
from shop.core.errors import Busy, Unavailable
from shop.core.http.pages import refusal

log = structlog.get_logger(__name__)

#: What the operator can do, by failure.
_HINTS = {
    Failure.NOT_SET_UP: "the tables are missing or older than this version: run `flask shop init`",
    Failure.FULL: "the disk or the file size limit is reached",
    Failure.READ_ONLY: "the database may only be read",
    Failure.UNREACHABLE: "the database does not answer",
    Failure.BUSY: "a lock could not be had in time",
}


def fail(error: Exception) -> Response:
    """Answer 503 with a page, or problem+json for machines; mistakes of ours are raised again."""
    failure = failure_of(error)
    if failure is None:
        raise error
    with suppress(OSError):  # the log may lie on the disk that is full
        log.error(
            "database.failed",
            failure=failure.value,
            hint=_HINTS[failure],
            path=request.path,
            error=str(error).partition("\n")[0],
        )
    return refusal(Busy() if failure is Failure.BUSY else Unavailable(failure.value))
