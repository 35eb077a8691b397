"""Citations: sources of the motif registry, taken apart so that pages can print and link them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date

from shop.core.i18n import get_locale, gettext, ngettext, pick, use_locale

#: Texts that only say that no source was looked up.
NO_SOURCE = frozenset({"general knowledge, not looked up"})

_URL = re.compile(r"https?://[^\s<>\"']+", re.ASCII)
#: Parts of a date as the registry knows them: year, month, day.
_PRECISION = {1: "yyyy", 2: "MMMM yyyy", 3: "d MMMM yyyy"}


@dataclass(frozen=True)
class Citation:
    """One source: who published it, what it is about, when.

    ``text`` holds what staff typed; it stands alone. ``url`` is the address of the source itself
    and stays empty unless the data has it; ``site`` is the publisher's site. ``dates`` are ISO
    dates as far as they are known: ``2024``, ``2024-05`` or ``2024-05-10``.
    """

    text: str = ""
    publisher: str = ""
    title: str = ""
    about_id: str = ""
    about_en: str = ""
    numbers: tuple[str, ...] = ()
    pages: str = ""
    dates: tuple[str, ...] = ()
    site: str = ""
    url: str = ""

    @property
    def label(self) -> str:
        """The citation in words of the current language, without its address."""
        if self.text:
            return self.text
        about = pick(id=self.about_id, en=self.about_en)[0]
        numbers = ngettext(
            "article %(numbers)s",
            "articles %(numbers)s",
            len(self.numbers),
            numbers=", ".join(self.numbers),
        )
        parts = (
            self.publisher,
            f"“{self.title}”" if self.title else "",
            about,
            numbers if self.numbers else "",
            gettext("p. %(pages)s", pages=self.pages) if self.pages else "",
            ", ".join(_day(date) for date in self.dates),
        )
        return ", ".join(part for part in parts if part)

    @property
    def link(self) -> str:
        """Where a reader may go on: the source itself, else its publisher's site, else nothing."""
        if self.url:
            return self.url
        return f"https://{self.site}/" if self.site else ""

    @property
    def link_text(self) -> str:
        """What the link says: the site's name, so that it promises no more than the site."""
        return self.site or re.sub(r"\Ahttps?://(www\.)?", "", self.url).partition("/")[0]


def read(stored: Iterable[Any]) -> tuple[Citation, ...]:
    """Return stored sources as citations; those that say that nothing was looked up are left out.

    A text without structure, from a shop older than this, becomes a citation of that text.
    """
    found = (_one(entry) for entry in stored)
    return tuple(citation for citation in found if citation.label not in NO_SOURCE)


def _one(entry: Any) -> Citation:
    if isinstance(entry, str):
        return written(entry)
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    return Citation(**values)


def written(line: str) -> Citation:
    """Return what staff typed in one line as a citation. An address in it becomes its link."""
    address = _URL.search(line)
    if address is None:
        return Citation(text=line.strip())
    url = address[0].rstrip(".,;)")
    text = " ".join(line.replace(address[0], " ").split()).strip(" .,;()")
    return Citation(text=text or url, url=url)


def line_of(citation: Citation) -> str:
    """Return a citation as the line of a form; ``merged`` reads it back."""
    return f"{citation.label} {citation.url}".strip() if citation.url else citation.label


def merged(lines: Iterable[str], known: Sequence[Citation]) -> list[dict[str, Any]]:
    """Return the lines of a form as they are stored.

    A line that still says what a known citation says keeps that citation and its structure.
    """
    by_line: dict[str, Citation] = {}
    for language in ("id", "en"):
        with use_locale(language):
            by_line |= {line_of(citation): citation for citation in known}
    return [stored(by_line.get(line.strip()) or written(line)) for line in lines if line.strip()]


def stored(citation: Citation) -> dict[str, Any]:
    """Return a citation as JSON keeps it: what is empty is left out."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in vars(citation).items()
        if value
    }


def _day(date: str) -> str:
    parts = [int(part) for part in date.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    pattern = _PRECISION[len(parts)]
    return format_date(dt.date(year, month, day), pattern, locale=get_locale())


__all__ = ["NO_SOURCE", "Citation", "line_of", "merged", "read", "stored", "written"]
