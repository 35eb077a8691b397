"""The demo's words, as they lie in ``data/``."""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

FOLDER: Traversable = files("shop.demo")

#: Everybody in the demo signs in with this. The accounts are marked, and production refuses them.
PASSWORD = "canting-demo"  # noqa: S105


def read(name: str) -> Any:
    """Return the content of ``data/<name>.json``."""
    return json.loads((FOLDER / "data" / f"{name}.json").read_text(encoding="utf-8"))


def picture(file: str) -> bytes | None:
    """Return a drawn picture, ``None`` when it has not been drawn."""
    path = FOLDER / "pictures" / file
    return path.read_bytes() if path.is_file() else None
