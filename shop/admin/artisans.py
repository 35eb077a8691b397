"""The businesses that sell: who is open, invited or suspended, and changing that."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.accounts.models import Account
from shop.admin import words
from shop.admin.audit import entries
from shop.admin.desk import bp, do
from shop.artisans import services
from shop.artisans.models import Artisan, ArtisanMember, ArtisanStatus
from shop.artisans.services import MOVES, ChangeStatus
from shop.catalog.models import Listing
from shop.catalog.queries import editing
from shop.core import http
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.permissions import Principal, Right
from shop.heritage.models import Region
from shop.programs import queries as programs


@dataclass(frozen=True)
class Row:
    """A business in the list. ``published`` counts its listings in the shop."""

    slug: str
    name: str
    owner_name: str
    place: str
    status: str
    published: int
    vacation_from: dt.date | None
    vacation_until: dt.date | None


@bp.get("/artisans")
def artisans() -> Response:
    """List the businesses by name, all or those of one status."""
    http.need(Right.ARTISANS_EDIT)
    status = request.args.get("status", "")
    if status and status not in words.ARTISAN:
        raise NotFound
    with http.reading() as db:
        counts = db.execute(sa.select(Artisan.status, sa.func.count()).group_by(Artisan.status))
        return http.page(
            "admin/artisans.html",
            rows=_rows(db, Artisan.status == status if status else sa.true()),
            counts={status: number for status, number in counts},  # noqa: C416 - rows, not pairs
            shown=status,
            words=words,
        )


def _rows(db: Session, condition: sa.ColumnElement[bool]) -> list[Row]:
    published = (
        sa.select(sa.func.count())
        .where(Listing.artisan_id == Artisan.id, Listing.status == "published")
        .correlate(Artisan)
        .scalar_subquery()
    )
    found = db.execute(
        sa.select(
            Artisan.slug,
            Artisan.name,
            Artisan.owner_name,
            Region.short_name,
            Artisan.status,
            published,
            Artisan.vacation_from,
            Artisan.vacation_until,
        )
        .join(Region, Region.code == Artisan.region_code)
        .where(condition)
        .order_by(Artisan.name, Artisan.id)
    )
    return [Row(*row) for row in found]


@bp.get("/artisans/<slug>")
def artisan(slug: str) -> Response:
    """Show a business: people, programmes, listings, and what was decided about it."""
    return _page(slug, Form(), 200)


def _page(slug: str, form: Form[Any], status: int) -> Response:
    http.need(Right.ARTISANS_EDIT)
    with http.reading() as db:
        found = _rows(db, Artisan.slug == slug)
        if not found:
            raise NotFound
        artisan_id = db.scalars(sa.select(Artisan.id).where(Artisan.slug == slug)).one()
        return http.page(
            "admin/artisan.html",
            status=status,
            row=found[0],
            members=_members(db, artisan_id),
            paths=programs.paths(db, artisan_id),
            listings=editing.desk(db, artisan_ids=[artisan_id]),
            history=entries(db, wanted=slug, limit=20),
            moves=[
                (to.value, words.ARTISAN[to])
                for to in sorted(MOVES[ArtisanStatus(found[0].status)])
            ],
            may_review=http.principal().may(Right.LISTINGS_REVIEW),
            form=form,
            saved=bool(request.args.get("saved")),
            words=words,
        )


def _members(db: Session, artisan_id: int) -> list[tuple[str, str]]:
    rows = db.execute(
        sa.select(Account.name, Account.email)
        .join(ArtisanMember, ArtisanMember.account_id == Account.id)
        .where(ArtisanMember.artisan_id == artisan_id)
        .order_by(Account.email)
    )
    return [(name, email) for name, email in rows]


@bp.post("/artisans/<slug>")
def change_artisan(slug: str) -> Response | BaseResponse:
    """Let a business in, suspend it, or let it in again."""
    http.need(Right.ARTISANS_EDIT)
    form = Form.read(ChangeStatus, request.form)

    def act(db: Session, command: ChangeStatus, *, actor: Principal) -> None:
        services.change_status(db, slug, command, actor=actor)

    return do(
        form,
        act,
        again=lambda refused, status: _page(slug, refused, status),
        done=lambda: http.see_other("admin.artisan", slug=slug, saved=1),
    )
