"""Threads and processes: what each choice costs, and what a stalled payment service does to it.

``python -m bench.serving [--listings 1000] [--seconds 3] [--rounds 3] [--database sqlite]``

All servers run side by side and are measured in turn, round after round, so that whatever else
runs on the machine meets all of them. CPU is the time of the server's processes per request.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import __main__ as machinery
from bench import journeys
from bench.client import Browser, Figure, measure

#: Processes and threads of each.
CHOICES = ((1, 1), (1, 2), (1, 4), (1, 8), (1, 16), (2, 1), (2, 8))
CONNECTIONS = 8
BUYERS = 10
FIRST_PORT = 5810
STRIPE_PORT = 5899


@dataclass
class Server:
    """A running server and what was measured of it."""

    processes: int
    threads: int
    port: int
    process: subprocess.Popen[bytes]
    figures: list[Figure] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    before: Figure | None = None
    stalled: Figure | None = None

    def cpu_seconds(self) -> float:
        """Return the CPU time of the server's processes so far."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        fields = [Path(f"/proc/{pid}/stat").read_text().rsplit(") ")[1] for pid in children.split()]
        ticks = sum(int(f.split()[11]) + int(f.split()[12]) for f in fields)
        return ticks / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    wanted = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'shop.db'}"
        if wanted.database == "postgresql":
            url = stack.enter_context(machinery.postgresql(folder))
        machinery.fill(url, folder, wanted.listings)
        stack.enter_context(_silent_stripe())
        servers = [
            stack.enter_context(_server(url, folder, FIRST_PORT + at, *choice))
            for at, choice in enumerate(CHOICES)
        ]
        look = _look(wanted.listings)
        for server in servers:
            measure("warm", server.port, look, seconds=2, connections=CONNECTIONS)
        for _ in range(wanted.rounds):
            for server in servers:
                _measure(server, look, wanted.seconds)
        for server in servers:
            _measure_stalled(server, wanted.listings, look, wanted.seconds)
        _print(servers)


def _measure(server: Server, look: Any, seconds: float) -> None:
    before = server.cpu_seconds()
    figure = measure("pages", server.port, look, seconds=seconds, connections=CONNECTIONS)
    server.cpu_ms.append((server.cpu_seconds() - before) / figure.requests * 1000)
    server.figures.append(figure)


def _measure_stalled(server: Server, listings: int, look: Any, seconds: float) -> None:
    """Measure pages before, and while ten buyers wait for a service that never answers."""
    clicks: list[Any] = []
    for _ in range(BUYERS):
        browser = Browser(server.port)
        piece = random.randrange(listings)
        journeys.walk(browser, piece, random.Random(), clicks.append, provider="stripe")
    assert len(clicks) == BUYERS, "a buyer did not come to the last page"
    server.before = measure("before", server.port, look, seconds=seconds, connections=CONNECTIONS)
    for click in clicks:
        threading.Thread(target=_quietly, args=(click,), daemon=True).start()
    time.sleep(1)
    server.stalled = measure("stalled", server.port, look, seconds=seconds, connections=CONNECTIONS)


def _quietly(click: Any) -> None:
    with suppress(OSError):  # the measuring is over and the server stops
        click()


def _look(listings: int) -> Any:
    chance = random.Random(5)
    grid, product = journeys.grid(chance), journeys.product(listings, chance)

    def act(browser: Browser) -> bool:
        return grid(browser) if chance.random() < 0.4 else product(browser)

    return act


@contextmanager
def _silent_stripe() -> Iterator[None]:
    """Keep a port open that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", STRIPE_PORT), backlog=200):
        yield


@contextmanager
def _server(url: str, folder: Path, port: int, processes: int, threads: int) -> Iterator[Server]:
    environment = {
        **machinery.environment(url, folder),
        "SHOP_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOP_THREADS": str(max(2, threads)),
        "SHOP_PROVIDERS": "demo,stripe",
        "SHOP_STRIPE_SECRET_KEY": "sk_test_bench",
        "SHOP_STRIPE_WEBHOOK_SECRETS": "whsec_bench",
        "SHOP_STRIPE_API_BASE": f"http://127.0.0.1:{STRIPE_PORT}",
    }
    options = [
        "--workers",
        str(processes),
        "--blocking-threads",
        str(threads),
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--no-ws",
         *options, "wsgi:app"],
        env=environment,
    )  # fmt: skip
    try:
        machinery.wait(port)
        yield Server(processes, threads, port, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _print(servers: list[Server]) -> None:
    base = statistics.median(figure.per_second for figure in servers[0].figures)
    base_cpu = statistics.median(servers[0].cpu_ms)
    print("| processes x threads | pages | CPU a page | p95 ms | p95 ms before, stalled | pages |")
    print("|---|---|---|---|---|---|")
    for server in servers:
        rate = statistics.median(figure.per_second for figure in server.figures)
        p95 = statistics.median(figure.p95_ms for figure in server.figures)
        cpu = statistics.median(server.cpu_ms)
        assert server.before is not None
        assert server.stalled is not None
        kept = server.stalled.per_second / server.before.per_second
        print(
            f"| {server.processes} x {server.threads} | {rate / base:.2f} | {cpu / base_cpu:.2f} "
            f"| {p95:.0f} | {server.before.p95_ms:.0f}, {server.stalled.p95_ms:.0f} | {kept:.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
