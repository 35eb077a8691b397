"""A letter's words and how they are laid out: one text and one HTML part from the same facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from shop.core import http, letters
from shop.core.i18n import use_locale


@dataclass(frozen=True)
class Words:
    """A letter before it is laid out; ``action`` is a button with an address, or nothing."""

    title: str
    paragraphs: tuple[str, ...]
    action: tuple[str, str] | None = None


def write(
    db: Session,
    *,
    fact: str,
    recipient: str,
    locale: str,
    words: Words,
    template: str = "letters/plain",
    **facts: Any,
) -> bool:
    """Lay a letter out in the reader's language and queue it in the caller's transaction.

    :param fact: Names the business fact: one letter for each, however often this is called.
    :param template: Without its ending; there is one ``.html`` and one ``.txt``.
    :returns: Whether the letter is new.
    """
    with use_locale(locale):
        context = {"words": words, **facts}
        rendered = letters.Rendered(
            subject=words.title,
            text=http.render(f"{template}.txt", **context),
            html=http.render(f"{template}.html", **context),
        )
    return letters.write(db, fact=fact, recipient=recipient, locale=locale, words=rendered)
