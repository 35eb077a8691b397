"""Coaching programmes, their cohorts, and how far each business came in one."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from shop.core.db import Model, key_column


class Stage(StrEnum):
    """Dated states of a participation, in the order they usually happen."""

    APPLIED = "applied"
    SELECTED = "selected"
    TRAINED = "trained"
    COACHED = "coached"
    GRADUATED = "graduated"
    ALUMNI = "alumni"
    WITHDRAWN = "withdrawn"


class Program(Model):
    """A coaching programme."""

    __tablename__ = "shop_programs"

    id: Mapped[int] = key_column()
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    name_id: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200))
    organiser: Mapped[str] = mapped_column(sa.String(200))
    description_id: Mapped[str] = mapped_column(sa.Text)
    description_en: Mapped[str] = mapped_column(sa.Text)
    #: What graduated means in this programme; every badge links to it.
    graduation_id: Mapped[str] = mapped_column(sa.Text)
    graduation_en: Mapped[str] = mapped_column(sa.Text)
    is_demo: Mapped[bool] = mapped_column(default=False)


class Cohort(Model):
    """One intake of a programme."""

    __tablename__ = "shop_cohorts"
    __table_args__ = (sa.UniqueConstraint("program_id", "slug"),)

    id: Mapped[int] = key_column()
    program_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_programs.id"), index=True)
    slug: Mapped[str] = mapped_column(sa.String(100))
    name_id: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200))
    year: Mapped[int]


class CohortCoach(Model):
    """A coach looks after a cohort, and sees only that one."""

    __tablename__ = "shop_cohort_coaches"
    __table_args__ = (sa.UniqueConstraint("cohort_id", "account_id"),)

    id: Mapped[int] = key_column()
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_cohorts.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_accounts.id"), index=True)


class Participation(Model):
    """A business in a cohort. Each stage has its own date; a missing one did not happen."""

    __tablename__ = "shop_participations"
    __table_args__ = (
        sa.UniqueConstraint("cohort_id", "artisan_id"),
        sa.CheckConstraint(
            "stage IN ('applied', 'selected', 'trained', 'coached', 'graduated', 'alumni', "
            "'withdrawn')",
            name="stage_known",
        ),
        sa.CheckConstraint(
            "stage NOT IN ('graduated', 'alumni') OR graduated_on IS NOT NULL",
            name="graduates_have_a_date",
        ),
    )

    id: Mapped[int] = key_column()
    cohort_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_cohorts.id"))
    artisan_id: Mapped[int] = mapped_column(sa.ForeignKey("shop_artisans.id"), index=True)
    stage: Mapped[str] = mapped_column(sa.String(12), default=Stage.APPLIED)
    applied_on: Mapped[dt.date | None]
    selected_on: Mapped[dt.date | None]
    trained_on: Mapped[dt.date | None]
    coached_on: Mapped[dt.date | None]
    graduated_on: Mapped[dt.date | None]
    withdrawn_on: Mapped[dt.date | None]
