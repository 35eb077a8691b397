from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.core.audit import AuditEntry
from shop.core.clock import FixedClock
from shop.core.errors import NotFound
from shop.core.i18n import use_locale
from shop.core.outbox import OutboxRow
from shop.editorial import queries, services
from shop.editorial.commands import EditInfo, ScheduleFeature
from shop.editorial.errors import NotAGraduate, SlotBackwards, SlotOver, SlotTaken
from shop.editorial.models import FeaturedSlot
from tests.factories import (
    make_artisan,
    make_cohort,
    make_participation,
    make_principal,
    make_program,
)


def graduate(db: Session, **values: Any) -> Any:
    artisan = make_artisan(db, **values)
    make_participation(db, make_cohort(db, make_program(db)), artisan)
    return artisan


def schedule(
    artisan: Any, starts: Any = "2026-11-24T00:00", ends: Any = "2026-12-01T00:00", **values: Any
) -> Any:
    return ScheduleFeature(
        **{
            "artisan_slug": artisan.slug,
            "quote_id": "Kalau warnanya lari, saya buka buku kas.",
            "reason_id": "Tiga tahun catatan celup yang rapi.",
            "starts_at": starts,
            "ends_at": ends,
            **values,
        }
    )


def test_a_graduate_gets_the_home_page(db: Session, clock: FixedClock) -> None:
    artisan, actor = graduate(db, name="Teras Teritip"), make_principal(db)

    slot = services.schedule_feature(db, schedule(artisan), actor=actor)

    feature = queries.current_feature(db)
    assert (feature.artisan_name, feature.reason_id) == (
        "Teras Teritip",
        "Tiga tahun catatan celup yang rapi.",
    )
    assert feature.starts_at == dt.datetime(2026, 11, 23, 16, 0, tzinfo=dt.UTC)
    assert slot.account_id == actor.account_id
    assert db.scalars(sa.select(OutboxRow.event)).all() == ["editorial.feature_scheduled"]
    assert db.scalars(sa.select(AuditEntry.action)).all() == ["editorial.feature_scheduled"]
    clock.at = dt.datetime(2026, 11, 30, 15, 59, 59, tzinfo=dt.UTC)
    assert queries.current_feature(db).public_id == slot.public_id
    clock.at = dt.datetime(2026, 11, 30, 16, 0, tzinfo=dt.UTC)
    assert queries.current_feature(db) is None


def test_a_suspended_workshop_leaves_the_home_page_at_once(db: Session) -> None:
    artisan = graduate(db)
    services.schedule_feature(db, schedule(artisan), actor=make_principal(db))

    artisan.status = "suspended"
    db.flush()

    assert queries.current_feature(db) is None


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        pytest.param("2026-11-30T23:59", "2026-12-09T00:00", id="begins a minute too early"),
        pytest.param("2026-11-20T00:00", "2026-11-24T00:01", id="ends a minute too late"),
        pytest.param("2026-11-25T00:00", "2026-11-26T00:00", id="lies inside"),
        pytest.param("2026-11-01T00:00", "2026-12-31T00:00", id="lies around"),
    ],
)
def test_slots_do_not_overlap(db: Session, starts: Any, ends: Any) -> None:
    first, second = graduate(db, name="Teras Teritip"), graduate(db)
    actor = make_principal(db)
    services.schedule_feature(db, schedule(first), actor=actor)

    with use_locale("en"), pytest.raises(SlotTaken) as refusal:
        services.schedule_feature(db, schedule(second, starts, ends), actor=actor)

    with use_locale("en"):
        assert refusal.value.text == (
            "Teras Teritip is featured from November 24, 2026 to December 1, 2026. "
            "Choose another time."
        )
    assert db.scalar(sa.select(sa.func.count(FeaturedSlot.id))) == 1
    assert db.scalar(sa.select(sa.func.count(AuditEntry.id))) == 1


def test_a_slot_may_begin_when_another_ends(db: Session) -> None:
    first, second = graduate(db), graduate(db)
    actor = make_principal(db)
    services.schedule_feature(db, schedule(first), actor=actor)

    services.schedule_feature(
        db, schedule(second, "2026-12-01T00:00", "2026-12-08T00:00"), actor=actor
    )

    assert [f.artisan_id for f in queries.features(db)] == [second.id, first.id]


def test_only_open_shops_of_graduates_are_featured(db: Session) -> None:
    actor = make_principal(db)
    for artisan in (make_artisan(db), graduate(db, status="suspended")):
        with pytest.raises(NotAGraduate):
            services.schedule_feature(db, schedule(artisan), actor=actor)

    assert db.scalars(sa.select(FeaturedSlot)).all() == []


def test_a_slot_that_ends_before_it_begins_is_refused(db: Session) -> None:
    with pytest.raises(SlotBackwards):
        services.schedule_feature(
            db,
            schedule(graduate(db), "2026-12-01T00:00", "2026-12-01T00:00"),
            actor=make_principal(db),
        )


def test_a_slot_is_ended_before_its_time(db: Session) -> None:
    actor = make_principal(db)
    slot = services.schedule_feature(db, schedule(graduate(db)), actor=actor)

    services.end_feature(db, slot.public_id, reason="Diminta pengrajin", actor=actor)

    assert queries.current_feature(db) is None
    assert db.scalar(sa.select(sa.func.count(FeaturedSlot.id))) == 1
    with pytest.raises(SlotOver):
        services.end_feature(db, slot.public_id, reason="Lagi", actor=actor)
    with pytest.raises(NotFound):
        services.end_feature(db, "feat_none", reason="Lagi", actor=actor)


def test_a_slot_that_has_not_begun_is_taken_off_and_remembered(db: Session) -> None:
    actor = make_principal(db)
    slot = services.schedule_feature(
        db, schedule(graduate(db), "2027-01-01T00:00", "2027-01-08T00:00"), actor=actor
    )

    services.end_feature(db, slot.public_id, reason="Salah tanggal", actor=actor)

    assert db.scalars(sa.select(FeaturedSlot)).all() == []
    entry = db.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (entry.action, entry.reason) == ("editorial.feature_ended", "Salah tanggal")
    assert entry.before["starts_at"] == "2026-12-31T16:00:00+00:00"


def edit(**values: Any) -> EditInfo:
    return EditInfo(
        **{
            "name": "terms",
            "locale": "id",
            "title": "Syarat",
            "body": "Paling sedikit dua puluh huruf.",
            **values,
        }
    )


def test_an_edit_makes_a_version_and_equal_words_make_none(db: Session) -> None:
    actor = make_principal(db)

    first = services.edit_info(db, edit(), actor=actor)
    again = services.edit_info(db, edit(), actor=actor)
    changed = services.edit_info(db, edit(title="Syarat baru"), actor=actor)

    assert (first.version, again.version, changed.version) == (1, 1, 2)
    assert queries.current_terms_version(db) == 2
    assert queries.current_terms_version(db, "en") == 0
    assert db.scalars(sa.select(AuditEntry.subject)).all() == ["terms.id", "terms.id"]
