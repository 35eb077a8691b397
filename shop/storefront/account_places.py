"""The places and countries that address forms offer, and reading what such a form posted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from babel import Locale
from sqlalchemy.orm import Session

from shop.accounts.address import COUNTRIES, HOME, AddressFields, Place, Places, settle
from shop.core.db import rows
from shop.core.errors import ShopError
from shop.core.forms import Form
from shop.core.i18n import get_locale, pick
from shop.heritage import villages
from shop.heritage.models import Region, RegionLevel


def places(db: Session) -> Places:
    """Read provinces by name, and the regencies and districts that we know, in one statement."""
    return _places(rows(db, _PLACES))


def places_named(db: Session, posted: Any) -> Places:
    """Read only the places that an address form names, with those that they lie in."""
    codes = {str(posted.get(name, "")) for name in ("province_code", "district_code")}
    around = {code[:length] for code in codes for length in (2, 5, 8)}
    return _places(rows(db, _PLACES_NAMED, codes=sorted(around)))


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


def countries() -> list[tuple[str, str]]:
    """Return code and name of every country but Indonesia, by name in the reader's language."""
    names = Locale.parse(get_locale()).territories
    pairs = [(code, names[code]) for code in COUNTRIES if code in names and code != HOME]
    return sorted(pairs, key=lambda pair: pair[1])


def country_name(code: str) -> str:
    """Return a country's name in the reader's language."""
    return str(Locale.parse(get_locale()).territories.get(code, code))


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
