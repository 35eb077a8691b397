from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from shop.core.db import Database
from shop.core.permissions import SYSTEM
from shop.editorial import services
from shop.editorial.commands import ScheduleFeature
from shop.editorial.errors import SlotTaken
from shop.editorial.models import FeaturedSlot
from tests.factories import make_artisan, make_cohort, make_participation, make_program


@pytest.mark.race
def test_two_editors_at_once_cannot_give_the_same_week_away_twice(database: Database) -> None:
    with database.transaction() as db:
        artisan = make_artisan(db)
        make_participation(db, make_cohort(db, make_program(db)), artisan)
    command = ScheduleFeature(
        artisan_slug=artisan.slug,
        quote_id="Kalau warnanya lari, saya buka buku.",
        reason_id="Catatan celup yang rapi.",
        starts_at="2026-12-01T00:00",
        ends_at="2026-12-08T00:00",
    )
    gate = threading.Barrier(8)
    refused = []

    def try_once() -> None:
        gate.wait()
        try:
            database.run(lambda db: services.schedule_feature(db, command, actor=SYSTEM))
        except SlotTaken as error:
            refused.append(error)

    threads = [threading.Thread(target=try_once) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with database.reading() as db:
        assert db.scalar(sa.select(sa.func.count(FeaturedSlot.id))) == 1
    assert len(refused) == 7
