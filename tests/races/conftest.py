"""Races happen in a shop with its seeds, on both databases, with room for many connections."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop.core.settings import Settings
from tests.flows.fixtures import (  # noqa: F401
    app,
    database_url,
    fake,
    postgresql_name,
    shop_settings,
    sown_postgresql,
    sown_sqlite,
    world,
)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:  # noqa: F811
    return shop_settings(database_url, tmp_path / "data", database_pool_size=20, threads=64)
