"""A shop that does not offer bank transfer sells like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.core.settings import Settings
from tests.conftest import make_settings
from tests.flows.buying import order_with_demo, press
from tests.flows.world import World


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return make_settings(database_url=database_url, data_dir=tmp_path / "data", providers="demo")


def test_a_shop_with_one_way_to_pay_sells(world: World) -> None:
    visitor = world.visitor()
    press(visitor, order_with_demo(world, visitor, unique=1), "pay")
    world.work()
    assert world.order().state == "paid"
