"""Stripe's form encoding: ``line_items[0][price_data][currency]=idr``."""

import re
from typing import Any
from urllib.parse import parse_qsl

from .refusals import invalid

_KEY = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART = re.compile(r"\[([^\[\]]*)\]")


def decode(text: str) -> dict[str, Any]:
    """Read a query string or body into nested dictionaries and lists of text.

    :raises Refusal: a key is malformed or given twice.
    """
    root: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        _put(root, _parts(key), value)
    return {key: _listed(value) for key, value in root.items()}


def _parts(key: str) -> list[str]:
    matched = _KEY.match(key)
    if matched is None:
        raise invalid(f"Invalid parameter name: {key}", key)
    return [matched[1], *_PART.findall(matched[2])]


def _put(root: dict[str, Any], parts: list[str], value: str) -> None:
    *way, last = parts
    here = root
    for part in way:
        here = here.setdefault(part, {})
        if not isinstance(here, dict):
            raise invalid(f"Invalid parameter name: {parts[0]}", parts[0])
    if last == "":  # types[]=a&types[]=b
        last = str(len(here))
    if last in here:
        raise invalid(f"Parameter given twice: {parts[0]}", parts[0])
    here[last] = value


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    children = {key: _listed(child) for key, child in value.items()}
    if sorted(children, key=_as_number) == [str(place) for place in range(len(children))]:
        return [children[str(place)] for place in range(len(children))]
    return children


def _as_number(key: str) -> tuple[int, str]:
    return (int(key), "") if key.isascii() and key.isdigit() else (-1, key)
