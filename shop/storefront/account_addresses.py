"""The address book."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from shop.accounts import address as address_lines
from shop.accounts import addresses as book
from shop.accounts import queries
from shop.accounts.address import HOME, AddressFields, Places
from shop.accounts.commands import AddressLabel
from shop.core import http
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.storefront import account_base as base
from shop.storefront.account_base import bp
from shop.storefront.account_places import countries, country_name, places, read_address

#: Fields of the form that are not the address.
ABOUT = ("label", "is_default")


@bp.get("/addresses")
def addresses() -> Response:
    """Show the address book."""
    with http.reading() as db:
        saved = queries.addresses(db, base.me().id)
    shown = [
        (entry, address_lines.lines(entry.fields, country_name=country_name(entry.fields.country)))
        for entry in saved
    ]
    return http.page("account/addresses.html", addresses=shown)


@bp.get("/addresses/new")
def new_address() -> Response:
    """Show an empty address form."""
    with http.reading() as db:
        offered = places(db)
    return _form_page(Form(), offered, abroad=_wants_abroad(), address_id="")


@bp.post("/addresses/new")
def save_address() -> Response:
    """Keep a new address."""
    return _save("")


@bp.get("/addresses/<address_id>")
def change_address(address_id: str) -> Response:
    """Show a saved address in the form."""
    with http.reading() as db:
        saved = queries.address(db, base.me().id, address_id)
        offered = places(db)
    values = {
        **saved.fields.model_dump(),
        "label": saved.label,
        "is_default": saved.is_default,
    }
    abroad = _wants_abroad(saved.fields.is_abroad)
    return _form_page(Form(values=values), offered, abroad=abroad, address_id=address_id)


@bp.post("/addresses/<address_id>")
def replace_address(address_id: str) -> Response:
    """Replace a saved address; orders that copied it keep what they have."""
    return _save(address_id)


@bp.post("/addresses/<address_id>/delete")
def delete_address(address_id: str) -> Response:
    """Throw a saved address away."""
    with http.transaction() as db:
        book.delete(db, base.me().id, address_id)
    return http.see_other("account.addresses")


def _save(address_id: str) -> Response:
    about = Form.read(AddressLabel, _only(ABOUT))
    with http.transaction() as db:
        if address_id:
            queries.address(db, base.me().id, address_id)  # somebody else's is not there at all
        offered = places(db)
        form, fields = read_address(_without(ABOUT), offered)
        form.values.update(about.values)
        form.errors.update(about.errors)
        if fields is not None and not form.errors:
            try:
                _keep(db, address_id, fields, about.command)
                return http.see_other("account.addresses")
            except ShopError as error:
                if error.status == 404:  # noqa: PLR2004
                    raise
                form.refuse(error)
    abroad = form.value("country", HOME) != HOME
    return _form_page(form, offered, abroad=abroad, address_id=address_id, status=422)


def _keep(db: Session, address_id: str, fields: AddressFields, about: AddressLabel) -> None:
    account_id = base.me().id
    if not address_id:
        book.save(db, account_id, fields, label=about.label, is_default=about.is_default)
        return
    book.change(db, account_id, address_id, fields, label=about.label, is_default=about.is_default)


def _form_page(
    form: Form[Any], offered: Places, *, abroad: bool, address_id: str, status: int = 200
) -> Response:
    return http.page(
        "account/address.html",
        status=status,
        form=form,
        offered=offered,
        countries=countries() if abroad else [],
        abroad=abroad,
        address_id=address_id,
    )


def _wants_abroad(default: bool = False) -> bool:  # noqa: FBT001, FBT002
    return {"1": True, "0": False}.get(request.args.get("abroad", ""), default)


def _only(names: tuple[str, ...]) -> MultiDict[str, str]:
    return MultiDict((k, v) for k, v in request.form.items(multi=True) if k in names)


def _without(names: tuple[str, ...]) -> MultiDict[str, str]:
    return MultiDict((k, v) for k, v in request.form.items(multi=True) if k not in names)
