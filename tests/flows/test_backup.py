"""A backup holds everything: rows, books, pictures; and restores into either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from shop import create_app
from shop.core.db import Database, Model
from shop.core.runtime import Runtime
from shop.ledger.models import Posting
from shop.operations.backup import CannotRestore, back_up, restore
from shop.operations.verify import verify
from tests.flows.buying import order_with_demo, press
from tests.flows.fixtures import new_database, shop_settings
from tests.flows.test_listing import begin, fill_in
from tests.flows.world import World


def every_row(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables in the order of their keys."""
    with database.reading() as db:
        return {
            table.name: [
                tuple(row)
                for row in db.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in Model.metadata.sorted_tables
        }


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_shop(
    request: pytest.FixtureRequest, tmp_path: Path, postgresql_name: str
) -> Iterator[Runtime]:
    """A shop in an empty folder, without a schema, on each of the two systems."""
    folder = tmp_path / "restored"
    if request.param == "sqlite":
        yield from _shop(f"sqlite:///{tmp_path / 'restored.db'}", folder)
        return
    server = request.getfixturevalue("postgresql_server")
    with new_database(server, f"{postgresql_name}_restored", "template0") as url:
        yield from _shop(url, folder)


def _shop(url: str, folder: Path) -> Iterator[Runtime]:
    app = create_app(shop_settings(url, folder))
    yield app.extensions["shop"]
    app.extensions["shop"].database.engine.dispose()


def test_a_backup_restores_rows_books_and_pictures_into_an_empty_folder(
    world: World, empty_shop: Runtime, tmp_path: Path
) -> None:
    buyer = world.visitor()
    press(buyer, order_with_demo(world, buyer, unique=1, stocked=1), "pay")
    artisan = world.signed_in("teras@example.com", artisan=world.artisans[0].id)
    fill_in(world, artisan, begin(artisan))
    world.work()
    before = every_row(world.shop.database)

    written = back_up(world.shop.database, world.shop.media, tmp_path / "backup.tar.gz")
    read = restore(empty_shop.database, empty_shop.media, tmp_path / "backup.tar.gz")

    assert written == read
    assert every_row(empty_shop.database) == before
    with empty_shop.database.reading() as db:
        assert [finding for finding in verify(db) if not finding.holds] == []
    keys = world.shop.media.keys()
    assert len(keys) >= 3
    assert empty_shop.media.keys() == keys
    assert all(empty_shop.media.read(key) == world.shop.media.read(key) for key in keys)
    with empty_shop.database.transaction() as db:  # keys go on counting where they were
        key = db.scalar(sa.select(sa.func.max(Posting.id))) or 0
        values = {"key": "test", "subject": "test", "at": world.clock.now()}
        assert db.scalar(sa.insert(Posting).values(values).returning(Posting.id)) == key + 1
        db.rollback()


def test_only_an_empty_shop_is_restored_into(world: World, tmp_path: Path) -> None:
    back_up(world.shop.database, world.shop.media, tmp_path / "backup.tar.gz")
    before = every_row(world.shop.database)
    with pytest.raises(CannotRestore):
        restore(world.shop.database, world.shop.media, tmp_path / "backup.tar.gz")
    assert every_row(world.shop.database) == before
