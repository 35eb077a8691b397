"""Programmes and cohorts: coaches see their own cohorts, programme staff see all."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response
from sqlalchemy.orm import Session

from shop.accounts.models import Account
from shop.admin import words
from shop.admin.desk import bp
from shop.artisans.models import Artisan
from shop.catalog.models import Listing
from shop.core import http
from shop.core.errors import Forbidden, NotFound
from shop.core.permissions import Principal, Right
from shop.heritage.models import Region
from shop.programs.models import Cohort, CohortCoach, Participation, Program


@dataclass(frozen=True)
class CohortRow:
    """A cohort in the list, with who coaches it and how many finished."""

    id: int
    program_slug: str
    program_name_id: str
    program_name_en: str
    slug: str
    name_id: str
    name_en: str
    year: int
    businesses: int
    graduates: int
    coaches: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A business of a cohort: how far it came, and where its listings stand."""

    slug: str
    name: str
    owner_name: str
    place: str
    status: str
    stage: str
    since: dt.date | None
    counts: dict[str, int]

    @property
    def is_stuck(self) -> bool:
        """Tell whether a coach should call: nothing in the shop, or remarks that wait."""
        return not self.counts.get("published") or bool(self.counts.get("returned"))


@dataclass(frozen=True)
class ListingRow:
    """A listing of a cohort's business."""

    title_id: str
    public_id: str
    status: str
    review_reason: str
    updated_at: dt.datetime
    artisan: str


def may_read() -> Principal:
    """Return the person, who coaches cohorts or works for the programmes.

    :raises Forbidden: staff without either right.
    """
    person = http.principal()
    if not (person.may(Right.PROGRAMS_READ) or person.may(Right.PROGRAMS_EDIT)):
        raise Forbidden
    return person


def _visible(person: Principal) -> sa.ColumnElement[bool]:
    """Return the condition for cohorts that a person may see."""
    if person.may(Right.PROGRAMS_EDIT):
        return sa.true()
    mine = sa.select(CohortCoach.cohort_id).where(CohortCoach.account_id == person.account_id)
    return Cohort.id.in_(mine)


@bp.get("/programs")
def programs() -> Response:
    """List the cohorts that the person may see, newest first."""
    person = may_read()
    with http.reading() as db:
        return http.page(
            "admin/programs.html",
            rows=_cohorts(db, _visible(person)),
            sees_all=person.may(Right.PROGRAMS_EDIT),
        )


@bp.get("/programs/<program>/<cohort>")
def cohort(program: str, cohort: str) -> Response:
    """Show a cohort: its businesses, who needs help, and their listings."""
    person = may_read()
    with http.reading() as db:
        found = _cohorts(
            db, sa.and_(_visible(person), Program.slug == program, Cohort.slug == cohort)
        )
        if not found:
            raise NotFound
        members = _members(db, found[0].id)
        return http.page(
            "admin/cohort.html",
            cohort=found[0],
            members=members,
            listings=_listings(db, [member.slug for member in members]),
            may_review=person.may(Right.LISTINGS_REVIEW),
            words=words,
        )


def _cohorts(db: Session, condition: sa.ColumnElement[bool]) -> list[CohortRow]:
    finished = sa.case((Participation.stage.in_(["graduated", "alumni"]), 1))
    rows: Any = db.execute(
        sa.select(
            Cohort.id,
            Program.slug,
            Program.name_id,
            Program.name_en,
            Cohort.slug,
            Cohort.name_id,
            Cohort.name_en,
            Cohort.year,
            sa.func.count(Participation.id),
            sa.func.count(finished),
        )
        .join(Program, Program.id == Cohort.program_id)
        .outerjoin(Participation, Participation.cohort_id == Cohort.id)
        .where(condition)
        .group_by(Cohort.id, Program.id)
        .order_by(Cohort.year.desc(), Cohort.id.desc())
    ).all()
    coaches = _coaches(db, [row[0] for row in rows])
    return [CohortRow(*(*row, tuple(coaches[row[0]]))) for row in rows]


def _coaches(db: Session, cohort_ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.execute(
        sa.select(CohortCoach.cohort_id, Account.name)
        .join(Account, Account.id == CohortCoach.account_id)
        .where(CohortCoach.cohort_id.in_(cohort_ids))
        .order_by(Account.name)
    )
    for cohort_id, name in rows:
        found[cohort_id].append(name)
    return found


def _members(db: Session, cohort_id: int) -> list[Member]:
    rows = db.execute(
        sa.select(Participation, Artisan, Region.short_name)
        .join(Artisan, Artisan.id == Participation.artisan_id)
        .join(Region, Region.code == Artisan.region_code)
        .where(Participation.cohort_id == cohort_id)
        .order_by(Artisan.name, Artisan.id)
    ).all()
    counts = _counts(db, [artisan.id for _, artisan, _ in rows])
    return [
        Member(
            slug=artisan.slug,
            name=artisan.name,
            owner_name=artisan.owner_name,
            place=place,
            status=artisan.status,
            stage=part.stage,
            since=_since(part),
            counts=counts[artisan.id],
        )
        for part, artisan, place in rows
    ]


def _since(part: Participation) -> dt.date | None:
    """Return the latest date that is written down of a participation."""
    dates = (
        part.withdrawn_on,
        part.graduated_on,
        part.coached_on,
        part.trained_on,
        part.selected_on,
        part.applied_on,
    )
    return next((day for day in dates if day is not None), None)


def _counts(db: Session, artisan_ids: Collection[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = db.execute(
        sa.select(Listing.artisan_id, Listing.status, sa.func.count())
        .where(Listing.artisan_id.in_(artisan_ids))
        .group_by(Listing.artisan_id, Listing.status)
    )
    for artisan_id, status, number in rows:
        found[artisan_id][status] = number
    return found


def _listings(db: Session, slugs: Collection[str]) -> list[ListingRow]:
    """Return what a coach can help with: drafts, remarks and what waits; last changed first."""
    rows = db.execute(
        sa.select(
            Listing.title_id,
            Listing.public_id,
            Listing.status,
            Listing.review_reason,
            Listing.updated_at,
            Artisan.name,
        )
        .join(Artisan, Artisan.id == Listing.artisan_id)
        .where(Artisan.slug.in_(slugs), Listing.status.in_(["draft", "returned", "submitted"]))
        .order_by(Listing.updated_at.desc(), Listing.id.desc())
        .limit(100)
    )
    return [ListingRow(*row) for row in rows]
