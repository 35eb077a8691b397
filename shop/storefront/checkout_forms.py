"""What the steps of the checkout post, read strictly and kept beside the cart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from shop.accounts import address as addresses
from shop.accounts import addresses as book
from shop.accounts import queries as accounts
from shop.accounts.address import HOME, AddressFields
from shop.checkout import steps
from shop.checkout.commands import ChooseShipping, Contact
from shop.core.command import Checkbox, PublicId
from shop.core.errors import ShopError
from shop.core.forms import IGNORED, Form
from shop.shipping.errors import ServiceNotOffered
from shop.storefront.account_places import country_name, places_named, read_address
from shop.storefront.checkout_view import Basket, Checkout

#: Fields of the first step that are not the address.
ABOUT = ("email", "saved", "save", *IGNORED)

#: A choice of the second step is named after the artisan: internal ids never leave the shop.
CHOICE = "ship-"


class Picked(Contact):
    """The first step of somebody with an address book: one of their addresses."""

    saved: PublicId


class Typed(Contact):
    """The first step with a new address, to be kept in the address book if ``save`` is set."""

    save: Checkbox = False


@dataclass(frozen=True)
class SavedAddress:
    """An entry of the address book as the first step offers it."""

    public_id: str
    label: str
    lines: tuple[str, ...]
    is_default: bool


# -- step one: contact and address ----------------------------------------------------------------


def contact_form(checkout: Checkout) -> Form[Any]:
    """Return the first step's form with what was filled in before."""
    if checkout.draft is not None:
        values = {**checkout.draft.address.model_dump(), "email": checkout.draft.email}
        return Form(values=values)
    return Form()


def wants_abroad(form: Form[Any]) -> bool:
    """Tell whether the form for other countries is wanted: by a link, or by what was typed."""
    asked = request.args.get("abroad")
    if asked is not None:
        return asked == "1"
    return bool(form.value("country", HOME) != HOME)


def saved_addresses(db: Session, checkout: Checkout) -> list[SavedAddress]:
    """Return the address book of a signed-in buyer; nothing for a guest."""
    if checkout.owner.account_id is None:
        return []
    return [
        SavedAddress(
            public_id=entry.public_id,
            label=entry.label,
            lines=tuple(
                addresses.lines(entry.fields, country_name=country_name(entry.fields.country))
            ),
            is_default=entry.is_default,
        )
        for entry in accounts.addresses(db, checkout.owner.account_id)
    ]


def save_contact(db: Session, found: Basket, posted: Any) -> Form[Any]:
    """Keep what the first step posted, if there is nothing to complain about.

    :returns: The form, with sentences beside the fields and all that was typed.
    :raises NotFound: a saved address that is not the buyer's own.
    """
    if "saved" in posted:
        return _save_picked(db, found, posted)
    return _save_typed(db, found, posted)


def _save_picked(db: Session, found: Basket, posted: Any) -> Form[Any]:
    form: Form[Any] = Form.read(Picked, posted)
    if form.errors:
        return form
    entry = accounts.address(db, found.owner.account_id or 0, form.command.saved)
    _keep(db, found, form, email=form.command.email, address=entry.fields)
    return form


def _save_typed(db: Session, found: Basket, posted: Any) -> Form[Any]:
    contact = Form.read(Typed, _only(posted, names=ABOUT))
    form: Form[Any]
    form, fields = read_address(_without(posted, names=ABOUT), places_named(db, posted))
    form.errors = {**contact.errors, **form.errors}
    form.values.update(contact.values)
    if fields is None or form.errors:
        return form
    _keep(db, found, form, email=contact.command.email, address=fields)
    if contact.command.save and not form.errors:
        _save_in_book(db, found, form, fields)
    return form


def _keep(
    db: Session, found: Basket, form: Form[Any], *, email: str, address: AddressFields
) -> None:
    try:
        steps.save_contact(db, found.cart_id, email=email, address=address)
    except ShopError as error:
        form.refuse(error)


def _save_in_book(db: Session, found: Basket, form: Form[Any], fields: AddressFields) -> None:
    if found.owner.account_id is None:
        return
    try:
        book.save(db, found.owner.account_id, fields)
    except ShopError as error:
        form.refuse(error)


def _only(posted: Any, *, names: tuple[str, ...]) -> MultiDict[str, str]:
    return MultiDict([pair for pair in posted.items(multi=True) if pair[0] in names])


def _without(posted: Any, *, names: tuple[str, ...]) -> MultiDict[str, str]:
    return MultiDict([pair for pair in posted.items(multi=True) if pair[0] not in names])


# -- step two: how the parcels travel -------------------------------------------------------------


def save_choices(db: Session, checkout: Checkout, posted: Any) -> tuple[Form[Any], dict[int, str]]:
    """Keep the courier service of each artisan's parcel, if all of them are offered.

    :returns: The form, whose field ``choices`` carries a refusal, and what was chosen.
    """
    form, choices = _read_choices(checkout, posted)
    if form.errors:
        return form, choices
    try:
        steps.save_choices(db, checkout.cart_id, choices, options=checkout.options)
    except ShopError as error:
        form.refuse(error)
    return form, choices


def _read_choices(checkout: Checkout, posted: Any) -> tuple[Form[Any], dict[int, str]]:
    ids = {
        f"{CHOICE}{parcel.artisan.artisan_slug}": parcel.artisan.artisan_id
        for parcel in checkout.parcels
    }
    names = [name for name in posted if name not in IGNORED]
    form: Form[Any] = Form(values={name: posted[name] for name in names})
    if set(names) != set(ids) or any(len(posted.getlist(name)) != 1 for name in names):
        form.refuse(ServiceNotOffered())
        return form, {}
    read = Form.read(
        ChooseShipping, MultiDict(), choices={ids[name]: posted[name] for name in names}
    )
    if read.errors:
        form.refuse(ServiceNotOffered())
        return form, {}
    return form, read.command.choices
