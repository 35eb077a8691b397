"""Two server processes sell from one stock."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from shop import create_app
from shop.core.clock import FixedClock
from shop.orders.models import Order
from tests.conftest import START
from tests.flows.fixtures import shop_settings
from tests.flows.world import World
from tests.races.crowd import Click, at_once, crowd

pytestmark = pytest.mark.race


def sell(url: str, folder: str, clicks: list[Click], start: Barrier, told: Any) -> None:
    """One server process with eight threads; tells the statuses of its answers."""
    app = create_app(
        shop_settings(url, Path(folder), database_pool_size=10), clock=FixedClock(START)
    )
    start.wait(timeout=120)
    told.put([answer.status_code for answer in at_once(lambda c: c.send(app), clicks, threads=8)])
    app.extensions["shop"].database.engine.dispose()


def test_two_processes_and_forty_buyers_sell_a_stock_of_five_five_times(
    world: World, database_url: str, tmp_path: Path
) -> None:
    clicks = crowd(world, "stocked", 40)
    context = multiprocessing.get_context("spawn")
    start, told = context.Barrier(2), context.Queue()
    servers = [
        context.Process(target=sell, args=(database_url, str(tmp_path / "data"), half, start, told))
        for half in (clicks[::2], clicks[1::2])
    ]
    for server in servers:
        server.start()
    answers = [status for _ in servers for status in told.get(timeout=200)]
    for server in servers:
        server.join(timeout=60)

    assert Counter(answers) == {303: 5, 409: 35}
    assert len(world.all(Order)) == 5
    variant = world.variant("stocked")
    assert (variant.on_hand, variant.reserved) == (5, 5)
