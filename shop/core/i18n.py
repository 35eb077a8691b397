"""Languages: which one a request speaks, and the words for it.

Flask-Babel is used through a ``Domain`` of our own, so that inside a host application its
catalogue, its language choice and its ``Babel`` object stay untouched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Protocol

from babel.support import LazyProxy, NullTranslations, Translations

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
DOMAIN = "shop"


_locale: ContextVar[str] = ContextVar("shop_locale", default="id")
_catalogues: dict[str, NullTranslations] = {}


class Lazy(Protocol):
    """Text that is translated when it is read."""

    def __str__(self) -> str: ...


def get_locale() -> str:
    """Return the language of the current request or letter, such as ``id``."""
    return _locale.get()


def set_locale(locale: str) -> None:
    """Set the language for the rest of this context (a request)."""
    _locale.set(locale)


@contextmanager
def use_locale(locale: str) -> Iterator[None]:
    """Speak ``locale`` inside the block: letters, exports, tests."""
    token = _locale.set(locale)
    try:
        yield
    finally:
        _locale.reset(token)


def catalogue(locale: str | None = None) -> NullTranslations:
    """Return the message catalogue of ``locale``, or of the current language."""
    locale = locale or get_locale()
    found = _catalogues.get(locale)
    if found is None:
        found = Translations.load(TRANSLATIONS, [locale], DOMAIN)
        _catalogues[locale] = found
    return found


def gettext(message: str, **values: Any) -> str:
    """Translate ``message``; ``%(name)s`` placeholders are filled from ``values``."""
    text = catalogue().gettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """Translate with a number; ``num`` may be used as ``%(num)s``."""
    return catalogue().ngettext(singular, plural, num) % {"num": num, **values}


def lazy_gettext(message: str) -> Lazy:
    """Mark ``message`` for translation now and translate it when it is read."""
    return LazyProxy(gettext, message, enable_cache=False)


def pick(*, id: str | None, en: str | None) -> tuple[str, bool]:  # noqa: A002
    """Choose between two language versions of one text.

    :returns: The text in the current language, or the other one when it is missing, and
        whether it is a fallback that the page must mark as such.
    """
    wanted, other = (id, en) if get_locale() == "id" else (en, id)
    if wanted:
        return wanted, False
    return other or "", bool(other)
