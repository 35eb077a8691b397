"""What editors do."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_date
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan, ArtisanStatus
from shop.core import audit, clock, ids, outbox
from shop.core.db import changed_rows, one_at_a_time
from shop.core.errors import NotFound
from shop.core.i18n import get_locale
from shop.core.permissions import Principal
from shop.editorial.commands import EditInfo, ScheduleFeature
from shop.editorial.errors import NotAGraduate, SlotBackwards, SlotOver, SlotTaken
from shop.editorial.events import FeatureScheduled
from shop.editorial.models import FeaturedSlot, InfoPage
from shop.programs import queries as programs


def schedule_feature(db: Session, command: ScheduleFeature, *, actor: Principal) -> FeaturedSlot:
    """Give a graduate the home page for a while.

    Slots do not overlap; one may begin in the instant in which another ends.

    :raises NotAGraduate: no open shop of that name, or it finished no programme.
    :raises SlotBackwards: the end is not after the start.
    :raises SlotTaken: another slot lies in that time. Nothing is written.
    """
    artisan = db.scalar(
        sa.select(Artisan).where(
            Artisan.slug == command.artisan_slug, Artisan.status == ArtisanStatus.ACTIVE
        )
    )
    if artisan is None or not programs.is_graduate(db, artisan.id):
        raise NotAGraduate
    if command.ends_at <= command.starts_at:
        raise SlotBackwards
    _refuse_overlap(db, command)
    slot = FeaturedSlot(
        public_id=ids.public_id("feat"),
        artisan_id=artisan.id,
        account_id=actor.account_id,
        created_at=clock.now(db),
        **command.model_dump(exclude={"artisan_slug"}),
    )
    db.add(slot)
    db.flush()
    audit.record(
        db,
        "editorial.feature_scheduled",
        subject=slot.public_id,
        actor=actor,
        reason=command.reason_id,
        after=command.model_dump(mode="json"),
    )
    outbox.emit(db, FeatureScheduled(slot_public_id=slot.public_id, artisan_id=artisan.id))
    return slot


def end_feature(db: Session, public_id: str, *, reason: str, actor: Principal) -> None:
    """End a slot now; one that has not begun is removed.

    :raises NotFound: no such slot.
    :raises SlotOver: it ended before.
    """
    slot = db.scalar(sa.select(FeaturedSlot).where(FeaturedSlot.public_id == public_id))
    if slot is None:
        raise NotFound
    now = clock.now(db)
    before = {"starts_at": slot.starts_at.isoformat(), "ends_at": slot.ends_at.isoformat()}
    if slot.starts_at >= now:
        db.delete(slot)
    elif not changed_rows(
        db,
        sa.update(FeaturedSlot)
        .where(FeaturedSlot.id == slot.id, FeaturedSlot.ends_at > now)
        .values(ends_at=now),
    ):
        raise SlotOver
    audit.record(
        db,
        "editorial.feature_ended",
        subject=public_id,
        actor=actor,
        reason=reason,
        before=before,
    )


def edit_info(db: Session, command: EditInfo, *, actor: Principal) -> InfoPage:
    """Write a new version of an information page; older ones stay readable.

    Text equal to the newest version makes no new one.
    """
    one_at_a_time(db, f"info:{command.name}")
    newest = db.scalar(
        sa.select(InfoPage)
        .where(InfoPage.name == command.name, InfoPage.locale == command.locale)
        .order_by(InfoPage.version.desc())
        .limit(1)
    )
    words = command.model_dump(include={"title", "summary", "body"})
    if newest and all(getattr(newest, name) == value for name, value in words.items()):
        return newest
    page = InfoPage(
        name=command.name,
        locale=command.locale,
        version=newest.version + 1 if newest else 1,
        created_at=clock.now(db),
        account_id=actor.account_id,
        **words,
    )
    db.add(page)
    db.flush()
    audit.record(
        db,
        "editorial.info_edited",
        subject=f"{command.name}.{command.locale}",
        actor=actor,
        before={"version": newest.version if newest else 0},
        after={"version": page.version},
    )
    return page


def _refuse_overlap(db: Session, command: ScheduleFeature) -> None:
    one_at_a_time(db, "editorial.features")
    taken = db.execute(
        sa.select(Artisan.name, FeaturedSlot.starts_at, FeaturedSlot.ends_at)
        .join(Artisan, Artisan.id == FeaturedSlot.artisan_id)
        .where(FeaturedSlot.starts_at < command.ends_at, FeaturedSlot.ends_at > command.starts_at)
        .order_by(FeaturedSlot.starts_at)
        .limit(1)
    ).one_or_none()
    if taken is not None:
        name, starts_at, ends_at = taken
        raise SlotTaken(artisan=name, starts=_day(starts_at), ends=_day(ends_at))


def _day(instant: dt.datetime) -> str:
    local = instant.astimezone(ZoneInfo(clock.WITA))
    return format_date(local.date(), "long", locale=get_locale())
