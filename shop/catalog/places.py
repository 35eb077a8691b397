"""Places where a step of the work was done: a region of Indonesia, or a country abroad.

A place is a region's Kemendagri code (``64.72``, ``34``) or a country's ISO code (``MY``).
"""

from __future__ import annotations

from babel import Locale

from shop.accounts.address import COUNTRIES, HOME
from shop.core.i18n import get_locale


def is_abroad(code: str) -> bool:
    """Tell whether a place is a country other than Indonesia."""
    return code in COUNTRIES and code != HOME


def country_name(code: str) -> str:
    """Return a country's name in the reader's language."""
    return str(Locale.parse(get_locale()).territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """Return code and name of every country but Indonesia, by name in the reader's language."""
    pairs = [(code, country_name(code)) for code in COUNTRIES if code != HOME]
    return sorted(pairs, key=lambda pair: pair[1])
