"""Clients that send slowly, and a writer that keeps SQLite's lock, leave the pages to the others."""

from __future__ import annotations

import resource
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from shop.orders.models import Order
from tests.browser.stage import Clock
from tests.flows.world import World
from tests.races.crowd import at_once, crowd
from tests.races.served import Served, served

pytestmark = [pytest.mark.race, pytest.mark.timeout(600)]

PAGES = ("/health/live", "/", "/batik/", "/batik/kain-unique") * 10


@pytest.fixture
def clock() -> Any:
    """The machine's clock: the server is another process and has no other."""
    return Clock()


@contextmanager
def slow_forms(server: Served, number: int) -> Iterator[list[socket.socket]]:
    """Browsers that have announced a form of a thousand bytes and sent eight of them."""
    place = urlsplit(server.address)
    assert place.hostname is not None
    head = (
        f"POST /cart/add HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {server.address}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nvariant="
    )
    clients = [socket.create_connection((place.hostname, place.port or 80)) for _ in range(number)]
    for client in clients:
        client.sendall(head.encode())
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def test_forms_that_never_end_hold_six_of_eight_threads_and_the_rest_are_refused(
    world: World, database_url: str, tmp_path: Path
) -> None:
    with served(database_url, tmp_path) as server, slow_forms(server, 20) as clients:
        heads = []
        for client in clients:
            client.settimeout(5)
            try:
                heads.append(client.recv(12))
            except TimeoutError:
                heads.append(b"waiting")
        answers = at_once(server.get, PAGES, threads=8)

        assert Counter(heads) == {b"waiting": 6, b"HTTP/1.1 503": 14}
        assert Counter(answer.status_code for answer in answers) == {200: 40}, server.said()[-2000:]


def test_pages_are_answered_while_ten_buyers_meet_a_lock_that_another_process_keeps(
    world: World, database_url: str, tmp_path: Path
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL locks rows, and readers do not wait for them")
    clicks = crowd(world, "ordered", 10)
    with served(database_url, tmp_path) as server, ThreadPoolExecutor(10) as pool:
        other = sqlite3.connect(sa.make_url(database_url).database or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        buying = [
            pool.submit(server.post, "/checkout/place", click.fields, click.cookies)
            for click in clicks
        ]
        pages = at_once(server.get, PAGES, threads=8)
        refused = [buyer.result(timeout=120) for buyer in buying]
        other.execute("ROLLBACK")
        other.close()

        assert Counter(page.status_code for page in pages) == {200: 40}, server.said()[-2000:]
        assert Counter(answer.status_code for answer in refused) == {503: 10}
        assert {answer.headers["Retry-After"] for answer in refused} == {"5"}
        assert "sqlite" not in refused[0].text.lower()
        assert world.all(Order) == []
        again = [server.post("/checkout/place", click.fields, click.cookies) for click in clicks]

    assert Counter(answer.status_code for answer in again) == {303: 10}
    assert len(world.all(Order)) == 10


def test_a_disk_without_room_answers_503_to_writers_and_pages_to_readers(
    world: World, database_url: str, tmp_path: Path
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps its own files; its failure is told by its SQLSTATE")
    clicks = crowd(world, "ordered", 4)
    with served(database_url, tmp_path) as server:
        server.limit_files(4096)
        refused = [server.post("/checkout/place", click.fields, click.cookies) for click in clicks]
        pages = [server.get(page) for page in PAGES[:4]]
        assert world.all(Order) == []
        server.limit_files(resource.RLIM_INFINITY)
        again = [server.post("/checkout/place", click.fields, click.cookies) for click in clicks]

    assert Counter(answer.status_code for answer in refused) == {503: 4}, server.said()[-2000:]
    assert "Traceback" not in refused[0].text
    assert Counter(page.status_code for page in pages) == {200: 4}
    assert Counter(answer.status_code for answer in again) == {303: 4}
    assert len(world.all(Order)) == 4
