"""What a business says about itself, and when it is away."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.artisans import services
from shop.artisans.models import Artisan
from shop.artisans.policy import back_on, vacations_of
from shop.artisans.services import EditProfile, SetVacation
from shop.core import audit, http
from shop.core.errors import NotFound, ShopError
from shop.core.forms import Form
from shop.shipping.queries import local_today
from shop.studio.desk import artisan_ids, bp
from shop.studio.pages import Business, businesses

PARTS = ("profile", "vacation")


@bp.get("/profile")
def profiles() -> Response | BaseResponse:
    """Go to the only business, or let the person choose."""
    with http.reading() as db:
        own = businesses(db)
    if len(own) == 1:
        return http.see_other("studio.profile", business=own[0].slug)
    return http.page("studio/profiles.html", businesses=own)


@bp.get("/profile/<business>")
def profile(business: str) -> Response:
    """Show what the business says about itself, and its vacation."""
    return _page(business, 200)


def _page(slug: str, status: int, **refused: Form[Any]) -> Response:
    """Render the page; ``refused`` is the one form that was sent and refused."""
    with http.reading() as db:
        found = _own(db, slug)
        today = local_today(db)
        vacations = vacations_of(found.vacation_from, found.vacation_until)
        is_over = bool(found.vacation_until and found.vacation_until < today)
        forms: dict[str, Form[Any]] = {
            "profile": Form(values=_values(found, EditProfile)),
            "vacation": Form(values={} if is_over else _values(found, SetVacation)),
        }
        return http.page(
            "studio/profile.html",
            status=status,
            business=Business(found.slug, found.name, found.status),
            forms={**forms, **refused},
            today=today.isoformat(),
            back_on=back_on(found.vacation_until, vacations)
            if found.vacation_until and not is_over
            else None,
            saved=request.args.get("saved", ""),
        )


def _own(db: Session, slug: str) -> Artisan:
    """Return a business of the person.

    :raises NotFound: there is none of that name, or it is somebody else's.
    """
    found = db.scalar(sa.select(Artisan).where(Artisan.slug == slug, Artisan.id.in_(artisan_ids())))
    if found is None:
        raise NotFound
    return found


def _values(artisan: Artisan, schema: type[EditProfile | SetVacation]) -> dict[str, Any]:
    values = {name: getattr(artisan, name) for name in schema.model_fields}
    return {name: "" if value is None else value for name, value in values.items()}


@bp.post("/profile/<business>")
def save_profile(business: str) -> Response | BaseResponse:
    """Save what the business says about itself; the shop shows it at once."""
    form = Form.read(EditProfile, request.form)
    return _save(business, "profile", form, services.edit_profile)


@bp.post("/profile/<business>/vacation")
def save_vacation(business: str) -> Response | BaseResponse:
    """Announce a vacation or take it back; promised dates follow at once."""
    form = Form.read(SetVacation, request.form)
    return _save(business, "vacation", form, services.set_vacation)


def _save(slug: str, part: str, form: Form[Any], service: Any) -> Response | BaseResponse:
    if form.errors:
        return _page(slug, 422, **{part: form})
    try:
        with http.transaction() as db:
            artisan = _own(db, slug)
            before = {name: str(getattr(artisan, name)) for name in type(form.command).model_fields}
            service(db, artisan.id, form.command)
            _note(db, slug, before=before, after=form.command.model_dump(mode="json"))
    except NotFound:
        raise
    except ShopError as error:
        form.refuse(error)
        return _page(slug, error.status, **{part: form})
    return http.see_other("studio.profile", business=slug, saved=part, _anchor=part)


def _note(db: Session, slug: str, *, before: dict[str, str], after: dict[str, Any]) -> None:
    """Write down what was changed, so that everybody in the business sees who did it."""
    changed = {name for name, value in after.items() if str(value) != before[name]}
    if changed:
        audit.record(
            db,
            "artisans.profile_edited",
            subject=slug,
            actor=http.principal(),
            before={name: before[name] for name in sorted(changed)},
            after={name: after[name] for name in sorted(changed)},
        )
