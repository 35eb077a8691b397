"""Two rushes: 200 buyers for one piece, and 500 connections right after the start.

``python -m bench.rush [--database sqlite] [--processes 2]``; the shop is served by ``shop run``.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench import __main__ as machinery
from bench import journeys
from bench.client import Answer, Browser

PORT = 5801
BUYERS, CONNECTIONS = 200, 500


def main() -> None:
    """Measure and print the slowest of each hundred."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--processes", type=int, default=2)
    wanted = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'shop.db'}"
        if wanted.database == "postgresql":
            url = stack.enter_context(machinery.postgresql(folder))
        machinery.fill(url, folder, 500)
        environment = {
            **machinery.environment(url, folder),
            "SHOP_WORKERS": str(wanted.processes),
            "SHOP_WORKER_EXPECTED": "0",
        }
        with _served(environment):
            _report("connections right after the start", _at_once(_visit, range(CONNECTIONS)))
        _leave_one(url)
        with _served(environment):
            with ThreadPoolExecutor(8) as pool:
                buyers = list(pool.map(lambda _: _walk(), range(BUYERS)))
            _report("buyers of one piece", _at_once(lambda buy: buy(), buyers))


def _visit(number: int) -> int:
    return Browser(PORT).get(f"/batik/kain-{number % 50}").status


def _walk() -> Callable[[], int]:
    """Walk to the last page; returns the last click."""
    browser = Browser(PORT)
    click: list[Callable[[], Answer]] = []
    journeys.walk(browser, 1, random.Random(), click.append)
    return lambda: click[0]().status


def _leave_one(url: str) -> None:
    """Leave one piece of the listing that everybody wants."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            sa.text(
                "UPDATE shop_variants SET on_hand = 1 WHERE listing_id ="
                " (SELECT id FROM shop_listings WHERE slug = 'kain-1')"
            )
        )
    engine.dispose()


def _at_once(act: Callable[..., int], things: Sequence[object]) -> list[tuple[int, float]]:
    start = threading.Barrier(len(things))

    def one(thing: object) -> tuple[int, float]:
        start.wait()
        begun = time.perf_counter()
        status = act(thing)
        return status, time.perf_counter() - begun

    with ThreadPoolExecutor(len(things)) as pool:
        return list(pool.map(one, things))


def _report(what: str, answers: list[tuple[int, float]]) -> None:
    times = sorted(took for _status, took in answers)
    statuses = dict(Counter(status for status, _took in answers))
    p95 = times[int(len(times) * 0.95)]
    print(
        f"{len(times)} {what}: p95 {p95:.2f} s, median {times[len(times) // 2]:.2f} s, {statuses}"
    )


@contextmanager
def _served(environment: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "shop", "run", "--no-worker"]
    process = subprocess.Popen(
        [*command, "--port", str(PORT)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_until_ready()
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait_until_ready() -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/health/ready", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(os.strerror(110))


if __name__ == "__main__":
    main()
