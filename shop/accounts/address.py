"""Where a parcel goes: one schema for the address book and for checkout. Pure; no database.

Codes of places picked from a list are only trusted after :func:`settle` has looked them up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import phonenumbers
from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from shop.accounts.address_formats import AddressFormat, address_format
from shop.core.command import Command, Country, OptionalText, Text, clean_text, message_of
from shop.core.errors import Invalid
from shop.core.i18n import Lazy
from shop.core.i18n import lazy_gettext as _

HOME = "ID"

_FILL_IN = _("Please fill this in.")
_POSTAL_CODE = re.compile(r"[1-9][0-9]{4}", re.ASCII)
_NUMBER = re.compile(r"\+?[0-9]{4,17}", re.ASCII)

#: Every country that the library of telephone numbers knows is one that posts.
COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)


class CountryNotServed(Invalid):
    """The shop sends nothing to this country."""

    code = "country_not_served"
    field = "country"
    message = _("We do not send to this country.")


class UnknownPlace(Invalid):
    """A code names no place in our list."""

    code = "unknown_place"
    message = _("Please choose a place from the list.")


def refused(code: str, message: Lazy) -> PydanticCustomError:
    """Build a field's refusal whose sentence is translated when it is shown."""
    return PydanticCustomError(code, "refused", {"message": message})


def to_e164(value: str, *, country: str) -> str:
    """Write a telephone number in E.164.

    People type ``62811...`` without a plus; read as a national number that becomes a valid but
    wrong ``+6262811...``, so the plus is put in first.

    :raises PydanticCustomError: no such number can exist in ``country``, nor abroad with a plus.
    """
    digits = re.sub(r"[\s().-]", "", value)
    if country == HOME and digits.startswith("62"):
        digits = f"+{digits}"
    try:
        number = phonenumbers.parse(digits, country) if _NUMBER.fullmatch(digits) else None
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        raise refused("bad_phone", _("This is not a telephone number we can call."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def three_digits(value: Any) -> Any:
    """Write RT or RW with leading zeros: ``7`` becomes ``007``; empty stays empty."""
    text = clean_text(value)
    if not isinstance(text, str) or text == "":
        return text
    if not re.fullmatch(r"[0-9]{1,3}", text, re.ASCII):
        raise refused("bad_rt", _("Up to three digits, such as 007."))
    return text.zfill(3)


def known_country(value: str) -> str:
    """Refuse codes that are no country."""
    if value not in COUNTRIES:
        raise refused("unknown_country", _("Please choose one of the options."))
    return value


ThreeDigits = Annotated[str, BeforeValidator(three_digits), Field(max_length=3)]
RegionCode = Annotated[str, Field(pattern=r"^([0-9]{2}(\.[0-9]{2}){0,2})?$", max_length=13)]


class AddressFields(Command):
    """One address. In Indonesia by the country's own scheme, elsewhere by that of its country.

    ``district_code`` (kecamatan) may be picked in East Kalimantan and settles regency and
    province; elsewhere in Indonesia ``district`` and ``regency`` are typed and ``province_code``
    is picked. Abroad ``street``, ``street_2``, ``city``, ``state``, ``postal_code`` count, those
    of them that :class:`AddressFormat` names, and become what the country's post prints.

    Checked again whenever it becomes part of another command: an address that was accepted under
    older rules (see :func:`stored`) enters no new order.
    """

    model_config = ConfigDict(revalidate_instances="always")

    country: Annotated[Country, AfterValidator(known_country)] = HOME
    recipient_name: Annotated[Text, Field(max_length=120)]
    phone: Annotated[str, BeforeValidator(clean_text), Field(min_length=1, max_length=30)]
    street: Text
    rt: ThreeDigits = ""
    rw: ThreeDigits = ""
    landmark: OptionalText = ""
    village: Annotated[OptionalText, Field(max_length=120, validate_default=True)] = ""
    district_code: RegionCode = ""
    district: Annotated[OptionalText, Field(max_length=120, validate_default=True)] = ""
    regency: Annotated[OptionalText, Field(max_length=120, validate_default=True)] = ""
    regency_code: RegionCode = ""
    province_code: Annotated[RegionCode, Field(validate_default=True)] = ""
    province: Annotated[OptionalText, Field(max_length=120)] = ""
    street_2: OptionalText = ""
    city: Annotated[OptionalText, Field(max_length=120, validate_default=True)] = ""
    state: Annotated[OptionalText, Field(max_length=120, validate_default=True)] = ""
    postal_code: Annotated[OptionalText, Field(max_length=16, validate_default=True)] = ""

    @field_validator("phone")
    @classmethod
    def _phone(cls, value: str, info: ValidationInfo) -> str:
        return to_e164(value, country=info.data.get("country", HOME))

    @field_validator("village")
    @classmethod
    def _needed_at_home(cls, value: str, info: ValidationInfo) -> str:
        if _at_home(info) and not value:
            raise refused("missing", _FILL_IN)
        return value

    @field_validator("district", "regency", "province_code")
    @classmethod
    def _needed_without_district_code(cls, value: str, info: ValidationInfo) -> str:
        if _at_home(info) and not value and not info.data.get("district_code"):
            raise refused("missing", _FILL_IN)
        return value

    @field_validator("city")
    @classmethod
    def _city(cls, value: str, info: ValidationInfo) -> str:
        scheme = _scheme(info)
        if scheme is not None and not value and scheme.needs("city"):
            raise refused("missing", _FILL_IN)
        return value

    @field_validator("state")
    @classmethod
    def _state(cls, value: str, info: ValidationInfo) -> str:
        scheme = _scheme(info)
        if scheme is None or not scheme.has("state"):
            return value
        if not value:
            if scheme.needs("state"):
                raise refused("missing", _FILL_IN)
            return value
        area = scheme.area(value)
        if area is None:
            raise refused("unknown_area", _("Please choose one of the options."))
        return area

    @field_validator("postal_code")
    @classmethod
    def _postal_code(cls, value: str, info: ValidationInfo) -> str:
        if _at_home(info):
            if not _POSTAL_CODE.fullmatch(value):
                raise refused("bad_postal_code", _("Five digits, such as 75117."))
            return value
        scheme = _scheme(info)
        if scheme is None or not scheme.has("postal_code"):
            return value
        return _foreign_postal_code(value, scheme, state=info.data.get("state", ""))

    @property
    def is_abroad(self) -> bool:
        """Tell whether the parcel leaves Indonesia."""
        return self.country != HOME


def _at_home(info: ValidationInfo) -> bool:
    """Tell whether the country was read and is ours; a refused one asks for nothing of ours."""
    return bool(info.data.get("country") == HOME)


def _scheme(info: ValidationInfo) -> AddressFormat | None:
    """Return the format of the country abroad; nothing at home or where the country was refused."""
    country = info.data.get("country", HOME)
    return None if country == HOME else address_format(country)


def _foreign_postal_code(value: str, scheme: AddressFormat, *, state: str) -> str:
    if not value:
        if scheme.needs("postal_code"):
            raise refused("missing", _FILL_IN)
        return value
    code = scheme.postal_code(value, area=state)
    if code is not None:
        return code
    if scheme.postal_code(value) is not None:
        raise refused("postal_code_elsewhere", _("This code does not belong to the place above."))
    raise refused("bad_postal_code", _("This does not look right."))


def stored(values: Mapping[str, Any]) -> AddressFields:
    """Read an address that was accepted before, by the rules of its day; never refused.

    What stands in an order stays as it was. Before such an address is used anew,
    :func:`shortcomings` tells what it lacks.
    """
    known = {name: values[name] for name in AddressFields.model_fields if name in values}
    return AddressFields.model_construct(**known)


def shortcomings(fields: AddressFields) -> dict[str, str]:
    """Return what an address lacks under today's rules: a sentence for each field."""
    try:
        AddressFields.model_validate(fields.model_dump())
    except ValidationError as error:
        return {str(entry["loc"][0]): message_of(entry) for entry in error.errors()}
    return {}


@dataclass(frozen=True)
class Place:
    """A region that can be picked. ``parent_code`` is empty for provinces."""

    code: str
    name: str
    parent_code: str = ""


@dataclass(frozen=True)
class Places:
    """What the address form offers: countries, provinces, East Kalimantan to the kecamatan."""

    #: Countries abroad that the shop sends to.
    countries: frozenset[str] = frozenset()
    provinces: Mapping[str, Place] = field(default_factory=dict)
    regencies: Mapping[str, Place] = field(default_factory=dict)
    districts: Mapping[str, Place] = field(default_factory=dict)

    @property
    def province_options(self) -> list[tuple[str, str]]:
        """Pairs of code and name for a select."""
        return [(place.code, place.name) for place in self.provinces.values()]

    @property
    def by_regency(self) -> list[tuple[Place, list[Place]]]:
        """Districts in groups, for one select that works without JavaScript."""
        return [
            (regency, [d for d in self.districts.values() if d.parent_code == regency.code])
            for regency in self.regencies.values()
        ]


def settle(fields: AddressFields, places: Places) -> AddressFields:
    """Replace what a browser claims about places by what our list says.

    A picked kecamatan decides regency and province; a picked province its name. Codes that were
    not picked are dropped, so nobody is charged the rate of a place that was made up.

    :raises UnknownPlace: a code is not in ``places``.
    :raises CountryNotServed: a country abroad is not in ``places``.
    """
    if fields.is_abroad:
        if fields.country not in places.countries:
            raise CountryNotServed
        scheme = address_format(fields.country)
        unused = [name for name in _ABROAD if not scheme.has(name)]
        return fields.model_copy(update=dict.fromkeys((*_INDONESIAN, *unused), ""))
    foreign = {"street_2": "", "city": "", "state": ""}
    if not fields.district_code:
        province = places.provinces.get(fields.province_code)
        if province is None:
            raise UnknownPlace(field="province_code")
        return fields.model_copy(update={**foreign, "regency_code": "", "province": province.name})
    district = places.districts.get(fields.district_code)
    if district is None:
        raise UnknownPlace(field="district_code")
    regency = places.regencies[district.parent_code]
    province = places.provinces[regency.parent_code]
    return fields.model_copy(
        update={
            **foreign,
            "district": district.name,
            "regency_code": regency.code,
            "regency": regency.name,
            "province_code": province.code,
            "province": province.name,
        }
    )


#: Fields abroad that not every country's addresses have.
_ABROAD = ("city", "state", "postal_code")

_INDONESIAN = (
    "rt",
    "rw",
    "landmark",
    "village",
    "district_code",
    "district",
    "regency_code",
    "regency",
    "province_code",
    "province",
)


def lines(fields: AddressFields, *, country_name: str = "", from_abroad: bool = False) -> list[str]:
    """Return the address in the order in which it is printed on a parcel.

    :param country_name: Last line of an address abroad, in capitals by custom of the post.
    :param from_abroad: Print an Indonesian address as a foreign post office expects it.
    """
    if fields.is_abroad:
        town = address_format(fields.country).printed(
            city=fields.city, state=fields.state, postal_code=fields.postal_code
        )
        last = (country_name or fields.country).upper()
        return _kept(fields.recipient_name, fields.street, fields.street_2, *town, last)
    if from_abroad:
        return _kept(
            fields.recipient_name,
            fields.street,
            ", ".join(part for part in (fields.village, fields.district) if part),
            f"{fields.regency}, {fields.province} {fields.postal_code}",
            "INDONESIA",
        )
    return _kept(
        fields.recipient_name,
        fields.phone,
        fields.street,
        _neighbourhood(fields),
        fields.landmark and f"({fields.landmark})",
        f"Kel./Desa {fields.village}",
        f"Kec. {fields.district}",
        fields.regency,
        f"{fields.province} {fields.postal_code}",
    )


def _neighbourhood(fields: AddressFields) -> str:
    parts = (("RT", fields.rt), ("RW", fields.rw))
    return "/".join(f"{word} {number}" for word, number in parts if number)


def _kept(*parts: str) -> list[str]:
    return [part for part in parts if part]
