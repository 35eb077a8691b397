"""The server as ``flask shop run`` starts it: several processes and threads on one database."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.factories import make_listing
from tests.flows.world import World
from tests.races.crowd import at_once
from tests.races.served import served, title_of

pytestmark = pytest.mark.race


def _listings(db: Session, number: int) -> dict[str, str]:
    found = {f"kain-{at}": f"Kain Nomor {at}" for at in range(number)}
    for slug, title in found.items():
        make_listing(db, slug=slug, title_id=title)
    return found


def test_two_server_processes_answer_400_pages_at_once_each_with_its_own_data(
    world: World, database_url: str, tmp_path: Path
) -> None:
    titles = world.shop.database.run(lambda db: _listings(db, 20))
    paths = [slug for slug in titles for _ in range(20)]

    with served(database_url, tmp_path, workers="2") as server:
        answers = at_once(lambda slug: server.get(f"/batik/{slug}"), paths, threads=32)
        processes = server.server_processes()

    assert len(processes) == 2
    assert Counter(answer.status_code for answer in answers) == {200: 400}, server.said()[-3000:]
    mixed_up = [
        (slug, title_of(answer))
        for slug, answer in zip(paths, answers, strict=True)
        if title_of(answer) != titles[slug]
    ]
    assert mixed_up == []


def test_a_server_process_that_is_killed_is_replaced(
    world: World, database_url: str, tmp_path: Path
) -> None:
    with served(database_url, tmp_path, workers="2") as server:
        before = server.server_processes()
        os.kill(before[0], signal.SIGKILL)
        until = time.monotonic() + 60
        while server.server_processes() == before or len(server.server_processes()) < 2:
            assert time.monotonic() < until, server.said()
            time.sleep(0.1)

        answers = at_once(lambda _: server.get("/batik/kain-unique"), range(40), threads=16)

    assert Counter(answer.status_code for answer in answers) == {200: 40}
