"""Writing log lines where the disk may be full."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import structlog


class LogLines(structlog.PrintLogger):
    """Prints to standard output; a line that cannot be written is lost and stops no request."""

    def __init__(self, *_names: Any) -> None:
        super().__init__()

    def msg(self, message: str) -> None:
        """Print a line."""
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg
