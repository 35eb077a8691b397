"""Featuring a graduate on the home page, with words, reason, start and end."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.admin.desk import bp, do
from shop.artisans.models import Artisan, ArtisanStatus
from shop.core import http
from shop.core.clock import WITA
from shop.core.command import Command, PublicId, Reason
from shop.core.forms import Form
from shop.core.permissions import Principal, Right
from shop.core.runtime import runtime
from shop.editorial import queries, services
from shop.editorial.commands import ScheduleFeature
from shop.programs.models import Participation


class EndFeature(Command):
    """Take a featured graduate off the home page now."""

    slot: PublicId
    reason: Reason


@bp.get("/featured")
def featured() -> Response:
    """Show past, present and coming slots, and the form for one more."""
    return _page(200)


def _page(status: int, **refused: Form[Any]) -> Response:
    """Render the page; ``refused`` is the one form that was sent and refused."""
    forms: dict[str, Form[Any]] = {"schedule": Form(), "ending": Form(), **refused}
    http.need(Right.EDITORIAL_EDIT)
    now = runtime().clock.now()
    with http.reading() as db:
        return http.page(
            "admin/featured.html",
            status=status,
            slots=queries.features(db),
            graduates=_graduates(db),
            now=now,
            **forms,
            blank=Form(),
            saved=bool(request.args.get("saved")),
            start=_local(now),
            end=_local(now + dt.timedelta(days=14)),
        )


def _local(at: dt.datetime) -> str:
    """Write an instant as ``datetime-local`` fields want it, in East Kalimantan's time."""
    return at.astimezone(ZoneInfo(WITA)).strftime("%Y-%m-%dT%H:%M")


def _graduates(db: Session) -> list[tuple[str, str]]:
    rows = db.execute(
        sa.select(Artisan.slug, Artisan.name)
        .join(Participation, Participation.artisan_id == Artisan.id)
        .where(
            Artisan.status == ArtisanStatus.ACTIVE,
            Participation.stage.in_(["graduated", "alumni"]),
        )
        .distinct()
        .order_by(Artisan.name)
    )
    return [(slug, name) for slug, name in rows]


@bp.post("/featured")
def schedule() -> Response | BaseResponse:
    """Schedule a slot; slots do not overlap."""
    http.need(Right.EDITORIAL_EDIT)
    form = Form.read(ScheduleFeature, request.form)
    return do(
        form,
        services.schedule_feature,
        again=lambda refused, status: _page(status, schedule=refused),
        done=lambda: http.see_other("admin.featured", saved=1),
    )


@bp.post("/featured/end")
def end() -> Response | BaseResponse:
    """End a slot now, with a reason."""
    http.need(Right.EDITORIAL_EDIT)
    form = Form.read(EndFeature, request.form)
    return do(
        form,
        _end,
        again=lambda refused, status: _page(status, ending=refused),
        done=lambda: http.see_other("admin.featured", saved=1),
    )


def _end(db: Session, command: EndFeature, *, actor: Principal) -> None:
    services.end_feature(db, command.slot, reason=command.reason, actor=actor)
