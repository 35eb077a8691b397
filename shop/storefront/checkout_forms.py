"""What the steps of the checkout post, read strictly and kept beside the cart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from shop.accounts import address as addresses
from shop.accounts import addresses as book
from shop.accounts import queries as accounts
from shop.accounts.address import AddressFields, CountryNotServed
from shop.accounts.queries import AddressView
from shop.checkout import steps
from shop.checkout.commands import ChooseShipping, Contact
from shop.core.command import Checkbox, PublicId
from shop.core.errors import ShopError
from shop.core.forms import IGNORED, Form
from shop.core.i18n import gettext as _
from shop.shipping import queries as shipping
from shop.shipping.errors import ServiceNotOffered
from shop.storefront.account_places import (
    country_name,
    form_values,
    places_named,
    read_address,
    wants_switch,
    without,
)
from shop.storefront.checkout_view import Basket, Checkout
from shop.storefront.destinations import chosen_province

#: Fields of the first step that are not the address.
ABOUT = ("email", "saved", "save", "completes", *IGNORED)

#: A choice of the second step is named after the artisan: internal ids never leave the shop.
CHOICE = "ship-"


class Picked(Contact):
    """The first step of somebody with an address book: one of their addresses."""

    saved: PublicId


class Typed(Contact):
    """The first step with a new address, to be kept in the address book if ``save`` is set.

    ``completes`` names an entry of the address book that lacked something: it is replaced.
    """

    save: Checkbox = False
    completes: PublicId | None = None


@dataclass(frozen=True)
class SavedAddress:
    """An entry of the address book as the first step offers it."""

    public_id: str
    label: str
    lines: tuple[str, ...]
    is_default: bool
    #: It lacks something that its country needs, and is asked for it when it is picked.
    is_incomplete: bool


# -- step one: contact and address ----------------------------------------------------------------


def contact_form(checkout: Checkout, country: str) -> Form[Any]:
    """Return the first step's form for a country, with what was filled in before.

    An address in another country keeps only who the parcel is for. What an address that was
    accepted before lacks today stands beside its fields.
    """
    draft = checkout.draft
    if draft is None:
        return Form(values={"country": country, "province_code": chosen_province()})
    if draft.address.country != country:
        person = {name: getattr(draft.address, name) for name in ("recipient_name", "phone")}
        return Form(values={"country": country, "email": draft.email, **person})
    values = {**form_values(draft.address), "email": draft.email}
    return Form(values=values, errors=addresses.shortcomings(draft.address))


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
            is_incomplete=bool(addresses.shortcomings(entry.fields)),
        )
        for entry in accounts.addresses(db, checkout.owner.account_id)
    ]


def save_contact(db: Session, found: Basket, posted: Any) -> Form[Any]:
    """Keep what the first step posted, if there is nothing to complain about.

    :returns: The form, with sentences beside the fields and all that was typed.
    :raises NotFound: a saved address that is not the buyer's own.
    """
    if wants_switch(posted):
        return Form(values=dict(without(posted, *IGNORED).items()))
    if "saved" in posted:
        return _save_picked(db, found, posted)
    return _save_typed(db, found, posted)


def _save_picked(db: Session, found: Basket, posted: Any) -> Form[Any]:
    form: Form[Any] = Form.read(Picked, posted)
    if form.errors:
        return form
    entry = accounts.address(db, found.owner.account_id or 0, form.command.saved)
    if entry.fields.is_abroad and not shipping.is_open(db, entry.fields.country):
        form.errors["saved"] = CountryNotServed().text
        return form
    if missing := addresses.shortcomings(entry.fields):
        return _to_complete(form, entry, missing)
    _keep(db, found, form, email=form.command.email, address=entry.fields)
    return form


def _to_complete(form: Form[Any], entry: AddressView, missing: dict[str, str]) -> Form[Any]:
    """Return the form of a new address, filled with a saved one that lacks something."""
    values = {
        **form_values(entry.fields),
        "email": form.command.email,
        "completes": entry.public_id,
    }
    intro = _("This saved address is not complete. Please fill in the marked places.")
    return Form(values=values, errors={"": intro, **missing})


def _save_typed(db: Session, found: Basket, posted: Any) -> Form[Any]:
    contact = Form.read(Typed, _only(posted, names=ABOUT))
    form: Form[Any]
    form, fields = read_address(without(posted, *ABOUT), places_named(db, posted))
    form.errors = {**contact.errors, **form.errors}
    form.values.update(contact.values)
    if fields is None or form.errors:
        return form
    _keep(db, found, form, email=contact.command.email, address=fields)
    if form.errors:
        return form
    if contact.command.completes is not None:
        _complete_in_book(db, found, contact.command.completes, fields)
    elif contact.command.save:
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


def _complete_in_book(db: Session, found: Basket, address_id: str, fields: AddressFields) -> None:
    """Replace a saved address that lacked something.

    :raises NotFound: it is not the buyer's own.
    """
    account_id = found.owner.account_id or 0
    entry = accounts.address(db, account_id, address_id)
    book.change(db, account_id, address_id, fields, label=entry.label, is_default=entry.is_default)


def _only(posted: Any, *, names: tuple[str, ...]) -> MultiDict[str, str]:
    return MultiDict([pair for pair in posted.items(multi=True) if pair[0] in names])


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
