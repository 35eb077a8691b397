"""My account: overview, profile, my data. Absent inside a host application."""

from __future__ import annotations

import json
from typing import Any

from flask import make_response, request
from werkzeug.wrappers import Response

from shop.accounts import privacy, queries, security, services
from shop.accounts.commands import ChangeProfile, EraseAccount
from shop.accounts.privacy import PersonalData
from shop.aftersales import queries as aftersales
from shop.aftersales.words import ORDER_WORDS
from shop.core import http, limits
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.core.http import Face
from shop.core.runtime import runtime
from shop.storefront import (
    account_addresses,
    account_base,
    account_orders,
    account_register,
    account_security,
    account_sign_in,
)
from shop.storefront import account_base as base
from shop.storefront.account_base import bp

#: The modules whose views hang on the same blueprint.
PARTS = (
    account_base,
    account_sign_in,
    account_register,
    account_security,
    account_addresses,
    account_orders,
)

#: Orders that the overview shows.
RECENT = 3


@bp.get("/")
def home() -> Response:
    """Show the person's own overview."""
    with http.reading() as db:
        account_id = base.me().id
        saved = queries.addresses(db, account_id)
        mine = queries.profile(db, account_id)
        orders = aftersales.of_account(db, account_id)[:RECENT]
    return http.page(
        "account/home.html",
        profile=mine,
        addresses=len(saved),
        visitor=base.me(),
        orders=orders,
        words=ORDER_WORDS,
    )


@bp.get("/profile")
def profile() -> Response:
    """Show name and language."""
    visitor = base.me()
    form: Form[Any] = Form(values={"name": visitor.name, "locale": visitor.locale})
    return http.page("account/profile.html", form=form)


@bp.post("/profile")
def change_profile() -> Response:
    """Change name and language."""
    form = Form.read(ChangeProfile, request.form)
    if form.errors:
        return http.page("account/profile.html", status=422, form=form)
    with http.transaction() as db:
        services.change_profile(db, base.me().id, form.command)
    return http.see_other("account.home")


@bp.get("/privacy", endpoint="privacy")
def my_data() -> Response:
    """Show what the person agreed to, and the ways to take data out or to be forgotten."""
    return _privacy_page(Form())


@bp.get("/data.json")
def data() -> Response:
    """Hand over everything that is stored about the person."""
    with http.reading() as db:
        found = privacy.export(db, base.me().id, _others())
    response = make_response(json.dumps(found, ensure_ascii=False, indent=1, default=str))
    response.content_type = "application/json; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="canting-my-data.json"'
    return response


@bp.post("/erase")
def erase() -> Response:
    """Forget the person, for good."""
    form = Form.read(EraseAccount, request.form)
    if form.errors:
        return _privacy_page(form, status=422)
    base.spend(limits.SECRET, base.me().id)
    try:
        security.check_own_password(runtime().database, base.me().id, form.command.current_password)
        with http.transaction() as db:
            privacy.erase(db, base.me().id, _others(), actor=http.principal())
            security.finish(db)
    except ShopError as error:
        form.refuse(error)
        return _privacy_page(form, status=422)
    return http.page("account/erased.html")


def _privacy_page(form: Form[Any], *, status: int = 200) -> Response:
    with http.reading() as db:
        consents = queries.consents(db, base.me().id)
    return http.page("account/privacy.html", status=status, form=form, consents=consents)


def _others() -> PersonalData:
    found: PersonalData = runtime().ports.get(PersonalData, PersonalData())
    return found


FACE = Face(bp, guard=base.guard, private=True)
