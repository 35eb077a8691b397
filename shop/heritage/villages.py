"""Kelurahan and desa of East Kalimantan, by kecamatan: what a buyer types, as it is spelt.

The list is made when the package is built (``tools/build_assets.py``); browsers fetch the same file
to offer names while somebody types. It is a help and no rule: new villages come before new lists,
and couriers go by the kecamatan.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from importlib.resources import files

#: The file below ``shop/static``; absent in a checkout whose assets were never built.
FILE = "villages.json"

_KIND = re.compile(r"^(kelurahan|kel|desa|ds)\b[.\s]*", re.IGNORECASE)


def spelt(district_code: str, typed: str) -> str:
    """Return a village's official spelling, or what was typed when the list does not have it."""
    return _by_district().get(district_code, {}).get(_key(typed), typed)


@functools.lru_cache(maxsize=1)
def _by_district() -> Mapping[str, Mapping[str, str]]:
    file = files("shop") / "static" / FILE
    if not file.is_file():
        return {}
    listed: dict[str, list[tuple[str, str]]] = json.loads(file.read_text("utf-8"))
    return {
        district: {_key(name): name for name, _postal_code in villages}
        for district, villages in listed.items()
    }


def _key(typed: str) -> str:
    return " ".join(_KIND.sub("", typed.strip()).casefold().split())
