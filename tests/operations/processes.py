"""Real processes of the shop: started, watched, killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLASK = (sys.executable, "-m", "flask")


@dataclass
class Started:
    """A running process and the file that its output goes to."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text()

    def says(self, words: str) -> None:
        """Wait until it has written some words."""
        wait_until(lambda: words in self.output or self.process.poll() is not None)
        assert words in self.output, self.output

    def kill(self) -> None:
        """End it as a crash does: at once, without a chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=30)

    def ends(self, seconds: float = 60) -> int:
        """Wait for its end; returns the exit code."""
        return self.process.wait(timeout=seconds)


def environment(database_url: str, data_dir: Path, **values: str) -> dict[str, str]:
    """The environment of a shop on the test's database, and of no other."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SHOP_")}
    kept.pop("FLASK_APP", None)
    return {
        **kept,
        "PYTHONUNBUFFERED": "1",
        "SHOP_DATABASE_URL": database_url,
        "SHOP_DATA_DIR": str(data_dir),
        **values,
    }


@contextmanager
def started(*command: str, env: dict[str, str], log: Path, cwd: Path = ROOT) -> Iterator[Started]:
    """Run a command in a process group of its own, and kill what is left of it at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=env, cwd=cwd, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield Started(process, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=30)


def wait_until(
    holds: Callable[[], bool], *, seconds: float = 60, why: Callable[[], str] = str
) -> None:
    """Wait until something holds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"it did not happen in time: {why()}"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def children(pid: int) -> list[int]:
    """The processes that a process has started and that have not been reaped, zombies included."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return sorted(found)


def command_of(pid: int) -> str:
    """The command line of a process; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""
