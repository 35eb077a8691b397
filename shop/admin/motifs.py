"""The motif registry as staff keep it: words with their sources, permissions, talks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.admin import words
from shop.admin.desk import bp, do
from shop.artisans.models import Artisan
from shop.catalog.models import ListingMotif
from shop.catalog.queries.cards import SLUG
from shop.core import http
from shop.core.command import Command, Integer, Reason
from shop.core.errors import NotFound
from shop.core.forms import Form
from shop.core.i18n import get_locale, pick
from shop.core.permissions import Principal, Right
from shop.heritage import citations, services
from shop.heritage.models import Form as ClothForm
from shop.heritage.models import Motif, MotifConsultation, MotifPermission
from shop.heritage.policy import BRAND
from shop.heritage.queries import forms as form_choices
from shop.heritage.services import (
    CompleteConsultation,
    EditMotif,
    RecordConsultation,
    RecordPermission,
)
from shop.heritage.words import KIND_WORDS, STATUS_WORDS, status_words


class RevokePermission(Command):
    """Take a permission back."""

    permission: Integer
    reason: Reason


@dataclass(frozen=True)
class Row:
    """A motif in the list. ``listings`` counts those that carry it."""

    id: str
    name_id: str
    name_en: str
    kind: str
    cultural_status: str
    meaning_status: str
    is_reviewed: bool
    is_edited: bool
    listings: int


@dataclass(frozen=True)
class Permission:
    """A permission with the name of the business that holds it. Empty form: for all."""

    id: int
    artisan: str
    form: str
    kind: str
    granted_by: str
    document_note: str
    valid_until: dt.date | None
    revoked_at: dt.datetime | None


@dataclass(frozen=True)
class Consultation:
    """A talk of an artisan with a community. Empty artisan: not recorded yet, so it frees none."""

    id: int
    artisan: str
    form: str
    who: str
    role: str
    on: dt.date
    decision: str
    note: str


@bp.get("/motifs")
def motifs() -> Response:
    """List the registry by name, all of it or one cultural status, or what a name contains."""
    http.need(Right.MOTIFS_EDIT)
    status = request.args.get("status", "")
    if status and status not in STATUS_WORDS:
        raise NotFound
    wanted = request.args.get("q", "").strip()[:80]
    with http.reading() as db:
        counts = db.execute(
            sa.select(Motif.cultural_status, sa.func.count()).group_by(Motif.cultural_status)
        )
        return http.page(
            "admin/motifs.html",
            rows=_rows(db, status, wanted),
            counts={status: number for status, number in counts},  # noqa: C416 - rows, not pairs
            shown=status,
            wanted=wanted,
            statuses=STATUS_WORDS,
            status_words=status_words,
        )


def _rows(db: Session, status: str, wanted: str) -> list[Row]:
    listings = (
        sa.select(sa.func.count(ListingMotif.listing_id.distinct()))
        .where(ListingMotif.motif_id == Motif.id)
        .correlate(Motif)
        .scalar_subquery()
    )
    statement = sa.select(
        Motif.id,
        Motif.name_id,
        Motif.name_en,
        Motif.kind,
        Motif.cultural_status,
        Motif.meaning_status,
        Motif.reviewed_at.is_not(None),
        Motif.edited_at.is_not(None),
        listings,
    ).order_by(Motif.name_id, Motif.id)
    if status:
        statement = statement.where(Motif.cultural_status == status)
    if wanted:
        statement = statement.where(
            sa.or_(
                sa.func.lower(Motif.name_id).contains(wanted.lower(), autoescape=True),
                sa.func.lower(Motif.name_en).contains(wanted.lower(), autoescape=True),
            )
        )
    return [Row(*row) for row in db.execute(statement)]


@bp.get("/motifs/<motif>")
def motif(motif: str) -> Response:
    """Show everything staff may change about a motif, and what was allowed for it."""
    return _page(motif, 200)


def _page(motif_id: str, status: int, **refused: Form[Any]) -> Response:
    """Render a motif; ``refused`` is the one form of the page that was sent and refused."""
    http.need(Right.MOTIFS_EDIT)
    with http.reading() as db:
        found = db.get(Motif, motif_id)
        if found is None:
            raise NotFound
        forms = {
            "edit": Form(values=_values(db, found)),
            "permission": Form[Command](),
            "revoke": Form[Command](),
            "consultation": Form[Command](),
            "completion": Form[Command](),
        }
        return http.page(
            "admin/motif.html",
            status=status,
            motif_id=motif_id,
            name=pick(id=found.name_id, en=found.name_en)[0],
            kind=str(KIND_WORDS[found.kind]),
            is_brand=found.kind == BRAND,
            sources=citations.read(found.sources),
            reviewed_at=found.reviewed_at,
            permissions=_permissions(db, motif_id),
            consultations=_consultations(db, motif_id),
            artisans=_artisans(db),
            cloth_forms=[
                (row.id, pick(id=row.name_id, en=row.name_en)[0]) for row in form_choices(db)
            ],
            statuses=[(code, text.name, text.rule) for code, text in STATUS_WORDS.items()],
            forms={**forms, **refused},
            saved=bool(request.args.get("saved")),
            words=words,
        )


def _values(db: Session, motif: Motif) -> dict[str, Any]:
    """Return what the form shows of a stored motif; the sources stand one a line."""
    names = set(EditMotif.model_fields) - {"motif_id", "meaning_sources", "owner_artisan_id"}
    values = {name: getattr(motif, name) or "" for name in names}
    lines = [citations.line_of(source) for source in citations.read(motif.meaning_sources)]
    owner = db.get(Artisan, motif.owner_artisan_id) if motif.owner_artisan_id else None
    return {
        **values,
        "meaning_sources": "\n".join(lines),
        "owner": owner.slug if owner else "",
    }


def _permissions(db: Session, motif_id: str) -> list[Permission]:
    rows = db.execute(
        sa.select(
            MotifPermission.id,
            Artisan.name,
            _form_name(),
            MotifPermission.kind,
            MotifPermission.granted_by,
            MotifPermission.document_note,
            MotifPermission.valid_until,
            MotifPermission.revoked_at,
        )
        .join(Artisan, Artisan.id == MotifPermission.artisan_id)
        .outerjoin(ClothForm, ClothForm.id == MotifPermission.form_id)
        .where(MotifPermission.motif_id == motif_id)
        .order_by(MotifPermission.id.desc())
    )
    return [Permission(*row) for row in rows]


def _consultations(db: Session, motif_id: str) -> list[Consultation]:
    rows = db.execute(
        sa.select(
            MotifConsultation.id,
            sa.func.coalesce(Artisan.name, ""),
            _form_name(),
            MotifConsultation.who,
            MotifConsultation.role,
            MotifConsultation.on,
            MotifConsultation.decision,
            MotifConsultation.note,
        )
        .outerjoin(Artisan, Artisan.id == MotifConsultation.artisan_id)
        .outerjoin(ClothForm, ClothForm.id == MotifConsultation.form_id)
        .where(MotifConsultation.motif_id == motif_id)
        .order_by(MotifConsultation.on.desc(), MotifConsultation.id.desc())
    )
    return [Consultation(*row) for row in rows]


def _form_name() -> sa.ColumnElement[str]:
    name = ClothForm.name_en if get_locale() == "en" else ClothForm.name_id
    return sa.func.coalesce(name, "")


def _artisans(db: Session) -> list[tuple[str, str]]:
    rows = db.execute(sa.select(Artisan.slug, Artisan.name).order_by(Artisan.name))
    return [(slug, name) for slug, name in rows]


@bp.post("/motifs/<motif>")
def save_motif(motif: str) -> Response | BaseResponse:
    """Write what staff know better than the seed."""
    http.need(Right.MOTIFS_EDIT)
    posted = request.form.copy()
    lines = "\n".join(posted.poplist("meaning_sources")).splitlines()
    posted.setlist("meaning_sources", [line.strip() for line in lines if line.strip()])
    owner = posted.pop("owner", "")
    form = Form.read(
        EditMotif,
        posted,
        lists=("meaning_sources",),
        motif_id=motif,
        owner_artisan_id=_artisan_id(owner) if owner else None,
    )
    form.values["owner"] = owner
    form.values["meaning_sources"] = "\n".join(form.values.get("meaning_sources", ()))
    return _do(motif, "edit", form, services.edit_motif)


@bp.post("/motifs/<motif>/permissions")
def permit(motif: str) -> Response | BaseResponse:
    """Record that a business may use a motif, or is its holder."""
    http.need(Right.MOTIFS_EDIT)
    form = _of_artisan(RecordPermission, motif)
    return _do(motif, "permission", form, services.record_permission)


def _artisan_id(slug: str) -> int:
    """Return a business by the name in the form's list.

    :raises NotFound: there is none.
    """
    if not SLUG.fullmatch(slug):
        raise NotFound
    with http.reading() as db:
        found = db.scalar(sa.select(Artisan.id).where(Artisan.slug == slug))
    if found is None:
        raise NotFound
    return found


@bp.post("/motifs/<motif>/permissions/revoke")
def unpermit(motif: str) -> Response | BaseResponse:
    """Take a permission back."""
    http.need(Right.MOTIFS_EDIT)
    return _do(motif, "revoke", Form.read(RevokePermission, request.form), _revoke(motif))


def _revoke(motif_id: str) -> Any:
    def act(db: Session, command: RevokePermission, *, actor: Principal) -> None:
        found = db.get(MotifPermission, command.permission)
        if found is None or found.motif_id != motif_id:
            raise NotFound
        services.revoke_permission(db, found.id, reason=command.reason, actor=actor)

    return act


@bp.post("/motifs/<motif>/consultations")
def consult(motif: str) -> Response | BaseResponse:
    """Record an artisan's talk with a community; the artisan's latest one counts."""
    http.need(Right.MOTIFS_EDIT)
    form = _of_artisan(RecordConsultation, motif)
    return _do(motif, "consultation", form, services.record_consultation)


@bp.post("/motifs/<motif>/consultations/complete")
def complete_consultation(motif: str) -> Response | BaseResponse:
    """Say whose talk it was that was recorded without an artisan."""
    http.need(Right.MOTIFS_EDIT)
    form = _of_artisan(CompleteConsultation, motif)
    return _do(motif, "completion", form, services.complete_consultation)


def _of_artisan(command: type[Any], motif: str) -> Form[Any]:
    """Read a form that names its artisan by slug and its form of cloth or none."""
    posted = request.form.copy()
    slug = posted.pop("artisan", "")
    for name in ("valid_until", "form_id"):
        if not posted.get(name):
            posted.poplist(name)
    form: Form[Any] = Form.read(command, posted, motif_id=motif, artisan_id=_artisan_id(slug))
    form.values["artisan"] = slug
    return form


def _do(motif: str, part: str, form: Form[Any], service: Any) -> Response | BaseResponse:
    return do(
        form,
        service,
        again=lambda refused, status: _page(motif, status, **{part: refused}),
        done=lambda: http.see_other("admin.motif", motif=motif, saved=1, _anchor=part),
    )
