"""The places and countries that address forms offer, and reading what such a form posted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import phonenumbers
import sqlalchemy as sa
from babel import Locale
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from shop.accounts.address import HOME, AddressFields, Place, Places, settle
from shop.accounts.address_formats import AddressFormat, address_format
from shop.core.db import rows
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.core.i18n import get_locale, pick
from shop.heritage import villages
from shop.heritage.models import Region, RegionLevel
from shop.shipping import queries as shipping

#: The button that shows the form of another country. It saves nothing.
SWITCH = "switch_country"


@dataclass(frozen=True)
class AddressChoices:
    """What an address form offers for one country."""

    country: str
    countries: tuple[tuple[str, str], ...]
    places: Places

    @property
    def is_abroad(self) -> bool:
        """Tell whether the form of another country is shown."""
        return self.country != HOME

    @property
    def format(self) -> AddressFormat:
        """Which fields an address abroad has."""
        return address_format(self.country)

    @property
    def phone_example(self) -> str:
        """A telephone number as the country writes it, with its country code."""
        number = phonenumbers.example_number_for_type(self.country, PhoneNumberType.MOBILE)
        number = number or phonenumbers.example_number(self.country)
        if number is None:
            return ""
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def choices(db: Session, country: str) -> AddressChoices:
    """Read what the form of a country offers, in two statements.

    :param country: One that is not served is passed over for Indonesia.
    """
    found = places(db)
    shown = country if country in found.countries else HOME
    return AddressChoices(shown, countries(found.countries), found)


def places(db: Session) -> Places:
    """Read the countries that are served, all provinces, and the regencies and districts of ours.

    Two statements.
    """
    return replace(
        _places(rows(db, _PLACES)), countries=frozenset(shipping.open_countries(db)) - {HOME}
    )


def places_named(db: Session, posted: Any) -> Places:
    """Read only the places that an address form names, with those that they lie in."""
    country = str(posted.get("country", HOME))
    if country != HOME:
        return Places(countries=frozenset({country} if shipping.is_open(db, country) else ()))
    codes = {str(posted.get(name, "")) for name in ("province_code", "district_code")}
    # Anything else names no region, and PostgreSQL refuses NUL in a parameter.
    known = {code for code in codes if _REGION_CODE.fullmatch(code)}
    around = {code[:length] for code in known for length in (2, 5, 8)}
    return _places(rows(db, _PLACES_NAMED, codes=sorted(around)))


#: Kemendagri's code of a province, regency or kecamatan: digits with dots between the levels.
_REGION_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}){0,2}", re.ASCII)

_PLACES = sa.select(
    Region.code, Region.level, Region.parent_code, Region.name_id, Region.name_en
).order_by(Region.name_id)

#: Kemendagri's codes grow from the left: 64 is the province, 64.72 a city, 64.72.01 a kecamatan.
_PLACES_NAMED = _PLACES.where(Region.code.in_(sa.bindparam("codes", expanding=True)))


def _places(found_rows: Iterable[Any]) -> Places:
    found: dict[str, dict[str, Place]] = {"province": {}, "regency": {}, "district": {}}
    for code, level, parent_code, name_id, name_en in found_rows:
        kind = "regency" if level == RegionLevel.CITY else level
        name = pick(id=name_id, en=name_en)[0] if level == RegionLevel.PROVINCE else name_id
        found[kind][code] = Place(code, name, parent_code or "")
    return Places(
        provinces=found["province"], regencies=found["regency"], districts=found["district"]
    )


def countries(served: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return code and name of the countries to choose from: Indonesia, then those abroad by name."""
    abroad = ((code, country_name(code)) for code in served if code != HOME)
    return ((HOME, country_name(HOME)), *sorted(abroad, key=lambda pair: pair[1]))


def country_name(code: str) -> str:
    """Return a country's name in the reader's language."""
    return str(Locale.parse(get_locale()).territories.get(code, code))


def form_values(fields: AddressFields) -> dict[str, Any]:
    """Return an address as its form shows it: a state that was typed once is found in the list."""
    values = fields.model_dump()
    if fields.is_abroad:
        values["state"] = address_format(fields.country).area(fields.state) or fields.state
    return values


def wants_switch(posted: Any) -> bool:
    """Tell whether a form was sent only to see that of another country."""
    return SWITCH in posted


def without(posted: Any, *names: str) -> MultiDict[str, str]:
    """Return the posted fields but for some, and for the button that switches the country."""
    left_out = {*names, SWITCH}
    return MultiDict([pair for pair in posted.items(multi=True) if pair[0] not in left_out])


def read_address(posted: Any, offered: Places) -> tuple[Form[AddressFields], AddressFields | None]:
    """Read an address form and settle its places.

    :param offered: The places that were offered; codes outside of it are refused.
    :returns: The form, and the address when there is nothing to complain about.
    """
    form = Form.read(AddressFields, posted)
    if form.errors:
        return form, None
    try:
        settled = settle(form.command, offered)
        village = villages.spelt(settled.district_code, settled.village)
        return form, settled.model_copy(update={"village": village})
    except ShopError as error:
        form.refuse(error)
        return form, None
