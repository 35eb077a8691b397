"""The shop as ``flask shop run`` serves it, in processes of its own, and requests from many threads."""

from __future__ import annotations

import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """A running server. ``log`` is where it writes what it has to say."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str, **more: object) -> requests.Response:
        """Ask for a page on a connection of its own."""
        more = {"timeout": 120, "allow_redirects": False, **more}
        return requests.get(self.address + path, **more)  # type: ignore[arg-type]

    def post(
        self, path: str, data: Mapping[str, str], cookies: Mapping[str, str]
    ) -> requests.Response:
        """Send a form as a browser does."""
        return requests.post(
            self.address + path,
            data=data,
            cookies=dict(cookies),
            headers={"Origin": self.address},
            timeout=120,
            allow_redirects=False,
        )

    def said(self) -> str:
        """Everything that the server has written so far."""
        return self.log.read_text()

    def limit_files(self, size: int) -> None:
        """Let no file of the server grow beyond so many bytes; ``RLIM_INFINITY`` lets them again."""
        for pid in self.server_processes():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    def server_processes(self) -> list[int]:
        """The processes that answer requests."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]


@contextmanager
def served(
    database_url: str, folder: Path, *, options: tuple[str, ...] = ("--no-worker",), **settings: str
) -> Iterator[Served]:
    """Serve the shop on a database; settings are given by their names without ``SHOP_``."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    given = {
        "SHOP_DATABASE_URL": database_url,
        "SHOP_DATA_DIR": str(folder / "data"),
        "SHOP_PUBLIC_URL": address,
        **{f"SHOP_{name.upper()}": value for name, value in settings.items()},
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOP_")}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "shop", "run"]
    log = folder / f"server-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port), *options],
            env={**kept, **given},
            cwd=ROOT,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    server = Served(address, process, log)
    try:
        _wait(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=60)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _wait(server: Served) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        assert server.process.poll() is None, server.said()
        try:
            if server.get("/health/live", timeout=10).status_code == 200:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(server.said())


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def title_of(page: requests.Response) -> str:
    """The heading of a page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    return " ".join(found[1].split()) if found else ""
