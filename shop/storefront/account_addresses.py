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
from shop.accounts.address import HOME, AddressFields
from shop.accounts.commands import AddressLabel
from shop.core import http
from shop.core.errors import ShopError
from shop.core.forms import IGNORED, Form
from shop.storefront import account_base as base
from shop.storefront.account_base import bp
from shop.storefront.account_places import (
    AddressChoices,
    choices,
    country_name,
    form_values,
    places_named,
    read_address,
    wants_switch,
    without,
)

#: Fields of the form that are not the address.
ABOUT = ("label", "is_default")


@bp.get("/addresses")
def addresses() -> Response:
    """Show the address book."""
    with http.reading() as db:
        saved = queries.addresses(db, base.me().id)
    shown = [
        (
            entry,
            address_lines.lines(entry.fields, country_name=country_name(entry.fields.country)),
            bool(address_lines.shortcomings(entry.fields)),
        )
        for entry in saved
    ]
    return http.page("account/addresses.html", addresses=shown)


@bp.get("/addresses/new")
def new_address() -> Response:
    """Show an empty address form."""
    with http.reading() as db:
        offered = choices(db, HOME)
    return _form_page(Form(), offered, address_id="")


@bp.post("/addresses/new")
def save_address() -> Response:
    """Keep a new address."""
    return _save("")


@bp.get("/addresses/<address_id>")
def change_address(address_id: str) -> Response:
    """Show a saved address in the form."""
    with http.reading() as db:
        saved = queries.address(db, base.me().id, address_id)
        offered = choices(db, saved.fields.country)
    values = {
        **form_values(saved.fields),
        "label": saved.label,
        "is_default": saved.is_default,
    }
    form: Form[Any] = Form(values=values, errors=address_lines.shortcomings(saved.fields))
    return _form_page(form, offered, address_id=address_id)


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
        form, fields = _read(db)
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
        offered = choices(db, str(form.value("country", HOME)))
    status = 422 if form.errors else 200
    return _form_page(form, offered, address_id=address_id, status=status)


def _read(db: Session) -> tuple[Form[Any], AddressFields | None]:
    """Read the posted address; unchecked when only the form of another country is wanted."""
    posted = without(request.form, *ABOUT, *IGNORED)
    if wants_switch(request.form):
        return Form(values=dict(posted.items())), None
    return read_address(posted, places_named(db, posted))


def _keep(db: Session, address_id: str, fields: AddressFields, about: AddressLabel) -> None:
    account_id = base.me().id
    if not address_id:
        book.save(db, account_id, fields, label=about.label, is_default=about.is_default)
        return
    book.change(db, account_id, address_id, fields, label=about.label, is_default=about.is_default)


def _form_page(
    form: Form[Any], offered: AddressChoices, *, address_id: str, status: int = 200
) -> Response:
    return http.page(
        "account/address.html", status=status, form=form, offered=offered, address_id=address_id
    )


def _only(names: tuple[str, ...]) -> MultiDict[str, str]:
    return MultiDict((k, v) for k, v in request.form.items(multi=True) if k in names)
