"""Collect the messages of code and templates into the catalogues: ``python -m tools.translations``.

English is the language of the code, so only Indonesian has a catalogue. What is translated stays;
what is gone is dropped; what is new is left empty, and a test fails until somebody translates it.
``--check`` only tells what is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "shop" / "translations"
LOCALE = "id"
TARGET = FOLDER / LOCALE / "LC_MESSAGES" / "shop.po"

METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}


def collected() -> Catalog:
    """Return every message that code and templates use, without translations."""
    found = Catalog(locale=LOCALE, project="Canting", fuzzy=False)
    # Indonesian has one form for every number; Babel does not know and would assume two.
    found._num_plurals, found._plural_expr = 1, "0"  # noqa: SLF001
    rows = extract_from_dir(
        ROOT / "shop",
        method_map=METHODS,
        options_map={"templates/**": {"trimmed": "true", "silent": "false"}},
        keywords=KEYWORDS,
    )
    for file, _line, message, _comments, _context in rows:
        found.add(message, locations=[(f"shop/{file}", 0)] if file else [])
    return found


def translated() -> dict[object, object]:
    """Return the translations that are there already, by message."""
    known: dict[object, object] = {}
    with TARGET.open("rb") as file:
        for message in read_po(file, locale=LOCALE):
            if message.id and message.string and not message.fuzzy:
                known[_key(message.id)] = message.string
    return known


def _key(message: object) -> object:
    return message[0] if isinstance(message, (list, tuple)) else message


def merged() -> Catalog:
    """Return the messages with the translations that are known."""
    catalogue, known = collected(), translated()
    for message in catalogue:
        if message.id and (string := known.get(_key(message.id))):
            plural = isinstance(message.id, (list, tuple))
            message.string = (
                (string if isinstance(string, (list, tuple)) else (string,)) if plural else string
            )
            if plural:
                message.string = tuple(message.string[:1])
    return catalogue


def missing(catalogue: Catalog) -> Iterator[str]:
    """Name the messages without a translation."""
    for message in catalogue:
        if message.id and not (
            message.string[0] if isinstance(message.string, tuple) else message.string
        ):
            yield f"{', '.join(sorted({file for file, _ in message.locations}))}: {message.id!r}"


def main() -> None:
    """Write the catalogue and tell what is missing."""
    catalogue = merged()
    if "--check" not in sys.argv:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        with TARGET.open("wb") as file:
            write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    gaps = list(missing(catalogue))
    print("\n".join(gaps))
    print(f"{len(catalogue)} messages, {len(gaps)} without translation")
    sys.exit(1 if gaps and "--check" in sys.argv else 0)


if __name__ == "__main__":
    main()
