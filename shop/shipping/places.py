"""Where a parcel starts and ends, as far as rates care. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from shop.accounts.address import AddressFields

HOME = "ID"

#: Kutai Barat and Mahakam Ulu: by river, or by a long road that rain closes.
INLAND = frozenset({"64.07", "64.11"})
EAST_KALIMANTAN = "64"

LOCAL = "lokal"
INLAND_ZONE = "kaltim-pedalaman"


@dataclass(frozen=True)
class Place:
    """A destination: a country; at home also a province and, in East Kalimantan, a regency.

    Codes are Kemendagri's; ``regency_code`` is empty where it was typed and not picked.
    """

    country: str = HOME
    province_code: str = ""
    regency_code: str = ""
    #: Only live prices ask for it; empty in an estimate.
    postal_code: str = ""

    @property
    def is_abroad(self) -> bool:
        """Tell whether the parcel leaves Indonesia."""
        return self.country != HOME


def place_of(address: AddressFields) -> Place:
    """Return what rates need to know of an address."""
    if address.is_abroad:
        return Place(country=address.country, postal_code=address.postal_code)
    return Place(
        province_code=address.province_code,
        regency_code=address.regency_code,
        postal_code=address.postal_code,
    )


def parse(code: str) -> Place | None:
    """Read a destination as the estimate's select posts it: ``64.72``, ``31`` or ``SG``.

    :returns: ``None`` when it cannot be one; whether it exists is up to the tables.
    """
    if len(code) == 2 and code.isascii() and code.isalpha() and code.isupper():  # noqa: PLR2004
        return Place(country=code) if code != HOME else None
    digits = code.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(code) == 2:  # noqa: PLR2004
        return Place(province_code=code)
    if len(code) == 5 and code[2] == ".":  # noqa: PLR2004
        return Place(province_code=code[:2], regency_code=code)
    return None


def code_of(place: Place) -> str:
    """Return the value of a destination in the estimate's select."""
    if place.is_abroad:
        return place.country
    return place.regency_code or place.province_code


def is_near(origin_code: str, place: Place) -> bool:
    """Tell whether a buyer there may fetch pieces from the workshop: it is in their province.

    :param origin_code: The artisan's regency.
    """
    return not place.is_abroad and place.province_code == origin_code.partition(".")[0]


def home_zone(origin_code: str, place: Place, province_zone: str) -> str:
    """Return the zone of a parcel within Indonesia.

    :param origin_code: The artisan's regency.
    :param province_zone: Zone of the destination's province for parcels from East Kalimantan.
    """
    if place.regency_code and place.regency_code == origin_code:
        return LOCAL
    if place.regency_code in INLAND:
        return INLAND_ZONE
    return province_zone
