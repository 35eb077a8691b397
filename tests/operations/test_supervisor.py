"""A supervised process is started again whenever it ends, and ends with its supervisor."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shop.operations.supervisor import Supervisor, describe
from tests.operations.processes import children, is_running, wait_until

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[1], "w").close()
time.sleep(600)
""",
]


def test_a_killed_process_is_replaced_and_leaves_no_zombie() -> None:
    with capture_logs() as logs, Supervisor(SLEEPS, name="sleeper", pauses=(0.1,)) as sleeper:
        wait_until(lambda: sleeper.pid is not None)
        first = sleeper.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: sleeper.pid not in {None, first})
        second = sleeper.pid
        assert second is not None
        assert first not in children(os.getpid())
        assert is_running(second)

    assert not is_running(second)
    assert second not in children(os.getpid())
    assert [(entry["event"], entry["process"], entry["reason"]) for entry in logs] == [
        ("process.ended", "sleeper", "killed by SIGKILL")
    ]


def test_a_process_that_ends_by_itself_is_started_again_after_longer_pauses() -> None:
    command = [sys.executable, "-c", "raise SystemExit(3)"]

    with (
        capture_logs() as logs,
        Supervisor(command, name="brief", pauses=(0.01, 0.02, 0.03)),
    ):
        wait_until(lambda: len(logs) >= 5)

    assert {entry["reason"] for entry in logs} == {"exit code 3"}
    assert [entry["restarted_in_seconds"] for entry in logs[:5]] == [0.01, 0.02, 0.03, 0.03, 0.03]


def test_a_command_that_cannot_be_started_is_tried_again() -> None:
    with (
        capture_logs() as logs,
        Supervisor(["/nowhere/nothing"], name="missing", pauses=(0.01,)) as missing,
    ):
        wait_until(lambda: len(logs) >= 2)
        assert missing.pid is None

    assert logs[0]["reason"].startswith("could not be started")


def test_stopping_during_a_pause_starts_nothing_any_more(tmp_path: Path) -> None:
    mark = tmp_path / "starts"
    command = [sys.executable, "-c", f"open({str(mark)!r}, 'a').write('x')"]

    with capture_logs() as logs, Supervisor(command, name="brief", pauses=(600,)):
        wait_until(lambda: len(logs) == 1)

    assert mark.read_text() == "x"


def test_a_process_that_does_not_heed_sigterm_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shop.operations.supervisor.PATIENCE_SECONDS", 0.2)
    ready = tmp_path / "ready"

    with Supervisor([*STUBBORN, str(ready)], name="stubborn") as stubborn:
        wait_until(ready.exists)
        pid = stubborn.pid
        assert pid is not None

    assert not is_running(pid)


@pytest.mark.parametrize(
    ("returncode", "words"),
    [
        pytest.param(0, "exit code 0", id="ended"),
        pytest.param(3, "exit code 3", id="ended with a code"),
        pytest.param(-9, "killed by SIGKILL", id="killed"),
        pytest.param(-63, "killed by signal 63", id="killed by a signal without a name"),
    ],
)
def test_an_end_is_described_in_words(returncode: int, words: str) -> None:
    assert describe(returncode) == words
