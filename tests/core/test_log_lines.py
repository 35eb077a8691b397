"""A log that cannot be written stops nothing."""

from __future__ import annotations

import errno
import sys

import pytest
import structlog

from shop.core.log_lines import LogLines


class Full:
    """Standard output on a full disk."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_line_that_does_not_fit_on_the_disk_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    logger = structlog.wrap_logger(LogLines(), processors=[structlog.processors.JSONRenderer()])
    logger.error("database.failed")
    logger.warning("again")
    with pytest.raises(OSError, match="No space left"):
        structlog.PrintLogger().msg("the control")


def test_a_line_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    LogLines("a.module").info("one line")
    assert capsys.readouterr().out == "one line\n"
