"""Reads of programmes: pages about them, an artisan's path, the graduate's badge."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from shop.artisans.models import Artisan, ArtisanStatus
from shop.core.db import rows
from shop.heritage.models import Region
from shop.programs.models import Cohort, Participation, Program, Stage

#: Who has finished.
FINISHED = (Stage.GRADUATED, Stage.ALUMNI)

#: Who takes part and has not finished. Applicants are not participants yet.
TAKING_PART = (Stage.SELECTED, Stage.TRAINED, Stage.COACHED)

#: Dated stages in their usual order, and the column that holds each date.
DATED: tuple[tuple[Stage, Any], ...] = (
    (Stage.APPLIED, Participation.applied_on),
    (Stage.SELECTED, Participation.selected_on),
    (Stage.TRAINED, Participation.trained_on),
    (Stage.COACHED, Participation.coached_on),
    (Stage.GRADUATED, Participation.graduated_on),
    (Stage.WITHDRAWN, Participation.withdrawn_on),
)


@dataclass(frozen=True)
class Step:
    """A stage that was reached, and when."""

    stage: str
    on: dt.date


@dataclass(frozen=True)
class Path:
    """How far a workshop came in one cohort. ``stage`` may be ahead of the dated steps."""

    program_slug: str
    program_name_id: str
    program_name_en: str
    cohort_name_id: str
    cohort_name_en: str
    year: int
    stage: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Badge:
    """A graduation: what the badge says and where it leads."""

    program_slug: str
    program_name_id: str
    program_name_en: str
    cohort_name_id: str
    cohort_name_en: str
    year: int


@dataclass(frozen=True)
class Graduate:
    """A workshop that finished a cohort, as the programme's page lists it."""

    artisan_id: int
    slug: str
    name: str
    place: str
    graduated_on: dt.date


@dataclass(frozen=True)
class CohortPage:
    """A cohort with those of its graduates whose shops are open.

    ``participants``: how many others take part, have not finished, and have an open shop. The
    page counts them and does not name them.
    """

    slug: str
    name_id: str
    name_en: str
    year: int
    graduates: tuple[Graduate, ...]
    participants: int


@dataclass(frozen=True)
class ProgramCard:
    """A programme in a list, with how many shops of its graduates are open."""

    slug: str
    name_id: str
    name_en: str
    organiser: str
    description_id: str
    description_en: str
    first_year: int | None
    last_year: int | None
    cohorts: int
    graduates: int
    is_demo: bool


@dataclass(frozen=True)
class ProgramPage:
    """A programme, what graduating from it means, and its cohorts, newest first."""

    slug: str
    name_id: str
    name_en: str
    organiser: str
    description_id: str
    description_en: str
    graduation_id: str
    graduation_en: str
    is_demo: bool
    cohorts: tuple[CohortPage, ...]


@dataclass(frozen=True)
class CohortCard:
    """A cohort in a list: programme, year, and whose shops are open.

    ``graduates`` have finished, ``participants`` take part and have not finished.
    """

    program_slug: str
    program_name_id: str
    program_name_en: str
    slug: str
    name_id: str
    name_en: str
    year: int
    graduates: int
    participants: int


def paths(db: Session, artisan_id: int) -> list[Path]:
    """Return a workshop's ways through programmes, newest cohort first."""
    rows = db.execute(
        sa.select(
            Program.slug.label("program_slug"),
            Program.name_id.label("program_name_id"),
            Program.name_en.label("program_name_en"),
            Cohort.name_id.label("cohort_name_id"),
            Cohort.name_en.label("cohort_name_en"),
            Cohort.year,
            Participation.stage,
            *(column.label(f"{stage}_day") for stage, column in DATED),
        )
        .join(Cohort, Cohort.id == Participation.cohort_id)
        .join(Program, Program.id == Cohort.program_id)
        .where(Participation.artisan_id == artisan_id)
        .order_by(Cohort.year.desc(), Cohort.id.desc())
    )
    return [
        Path(
            program_slug=row.program_slug,
            program_name_id=row.program_name_id,
            program_name_en=row.program_name_en,
            cohort_name_id=row.cohort_name_id,
            cohort_name_en=row.cohort_name_en,
            year=row.year,
            stage=row.stage,
            steps=_steps(row),
        )
        for row in rows
    ]


def badges(db: Session, artisan_ids: Iterable[int]) -> dict[int, Badge]:
    """Return the latest graduation of each workshop that has one. One statement."""
    found = rows(db, _BADGES, artisan_ids=list(artisan_ids))
    return {row[0]: Badge(*row[1:]) for row in found}


_BADGES = (
    sa.select(
        Participation.artisan_id,
        Program.slug,
        Program.name_id,
        Program.name_en,
        Cohort.name_id,
        Cohort.name_en,
        Cohort.year,
    )
    .join(Cohort, Cohort.id == Participation.cohort_id)
    .join(Program, Program.id == Cohort.program_id)
    .where(
        Participation.artisan_id.in_(sa.bindparam("artisan_ids", expanding=True)),
        Participation.stage.in_(FINISHED),
    )
    .order_by(Participation.graduated_on, Participation.id)
)


def is_graduate(db: Session, artisan_id: int) -> bool:
    """Tell whether a workshop has finished a programme."""
    return artisan_id in badges(db, [artisan_id])


def program_cards(db: Session) -> list[ProgramCard]:
    """Return every programme, the one with the newest cohort first. One statement."""
    finished = _open_shops(FINISHED)
    rows = db.execute(
        sa.select(
            Program.slug,
            Program.name_id,
            Program.name_en,
            Program.organiser,
            Program.description_id,
            Program.description_en,
            sa.func.min(Cohort.year),
            sa.func.max(Cohort.year),
            sa.func.count(Cohort.id),
            sa.cast(sa.func.coalesce(sa.func.sum(finished.c.number), 0), sa.Integer),
            Program.is_demo,
        )
        .outerjoin(Cohort, Cohort.program_id == Program.id)
        .outerjoin(finished, finished.c.cohort_id == Cohort.id)
        .group_by(Program.id)
        .order_by(sa.func.coalesce(sa.func.max(Cohort.year), 0).desc(), Program.id)
    )
    return [ProgramCard(*row) for row in rows]


def cohort_cards(db: Session, *, limit: int = 6) -> list[CohortCard]:
    """Return cohorts, newest first. One statement."""
    finished, taking_part = _open_shops(FINISHED), _open_shops(TAKING_PART)
    rows = db.execute(
        sa.select(
            Program.slug,
            Program.name_id,
            Program.name_en,
            Cohort.slug,
            Cohort.name_id,
            Cohort.name_en,
            Cohort.year,
            sa.func.coalesce(finished.c.number, 0),
            sa.func.coalesce(taking_part.c.number, 0),
        )
        .join(Program, Program.id == Cohort.program_id)
        .outerjoin(finished, finished.c.cohort_id == Cohort.id)
        .outerjoin(taking_part, taking_part.c.cohort_id == Cohort.id)
        .order_by(Cohort.year.desc(), Cohort.id.desc())
        .limit(limit)
    )
    return [CohortCard(*row) for row in rows]


def program(db: Session, slug: str) -> ProgramPage | None:
    """Return a programme with its cohorts and graduates, or None. Three statements."""
    found = db.scalar(sa.select(Program).where(Program.slug == slug))
    if found is None:
        return None
    graduates = _graduates(db, found.id)
    taking_part = _open_shops(TAKING_PART)
    cohorts = db.execute(
        sa.select(Cohort, sa.func.coalesce(taking_part.c.number, 0))
        .outerjoin(taking_part, taking_part.c.cohort_id == Cohort.id)
        .where(Cohort.program_id == found.id)
        .order_by(Cohort.year.desc(), Cohort.id.desc())
    )
    return ProgramPage(
        slug=found.slug,
        name_id=found.name_id,
        name_en=found.name_en,
        organiser=found.organiser,
        description_id=found.description_id,
        description_en=found.description_en,
        graduation_id=found.graduation_id,
        graduation_en=found.graduation_en,
        is_demo=found.is_demo,
        cohorts=tuple(
            CohortPage(
                slug=cohort.slug,
                name_id=cohort.name_id,
                name_en=cohort.name_en,
                year=cohort.year,
                graduates=tuple(graduates[cohort.id]),
                participants=participants,
            )
            for cohort, participants in cohorts
        ),
    )


def _steps(row: Any) -> tuple[Step, ...]:
    dated = ((stage, getattr(row, f"{stage}_day")) for stage, _column in DATED)
    return tuple(Step(stage, day) for stage, day in dated if day is not None)


def _graduates(db: Session, program_id: int) -> dict[int, list[Graduate]]:
    rows: Any = db.execute(
        sa.select(
            Participation.cohort_id,
            Artisan.id,
            Artisan.slug,
            Artisan.name,
            Region.short_name,
            Participation.graduated_on,
        )
        .join(Cohort, Cohort.id == Participation.cohort_id)
        .join(Artisan, Artisan.id == Participation.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
        .where(
            Cohort.program_id == program_id,
            Participation.stage.in_(FINISHED),
            Artisan.status == ArtisanStatus.ACTIVE,
        )
        .order_by(Artisan.name, Artisan.id)
    )
    found: dict[int, list[Graduate]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Graduate(*row[1:]))
    return found


def _open_shops(stages: Collection[Stage]) -> sa.Subquery:
    """Count, by cohort, the open shops of those whose participation is in one of ``stages``."""
    return (
        sa.select(Participation.cohort_id, sa.func.count().label("number"))
        .join(Artisan, Artisan.id == Participation.artisan_id)
        .where(Participation.stage.in_(stages), Artisan.status == ArtisanStatus.ACTIVE)
        .group_by(Participation.cohort_id)
        .subquery()
    )
