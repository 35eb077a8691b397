"""People and rights: who holds a role, giving and taking roles, shutting accounts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from shop.accounts import queries, staff
from shop.accounts.models import Account, AccountRole, Role
from shop.admin import words
from shop.admin.audit import entries
from shop.admin.desk import bp, do
from shop.artisans.models import Artisan, ArtisanMember
from shop.core import http
from shop.core.command import Command, PublicId, Reason, Text
from shop.core.errors import Invalid
from shop.core.forms import Form
from shop.core.i18n import lazy_gettext
from shop.core.permissions import Principal, Right

FOUND = 50


class ChangeRole(Command):
    """Give a role, or take it away."""

    account: PublicId
    role: Text
    reason: Reason


class ShutOrOpen(Command):
    """Shut an account, or open it again."""

    account: PublicId
    reason: Reason


class NotYourself(Invalid):
    """People lock themselves out more easily than they think."""

    code = "not_yourself"
    message = lazy_gettext("Somebody else has to do that to your own account.")


@dataclass(frozen=True)
class PersonRow:
    """A person in a list."""

    public_id: str
    name: str
    email: str
    active: bool
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """A person with what matters when rights are given."""

    account_id: int
    row: PersonRow
    created_at: dt.datetime
    confirmed_at: dt.datetime | None
    banned_at: dt.datetime | None
    is_erased: bool
    has_second_factor: bool
    businesses: tuple[tuple[str, str], ...]


@bp.get("/people")
def people() -> Response:
    """List who holds a role, or who matches a name or e-mail."""
    http.need(Right.ACCOUNTS_EDIT)
    wanted = request.args.get("q", "").strip()[:100]
    with http.reading() as db:
        rows = _matching(db, wanted) if wanted else _holders(db)
        roles = _roles(db)
    return http.page("admin/people.html", rows=rows, wanted=wanted, roles=roles, words=words)


def _holders(db: Session) -> list[PersonRow]:
    return [
        PersonRow(view.public_id, view.name, view.email, view.active, view.roles)
        for view in queries.staff(db)
    ]


def _matching(db: Session, wanted: str) -> list[PersonRow]:
    found = db.scalars(
        sa.select(Account)
        .where(
            Account.erased_at.is_(None),
            sa.or_(
                Account.email.contains(wanted.lower(), autoescape=True),
                sa.func.lower(Account.name).contains(wanted.lower(), autoescape=True),
            ),
        )
        .order_by(Account.email)
        .limit(FOUND)
    ).all()
    roles = _roles_of(db, [account.id for account in found])
    return [_row(account, roles) for account in found]


def _roles_of(db: Session, account_ids: list[int]) -> dict[int, list[str]]:
    held: dict[int, list[str]] = {}
    rows = db.execute(
        sa.select(AccountRole.account_id, Role.name)
        .join(Role, Role.id == AccountRole.role_id)
        .where(AccountRole.account_id.in_(account_ids))
        .order_by(Role.name)
    )
    for account_id, name in rows:
        held.setdefault(account_id, []).append(name)
    return held


def _row(account: Account, roles: dict[int, list[str]]) -> PersonRow:
    return PersonRow(
        account.public_id,
        account.name,
        account.email,
        account.active,
        tuple(roles.get(account.id, ())),
    )


def _roles(db: Session) -> list[tuple[str, tuple[str, ...]]]:
    """Return every role with the words for its rights."""
    return [
        (role.name, tuple(words.say(words.RIGHTS, right) for right in role.rights))
        for role in db.scalars(sa.select(Role).order_by(Role.id))
    ]


@bp.get("/people/<account>")
def person(account: str) -> Response:
    """Show one person with roles, businesses and what was decided about them."""
    return _page(account, 200)


def _page(public_id: str, status: int, **refused: Form[Any]) -> Response:
    """Render a person; ``refused`` is the one form of the page that was sent and refused."""
    http.need(Right.ACCOUNTS_EDIT)
    forms: dict[str, Form[Any]] = {name: Form() for name in ("grant", "revoke", "ban", "unban")}
    with http.reading() as db:
        found = _person(db, public_id)
        return http.page(
            "admin/person.html",
            status=status,
            person=found,
            roles=_roles(db),
            history=entries(db, wanted=public_id, limit=20),
            is_self=found.account_id == http.principal().account_id,
            forms={**forms, **refused},
            saved=bool(request.args.get("saved")),
            words=words,
        )


def _person(db: Session, public_id: str) -> Person:
    account = queries.by_public_id(db, public_id)
    businesses = db.execute(
        sa.select(Artisan.slug, Artisan.name)
        .join(ArtisanMember, ArtisanMember.artisan_id == Artisan.id)
        .where(ArtisanMember.account_id == account.id)
        .order_by(Artisan.name)
    )
    return Person(
        account_id=account.id,
        row=_row(account, _roles_of(db, [account.id])),
        created_at=account.created_at,
        confirmed_at=account.confirmed_at,
        banned_at=account.banned_at,
        is_erased=account.erased_at is not None,
        has_second_factor=account.tf_totp_secret is not None,
        businesses=tuple((slug, name) for slug, name in businesses),
    )


@bp.post("/people/<account>/grant")
def grant(account: str) -> Response | BaseResponse:
    """Give a role."""
    return _change(account, "grant", ChangeRole, staff.grant_role)


@bp.post("/people/<account>/revoke")
def revoke(account: str) -> Response | BaseResponse:
    """Take a role away."""
    return _change(account, "revoke", ChangeRole, staff.revoke_role)


@bp.post("/people/<account>/ban")
def ban(account: str) -> Response | BaseResponse:
    """Shut an account; its sessions end with their next request."""
    return _change(account, "ban", ShutOrOpen, staff.ban)


@bp.post("/people/<account>/unban")
def unban(account: str) -> Response | BaseResponse:
    """Open a shut account again."""
    return _change(account, "unban", ShutOrOpen, staff.unban)


def _change(account: str, part: str, schema: type[Any], service: Any) -> Response | BaseResponse:
    """Do one thing to an account that is not one's own."""
    http.need(Right.ACCOUNTS_EDIT)
    form: Form[Any] = Form.read(schema, request.form, account=account)

    def act(db: Session, command: Any, *, actor: Principal) -> None:
        if queries.by_public_id(db, command.account).id == actor.account_id:
            raise NotYourself
        service(db, command.account, actor=actor, **command.model_dump(exclude={"account"}))

    return do(
        form,
        act,
        again=lambda refused, status: _page(account, status, **{part: refused}),
        done=lambda: http.see_other("admin.person", account=account, saved=1),
    )
